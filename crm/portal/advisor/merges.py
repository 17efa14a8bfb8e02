"""Two cards side by side, their merge, and its undo for thirty days."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.core.errors import Forbidden, Refusal
from crm.employers import merging, queries
from crm.employers.models import Employer, EmployerFile, EmployerMerge
from crm.employers.services.writing import living
from crm.portal.advisor.access import denied, require_files
from crm.portal.reader import reader

READ_WRITE = ["GET", "HEAD", "POST"]


@require_http_methods(READ_WRITE)
def compare(request: HttpRequest, kept_id: int, gone_id: int) -> HttpResponse:
    """What differs, what is kept, what will move; whoever may not merge reads the directory cards and the reason."""
    require_files(request)
    seen = Employer.everything.visible_to(request.user)
    kept, gone = get_object_or_404(seen, pk=kept_id), get_object_or_404(seen, pk=gone_id)
    if kept.merged_into_id or gone.merged_into_id or kept == gone:
        messages.info(request, _("L’une de ces fiches est déjà fusionnée avec une autre."))
        return redirect("employer-card", employer_id=(living(kept) or kept).pk)
    if request.method == "POST":
        answer = _merge(request, kept, gone)
        if answer is not None:
            return answer
    return render(request, "advisor/merge.html", _side_by_side(request, kept, gone))


def _side_by_side(request: HttpRequest, kept: Employer, gone: Employer) -> dict[str, Any]:
    today, user = timezone.localdate(), reader(request)
    context: dict[str, Any] = {"cards": queries.cards([kept, gone], today=today), "kept": kept, "gone": gone}
    try:
        merging.require_may_merge(user, kept.pk, gone.pk)
    except Forbidden as refusal:
        return {**context, "refusal": refusal.message}
    return {**context, "found": merging.compare(kept, gone, reader=user, today=today)}


def _merge(request: HttpRequest, kept: Employer, gone: Employer) -> HttpResponse | None:
    taken = frozenset(key for key, value in request.POST.items() if value == "gone")
    try:
        merging.merge_employers(
            survivor=kept,
            loser=gone,
            taken=taken,
            stamp=request.POST.get("stamp", ""),
            by=reader(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        denied(refusal)
        messages.error(request, str(refusal.message))
        return None
    messages.success(
        request,
        _("%(gone)s est fusionnée avec %(kept)s. Annulable pendant 30 jours.") % {"gone": gone, "kept": kept},
    )
    return redirect("employer-card", employer_id=kept.pk)


@require_http_methods(READ_WRITE)
def undo(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Before: what returns, what was made or written since. Then two employers again."""
    require_files(request)
    merges = EmployerMerge.objects.visible_to(request.user).select_related("survivor", "loser", "by")
    merge = get_object_or_404(merges, pk=merge_id)
    user, now = reader(request), timezone.now()
    context: dict[str, Any] = {"merge": merge, "ends": merge.at + merging.UNDO_LASTS}
    try:
        merging.require_may_merge(user, merge.survivor_id)
        merging.require_undoable(merge, now=now)
        if request.method == "POST":
            returning = frozenset(request.POST.getlist("returning"))
            merging.undo_merge(merge=merge, returning=returning, by=user, now=now)
            names = {"gone": merge.loser, "kept": merge.survivor}
            messages.success(request, _("%(gone)s et %(kept)s : de nouveau deux fiches.") % names)
            return redirect("employer-card", employer_id=merge.survivor_id)
        context["since"] = _named(request, merging.made_or_written_since(merge))
    except Refusal as refusal:
        denied(refusal)
        context["refusal"] = refusal.message
    return render(request, "advisor/merge_undo.html", context, status=409 if "refusal" in context else 200)


def _named(request: HttpRequest, rows: list[merging.Since]) -> list[tuple[merging.Since, str]]:
    """Each row by its name, but those of a file that the reader does not see."""
    files = {file for row in rows if (file := getattr(row.row, "file_id", None))}
    seen = EmployerFile.objects.visible_to(request.user).filter(pk__in=files)
    open_files = set(seen.values_list("pk", flat=True))
    return [
        (row, str(row.row) if getattr(row.row, "file_id", None) in {None, *open_files} else "")
        for row in rows
    ]
