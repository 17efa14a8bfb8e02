"""Occupations with experience, and the skills that they call for: held, absent, or not spoken of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.candidates import services
from crm.candidates.models import Candidate
from crm.candidates.services import SkillAnswer
from crm.portal.officer.section_base import SectionForm
from crm.taxonomy.models import Occupation, Skill
from crm.taxonomy.suggest import suggest_occupations, suggest_skills, usual_skill_codes


def _language() -> str:
    return (get_language() or "fr")[:2]


class OccupationsForm(SectionForm):
    """Each occupation with months of experience; others are found from plain words."""

    words = forms.CharField(label=_("Ajouter une profession"), required=False, max_length=200)

    def build(self, person: Candidate) -> None:
        codes = self._codes(person)
        self.titles = {row.pk: row.title for row in Occupation.objects.filter(pk__in=codes)}
        for code in codes:
            if code in self.titles:
                self.fields[f"months_{code}"] = forms.IntegerField(
                    label=_("Mois d’expérience"), min_value=0, max_value=720, required=False
                )
                self.fields[f"remove_{code}"] = forms.BooleanField(
                    label=pgettext_lazy("de la liste", "Retirer"), required=False
                )

    def _codes(self, person: Candidate) -> list[str]:
        """The rows of the form: what was sent, and what is known."""
        known = list(person.occupations.values_list("occupation_id", flat=True))
        sent = [name.split("_", 1)[1] for name in self.data if name.startswith(("months_", "add_"))]
        return list(dict.fromkeys([*sent, *known]))

    def values_of(self, person: Candidate) -> dict[str, Any]:
        known = {f"months_{row.occupation_id}": row.months for row in person.occupations.all()}
        gone = (code for code in self.titles if f"months_{code}" not in known)
        # Shown to the reader and held no more: somebody else took it off.
        return known | {f"remove_{code}": self.was_seen(f"months_{code}") for code in gone}

    def rows(self) -> list[tuple[str, str, Any, Any]]:
        """Code, title, months and removal of each occupation."""
        return [
            (code, title, self[f"months_{code}"], self[f"remove_{code}"])
            for code, title in self.titles.items()
        ]

    @property
    def unlisted(self) -> bool:
        """Words were typed and nothing is listed: saving would lose them, so they are looked for first."""
        return self.is_bound and not self.titles and bool(self.data.get("words", "").strip())

    @property
    def only_adds(self) -> bool:
        return super().only_adds or self.unlisted

    def found(self) -> list[Any]:
        """The occupations proposed for the words typed, but those already there."""
        words = self.data.get("words", "") if self.looked else ""
        return [hit for hit in suggest_occupations(words[:200], _language()) if hit.code not in self.titles]

    @property
    def looked(self) -> bool:
        """Words were sent to be looked for."""
        asked = self.is_bound and ("find" in self.data or self.unlisted)
        return asked and bool(self.data.get("words", "").strip())

    def save(self, *, by: User, now: datetime) -> None:
        data = self.cleaned_data
        kept = [(code, data[f"months_{code}"] or 0) for code in self.titles if not data[f"remove_{code}"]]
        services.save_occupations(**self.who(by, now), occupations=kept)


ANSWERS = (("", _("Non demandée")), ("no", _("Absente")), ("yes", _("Détenue")))
LEVELS = (("", "–"), ("1", _("1, débute")), ("2", _("2, à l’aise")), ("3", _("3, peut former")))


class SkillsForm(SectionForm):
    """The skills proposed by the person's occupations, those already answered, and others found from words."""

    words = forms.CharField(label=_("Ajouter une compétence"), required=False, max_length=200)

    def build(self, person: Candidate) -> None:
        codes = self._codes(person)
        names = {row.pk: str(row) for row in Skill.objects.filter(pk__in=codes)}
        self.names = {code: names[code] for code in codes if code in names}
        for code in self.names:
            self.fields[f"skill_{code}"] = forms.ChoiceField(
                label=names[code], choices=ANSWERS, required=False, widget=forms.RadioSelect
            )
            self.fields[f"level_{code}"] = forms.TypedChoiceField(
                label=_("Niveau"), choices=LEVELS, coerce=int, empty_value=None, required=False
            )

    def _codes(self, person: Candidate) -> list[str]:
        """What was sent and what the words add; or what was answered and what the occupations propose."""
        if self.is_bound:
            sent = [name.removeprefix("level_") for name in self.data if name.startswith("level_")]
            self.bands = {hit.code: hit.band for hit in suggest_skills(self.words_sent, _language())}
            hits = list(self.bands)
            # Words whose skills are all listed were looked for already; others would be lost by saving.
            self.unlisted = bool(self.words_sent) and (not hits or not set(hits) <= set(sent))
            self.added = hits if self.only_adds else []
            return list(dict.fromkeys([*self.added, *sent, *(row.skill_id for row in person.skills.all())]))
        self.added, self.unlisted, self.bands = [], False, {}
        answered = list(person.skills.values_list("skill_id", flat=True))
        jobs = list(person.occupations.values_list("occupation_id", flat=True))
        return list(dict.fromkeys([*usual_skill_codes(jobs), *answered]))

    @property
    def words_sent(self) -> str:
        """The words to look for, as they were typed."""
        return str(self.data.get("words", ""))[:200].strip()

    @property
    def only_adds(self) -> bool:
        return super().only_adds or self.unlisted

    def values_of(self, person: Candidate) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for row in person.skills.all():
            values |= {
                f"skill_{row.skill_id}": "yes" if row.held else "no",
                f"level_{row.skill_id}": row.level or "",
            }
        return values

    def rows(self) -> list[tuple[str, str, Any, Any, str]]:
        """Code, name, answer and level of each skill, and how sure it is what the words mean, when just added."""
        return [
            (
                code,
                name,
                self[f"skill_{code}"],
                self[f"level_{code}"],
                self.bands[code] if code in self.added else "",
            )
            for code, name in self.names.items()
        ]

    def save(self, *, by: User, now: datetime) -> None:
        data = self.cleaned_data
        answers = [
            SkillAnswer(
                code=code,
                held=data[f"skill_{code}"] == "yes",
                level=data[f"level_{code}"] if data[f"skill_{code}"] == "yes" else None,
            )
            for code in self.names
            if data[f"skill_{code}"]
        ]
        services.save_skills(**self.who(by, now), answers=answers)
