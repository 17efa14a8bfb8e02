"""Filing a document, saying who reads it, taking it out and putting it back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import IO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require
from crm.casework.document_rules import DocumentRefused, media_type_of, tidy_name
from crm.casework.models import Document, DocumentKind, DocumentPart, DocumentScope, FollowUp
from crm.core.errors import Forbidden
from crm.employers.models import EmployerFile, FileLead

PART = 512 * 1024
#: Before a document expires, there is this long to obtain the next one.
REMINDED_BEFORE = timedelta(days=30)
#: After this long, what was removed is destroyed.
KEPT_REMOVED = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentContent:
    """A document as it arrives: what it is, who may read it, until when it holds."""

    kind: str
    name: str
    content: IO[bytes]
    size: int
    scope: str = DocumentScope.DIRECTION
    expires_on: date | None = None


@transaction.atomic
def add_document(*, file: EmployerFile, document: DocumentContent, by: User, now: datetime) -> Document:
    """File a document; one that expires is followed up a month before.

    Raises DocumentRefused beside the field, Forbidden outside one's files.
    """
    _require_file(by, file)
    if document.kind not in DocumentKind.values or document.scope not in DocumentScope.values:
        raise DocumentRefused(_("Choisissez le genre du document et qui le lit."), field="kind")
    if document.expires_on and document.expires_on < timezone.localdate(now):
        raise DocumentRefused(_("Ce document est déjà expiré : vérifiez la date."), field="expires_on")
    name = tidy_name(document.name)
    media_type = media_type_of(name, document.content, size=document.size)
    made = Document.objects.create(
        file=file,
        kind=document.kind,
        name=name,
        media_type=media_type,
        size=document.size,
        sha256=_hash(document.content),
        scope=document.scope,
        expires_on=document.expires_on,
        added_by=by,
        added_at=now,
    )
    _store(made, document.content)
    _remind(made, by=by, today=timezone.localdate(now))
    return made


def _read(content: IO[bytes]) -> Iterator[bytes]:
    content.seek(0)
    return iter(lambda: content.read(PART), b"")


def _hash(content: IO[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in _read(content):
        digest.update(piece)
    return digest.hexdigest()


def _store(document: Document, content: IO[bytes]) -> None:
    for number, piece in enumerate(_read(content)):
        DocumentPart.objects.create(document=document, number=number, content=piece)


def _remind(document: Document, *, by: User, today: date) -> None:
    """A follow-up for whoever leads the file, a month before the end, today when that day is past."""
    if document.expires_on is None:
        return
    lead = FileLead.objects.on(today).filter(file_id=document.file_id).select_related("user").first()
    document.follow_up = FollowUp.objects.create(
        file_id=document.file_id,
        text=_("Renouveler le document : %(name)s") % {"name": document.name},
        due_on=max(today, document.expires_on - REMINDED_BEFORE),
        owner=lead.user if lead else by,
        created_by=by,
    )
    document.save(update_fields=["follow_up", "updated_at"])


def pieces_of(document: Document) -> Iterator[bytes]:
    """The bytes of a document, a piece at a time."""
    for part in document.parts.order_by("number").iterator(chunk_size=1):
        yield bytes(part.content)


@transaction.atomic
def remove_document(*, document: Document, by: User, now: datetime) -> Document:
    """Nobody reads it any more, and it is destroyed in 30 days; harmless when repeated.

    Raises Forbidden for anyone but who filed it, who leads the file and their managers.
    """
    locked = _lock(document, by, now=now)
    if locked.removed_at is None:
        locked.removed_at, locked.removed_by = now, by
        if locked.follow_up and locked.follow_up.done_at is None:
            locked.follow_up.delete()
            locked.follow_up = None
        locked.save()
    return locked


@transaction.atomic
def restore_document(*, document: Document, by: User, now: datetime) -> Document:
    """The undo of `remove_document`, as long as it was not destroyed; harmless when repeated. Raises Forbidden."""
    locked = _lock(document, by, now=now)
    if locked.removed_at is not None:
        locked.removed_at, locked.removed_by = None, None
        locked.save()
        if locked.follow_up is None:
            _remind(locked, by=by, today=timezone.localdate(now))
    return locked


def purge_documents(*, now: datetime) -> int:
    """Destroy what was removed 30 days ago; returns how many documents."""
    old = Document.objects.filter(removed_at__lt=now - KEPT_REMOVED)
    return old.delete()[1].get("casework.Document", 0)


def _lock(document: Document, by: User, *, now: datetime) -> Document:
    _require_file(by, document.file)
    if not Document.objects.visible_to(by).filter(pk=document.pk).exists():
        raise Forbidden
    locked = Document.objects.select_for_update(of=("self",)).select_related("follow_up").get(pk=document.pk)
    leads = FileLead.objects.on(timezone.localdate(now)).filter(file_id=locked.file_id, user=by)
    if locked.added_by_id != by.pk and not leads.exists():
        require(by, Permission.REVIEW_CASELOADS)
    return locked


def _require_file(by: User, file: EmployerFile) -> None:
    require(by, Permission.WORK_FILES)
    if not EmployerFile.objects.visible_to(by).filter(pk=file.pk).exists():
        raise Forbidden
