"""Persons: identity apart from the profile; a consent only where the file says which notice, which day and how."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.policy import Permission
from crm.candidates import services
from crm.candidates.models import (
    AcceptedMrc,
    AcceptedRegion,
    Authorisation,
    Candidate,
    CandidateLanguage,
    CandidateLicence,
    CandidateOccupation,
    CandidateOfficer,
    CandidateSkill,
    Channel,
    Consent,
    Identity,
    LicenceStage,
)
from crm.candidates.rules import NOTICE_VERSION
from crm.candidates.whole import NAMES, Person, matching_consents, person_of, problems, whole
from crm.core.text import fold
from crm.exchange import cells
from crm.exchange.columns import CellRefused, Column, Line
from crm.exchange.kinds.base import (
    NEW,
    SAME,
    UPDATED,
    Job,
    Kind,
    Undone,
    Viewer,
    named_row,
    numbers_of,
    overlay,
    said_before,
)
from crm.exchange.kinds.fields import (
    SHOWN,
    SKILL,
    WAGE,
    entry,
    language,
    listed_one,
    listed_several,
    municipality,
    occupation,
    picked,
    picked_several,
    yes_no,
)
from crm.needs.models import DrivingClass, Help, Shift
from crm.taxonomy.models import PermitKind

_LEVEL = cells.number(0, 12)
_MONTHS = cells.graded(occupation, cells.number(0, 720), default=0)
_SPOKEN = cells.graded(entry("languages"), cells.number(1, 3), default=2)
_ON_THE_WAY = cells.graded(entry("licences"), cells.choice(LicenceStage.choices))


def _licence(cell: str) -> tuple[str, str]:
    code, stage = _ON_THE_WAY(cell)
    if stage is None:
        raise CellRefused(_("Écrivez l’étape entre parenthèses : « ccq (obtenue) »."))
    return code, stage


class Candidates(Kind):
    """The persons of a direction."""

    code = "candidates"
    label = _("Personnes")
    permission = Permission.WORK_PERSONS
    refusal = _("Les listes de personnes sont importées par les agentes et agents d’aide à l’intégration.")
    columns = (
        Column("id", _("Numéro de la personne"), cells.identifier, empty=None),
        Column("given_name", _("Prénom"), cells.text(80), required=True, aliases=("first name",)),
        Column(
            "family_name",
            _("Nom"),
            cells.text(80),
            required=True,
            aliases=("last name", "surname", "nom de famille"),
        ),
        Column("email", _("Courriel"), cells.email, aliases=("e-mail",)),
        Column("phone", _("Téléphone"), cells.phone, aliases=("tél", "cellulaire", "phone")),
        language(_("Langue préférée")),
        Column(
            "residence",
            _("Municipalité de résidence"),
            municipality,
            empty=None,
            aliases=("municipalité", "ville", "city"),
        ),
        Column(
            "consent_notice",
            _("Consentement au jumelage : version de l’avis"),
            cells.text(20),
            hint=NOTICE_VERSION,
        ),
        Column("consent_given_on", _("Consentement au jumelage : donné le"), cells.day, empty=None),
        picked("consent_channel", _("Consentement au jumelage : comment"), Channel.choices),
        Column("consent_expires_on", _("Consentement au jumelage : expire le"), cells.day, empty=None),
        listed_several(
            "occupations",
            _("Professions (mois)"),
            _MONTHS,
            show_one=SHOWN,
            hint="72106 (24) | 75101 (6)",
            aliases=("professions", "occupations", "cnp", "noc"),
        ),
        listed_several("held", _("Compétences"), SKILL, show_one=SHOWN, aliases=("skills",)),
        listed_several("absent", _("Compétences demandées, absentes"), entry("skills")),
        Column("french_oral", _("Français oral (0 à 12)"), _LEVEL, empty=None, aliases=("français oral",)),
        Column(
            "french_written", _("Français écrit (0 à 12)"), _LEVEL, empty=None, aliases=("français écrit",)
        ),
        Column("french_evaluated_on", _("Français évalué le"), cells.day, empty=None),
        listed_several(
            "languages",
            _("Autres langues (niveau 1 à 3)"),
            _SPOKEN,
            show_one=SHOWN,
            asked=True,
            hint="en (3) | es (2)",
        ),
        picked_several("driving", _("Permis de conduire"), DrivingClass.choices, asked=True),
        listed_several(
            "licences",
            _("Permis d’exercice (étape)"),
            _licence,
            show_one=cells.shown_graded(show_grade=cells.name_of(LicenceStage.choices)),
        ),
        yes_no("authorisation_asked", _("Autorisation de travailler demandée"), empty=False),
        listed_one("permit", _("Genre d’autorisation"), "permits"),
        Column("may_work_from", _("Peut travailler à partir du"), cells.day, empty=None),
        Column("may_work_until", _("Peut travailler jusqu’au"), cells.day, empty=None),
        listed_one("tied_employer", _("Permis lié à l’entreprise (NEQ ou numéro)"), "directory"),
        listed_several("occupation_limits", _("Limitée aux professions"), occupation),
        Column("verified_on", _("Autorisation vérifiée le"), cells.day, empty=None),
        yes_no("accepts_all_regions", _("Accepte toutes les régions"), empty=False),
        listed_several("regions", _("Régions acceptées"), entry("regions"), asked=True),
        listed_several("mrcs", _("MRC acceptées"), entry("mrcs")),
        picked_several("help_needed", _("Aide souhaitée"), Help.choices, asked=True),
        Column("available_from", _("Disponible à partir du"), cells.day, empty=None),
        Column("wage_floor", _("Salaire horaire plancher"), WAGE, empty=None),
        picked_several("shifts", _("Horaires acceptés"), Shift.choices, asked=True),
        Column("confirmed_on", _("Profil confirmé le"), cells.day, empty=None),
        Column("stage", _("Étape")),
        Column("registered_on", _("Inscrite le")),
    )
    tables = (
        (Candidate, "pk"),
        (Identity, "candidate_id"),
        (CandidateOfficer, "candidate_id"),
        (Consent, "candidate_id"),
        (CandidateOccupation, "candidate_id"),
        (CandidateSkill, "candidate_id"),
        (CandidateLanguage, "candidate_id"),
        (CandidateLicence, "candidate_id"),
        (Authorisation, "candidate_id"),
        (Authorisation.occupation_limits.through, "authorisation_id"),
        (AcceptedRegion, "candidate_id"),
        (AcceptedMrc, "candidate_id"),
    )

    def plan(self, lines: Sequence[Line], job: Job) -> None:
        own = Candidate.objects.visible_to(job.by).filter(direction=job.direction)
        known = {row.pk: row for row in whole(own.filter(pk__in=numbers_of(lines)))}
        twins = _twins(lines, own)
        closed = set(PermitKind.objects.filter(closed=True).values_list("pk", flat=True))
        seen: dict[Any, int] = {}
        for line in lines:
            if line.problems:
                continue
            row = named_row(line, known, seen)
            line.label = row.reference if row else f"{line.said('given_name')} {line.said('family_name')}"
            if not line.problems and not line.outcome:
                _plan(line, row, closed, job)
            if line.outcome == NEW and not line.apart:
                _set_double_aside(line, twins, seen)

    def make(self, lines: Sequence[Line], job: Job) -> None:
        rows = services.register_candidates(
            people=[line.content for line in lines], direction=job.direction, by=job.by, now=job.now
        )
        for line, row in zip(lines, rows, strict=True):
            line.target = row

    def change(self, lines: Sequence[Line], job: Job) -> None:
        services.write_candidates(
            rows=[(line.target, line.content) for line in lines], by=job.by, now=job.now
        )

    def after_undo(self, back: Undone, job: Job) -> None:
        services.score_put_back(candidate_ids=back.roots, now=job.now)

    def rows(self, viewer: Viewer) -> Iterator[Mapping[str, Any]]:
        people = whole(
            Candidate.objects.visible_to(viewer.user).filter(direction=viewer.direction).order_by("pk")
        )
        numbers = list(people.values_list("pk", flat=True))
        services.journal_reads(candidate_ids=numbers, user=viewer.user, what="export", now=timezone.now())
        neqs = {key: neq for neq, key in viewer.references.directory.items() if len(neq) == 10}
        for row in people.iterator(200):
            person = asdict(person_of(row, viewer.today))
            yield person | {
                "id": row.pk,
                "tied_employer": neqs.get(person["tied_employer"], person["tied_employer"]),
                "stage": row.get_stage_display(),
                "registered_on": row.registered_on,
            }


def _plan(line: Line, row: Candidate | None, closed: Collection[str], job: Job) -> None:
    before = person_of(row, job.today) if row else Person()
    after = Person(**overlay(line, NAMES, asdict(before), by_id=True))
    line.target, line.content = row, after
    if row is not None and after == before:
        line.outcome = SAME
        return
    line.outcome = UPDATED if row else NEW
    standing = matching_consents(row) if row else []
    for name, message in problems(after, before, today=job.today, closed_permits=closed, standing=standing):
        line.refuse(name, message)


def _marks(given: str, family: str, email: str, phone: str) -> list[str]:
    """By what two persons of one direction may be one: the name, the e-mail, the last ten digits of the telephone."""
    digits = re.sub(r"\D", "", phone)[-10:]
    marks = (fold(f"{given} {family}"), email.lower(), digits if len(digits) == 10 else "")
    return [mark for mark in marks if mark]


def _said_marks(line: Line) -> list[str]:
    return _marks(*(line.said(name) for name in ("given_name", "family_name", "email", "phone")))


def _twins(lines: Sequence[Line], own: Any) -> dict[str, Candidate]:
    """Persons of the direction by each mark that a line without a number bears."""
    wanted = {mark for line in lines if not line.said("id", None) for mark in _said_marks(line)}
    if not wanted:
        return {}
    found: dict[str, Candidate] = {}
    for row in own.select_related("identity").order_by("pk").iterator(2_000):
        who = row.identity
        for mark in wanted.intersection(_marks(who.given_name, who.family_name, who.email, who.phone)):
            found.setdefault(mark, row)
    return found


def _set_double_aside(line: Line, twins: Mapping[str, Candidate], seen: dict[Any, int]) -> None:
    marks = _said_marks(line)
    twin = next((twins[mark] for mark in marks if mark in twins), None)
    first = next((seen[mark] for mark in marks if mark in seen), None)
    if twin is not None:
        line.doubles(
            twin, "", _("Une personne de votre direction porte ce nom, ce courriel ou ce téléphone.")
        )
    elif first is not None:
        line.doubles(None, "", said_before(first))
    for mark in marks:
        seen.setdefault(mark, line.number)
