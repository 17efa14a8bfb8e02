"""Persons: identity apart from the profile; a consent only where the file says which notice, which day and how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.policy import Permission
from crm.candidates import services
from crm.candidates.models import (
    AcceptedMrc,
    AcceptedRegion,
    Candidate,
    CandidateOccupation,
    CandidateOfficer,
    CandidateSkill,
    Channel,
    Consent,
    Identity,
)
from crm.candidates.rules import NOTICE_VERSION
from crm.core.errors import Refusal
from crm.exchange import cells
from crm.exchange.columns import Column, Line
from crm.exchange.kinds.base import (
    DOUBLE,
    NEW,
    SAME,
    UNKNOWN_ID,
    UPDATED,
    Job,
    Kind,
    Undone,
    Viewer,
    overlay,
    refuse_with,
)
from crm.exchange.kinds.employers import municipality
from crm.exchange.kinds.need_lines import NOT_LISTED, WAGE, shown_skills, skill
from crm.exchange.kinds.person_lines import (
    LEVEL,
    check,
    held_occupation,
    marks,
    said_of,
    twins_of,
    whole,
    write_line,
)
from crm.exchange.references import listed
from crm.needs.models import Shift


class Candidates(Kind):
    """The persons of a direction."""

    code = "candidates"
    label = _("Personnes")
    permission = Permission.WORK_PERSONS
    refusal = _("Les listes de personnes sont importées par les agentes et agents d’aide à l’intégration.")
    limit = 1_000
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
        Column("phone", _("Téléphone"), cells.phone, aliases=("tél",)),
        Column(
            "language",
            _("Langue préférée"),
            cells.choice(settings.LANGUAGES),
            empty="fr-ca",
            choices=cells.choices_of(settings.LANGUAGES),
        ),
        Column(
            "residence",
            _("Municipalité de résidence"),
            municipality,
            empty=None,
            aliases=("municipalité", "ville"),
        ),
        Column(
            "consent_notice",
            _("Consentement au jumelage : version de l’avis"),
            cells.text(20),
            hint=NOTICE_VERSION,
        ),
        Column("consent_given_on", _("Consentement au jumelage : donné le"), cells.day, empty=None),
        Column(
            "consent_channel",
            _("Consentement au jumelage : comment"),
            cells.choice(Channel.choices),
            choices=cells.choices_of(Channel.choices),
        ),
        Column("consent_expires_on", _("Consentement au jumelage : expire le"), cells.day, empty=None),
        Column(
            "occupations",
            _("Professions (mois)"),
            cells.several(held_occupation),
            empty=(),
            hint="72106 (24) | 75101 (6)",
        ),
        Column("held", _("Compétences"), cells.several(skill), empty=()),
        Column("absent", _("Compétences demandées, absentes"), cells.several(skill), empty=()),
        Column("french_oral", _("Français oral (0 à 12)"), LEVEL, empty=None),
        Column("french_written", _("Français écrit (0 à 12)"), LEVEL, empty=None),
        Column("french_evaluated_on", _("Français évalué le"), cells.day, empty=None),
        Column(
            "accepts_all_regions",
            _("Accepte toutes les régions"),
            cells.truth,
            empty=False,
            choices=(_("oui"), _("non")),
        ),
        Column(
            "regions",
            _("Régions acceptées"),
            cells.several(cells.named(listed("regions"), NOT_LISTED)),
            empty=(),
        ),
        Column("mrcs", _("MRC acceptées"), cells.several(cells.named(listed("mrcs"), NOT_LISTED)), empty=()),
        Column("available_from", _("Disponible à partir du"), cells.day, empty=None),
        Column("wage_floor", _("Salaire horaire plancher"), WAGE, empty=None),
        Column(
            "shifts",
            _("Horaires acceptés"),
            cells.several(cells.choice(Shift.choices)),
            empty=None,
            choices=cells.choices_of(Shift.choices),
        ),
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
        (AcceptedRegion, "candidate_id"),
        (AcceptedMrc, "candidate_id"),
    )

    def plan(self, lines: Sequence[Line], job: Job) -> None:
        own = Candidate.objects.visible_to(job.by).filter(direction=job.direction)
        ids = {line.said("id", None) for line in lines} - {None}
        known = {person.pk: person for person in whole(own.filter(pk__in=ids))}
        twins = twins_of(lines, own)
        seen: dict[str, int] = {}
        for line in lines:
            if not line.problems:
                self._plan(line, known, twins, seen, job)

    def _plan(
        self,
        line: Line,
        known: Mapping[int, Candidate],
        twins: Mapping[str, Candidate],
        seen: dict[str, int],
        job: Job,
    ) -> None:
        number = line.said("id", None)
        person = known.get(number) if number else None
        line.label = person.reference if person else f"{line.said('given_name')} {line.said('family_name')}"
        if number and person is None:
            line.refuse("id", UNKNOWN_ID)
            return
        before = said_of(person, job.today)
        after = overlay(line, list(before), before, by_id=True)
        check(line, after, before, job)
        if line.problems:
            return
        line.content = (before, after)
        if person is not None:
            line.outcome, line.target = (SAME if after == before else UPDATED), person
            return
        borne = marks(line)
        twin = next((twins[mark] for mark in borne if mark in twins), None)
        again = any(mark in seen for mark in borne)
        line.outcome, line.target = (DOUBLE, twin) if twin or again else (NEW, None)
        seen.update((mark, line.number) for mark in borne)

    def write(self, lines: Sequence[Line], job: Job) -> None:
        for done, line in enumerate(lines):
            try:
                write_line(line, job)
            except Refusal as refusal:
                refuse_with(line, refusal)
            if done % 20 == 0:
                job.tell(done)

    def after_undo(self, back: Undone, job: Job) -> None:
        services.rescore_all(candidate_ids=back.roots, now=job.now)

    def rows(self, viewer: Viewer) -> Iterator[Mapping[str, Any]]:
        people = whole(
            Candidate.objects.visible_to(viewer.user).filter(direction=viewer.direction).order_by("pk")
        )
        numbers = list(people.values_list("pk", flat=True))
        services.journal_reads(candidate_ids=numbers, user=viewer.user, what="export", now=timezone.now())
        labels = dict(Shift.choices)
        for person in people.iterator(200):
            said = said_of(person, viewer.today)
            yield said | {
                "id": person.pk,
                "language": person.identity.get_language_display(),
                "consent_channel": dict(Channel.choices).get(said["consent_channel"], ""),
                "occupations": cells.SEVERAL.join(
                    f"{code} ({months})" for code, months in said["occupations"]
                ),
                "held": shown_skills(said["held"]),
                "absent": shown_skills(said["absent"]),
                "regions": cells.SEVERAL.join(said["regions"]),
                "mrcs": cells.SEVERAL.join(said["mrcs"]),
                "shifts": cells.SEVERAL.join(str(labels[code]) for code in said["shifts"] or ()),
                "stage": person.get_stage_display(),
                "registered_on": person.registered_on,
            }
