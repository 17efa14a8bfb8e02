"""Forms of interventions and follow-ups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.casework.models import InterventionKind
from crm.casework.rules import TEXT_LIMIT, InterventionContent, Promise, counts
from crm.employers.models import Contact, EmployerFile, Site
from crm.portal.forms import PasserelleForm


def _kinds() -> list[tuple[str, str]]:
    """Each kind says whether it counts."""
    marks = {True: _("compte (EA‑1)"), False: _("ne compte pas")}
    return [
        (value, f"{str(label).capitalize()} – {marks[counts(value)]}")
        for value, label in InterventionKind.choices
    ]


class InterventionForm(PasserelleForm):
    """One contact with an employer, and what was promised."""

    file = forms.ModelChoiceField(
        EmployerFile.objects.none(), label=_("Entreprise"), empty_label=_("Choisir une entreprise")
    )
    kind = forms.ChoiceField(label=_("Genre"), choices=_kinds, initial=InterventionKind.PHONE)
    occurred_on = forms.DateField(label=_("Date"), initial=timezone.localdate)
    summary = forms.CharField(
        label=_("Ce qui a été dit"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 4})
    )
    site = forms.ModelChoiceField(
        Site.objects.none(), label=_("Établissement servi"), required=False, empty_label=_("Le siège")
    )
    contact = forms.ModelChoiceField(
        Contact.objects.none(), label=_("Avec"), required=False, empty_label=_("Personne en particulier")
    )
    minutes = forms.IntegerField(label=_("Durée"), min_value=1, max_value=1440, required=False)
    confidential = forms.BooleanField(label=_("Moi seulement"), required=False)
    promise = forms.CharField(label=_("Suivi promis"), max_length=300, required=False)
    due_on = forms.DateField(label=_("Pour le"), required=False)

    def __init__(
        self,
        *args: Any,
        user: User,
        near: Sequence[EmployerFile] = (),
        file: EmployerFile | None = None,
        **kwargs: Any,
    ) -> None:
        """`near` are offered beside the file; any other that the user sees may be sent."""
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["file"]
        chosen.queryset = EmployerFile.objects.visible_to(user).select_related("employer")
        offered = {one.pk: str(one.employer) for one in ((file, *near) if file else near)}
        chosen.widget.choices = [("", chosen.empty_label), *offered.items()]
        if file is not None:
            self.initial.setdefault("file", file.pk)
            self.fields["site"].queryset = file.employer.sites.select_related("municipality")  # type: ignore[attr-defined]
            self.fields["contact"].queryset = file.employer.contacts.all()  # type: ignore[attr-defined]
        else:
            del self.fields["site"], self.fields["contact"]
        if not self.is_bound:
            # Who comes by one key writes at once: what was said, or first about whom.
            self.fields["summary" if file else "file"].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        """A promise has its day: a week ahead when none is given."""
        data = super().clean() or {}
        if data.get("promise") and not data.get("due_on"):
            data["due_on"] = timezone.localdate() + timedelta(days=7)
        return data

    def content(self) -> InterventionContent:
        """What was typed, as the service wants it."""
        data = self.cleaned_data
        site, contact = data.get("site"), data.get("contact")
        same = ("kind", "occurred_on", "summary", "minutes", "confidential")
        return InterventionContent(
            **{name: data[name] for name in same},
            site_id=site.pk if site else None,
            contact_id=contact.pk if contact else None,
        )

    def promised(self) -> Promise | None:
        """The follow-up, when one was written."""
        data = self.cleaned_data
        return Promise(text=data["promise"], due_on=data["due_on"]) if data["promise"] else None


class FollowUpForm(PasserelleForm):
    """Something to do about a file."""

    text = forms.CharField(label=_("À faire"), max_length=300)
    due_on = forms.DateField(label=_("Pour le"), initial=timezone.localdate)

    def __init__(self, *args: Any, file: EmployerFile | None = None, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="follow_up_%s", **kwargs)
        self.file = file

    def promise(self) -> Promise:
        """What was typed, as the service wants it."""
        return Promise(text=self.cleaned_data["text"], due_on=self.cleaned_data["due_on"])
