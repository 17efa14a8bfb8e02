"""The forms of an appointment: the day and the hours apart, as people say them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.core.errors import Refusal
from crm.portal.forms import PasserelleForm
from crm.settlement.models import AppointmentMode
from crm.territory.models import ServicePoint

DURATIONS = (
    (30, _("30 minutes")),
    (45, _("45 minutes")),
    (60, _("1 heure")),
    (90, _("1 h 30")),
    (120, _("2 heures")),
)
#: The agenda turns no further.
LAST_DAY = date(2099, 12, 1)


class HourForm(PasserelleForm):
    """When: a day, an hour, how long."""

    day = forms.DateField(label=_("Jour"))
    hour = forms.TimeField(
        label=_("Heure"), widget=forms.TimeInput(attrs={"type": "time", "step": "300"}, format="%H:%M")
    )
    minutes = forms.TypedChoiceField(label=_("Durée"), choices=DURATIONS, coerce=int, initial=60)

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > LAST_DAY:
            raise forms.ValidationError(self.fields["day"].error_messages["invalid"])
        return day

    def hours(self) -> tuple[datetime, datetime]:
        """Start and end, aware, Québec time. Only after `is_valid()`."""
        data = self.cleaned_data
        # Through UTC: 2 h 30 does not exist on the night the clocks go forward, and reads 3 h 30.
        start = timezone.make_aware(datetime.combine(data["day"], data["hour"])).astimezone(UTC)
        return timezone.localtime(start), timezone.localtime(start + timedelta(minutes=data["minutes"]))

    def refuse(self, refusal: Refusal) -> None:
        """The services speak of start and end; the form asks an hour and a duration."""
        named = {"starts_at": "hour", "ends_at": "minutes"}.get(refusal.field or "", refusal.field)
        super().refuse(Refusal(refusal.message, field=named))


class AppointmentForm(HourForm):
    """With whom, where, what for."""

    staff = forms.ModelChoiceField(User.objects.none(), label=_("Avec"), empty_label=None)
    mode = forms.ChoiceField(
        label=_("Où"),
        widget=forms.RadioSelect,
        choices=lambda: [(code, capfirst(label)) for code, label in AppointmentMode.choices],
    )
    service_point = forms.ModelChoiceField(
        ServicePoint.objects.none(), label=_("Point de services"), required=False, empty_label=_("Choisir")
    )
    purpose = forms.CharField(label=_("Objet"), max_length=200)
    confirmed = forms.BooleanField(label=_("La personne a confirmé"), required=False, initial=True)

    def __init__(self, *args: Any, staff: list[User], points: list[ServicePoint], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people, places = cast(Any, self.fields["staff"]), cast(Any, self.fields["service_point"])
        people.queryset = User.objects.filter(pk__in=[user.pk for user in staff])
        places.queryset = ServicePoint.objects.filter(pk__in=[point.pk for point in points])
