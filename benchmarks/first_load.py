"""What a first visit to a page brings: the page and every file that it names, packed as they are sent."""

from __future__ import annotations

import gzip
import re
from typing import Any

#: Stylesheets, scripts, icons and pictures named in a page.
NAMED = re.compile(r"""(?:\ssrc|<link[^>]*?\shref)=["'](/[^"'#?]+)""")


def sent(client: Any, url: str) -> tuple[int, str]:
    """The bytes of one answer as they leave, packed where it packs, and its text."""
    answer = client.get(url, headers={"accept-encoding": "gzip"})
    if answer.status_code != 200:
        raise AssertionError(f"{url} answered {answer.status_code}")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    if answer.headers.get("Content-Encoding") == "gzip":
        return len(content), gzip.decompress(content).decode("utf-8", "replace")
    return len(content), content.decode("utf-8", "replace")


def first_load(client: Any, url: str) -> dict[str, int]:
    """Bytes of the page, then of each file that it names."""
    size, text = sent(client, url)
    parts = {"the page": size}
    for name in dict.fromkeys(NAMED.findall(text)):
        parts[name] = sent(client, name)[0]
    return parts
