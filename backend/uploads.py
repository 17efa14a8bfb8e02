"""What a browser sends is never written to the disk beyond a bound, whatever it announces."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class BoundedUploadHandler(FileUploadHandler):
    """Drops the files of a request as soon as they weigh more together than UPLOAD_MAX_BYTES.

    The request then says so to its form, in `META["passerelle.upload_dropped"]`.
    """

    seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - Django's name
        """Pass the piece on to the next handler while there is room."""
        self.seen += len(raw_data)
        if self.seen > settings.UPLOAD_MAX_BYTES:
            if self.request is not None:
                self.request.META["passerelle.upload_dropped"] = True
            raise SkipFile
        return raw_data

    def file_complete(self, *_size: Any) -> Any:
        """The handlers after this one keep the file."""
        return None
