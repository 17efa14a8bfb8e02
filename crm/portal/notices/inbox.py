"""Avis: what one was told, what is still to be read, and how one wishes to be told."""

from __future__ import annotations

from datetime import time

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.policy import scope_of
from crm.core.errors import Refusal
from crm.core.formatting import hour as hour_words
from crm.notices import queries, services
from crm.notices.models import Channel, Notice, NoticeKind, NoticeRhythm
from crm.notices.rules import USUAL_DAY, USUAL_HOUR
from crm.notices.words import mail_line
from crm.portal.back import own_path
from crm.portal.context import ABOUT
from crm.portal.forms import PasserelleForm
from crm.portal.reader import reader

A_PAGE = 30


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The reader's notices, newest first; those not read alone unless all are asked for."""
    user, whole = reader(request), request.GET.get("tous") == "1"
    rows = Notice.objects.visible_to(user).select_related(*queries.RELATED)
    page = Paginator(rows if whole else rows.unread(), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": queries.in_words(list(page.object_list), user),
        "whole": whole,
        "any_unread": rows.unread().exists(),
    }
    return render(request, "notices/inbox.html", context)


def _address(notice: Notice, leads_to: str, *, is_staff: bool) -> str:
    """The page of what a notice is about."""
    if not is_staff:
        return reverse("employer-need", args=[notice.need_id]) if notice.need_id else reverse("employer-home")
    own = {
        "match": ("match", notice.match_id),
        "presentation": ("match", notice.presentation.match_id if notice.presentation else None),
        "need": ("need", notice.need_id),
        "candidate": ("person", notice.candidate_id),
        "file": ("file", notice.file_id),
        "mail": ("mail", notice.mail_id),
        "agreement": ("agreement", notice.agreement_id),
    }
    if leads_to == "handover":
        return reverse("handovers")
    if leads_to == "follow_up":
        leads_to = "file" if notice.file_id else "candidate"
    name, key = own[leads_to]
    return reverse(name, args=[key])


@require_safe
def go(request: HttpRequest, notice_id: int) -> HttpResponse:
    """From an e-mail to what the notice is about. A GET changes nothing: the page reached says by itself, with a POST,
    that its notice was read; without scripts it offers the press.
    """
    user = reader(request)
    rows = Notice.objects.visible_to(user).select_related(*queries.RELATED)
    notice: Notice = get_object_or_404(rows, pk=notice_id)
    leads_to = queries.in_words([notice], user)[0].leads_to
    if not leads_to:
        return redirect("notices")
    address = _address(notice, leads_to, is_staff=scope_of(user).is_staff)
    return redirect(address if notice.read_at else f"{address}?{ABOUT}={notice.pk}")


@require_POST
def read_here(request: HttpRequest, notice_id: int) -> HttpResponse:
    """The page that a notice led to was reached; nothing is left of the press that says so."""
    user = reader(request)
    notice: Notice = get_object_or_404(Notice.objects.visible_to(user), pk=notice_id)
    services.mark_read(notice=notice, by=user, now=timezone.now())
    if "HX-Request" in request.headers:
        return HttpResponse()
    return redirect(own_path(request, request.POST.get("next", "")) or "notices")


@require_POST
def open_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Read a notice and go to what it is about, if that is still within one's reach."""
    user = reader(request)
    rows = Notice.objects.visible_to(user).select_related(*queries.RELATED)
    notice: Notice = get_object_or_404(rows, pk=notice_id)
    services.mark_read(notice=notice, by=user, now=timezone.now())
    leads_to = queries.in_words([notice], user)[0].leads_to
    if not leads_to:
        return redirect("notices")
    return redirect(_address(notice, leads_to, is_staff=scope_of(user).is_staff))


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Everything was read."""
    services.mark_all_read(by=reader(request), now=timezone.now())
    return redirect("notices")


class PreferencesForm(PasserelleForm):
    """How one wishes to be told of each kind, and when the digest leaves."""

    hour = forms.TypedChoiceField(label=gettext_lazy("Le résumé part à"), coerce=int)
    weekday = forms.TypedChoiceField(label=gettext_lazy("Celui de la semaine, le"), coerce=int)

    def __init__(self, *args: object, channels: dict[str, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("hour", [(n, hour_words(time(n))) for n in range(24)]),
            ("weekday", list(WEEKDAYS.items())),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        for kind in channels:
            self.fields[kind] = forms.ChoiceField(
                label=NoticeKind(kind).label,
                choices=Channel.choices,
                widget=forms.Select(attrs={"class": "select"}),
            )
        self.kinds = list(channels)

    def kind_fields(self) -> list[forms.BoundField]:
        """One field a kind, in the house's order."""
        return [self[kind] for kind in self.kinds]


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Mes avis: a channel for each kind, the hour of the digest, and what it would hold now."""
    user = reader(request)
    channels = queries.channels_of(user, is_staff=scope_of(user).is_staff)
    rhythm = NoticeRhythm.objects.filter(user=user).first()
    hour, weekday = (rhythm.hour, rhythm.weekday) if rhythm else (USUAL_HOUR, USUAL_DAY)
    initial = channels | {"hour": hour, "weekday": weekday}
    form = PreferencesForm(request.POST or None, channels=channels, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        hour, weekday = said.pop("hour"), said.pop("weekday")
        try:
            services.choose_channels(user=user, channels=said, hour=hour, weekday=weekday)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Vos préférences sont enregistrées."))
            return redirect("notice-preferences")
    digest = [mail_line(notice) for notice in queries.to_digest(user)]
    return render(
        request,
        "notices/preferences.html",
        {"form": form, "digest": digest},
        status=422 if form.errors else 200,
    )
