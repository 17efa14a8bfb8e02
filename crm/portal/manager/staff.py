"""Staff on a day: who is posted for what share of full time, who is away, and the gap to the target."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from crm.accounts.models import Posting, User
from crm.accounts.policy import Scope
from crm.caseload import queries, services
from crm.caseload.models import Absence
from crm.core.errors import Forbidden, Refusal
from crm.portal.forms import PasserelleForm
from crm.portal.manager.caseloads import boxes, own_directions, review_scope
from crm.portal.reader import reader

#: The days that may be looked at, around today.
FAR = timedelta(days=3653)
PAST_ABSENCES = timedelta(days=92)


def _kinds() -> list[tuple[str, str]]:
    return [(kind, str(capfirst(label))) for kind, label in Absence.Kind.choices]


class AbsenceForm(PasserelleForm):
    """Who is away, from when to when, and who answers meanwhile."""

    user = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Qui"), empty_label=gettext_lazy("Choisir")
    )
    starts_on = forms.DateField(label=gettext_lazy("Du"))
    ends_on = forms.DateField(label=gettext_lazy("Au"))
    kind = forms.ChoiceField(label=gettext_lazy("Genre"), choices=_kinds)
    replaced_by = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Qui remplace"),
        required=False,
        empty_label=gettext_lazy("Personne"),
    )

    def __init__(self, *args: Any, staff: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("user", "replaced_by"):
            self.fields[name].queryset = staff  # type: ignore[attr-defined]


def _staff(scope: Scope, today: date) -> QuerySet[User]:
    """Who is posted today or later in the reader's directions."""
    posted = Posting.objects.during(today, date.max).filter(direction_id__in=scope.direction_ids)
    return User.objects.filter(pk__in=posted.values("user_id"), is_active=True)


def _asked_day(request: HttpRequest, today: date) -> date:
    """The day of the address; today when there is none that can be."""
    try:
        asked = parse_date(request.GET.get("jour", "").replace("\x00", ""))
    except ValueError:
        asked = None
    return asked if asked and abs(asked - today) <= FAR else today


def _recorded(request: HttpRequest, form: AbsenceForm) -> bool:
    try:
        services.record_absence(
            content=services.AbsenceContent(**form.cleaned_data), by=reader(request), now=timezone.now()
        )
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, _("Absence inscrite."))
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def staff(request: HttpRequest) -> HttpResponse:
    """Each role in full-time equivalents on a day, the absences, and the form of one more."""
    scope = review_scope(request)
    today = timezone.localdate()
    day = _asked_day(request, today)
    form = AbsenceForm(request.POST or None, staff=_staff(scope, today))
    if form.is_valid() and _recorded(request, form):
        return redirect("staff")
    absences = Absence.objects.visible_to(reader(request)).filter(ends_on__gte=today - PAST_ABSENCES)
    context = {
        "today": today,
        "day": day,
        "directions": [
            (found.direction, [(line, boxes(line)) for line in found.roles])
            for found in queries.staff_on(own_directions(reader(request)), day)
        ],
        "absences": absences.select_related("user", "replaced_by").order_by("-starts_on", "-pk"),
        "form": form,
    }
    return render(request, "manager/staff.html", context, status=422 if form.errors else 200)


@require_POST
def absence_removed(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Take an absence back."""
    review_scope(request)
    absence = get_object_or_404(Absence.objects.visible_to(reader(request)), pk=absence_id)
    try:
        services.remove_absence(absence=absence, by=reader(request))
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    messages.success(request, _("Absence retirée."))
    return redirect("staff")
