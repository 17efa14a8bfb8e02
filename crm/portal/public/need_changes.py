"""An employer with a signed link changes a need, or withdraws it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from crm.core.errors import Refusal
from crm.employers.models import NeedFormLink
from crm.needs.models import LabourNeed
from crm.needs.rules.content import DaysBefore, NeedContent
from crm.needs.services import change_by_employer, withdraw_by_employer
from crm.portal.need_drafts import answer_keep, values_to_change
from crm.portal.need_steps import Frame, revision_of, walk
from crm.portal.public.needs import by_link, need_of


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, *, link: NeedFormLink, token: str, need_id: int) -> HttpResponse:
    """The form filled in with what the need asks; what is changed is checked, then written."""
    need, status = need_of(link, need_id), reverse("need-link-status", args=[token])
    frame = Frame(
        form_template="public/need_form.html",
        check_template="public/need_check.html",
        employer=str(link.file.employer),
        draft_key=f"need-link-{link.pk}-{need.pk}",
        follow_url=status,
        sent=LabourNeed.objects.opened_by_link(link).filter(pk=need.pk),
        after=lambda changed: f"{status}?change={changed.pk}#b{changed.pk}",
        token=token,
        keep_url=reverse("need-link-change-keep", args=[token, need.pk]),
        holder={"link": link, "need": need},
        start=values_to_change(need),
        changes=need,
        before=DaysBefore(starts_on=need.starts_on, valid_until=need.valid_until),
    )

    def send(content: NeedContent, key: UUID) -> LabourNeed:
        return change_by_employer(
            need=need,
            content=content,
            revision=revision_of(request),
            by=None,
            now=timezone.now(),
            link=link,
            submission_key=key,
        )

    answer = walk(request, frame=frame, sites=link.file.employer.sites.all(), send=send)
    return redirect(frame.after(answer)) if isinstance(answer, LabourNeed) else answer


@by_link
@require_POST
def keep(request: HttpRequest, *, link: NeedFormLink, token: str, need_id: int) -> HttpResponse:
    """Keep what is typed of a change, for this device and any other that opens the link."""
    return answer_keep(request, {"link": link, "need": need_of(link, need_id)})


@by_link
@require_POST
def withdraw(request: HttpRequest, *, link: NeedFormLink, token: str, need_id: int) -> HttpResponse:
    """The need is looked for no more, for a coded reason."""
    need, reason = need_of(link, need_id), request.POST.get("reason", "").replace("\x00", "")
    try:
        withdraw_by_employer(need=need, reason=reason, by=None, now=timezone.now(), link=link)
    except Refusal as refusal:
        outcome = "motif" if refusal.field == "reason" else "ferme"
    else:
        outcome = "retire"
    return redirect(f"{reverse('need-link-status', args=[token])}?{outcome}={need.pk}#b{need.pk}")
