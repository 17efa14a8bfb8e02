"""A line of a list of persons: what is known, what it says, whom it doubles, how it is written part by part."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.candidates import services
from crm.candidates.models import (
    Candidate,
    Consent,
    ConsentKind,
)
from crm.candidates.rules import CONSENT_LASTS, NOTICE_VERSION
from crm.candidates.services import IdentityContent, SkillAnswer
from crm.core.text import fold
from crm.exchange import cells
from crm.exchange.columns import Line, filled
from crm.exchange.kinds.base import (
    NEW,
    UPDATED,
    Job,
)
from crm.exchange.kinds.need_lines import occupation
from crm.territory.models import Municipality

_MONTHS = re.compile(r"^(.*?)\s*\((\d{1,3})\)$")
WHO = ("given_name", "family_name", "email", "phone", "language")
CONSENT = ("consent_notice", "consent_given_on", "consent_channel")
FRENCH = ("french_oral", "french_written", "french_evaluated_on")
PLACES = ("accepts_all_regions", "regions", "mrcs")
CONDITIONS = ("available_from", "wage_floor", "shifts")
LEVEL = cells.number(0, 12)


def held_occupation(cell: str) -> tuple[str, int]:
    """An occupation and the months spent in it: « 72106 (24) »."""
    found = _MONTHS.match(cell)
    name, months = (found[1], int(found[2])) if found else (cell, 0)
    return occupation(name), months


def whole(people: Any) -> Any:
    """The persons with every row that a list shows."""
    return people.select_related("identity").prefetch_related(
        "consents", "occupations", "skills", "accepted_regions", "accepted_mrcs"
    )


def said_of(person: Candidate | None, today: date) -> dict[str, Any]:
    """What is known of a person, by column; what is known of nobody yet when there is none."""
    if person is None:
        return dict.fromkeys(
            ("email", "phone", "given_name", "family_name", "consent_notice", "consent_channel"), ""
        ) | {
            "language": "fr-ca",
            **dict.fromkeys(("residence", "consent_given_on", "consent_expires_on"), None),
            **dict.fromkeys(("occupations", "held", "absent", "regions", "mrcs"), ()),
            **dict.fromkeys((*FRENCH, *CONDITIONS), None),
            "accepts_all_regions": False,
        }
    given = _consent_of(person, today)
    skills = sorted(person.skills.all(), key=lambda row: row.pk)
    return {
        **{name: getattr(person.identity, name) for name in WHO},
        **{
            name: getattr(person, name)
            for name in (*FRENCH, "available_from", "wage_floor", "accepts_all_regions")
        },
        "residence": person.residence_id,
        "consent_notice": given.notice_version if given else "",
        "consent_given_on": given.given_on if given else None,
        "consent_channel": given.channel if given else "",
        "consent_expires_on": given.expires_on if given else None,
        "occupations": tuple((row.occupation_id, row.months) for row in person.occupations.all()),
        "held": tuple((row.skill_id, row.level) for row in skills if row.held),
        "absent": tuple((row.skill_id, row.level) for row in skills if not row.held),
        "regions": tuple(row.region_id for row in person.accepted_regions.all()),
        "mrcs": tuple(row.mrc_id for row in person.accepted_mrcs.all()),
        "shifts": None if person.shifts is None else tuple(person.shifts),
    }


def _consent_of(person: Candidate, day: date) -> Consent | None:
    """The consent to matching in force, among rows at hand."""
    standing = (
        row
        for row in person.consents.all()
        if row.kind == ConsentKind.MATCHING
        and row.revoked_at is None
        and row.given_on <= day
        and (row.expires_on is None or row.expires_on >= day)
    )
    return next(standing, None)


def marks(line: Line) -> list[str]:
    """By what two persons of one direction may be one: the name, the e-mail, the last ten digits of the telephone."""
    digits = re.sub(r"\D", "", line.said("phone"))[-10:]
    name = fold(f"{line.said('given_name')} {line.said('family_name')}")
    return [mark for mark in (name, line.said("email").lower(), digits if len(digits) == 10 else "") if mark]


def twins_of(lines: Sequence[Line], own: Any) -> dict[str, Candidate]:
    """Persons of the direction by each mark that a line bears."""
    wanted = {mark for line in lines if not line.said("id", None) for mark in marks(line)}
    if not wanted:
        return {}
    found: dict[str, Candidate] = {}
    for person in own.select_related("identity").iterator(2_000):
        who = person.identity
        digits = re.sub(r"\D", "", who.phone)[-10:]
        for mark in {who.folded_name, who.email.lower(), digits} & wanted:
            found.setdefault(mark, person)
    return found


def check(line: Line, after: Mapping[str, Any], before: Mapping[str, Any], job: Job) -> None:
    """Refuse names left empty, values written twice, days to come, and a consent that is not one."""
    for name, message in (
        ("given_name", _("Écrivez le prénom.")),
        ("family_name", _("Écrivez le nom de famille.")),
    ):
        if not after[name]:
            line.refuse(name, message)
    for name in ("occupations", "held"):
        codes = [code for code, _more in (*after[name], *(after["absent"] if name == "held" else ()))]
        if len(set(codes)) != len(codes):
            line.refuse(name, _("La même valeur est écrite deux fois."))
    if (after["consent_given_on"] or date.min) > job.today:
        line.refuse("consent_given_on", _("Un consentement ne se date pas dans l’avenir."))
    _check_consent(line, after, before)


def _check_consent(line: Line, after: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    """Never taken for given: without its notice, its day and its channel, a consent is none."""
    same = all(after[name] == before[name] for name in (*CONSENT, "consent_expires_on"))
    said = [name for name in CONSENT if after[name]]
    if same or not (said or after["consent_expires_on"] or before["consent_given_on"]):
        return
    if before["consent_given_on"]:
        line.refuse(
            "consent_given_on",
            _("Un consentement déjà consigné se retire et se redonne à la fiche de la personne."),
        )
    elif len(said) < len(CONSENT):
        missing = next(name for name in CONSENT if not after[name])
        line.refuse(
            missing,
            _(
                "Un consentement demande la version de l’avis, la date et le moyen. Complétez, ou videz ces cellules."
            ),
        )
    elif after["consent_notice"] != NOTICE_VERSION:
        line.refuse(
            "consent_notice",
            filled(_("L’avis en vigueur est la version %(version)s."), version=NOTICE_VERSION),
        )


def write_line(line: Line, job: Job) -> None:
    """Register a new person, or write the parts that the line changes."""
    if line.outcome not in {NEW, UPDATED}:
        return
    before, after = line.content
    person: Candidate = line.target
    if line.outcome == NEW:
        person = services.register_candidate(
            direction=job.direction,
            identity=_identity(after),
            residence=_place(after),
            by=job.by,
            now=job.now,
            known_apart=True,
        )
        line.target = person
    elif any(after[name] != before[name] for name in (*WHO, "residence")):
        services.update_identity(
            candidate=person, identity=_identity(after), residence=_place(after), by=job.by
        )
    for names, save in _PARTS:
        if any(after[name] != before[name] for name in names):
            person.refresh_from_db(fields=["revision"])
            save(person, after, job)


def _identity(after: Mapping[str, Any]) -> IdentityContent:
    return IdentityContent(**{name: after[name] for name in WHO})


def _place(after: Mapping[str, Any]) -> Municipality | None:
    return Municipality.objects.filter(pk=after["residence"]).first() if after["residence"] else None


def _save_occupations(person: Candidate, after: Mapping[str, Any], job: Job) -> None:
    services.save_occupations(
        candidate=person, revision=person.revision, occupations=after["occupations"], by=job.by, now=job.now
    )


def _save_skills(person: Candidate, after: Mapping[str, Any], job: Job) -> None:
    answers = [SkillAnswer(code=code, held=True, level=level) for code, level in after["held"]]
    answers += [SkillAnswer(code=code, held=False) for code, _level in after["absent"]]
    services.save_skills(candidate=person, revision=person.revision, answers=answers, by=job.by, now=job.now)


def _save_french(person: Candidate, after: Mapping[str, Any], job: Job) -> None:
    oral, written, day = (after[name] for name in FRENCH)
    services.save_french(
        candidate=person,
        revision=person.revision,
        oral=oral,
        written=written,
        evaluated_on=day,
        by=job.by,
        now=job.now,
    )


def _save_places(person: Candidate, after: Mapping[str, Any], job: Job) -> None:
    services.save_mobility(
        candidate=person,
        revision=person.revision,
        asked=True,
        all_regions=after["accepts_all_regions"],
        regions=after["regions"],
        mrcs=after["mrcs"],
        help_needed=person.help_needed,
        by=job.by,
        now=job.now,
    )


def _save_conditions(person: Candidate, after: Mapping[str, Any], job: Job) -> None:
    day, wage, shifts = (after[name] for name in CONDITIONS)
    services.save_conditions(
        candidate=person,
        revision=person.revision,
        available_from=day,
        wage_floor=wage,
        shifts=shifts,
        by=job.by,
        now=job.now,
    )


def _save_consent(person: Candidate, after: Mapping[str, Any], job: Job) -> None:
    services.record_consent(
        candidate=person,
        kind=ConsentKind.MATCHING,
        notice_version=after["consent_notice"],
        given_on=after["consent_given_on"],
        channel=after["consent_channel"],
        expires_on=after["consent_expires_on"] or after["consent_given_on"] + CONSENT_LASTS,
        by=job.by,
        now=job.now,
    )


_PARTS: tuple[tuple[tuple[str, ...], Callable[[Candidate, Mapping[str, Any], Job], None]], ...] = (
    (("occupations",), _save_occupations),
    (("held", "absent"), _save_skills),
    (FRENCH, _save_french),
    (PLACES, _save_places),
    (CONDITIONS, _save_conditions),
    (CONSENT, _save_consent),
)
