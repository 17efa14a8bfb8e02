"""What every page about a person begins with: the reader, the person as they may see them, the refusal in its place."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from crm.accounts.policy import Permission, scope_of
from crm.candidates import queries
from crm.candidates.models import Candidate
from crm.core.errors import Forbidden, Refusal


def require_persons(request: HttpRequest) -> None:
    """For whoever accompanies persons; to anyone else these pages do not exist."""
    if not scope_of(request.user).may(Permission.WORK_PERSONS):
        raise Http404


def the_person(request: HttpRequest, pk: int, *, profile: bool = False) -> Candidate:
    """The person as the reader may see them, with what the head of their pages shows; 404 otherwise."""
    rows = queries.with_head(Candidate.objects.visible_to(request.user), today=timezone.localdate())
    rows = (queries.with_profile(rows) if profile else rows).select_related(
        "identity",
        "direction",
        "residence__mrc__region",
        "authorisation__kind",
        "authorisation__tied_employer",
    )
    person: Candidate = get_object_or_404(rows, pk=pk)
    return person


def denied(refusal: Refusal) -> None:
    """Turn Forbidden into 403; any other refusal goes on to be shown."""
    if isinstance(refusal, Forbidden):
        raise PermissionDenied(str(refusal.message)) from refusal
