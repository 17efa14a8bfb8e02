"""What every page of this face begins with: the reader, the file as they may see it, the refusal in its place."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from crm.accounts.policy import Permission, scope_of
from crm.core.errors import Forbidden, Refusal
from crm.employers.models import EmployerFile
from crm.needs.models import LabourNeed


def require_staff(request: HttpRequest) -> None:
    """Staff only: anyone else gets 403 with the reason."""
    if not scope_of(request.user).is_staff:
        raise PermissionDenied(_("Cette page est celle des équipes régionales."))


def require_files(request: HttpRequest) -> None:
    """Whoever works with employer files: anyone else gets 403 with the reason."""
    if not scope_of(request.user).may(Permission.WORK_FILES):
        raise PermissionDenied(_("Votre rôle ne permet pas ce geste."))


def the_file(request: HttpRequest, file_id: int) -> EmployerFile:
    """The file as the reader may see it; 404 otherwise."""
    rows = EmployerFile.objects.visible_to(request.user).select_related("employer__sector", "direction")
    found: EmployerFile = get_object_or_404(rows, pk=file_id)
    return found


def the_need(request: HttpRequest, need_id: int) -> LabourNeed:
    """The need as the reader may see it, staff only; 404 otherwise."""
    seen = (
        LabourNeed.objects.visible_to(request.user)
        if scope_of(request.user).is_staff
        else LabourNeed.objects.none()
    )
    rows = seen.select_related(
        "file__employer",
        "file__direction",
        "site__municipality__mrc__region",
        "occupation",
        "licence",
        "other_language",
        "submitted_by",
        "submitted_link__contact",
    )
    need: LabourNeed = get_object_or_404(rows, pk=need_id)
    return need


def denied(refusal: Refusal) -> None:
    """Turn Forbidden into 403; any other refusal goes on to be shown."""
    if isinstance(refusal, Forbidden):
        raise PermissionDenied(str(refusal.message)) from refusal
