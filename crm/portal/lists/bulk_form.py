"""What a gesture on many rows asks, once for all of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from crm.accounts.models import Noun, Role, User
from crm.accounts.policy import Permission, scope_of
from crm.accounts.queries import colleagues
from crm.portal.forms import PasserelleForm
from crm.portal.lists.acts import ACTS
from crm.portal.lists.kinds import WorkList
from crm.portal.lists.moves import CONTEXTS
from crm.portal.officer.appointment_forms import DURATIONS, LAST_DAY
from crm.settlement.models import AppointmentMode
from crm.settlement.queries import officers_of, open_points, usual_point
from crm.taxonomy.models import Reason
from crm.territory.models import ServicePoint

OPTIONAL = {"note", "reason", "wake_on", "service_point"}
NEEDED = {
    ("needs", "suspend"): {"reason"},
    ("files", "handover"): {"note"},
    ("persons", "handover"): {"note"},
    ("matches", "shortlist"): {"note"},
    ("matches", "set_aside"): {"reason"},
}
#: Who may be named by a gesture, where not every colleague may.
RECEIVERS = {
    ("files", "handover"): Role.ADVISOR,
    ("persons", "handover"): Role.OFFICER,
    ("persons", "officer"): Role.OFFICER,
}


class BulkForm(PasserelleForm):
    """What a gesture asks, the same for every row."""

    to = forms.ChoiceField(label=gettext_lazy("Vers l’étape"))
    user = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Personne"), empty_label=gettext_lazy("Choisir une personne")
    )
    text = forms.CharField(label=gettext_lazy("À faire"), max_length=300)
    due_on = forms.DateField(label=gettext_lazy("Pour le"))
    valid_until = forms.DateField(label=gettext_lazy("Valide jusqu’au"))
    reason = forms.ModelChoiceField(
        Reason.objects.none(), label=gettext_lazy("Motif"), empty_label=gettext_lazy("Choisir un motif")
    )
    until = forms.DateField(label=gettext_lazy("Reprise le"))
    wake_on = forms.DateField(label=gettext_lazy("À reprendre le (pour mettre en veille)"))
    staff = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Avec"), empty_label=None)
    mode = forms.ChoiceField(
        label=gettext_lazy("Où"),
        choices=lambda: [(code, capfirst(label)) for code, label in AppointmentMode.choices],
    )
    service_point = forms.ModelChoiceField(
        ServicePoint.objects.none(),
        label=gettext_lazy("Point de services"),
        empty_label=gettext_lazy("Choisir"),
    )
    day = forms.DateField(label=gettext_lazy("Jour"))
    hour = forms.TimeField(
        label=gettext_lazy("À partir de"),
        widget=forms.TimeInput(attrs={"type": "time", "step": "300"}, format="%H:%M"),
    )
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("Durée de chacun"), choices=DURATIONS, coerce=int, initial=60
    )
    purpose = forms.CharField(label=gettext_lazy("Objet"), max_length=200)
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, work: WorkList, action: str, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        noun = str(work.noun)
        wanted = ACTS[noun, action][0]
        for name in [name for name in self.fields if name not in wanted]:
            del self.fields[name]
        for name in OPTIONAL & set(wanted) - NEEDED.get((noun, action), set()):
            self.fields[name].required = False
        self._offer(work, RECEIVERS.get((noun, action), ""), user)

    def _offer(self, work: WorkList, role: str, user: User) -> None:
        """What each field lets choose, for this reader today."""
        today, fields = timezone.localdate(), cast(dict[str, Any], self.fields)
        if "user" in fields:
            others = colleagues(user, today=today, role=role)
            # Who reviews everybody's work may take it over; of one's own, one is no receiver.
            takes = scope_of(user).may(Permission.REVIEW_CASELOADS)
            fields["user"].queryset = others if takes else others.exclude(pk=user.pk)
        if "reason" in fields:
            fields["reason"].queryset = Reason.objects.filter(context=CONTEXTS[Noun(work.noun)])
        if "to" in fields:
            fields["to"].choices = work.lanes
        if "staff" in fields:
            directions = scope_of(user).direction_ids
            receiving = officers_of(directions, today=today)
            fields["staff"].queryset = User.objects.filter(pk__in=[one.pk for one in receiving])
            fields["staff"].initial = user.pk
            points = open_points(directions, today=today)
            fields["service_point"].queryset = ServicePoint.objects.filter(pk__in=[one.pk for one in points])
            fields["service_point"].initial = usual_point(user, today=today)
            fields["day"].initial = today + timedelta(days=1)

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > LAST_DAY:
            raise forms.ValidationError(self.fields["day"].error_messages["invalid"])
        return day
