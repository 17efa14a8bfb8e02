"""May the person work, and where would they go."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.candidates import services
from crm.candidates.models import Candidate
from crm.candidates.services import AuthorisationFacts
from crm.employers.models import Employer
from crm.needs.models import Help
from crm.portal.officer.person_forms import find_employer
from crm.portal.officer.section_base import SectionForm
from crm.taxonomy.models import Occupation, PermitKind
from crm.territory.models import Mrc, Region


class AuthorisationForm(SectionForm):
    """The four facts that the engine reads; the kind of permit is for the officer alone."""

    asked = forms.BooleanField(
        label=_("Demandé : la personne a dit ce qui lui permet de travailler"), required=False
    )
    kind = forms.ModelChoiceField(
        PermitKind.objects.all(),
        label=_("Genre d’autorisation"),
        required=False,
        empty_label=_("Non précisé"),
        help_text=_("Pour vous seulement : le jumelage lit les quatre faits, jamais le genre."),
    )
    may_work_from = forms.DateField(label=_("Peut travailler à partir du"), required=False)
    may_work_until = forms.DateField(
        label=_("Jusqu’au"), required=False, help_text=_("Vide : sans échéance.")
    )
    tied_employer = forms.CharField(
        label=_("Liée à l’entreprise"),
        required=False,
        max_length=200,
        help_text=_("Nom ou NEQ. Vide : à aucune."),
    )
    limits = forms.CharField(
        label=_("Limitée aux professions"),
        required=False,
        max_length=200,
        help_text=_("Codes CNP à cinq chiffres, séparés par des virgules. Vide : à aucune."),
    )
    verified_on = forms.DateField(label=_("Document vu le"), required=False)

    def values_of(self, person: Candidate) -> dict[str, Any]:
        row = getattr(person, "authorisation", None)
        if row is None:
            return {"asked": False}
        names = ("may_work_from", "may_work_until", "verified_on")
        tied = row.tied_employer
        return {name: getattr(row, name) for name in names} | {
            "asked": True,
            "kind": row.kind_id,
            "tied_employer": (tied.neq or str(tied)) if tied else "",
            "limits": ", ".join(row.occupation_limits.values_list("pk", flat=True)),
        }

    def clean_tied_employer(self) -> Employer | None:
        words = self.cleaned_data["tied_employer"].strip()
        return find_employer(words) if words else None

    def clean_limits(self) -> list[Occupation]:
        codes = [word for word in self.cleaned_data["limits"].replace(",", " ").split() if word]
        found = Occupation.objects.in_bulk(codes)
        unknown = [code for code in codes if code not in found]
        if unknown:
            raise forms.ValidationError(
                _("Ces codes ne sont pas dans la classification : %(codes)s") % {"codes": ", ".join(unknown)}
            )
        return list(found.values())

    def save(self, *, by: User, now: datetime) -> None:
        data = self.cleaned_data
        facts = AuthorisationFacts(
            kind=data["kind"],
            may_work_from=data["may_work_from"],
            may_work_until=data["may_work_until"],
            tied_employer=data["tied_employer"],
            occupation_limits=data["limits"],
            verified_on=data["verified_on"],
        )
        services.save_authorisation(
            **self.who(by, now),
            facts=facts if data["asked"] or facts != AuthorisationFacts(occupation_limits=[]) else None,
        )


WHERE = (
    ("", _("Pas encore demandé")),
    ("some", _("Seulement les régions choisies ici")),
    ("all", _("Toutes les régions")),
)


class MobilityForm(SectionForm):
    """Regions and MRCs accepted, numbered in order of preference; help needed to move."""

    where = forms.ChoiceField(
        label=_("Où la personne irait travailler"), choices=WHERE, required=False, widget=forms.RadioSelect
    )
    help_asked = forms.BooleanField(label=_("Demandé : aide souhaitée (sans choix : aucune)"), required=False)
    help_needed = forms.MultipleChoiceField(
        label=_("Aide souhaitée"), choices=Help.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def build(self, person: Candidate) -> None:  # noqa: ARG002  the same places for everyone
        self.regions = list(Region.objects.all())
        self.mrcs: dict[str, list[Mrc]] = defaultdict(list)
        for mrc in Mrc.objects.all():
            self.mrcs[mrc.region_id].append(mrc)
        for region in self.regions:
            self._add_rank(f"region_{region.pk}", region.name)
            for mrc in self.mrcs[region.pk]:
                self._add_rank(f"mrc_{mrc.pk}", mrc.name)

    def _add_rank(self, name: str, label: str) -> None:
        self.fields[name] = forms.IntegerField(label=label, min_value=1, max_value=99, required=False)

    def values_of(self, person: Candidate) -> dict[str, Any]:
        where = "all" if person.accepts_all_regions else "some" if person.mobility_asked else ""
        values: dict[str, Any] = {
            "where": where,
            "help_asked": person.help_needed is not None,
            "help_needed": person.help_needed or [],
        }
        values |= {f"region_{row.region_id}": row.rank for row in person.accepted_regions.all()}
        return values | {f"mrc_{row.mrc_id}": row.rank for row in person.accepted_mrcs.all()}

    def rows(self) -> list[tuple[Region, Any, list[Any], int]]:
        """Each region with its field, those of its MRCs, and how many of these are chosen."""
        rows = []
        for region in self.regions:
            fields = [self[f"mrc_{mrc.pk}"] for mrc in self.mrcs[region.pk]]
            chosen = sum(field.value() not in (None, "") for field in fields)
            rows.append((region, self[f"region_{region.pk}"], fields, chosen))
        return rows

    def _ranked(self, prefix: str) -> list[str]:
        """The codes that were numbered, in that order."""
        ranks = {
            name.removeprefix(prefix): rank
            for name, rank in self.cleaned_data.items()
            if name.startswith(prefix) and rank is not None
        }
        return sorted(ranks, key=lambda code: (ranks[code], code))

    def save(self, *, by: User, now: datetime) -> None:
        data = self.cleaned_data
        help_needed = data["help_needed"] if data["help_asked"] or data["help_needed"] else None
        services.save_mobility(
            **self.who(by, now),
            asked=bool(data["where"]),
            all_regions=data["where"] == "all",
            regions=self._ranked("region_"),
            mrcs=self._ranked("mrc_"),
            help_needed=help_needed,
        )
