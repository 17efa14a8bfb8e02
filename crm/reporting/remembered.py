"""What was counted is told again as long as nothing that it counts has changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from hashlib import sha256
from threading import Lock
from typing import Any, TypeVar, cast

from django.core.cache import caches
from django.db import connection

Made = TypeVar("Made")
#: Held while something is counted, by its kind and a part of its key: one that counts another is of another kind.
_counting: dict[Hashable, Lock] = {}
# A transaction that has written sees what no other reader sees: for it everything is counted anew.
REVISION = """
SELECT md5(string_agg(token::text, '' ORDER BY id)) FROM reporting_revision
WHERE pg_current_xact_id_if_assigned() IS NULL
"""


def revision() -> str | None:
    """The revision of what is counted, as this reader sees it; None when nothing may be remembered."""
    with connection.cursor() as cursor:
        cursor.execute(REVISION)
        ((token,),) = cursor.fetchall()
    return cast("str | None", token)


def remember(what: tuple[Hashable, ...], make: Callable[[], Made], *, at: str | None) -> Made:
    """What `make` gives, made once a revision for all readers of this process. `what` says all that it depends on."""
    if at is None:
        return make()
    cache: Any = caches["figures"]
    key = sha256(f"{at} {what!r}".encode()).hexdigest()
    found = cache.get(key)
    if found is None:
        # Of those who ask at once one counts; the others wait for what it finds.
        with _counting.setdefault((what[0], key[:2]), Lock()):
            found = cache.get(key)
            if found is None:
                found = make()
                cache.set(key, found)
    return cast("Made", found)
