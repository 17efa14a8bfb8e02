"""The forms of a new version of the weights: eight weights, eight neutral shares, a day, a reason; its publication."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from crm.core.errors import Refusal
from crm.matching.models import WeightSet
from crm.matching.services import WeightContent
from crm.matching.weighting import (
    CRITERIA,
    MOST_NEUTRAL_FOR_SKILLS,
    InvalidWeights,
    check_start,
    check_weights,
)
from crm.portal.forms import DecimalCommaField, PasserelleForm
from crm.portal.match_words import criterion
from crm.portal.weight_words import share_text, weight_text


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """One criterion in the form, beside what is in force."""

    name: str
    weight: forms.BoundField
    share: forms.BoundField
    weight_now: str
    share_now: str


class WeightForm(PasserelleForm):
    """Points with one decimal, adding up to 100; neutral shares in per cent with one decimal."""

    revision = forms.IntegerField(label=_("Version relue"), min_value=0, widget=forms.HiddenInput)
    starts_on = forms.DateField(label=_("Première journée"))
    note = forms.CharField(
        label=_("Pourquoi cette version"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, in_force: WeightSet, **kwargs: Any) -> None:
        self.in_force = in_force
        self.sum_error = ""
        weights = {f"weight_{code}": _number(code) for code in CRITERIA}
        shares = {f"neutral_{code}": _number(code) for code in CRITERIA} | {"neutral_skills": _skills_share()}
        cast(Any, self).base_fields = {**self.base_fields, **weights, **shares}
        super().__init__(*args, **kwargs)

    @classmethod
    def initial_of(cls, weights: WeightSet) -> dict[str, Any]:
        """What a version or the draft holds, as the fields want it; a version's reason and day are not taken over."""
        numbers = {f"weight_{code}": _plain(weights.weights[code], 100) for code in CRITERIA}
        numbers |= {f"neutral_{code}": _plain(weights.neutral_shares[code], 10) for code in CRITERIA}
        if not weights.is_draft:
            return {**numbers, "revision": 0, "starts_on": timezone.localdate(), "note": ""}
        return {
            **numbers,
            "revision": weights.revision,
            "starts_on": weights.starts_on,
            "note": weights.note,
        }

    def rows(self) -> Iterator[FormRow]:
        """The criteria, the heaviest in force first."""
        now = self.in_force
        for code in sorted(CRITERIA, key=lambda code: -now.weights[code]):
            yield FormRow(
                name=criterion(code),
                weight=self[f"weight_{code}"],
                share=self[f"neutral_{code}"],
                weight_now=weight_text(now.weights[code]),
                share_now=share_text(now.neutral_shares[code]),
            )

    def clean(self) -> dict[str, Any]:
        """The weights add up, and the day is today or later: each refusal beside what it is about."""
        data = super().clean() or {}
        try:
            if "starts_on" in data:
                check_start(data["starts_on"], today=timezone.localdate())
        except Refusal as refusal:
            self.refuse(refusal)
        if all(f"weight_{code}" in data for code in CRITERIA):
            self._check_weights(data)
        return data

    def _check_weights(self, data: dict[str, Any]) -> None:
        """The weights by themselves: the neutral shares are looked at field by field."""
        try:
            check_weights(_hundredths(data), dict.fromkeys(CRITERIA, 0))
        except InvalidWeights as refusal:
            self.sum_error = _sum_words(refusal.over) if refusal.over else str(refusal.message)
            self.add_error(None, self.sum_error)

    def content(self) -> WeightContent:
        """What the service takes. Only after `is_valid()`."""
        data = self.cleaned_data
        return WeightContent(
            weights=_hundredths(data),
            neutral_shares=_thousandths(data),
            starts_on=data["starts_on"],
            note=data["note"],
        )


class PublishForm(PasserelleForm):
    """The gesture that makes a draft a version."""

    revision = forms.IntegerField(label=_("Version relue"), min_value=0, widget=forms.HiddenInput)
    confirmed = forms.BooleanField(
        label=_("J’ai lu ce qui changerait. Tous les classements seront refaits avec ces poids."),
        error_messages={"required": _("Cochez cette case pour publier.")},
    )


class RevisionForm(forms.Form):
    """Which text of the draft the reader had before their eyes."""

    revision = forms.IntegerField(min_value=0)


def _plain(value: int, unit: int) -> Decimal:
    """Without decimals that say nothing: 1500 → 15, 1250 → 12.5."""
    number = Decimal(value) / unit
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _hundredths(data: dict[str, Any]) -> dict[str, int]:
    return {code: int(data[f"weight_{code}"] * 100) for code in CRITERIA}


def _thousandths(data: dict[str, Any]) -> dict[str, int]:
    return {code: int(data[f"neutral_{code}"] * 10) for code in CRITERIA}


def _sum_words(over: int) -> str:
    total, miss = weight_text(10_000 + over), weight_text(abs(over))
    several = 1 if abs(over) < 200 else 2
    if over > 0:
        words = ngettext(
            "Les poids font %(total)s points : %(miss)s point de trop.",
            "Les poids font %(total)s points : %(miss)s points de trop.",
            several,
        )
    else:
        words = ngettext(
            "Les poids font %(total)s points : il manque %(miss)s point.",
            "Les poids font %(total)s points : il manque %(miss)s points.",
            several,
        )
    return words % {"total": total, "miss": miss}


def _number(code: str, most: int = 100, too_many: str | Promise = "") -> DecimalCommaField:
    return DecimalCommaField(
        label=criterion(code),
        min_value=0,
        max_value=most,
        decimal_places=1,
        error_messages={
            "invalid": _("Écrivez un nombre, par exemple 12,5."),
            "min_value": _("Pas de nombre négatif."),
            "max_value": str(too_many or _("Au plus 100.")),
            "max_decimal_places": _("Une décimale au plus."),
            "required": _("Écrivez un nombre, 0 s’il ne compte pas."),
        },
    )


def _skills_share() -> DecimalCommaField:
    too_many = _("Au plus 40 : au-delà, nommer une compétence pourrait faire perdre des points.")
    return _number("skills", MOST_NEUTRAL_FOR_SKILLS // 10, too_many)
