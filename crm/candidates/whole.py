"""A person as one value: who it is and the whole profile, what a list of persons reads and writes; and its rules."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.candidates.models import Authorisation, Candidate, Consent, ConsentKind
from crm.candidates.rules import CONSENT_LASTS, NOTICE_VERSION
from crm.core.text import Words, filled

Graded = tuple[str, Any]
Problem = tuple[str, Words]
WHO = ("given_name", "family_name", "email", "phone", "language")
CONSENT = ("consent_notice", "consent_given_on", "consent_channel")
PERMIT = ("permit", "may_work_from", "may_work_until", "tied_employer", "occupation_limits", "verified_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Everything that is known of a person. None: never asked; an empty tuple: asked, and there is none.

    Occupations are (code, months), skills and languages (code, level), licences (code, stage). The consent is the one
    to matching that is in force. Wages are hourly dollars, French levels those of the Québec scale (0–12).
    """

    given_name: str = ""
    family_name: str = ""
    email: str = ""
    phone: str = ""
    language: str = "fr-ca"
    residence: str | None = None
    consent_notice: str = ""
    consent_given_on: date | None = None
    consent_channel: str = ""
    consent_expires_on: date | None = None
    occupations: tuple[Graded, ...] = ()
    held: tuple[Graded, ...] = ()
    absent: tuple[str, ...] = ()
    french_oral: int | None = None
    french_written: int | None = None
    french_evaluated_on: date | None = None
    languages: tuple[Graded, ...] | None = None
    driving: tuple[str, ...] | None = None
    licences: tuple[Graded, ...] = ()
    authorisation_asked: bool = False
    permit: str | None = None
    may_work_from: date | None = None
    may_work_until: date | None = None
    tied_employer: str | None = None
    occupation_limits: tuple[str, ...] = ()
    verified_on: date | None = None
    accepts_all_regions: bool = False
    regions: tuple[str, ...] | None = None
    mrcs: tuple[str, ...] = ()
    help_needed: tuple[str, ...] | None = None
    available_from: date | None = None
    wage_floor: Decimal | None = None
    shifts: tuple[str, ...] | None = None
    confirmed_on: date | None = None

    @property
    def is_authorisation_known(self) -> bool:
        """Whether anything was asked of the right to work."""
        return self.authorisation_asked or any(getattr(self, name) for name in PERMIT)


NAMES = tuple(field.name for field in fields(Person))


def whole(people: Any) -> Any:
    """The persons with every row that `person_of` reads."""
    return people.select_related("identity", "authorisation").prefetch_related(
        "consents",
        "occupations",
        "skills",
        "languages",
        "licences",
        "authorisation__occupation_limits",
        "accepted_regions",
        "accepted_mrcs",
    )


def person_of(row: Candidate, day: date) -> Person:
    """The person as one value, of a row at hand with all of its own."""
    skills = sorted(row.skills.all(), key=lambda one: one.pk)
    languages = tuple((one.language_id, one.level) for one in _by_key(row.languages))
    regions = tuple(one.region_id for one in row.accepted_regions.all())
    asked = row.mobility_asked and not row.accepts_all_regions
    return Person(
        **{name: getattr(row.identity, name) for name in WHO},
        **{name: getattr(row, name) for name in _PLAIN},
        **_consent(row, day),
        **_authorisation(row),
        residence=row.residence_id,
        occupations=tuple((one.occupation_id, one.months) for one in row.occupations.all()),
        held=tuple((one.skill_id, one.level) for one in skills if one.held),
        absent=tuple(one.skill_id for one in skills if not one.held),
        languages=languages if languages or row.languages_asked else None,
        driving=tuple(row.driving_classes) if row.driving_asked or row.driving_classes else None,
        licences=tuple((one.licence_id, one.stage) for one in _by_key(row.licences)),
        regions=regions if regions or asked else None,
        mrcs=tuple(one.mrc_id for one in row.accepted_mrcs.all()),
        help_needed=None if row.help_needed is None else tuple(row.help_needed),
        shifts=None if row.shifts is None else tuple(row.shifts),
    )


_PLAIN = (
    "french_oral",
    "french_written",
    "french_evaluated_on",
    "accepts_all_regions",
    "available_from",
    "wage_floor",
    "confirmed_on",
)


def _by_key(rows: Any) -> list[Any]:
    return sorted(rows.all(), key=lambda one: one.pk)


def _consent(row: Candidate, day: date) -> dict[str, Any]:
    given = next((one for one in matching_consents(row) if _covers(one, day, day)), None)
    if given is None:
        return {}
    return {
        "consent_notice": given.notice_version,
        "consent_given_on": given.given_on,
        "consent_channel": given.channel,
        "consent_expires_on": given.expires_on,
    }


def matching_consents(row: Candidate) -> list[Consent]:
    """The consents to matching that stand, among rows at hand."""
    rows = row.consents.all()
    return [one for one in rows if one.kind == ConsentKind.MATCHING and one.revoked_at is None]


def _covers(consent: Consent, first: date, last: date | None) -> bool:
    """Whether the consent holds on one of these days."""
    begins = last is None or consent.given_on <= last
    return begins and (consent.expires_on is None or consent.expires_on >= first)


def _authorisation(row: Candidate) -> dict[str, Any]:
    facts: Authorisation | None = getattr(row, "authorisation", None)
    if facts is None:
        return {}
    return {
        "authorisation_asked": True,
        "permit": facts.kind_id,
        "may_work_from": facts.may_work_from,
        "may_work_until": facts.may_work_until,
        "tied_employer": str(facts.tied_employer_id) if facts.tied_employer_id else None,
        "occupation_limits": tuple(sorted(one.pk for one in facts.occupation_limits.all())),
        "verified_on": facts.verified_on,
    }


def problems(
    after: Person,
    before: Person,
    *,
    today: date,
    closed_permits: Collection[str],
    standing: Sequence[Consent] = (),
) -> Iterator[Problem]:
    """Each broken rule as (field, message); `standing` are the consents to matching that the person gave."""
    for name, message in (
        ("given_name", _("Écrivez le prénom.")),
        ("family_name", _("Écrivez le nom de famille.")),
    ):
        if not getattr(after, name).strip():
            yield name, message
    yield from _twice(after)
    yield from _days(after, today)
    yield from _permit_problems(after, closed_permits)
    yield from _consent_problems(after, before, today, standing)


def _twice(after: Person) -> Iterator[Problem]:
    lists = {
        "occupations": [code for code, _months in after.occupations],
        "held": [code for code, _level in after.held] + list(after.absent),
        "languages": [code for code, _level in after.languages or ()],
        "licences": [code for code, _stage in after.licences],
    }
    for name, codes in lists.items():
        if len(set(codes)) != len(codes):
            yield name, _("La même valeur est écrite deux fois.")
    if "fr" in lists["languages"]:
        yield "languages", _("Chaque langue une seule fois, de 1 à 3 ; le français se note à part.")


def _days(after: Person, today: date) -> Iterator[Problem]:
    past = {
        "french_evaluated_on": _("Une évaluation ne se date pas dans l’avenir."),
        "verified_on": _("Une vérification ne se date pas dans l’avenir."),
        "consent_given_on": _("Un consentement ne se date pas dans l’avenir."),
        "confirmed_on": _("Une confirmation ne se date pas dans l’avenir."),
    }
    for name, message in past.items():
        if (getattr(after, name) or date.min) > today:
            yield name, message


def _permit_problems(after: Person, closed: Collection[str]) -> Iterator[Problem]:
    if after.may_work_from and after.may_work_until and after.may_work_until < after.may_work_from:
        yield "may_work_until", _("La fin ne peut pas précéder le début.")
    if after.permit in closed and not after.tied_employer:
        yield "tied_employer", _("Un permis fermé lie la personne à une entreprise : nommez-la.")


def _consent_problems(
    after: Person, before: Person, today: date, standing: Sequence[Consent]
) -> Iterator[Problem]:
    """Never taken for given: without its notice, its day and its channel, a consent is none."""
    same = all(getattr(after, name) == getattr(before, name) for name in (*CONSENT, "consent_expires_on"))
    told = [name for name in CONSENT if getattr(after, name)]
    if same or not (told or after.consent_expires_on or before.consent_given_on):
        return
    if before.consent_given_on:
        yield (
            "consent_given_on",
            _("Un consentement déjà consigné se retire et se redonne à la fiche de la personne."),
        )
    elif len(told) < len(CONSENT):
        yield (
            next(name for name in CONSENT if not getattr(after, name)),
            _(
                "Un consentement demande la version de l’avis, la date et le moyen. Complétez, ou videz ces cellules."
            ),
        )
    elif after.consent_notice != NOTICE_VERSION:
        yield (
            "consent_notice",
            filled(_("L’avis en vigueur est la version %(version)s."), version=NOTICE_VERSION),
        )
    else:
        yield from _span_problems(after, today, standing)


def _span_problems(after: Person, today: date, standing: Sequence[Consent]) -> Iterator[Problem]:
    first, last = after.consent_given_on or today, consent_end(after)
    if last < today:
        yield "consent_expires_on", _("Ce consentement serait déjà échu.")
    if any(_covers(one, first, last) for one in standing):
        yield (
            "consent_given_on",
            _("Un consentement au jumelage couvre déjà ces jours. Retirez-le d’abord."),
        )


def consent_end(person: Person) -> date:
    """The last day of a new consent: the one said, else a year after it was given."""
    given = person.consent_given_on or date.min
    return person.consent_expires_on or given + CONSENT_LASTS
