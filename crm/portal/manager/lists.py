"""What the manager face's lists share: pages of 50 and the address that keeps the filters."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

PAGE_SIZE = 50
SEARCH_LIMIT = 200


def words_of(request: HttpRequest) -> str:
    """What was typed in the search field, without NUL and of a bearable length."""
    return request.GET.get("q", "").replace("\x00", "")[:SEARCH_LIMIT].strip()


def paged(
    request: HttpRequest, rows: Any, *, total: int | None = None, size: int = PAGE_SIZE
) -> dict[str, Any]:
    """Template context of one page of a list: `page`, `pages`, `address`; `total` when it is known already."""
    paginator = Paginator(rows, size)
    if total is not None:
        paginator.count = total
    page = paginator.get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    return {
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)),
        "address": f"?{kept.urlencode()}&page=" if kept else "?page=",
    }
