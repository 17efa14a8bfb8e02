"""A list exported and given back changes nothing, in either language, as CSV or as a workbook."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import translation

from crm.accounts.models import User
from crm.candidates.models import Candidate, ConsentKind
from crm.candidates.services import IdentityContent, SkillAnswer, register_candidate, save_skills
from crm.employers.models import Contact
from crm.exchange.exporting import export_lines, mending_sheets, template_sheets
from crm.exchange.kinds import KINDS
from crm.exchange.reading import read_table
from crm.exchange.sheets import Sheet, csv_parts, in_language, workbook
from crm.needs.models import LabourNeed
from crm.needs.rules.content import NeedContent, SkillAsked
from crm.needs.services import submit_need
from crm.taxonomy.models import Skill
from tests.exchange.lists import EMPLOYER_HEAD, as_csv, checked, given, imported, undone
from tests.factories.employers import make_employer, make_file
from tests.factories.people import make_direction

pytestmark = pytest.mark.django_db


def exported(kind: str, user: User, language: str, form: str, today: date) -> bytes:
    lines = in_language(
        export_lines(KINDS[kind], user=user, direction=make_direction(), today=today), language
    )
    if form == "csv":
        return "".join(csv_parts(lines, french=language == "fr-ca")).encode()
    with workbook([Sheet(kind, lines)]) as file:
        return file.read()


def some_employer(advisor: User) -> Any:
    employer = make_employer(
        legal_name="=Érablière « Côté »; & Nœud, ltée",
        usual_name="+1 érablière",
        website="https://a.example/?x=1",
    )
    file = make_file(employer, lead=advisor, objectives="Ligne un\nLigne deux")
    Contact.objects.create(
        employer=employer, name="-Zoé Ünal", phone="+1 418 555-0100", email="zoe@a.example"
    )
    return file


def some_need(advisor: User, now: datetime) -> LabourNeed:
    file = some_employer(advisor)
    skills = list(Skill.objects.values_list("code", flat=True)[:3])
    return submit_need(
        file=file,
        content=NeedContent(
            site_id=file.employer.sites.get().pk,
            words="Soudeuse ou soudeur, quart de soir",
            occupation_id="72106",
            positions=3,
            wage_min=Decimal("28.40"),
            hours_per_week=Decimal("37.5"),
            shift="evening",
            starts_on=now.date() + timedelta(days=30),
            help_offered=("housing", "transport"),
            skills=tuple(
                SkillAsked(code=code, essential=at < 2, level=at or None) for at, code in enumerate(skills)
            ),
        ),
        submission_key=uuid4(),
        by=advisor,
        now=now,
    )


def some_person(officer: User, now: datetime) -> Candidate:
    person = register_candidate(
        direction=make_direction(),
        identity=IdentityContent(given_name="Zoé", family_name="d’Été", phone="+1 418 555-0101"),
        residence=None,
        by=officer,
        now=now,
        consent_by="phone",
    )
    person.refresh_from_db()
    codes = list(Skill.objects.values_list("code", flat=True)[:2])
    answers = [SkillAnswer(code=codes[0], held=True, level=2), SkillAnswer(code=codes[1], held=False)]
    return save_skills(candidate=person, revision=person.revision, answers=answers, by=officer, now=now)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["fr-ca", "en-ca"])
@pytest.mark.parametrize("kind", ["employers", "sites", "contacts", "needs"])
def test_an_export_given_back_changes_nothing(
    advisor: User, now: datetime, kind: str, language: str, form: str
) -> None:
    some_need(advisor, now)
    content = exported(kind, advisor, language, form, now.date())
    found = checked(given(content, advisor, now, kind=kind), advisor, now)
    assert found.state == "checked", found.problem
    assert found.counts["same"] == found.counts["lines"] >= 1, found.lines.values_list("problems", flat=True)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["fr-ca", "en-ca"])
def test_persons_given_back_are_unchanged(officer: User, now: datetime, language: str, form: str) -> None:
    person = some_person(officer, now)
    content = exported("candidates", officer, language, form, now.date())
    assert person.reads.get().what == "export"
    found = checked(given(content, officer, now, kind="candidates"), officer, now)
    assert found.counts.get("same") == 1, list(found.lines.values_list("problems", flat=True))


def test_a_number_beyond_ones_direction_does_not_exist(advisor: User, now: datetime) -> None:
    elsewhere = make_file(direction=make_direction("ailleurs", ("01",)))
    lines = [["Numéro de l’entreprise", "Nom légal"], [elsewhere.employer_id, "Pris"], [987654321, "Rien"]]
    found = checked(given(as_csv(lines), advisor, now), advisor, now)
    seen, unseen = found.lines.order_by("number").values_list("problems", flat=True)
    assert seen == unseen
    assert found.counts["bad"] == 2


def test_the_lines_to_mend_come_back_mended(advisor: User, now: datetime) -> None:
    bad = ["Scierie Gagnon", "12", "Almaa", "", "", ""]
    found = checked(given(as_csv([EMPLOYER_HEAD, bad]), advisor, now), advisor, now)
    with workbook(mending_sheets(found)) as file:
        table = read_table(file.read())
    assert table.headings[-1].startswith("Raisons (à")
    number, cells = table.rows[0]
    assert "NEQ" in cells[-1]
    mended = [list(table.headings), ["Scierie Gagnon", "", "Alma", *cells[3:]]]
    again = imported(as_csv(mended), advisor, now)
    assert (number, again.counts["new"], again.counts["bad"]) == (2, 1, 0)
    assert undone(again, advisor, now).state == "undone"


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_list_says_what_each_column_takes(kind: str) -> None:
    with translation.override("en-ca"), workbook(template_sheets(KINDS[kind])) as file:
        content = io.BytesIO(file.read())
    assert content.getvalue()[:2] == b"PK"


def test_needs_are_sent_as_an_advisor_would(advisor: User, now: datetime) -> None:
    some_employer(advisor)
    head = ["Entreprise", "Poste", "Profession (CNP)", "Nombre de postes", "Salaire horaire minimal"]
    rows = [
        head,
        ["Érablière Côté Nœud", "Soudeur", "72106", "2", "28,40"],
        ["Inconnue inc.", "Soudeur", "72106", "2", "28,40"],
        ["Érablière Côté Nœud", "Jeune homme fort", "72106", "0", "abc"],
    ]
    found = imported(as_csv(rows), advisor, now, kind="needs")
    assert (found.counts["new"], found.counts["bad"]) == (1, 2)
    need = LabourNeed.objects.visible_to(advisor).get()
    assert (need.stage, need.positions, need.wage_min) == ("to_qualify", 2, Decimal("28.40"))
    assert undone(found, advisor, now).kept == []
    assert not LabourNeed.objects.visible_to(advisor).exists()


def test_a_consent_is_never_taken_for_given(officer: User, now: datetime) -> None:
    head = [
        "Prénom",
        "Nom",
        *(f"Consentement au jumelage : {part}" for part in ("version de l’avis", "donné le", "comment")),
    ]
    rows = [
        head,
        ["Ana", "Silva", "", "", ""],
        ["Bao", "Tran", "", "2026-11-01", ""],
        ["Cléo", "Roy", "2026-1", "2026-11-01", "par téléphone"],
    ]
    found = imported(as_csv(rows), officer, now, kind="candidates")
    assert (found.counts["new"], found.counts["bad"]) == (2, 1), list(found.lines.values("problems"))
    consents = {
        person.identity.given_name: person.consents.count()
        for person in Candidate.objects.visible_to(officer)
    }
    assert consents == {"Ana": 0, "Cléo": 1}
    given_ = Candidate.objects.visible_to(officer).get(identity__given_name="Cléo").consents.get()
    assert (given_.kind, given_.given_on, given_.channel) == (
        ConsentKind.MATCHING,
        date(2026, 11, 1),
        "phone",
    )
    assert undone(found, officer, now).kept == []
    assert not Candidate.objects.visible_to(officer).exists()
