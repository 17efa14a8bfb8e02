"""Who may call: staff by posting; and how many rows one answer holds."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import CursorPagination, PageNumberPagination
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from crm.accounts.policy import Permission, scope_of


class IsStaff(BasePermission):
    """Someone who is posted today."""

    message = _("Réservé au personnel des directions régionales.")

    def has_permission(self, request: Request, view: Any) -> bool:
        return scope_of(request.user).is_staff


class SeesFigures(BasePermission):
    """Someone whose posting opens the figures."""

    message = _("Votre rôle ne permet pas de lire les chiffres.")

    def has_permission(self, request: Request, view: Any) -> bool:
        return scope_of(request.user).may(Permission.SEE_FIGURES)


class Pages(CursorPagination):
    """Newest first, 50 rows a page, up to 200 on demand; the address of the next page is in the answer."""

    ordering = "-id"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200


class RankedPages(PageNumberPagination):
    """The rows of a ranking in their own order, with their number."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
