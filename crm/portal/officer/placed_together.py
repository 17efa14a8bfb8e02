"""Placed together: what the person asks, whether the other asked too; no word of why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from crm.candidates import services
from crm.candidates.models import Candidate, Channel, TogetherAsked
from crm.core.errors import Refusal
from crm.portal.forms import PasserelleForm
from crm.portal.officer.access import denied, the_person
from crm.portal.officer.person import person_frame
from crm.portal.reader import reader


class TogetherForm(PasserelleForm):
    """With whom, when and how the person asked it."""

    reference = forms.CharField(label=gettext_lazy("Numéro de l’autre personne"), max_length=20)
    asked_on = forms.DateField(label=gettext_lazy("Demandé le"))
    channel = forms.ChoiceField(label=gettext_lazy("Comment"), choices=Channel.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asked_on"].initial = timezone.localdate()


@dataclass(frozen=True, slots=True)
class AskedRow:
    """What the person asked, and whether the other asked the same."""

    asked: TogetherAsked
    both: bool


def rows_of(person: Candidate) -> list[AskedRow]:
    """What the person asks today."""
    day = timezone.localdate()
    mine = person.together.filter(revoked_at=None).select_related("other", "recorded_by")
    back = set(person.together_asked_by.standing(day).values_list("candidate_id", flat=True))
    return [AskedRow(row, row.other_id in back) for row in mine]


@require_http_methods(["GET", "HEAD", "POST"])
def together(request: HttpRequest, pk: int) -> HttpResponse:
    """With whom the person asks to be placed; POST writes one more down."""
    person = the_person(request, pk)
    form = TogetherForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_together(
                candidate=person, **form.cleaned_data, by=reader(request), now=timezone.now()
            )
        except Refusal as refusal:
            denied(refusal)
            form.refuse(refusal)
        else:
            messages.success(request, _("Demande consignée."))
            return redirect("person-together", pk=pk)
    context = person_frame(request, person, "together") | {"rows": rows_of(person), "form": form}
    return render(request, "officer/person_together.html", context, status=422 if form.errors else 200)


@require_POST
def no_longer(request: HttpRequest, pk: int, asked_id: int) -> HttpResponse:
    """The person no longer asks it."""
    person = the_person(request, pk)
    asked = get_object_or_404(person.together.select_related("candidate"), pk=asked_id)
    try:
        services.no_longer_together(asked=asked, by=reader(request), now=timezone.now())
    except Refusal as refusal:
        denied(refusal)
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Demande retirée."))
    return redirect("person-together", pk=pk)
