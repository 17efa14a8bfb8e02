"""An employer with an account changes a need, withdraws it, keeps it as a template."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.core.errors import Forbidden, Refusal
from crm.needs.models import LabourNeed, NeedTemplate
from crm.needs.rules.content import DaysBefore, NeedContent
from crm.needs.services import (
    change_by_employer,
    delete_template,
    restore_template,
    save_template,
    withdraw_by_employer,
)
from crm.portal.advisor.undo import say_done
from crm.portal.employer.access import SEND, employers_of, need_of
from crm.portal.need_drafts import answer_keep, values_to_change, values_to_copy
from crm.portal.need_steps import Frame, revision_of, walk
from crm.portal.reader import reader


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, need_id: int) -> HttpResponse:
    """The form filled in with what the need asks; what is changed is checked, then written."""
    need, user = need_of(request, need_id, SEND), reader(request)
    frame = Frame(
        form_template="employer/need_form.html",
        check_template="employer/need_check.html",
        employer=str(need.file.employer),
        draft_key=f"need-change-{user.pk}-{need.pk}",
        follow_url=reverse("employer-need", args=[need.pk]),
        sent=LabourNeed.objects.visible_to(user).filter(pk=need.pk),
        after=lambda changed: reverse("employer-need", args=[changed.pk]),
        keep_url=reverse("employer-need-change-keep", args=[need.pk]),
        holder={"user": user, "need": need},
        start=values_to_change(need),
        changes=need,
        before=DaysBefore(starts_on=need.starts_on, valid_until=need.valid_until),
    )

    def send(content: NeedContent, key: UUID) -> LabourNeed:
        return change_by_employer(
            need=need,
            content=content,
            revision=revision_of(request),
            by=user,
            now=timezone.now(),
            submission_key=key,
        )

    try:
        answer = walk(request, frame=frame, sites=need.file.employer.sites.all(), send=send)
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    if not isinstance(answer, LabourNeed):
        return answer
    messages.success(request, _("C’est changé. Votre conseillère ou conseiller voit ce qui a changé."))
    return redirect(frame.after(answer))


@require_POST
def keep(request: HttpRequest, need_id: int) -> HttpResponse:
    """Keep what is typed of a change, for this device and any other on which the account is open."""
    return answer_keep(request, {"user": reader(request), "need": need_of(request, need_id, SEND)})


@require_POST
def withdraw(request: HttpRequest, need_id: int) -> HttpResponse:
    """The need is looked for no more, for a coded reason."""
    need, reason = need_of(request, need_id, SEND), request.POST.get("reason", "").replace("\x00", "")
    try:
        withdraw_by_employer(need=need, reason=reason, by=reader(request), now=timezone.now())
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Ce besoin est retiré. Votre conseillère ou conseiller sait pourquoi."))
    return redirect("employer-need", need_id=need.pk)


@require_POST
def keep_as_template(request: HttpRequest, need_id: int) -> HttpResponse:
    """What the need asks becomes a form to start from."""
    need = need_of(request, need_id, SEND)
    name = request.POST.get("name", "").replace("\x00", "") or need.title
    try:
        save_template(
            name=name,
            values=values_to_copy(need),
            by=reader(request),
            now=timezone.now(),
            employer=need.file.employer,
        )
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    messages.success(request, _("Modèle « %(name)s » gardé.") % {"name": name.strip()[:120]})
    return redirect("employer-home")


@require_POST
def template(request: HttpRequest, template_id: int) -> HttpResponse:
    """Delete a template, with the one press that takes it back; or take it back."""
    mine = NeedTemplate.objects.filter(employer__in=employers_of(request, SEND))
    found: NeedTemplate = get_object_or_404(mine, pk=template_id)
    user, address = reader(request), reverse("employer-template", args=[template_id])
    try:
        if found.deleted_at is None:
            delete_template(template=found, by=user, now=timezone.now())
            say_done(request, _("Modèle « %(name)s » supprimé.") % {"name": found.name}, undo=address)
        else:
            restore_template(template=found, by=user)
            messages.success(request, _("Modèle « %(name)s » rétabli.") % {"name": found.name})
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    return redirect("employer-home")
