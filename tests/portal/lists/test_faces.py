"""Three faces of one question: list, board and calendar hold the same rows, within the reader's scope."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from crm.accounts.models import User
from crm.accounts.policy import NOBODY, scope_of
from crm.employers.models import EmployerFile, FileStage
from crm.needs.models import NeedStage
from crm.portal.lists import faces
from crm.portal.lists.kinds import WorkList
from crm.portal.lists.pages import LISTS
from crm.portal.lists.wanted import asked_of
from tests.factories.casework import make_follow_up, make_visit
from tests.factories.employers import make_employer, make_file
from tests.factories.needs import make_need
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db
STAGES = [NeedStage.TO_QUALIFY, NeedStage.OPEN, NeedStage.PRESENTING, NeedStage.SUSPENDED, NeedStage.CLOSED]


def fill(advisor: User, chance: random.Random) -> None:
    """Files, needs and follow-ups of all stages and days, some of a colleague, some of elsewhere."""
    today = timezone.localdate()
    colleague = make_user(name="Réjeanne Collègue")
    for number in range(12):
        lead = chance.choice([advisor, colleague])
        file = make_file(make_employer(legal_name=f"Atelier {number} inc."), lead=lead)
        stage = chance.choice([FileStage.SPOTTED, FileStage.ACCOMPANIED, FileStage.ASLEEP])
        wakes = today + timedelta(days=40) if stage == FileStage.ASLEEP else None
        EmployerFile.objects.filter(pk=file.pk).update(
            stage=stage, wake_on=wakes, opened_on=today - timedelta(days=200)
        )
        if chance.random() < 0.5:
            make_visit(file, today - timedelta(days=chance.randrange(120)))
        if chance.random() < 0.7:
            make_follow_up(lead, today + timedelta(days=chance.randrange(-30, 60)), file)
        make_need(
            file,
            stage=chance.choice(STAGES),
            valid_until=today + timedelta(days=chance.randrange(5, 200)),
            starts_on=chance.choice([None, today + timedelta(days=chance.randrange(-40, 90))]),
        )
    make_need(make_file(direction=make_direction("ailleurs", ("06",))), words="commis ailleurs")


def random_query(work: WorkList, chance: random.Random) -> QueryDict:
    query = QueryDict(mutable=True)
    for one in work.filters:
        query[one.key] = chance.choice([value for value, _label in one.choices])
    query["tri"] = chance.choice(list(work.sorts))
    query["jour_de"] = chance.choice(list(work.days))
    query["q"] = chance.choice(["", "", "atelier"])
    return query


def in_list(work: WorkList, found: Any, asked: Any, today: date) -> set[int]:
    ordered = work.dressed(found, today).order_by(*work.sorts[asked.wanted.sort].order)
    return {row.pk for row in ordered}


def in_board(work: WorkList, found: Any, asked: Any, today: date) -> set[int]:
    lanes = faces.board(work, found, asked, today)
    assert all(lane.total == len(lane.rows) for lane in lanes)
    return {row.pk for lane in lanes for row in lane.rows}


def in_calendar(work: WorkList, found: Any, asked: Any, today: date) -> set[int]:
    """Every month that holds something, and what has no day."""
    keys = {row.pk for row in faces.narrowed(work, found, lane="", undated=asked.day_field, today=today)}
    for months in range(-3, 9):
        anchor = (today.replace(day=15) + timedelta(days=30 * months)).replace(day=1)
        query = QueryDict(f"jour={anchor.isoformat()}&jour_de={asked.day_field}")
        month = asked_of(work, query, scope=NOBODY, today=today)
        keys |= {row.pk for day in faces.month_or_week(work, found, month, today).days for row in day.rows}
    return keys


@pytest.mark.parametrize("noun", ["files", "needs", "follow_ups"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_list_board_and_calendar_hold_the_same_rows(advisor: User, noun: str, seed: int) -> None:
    chance, today, work = random.Random(seed), timezone.localdate(), LISTS[noun]
    fill(advisor, chance)
    for _turn in range(6):
        asked = asked_of(work, random_query(work, chance), scope=scope_of(advisor), today=today)
        found = work.found(advisor, asked.wanted, today)
        rows = in_list(work, found, asked, today)
        assert in_board(work, found, asked, today) == rows
        assert in_calendar(work, found, asked, today) == rows


@pytest.mark.parametrize("name", ["files", "needs", "follow-ups"])
@pytest.mark.parametrize("face", ["liste", "tableau", "calendrier"])
def test_every_face_keeps_within_twelve_queries(
    signed_in: Client,
    advisor: User,
    name: str,
    face: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    fill(advisor, random.Random(7))
    with django_assert_max_num_queries(12):
        assert signed_in.get(reverse(name), {"voir": face, "qui": "tous"}).status_code == 200


@pytest.mark.parametrize("name", ["files", "needs", "follow-ups"])
@pytest.mark.parametrize("face", ["liste", "tableau", "calendrier"])
def test_an_empty_list_and_english_are_shown(signed_in: Client, name: str, face: str) -> None:
    signed_in.cookies["passerelle_language"] = "en-ca"
    page = signed_in.get(reverse(name), {"voir": face})
    assert page.status_code == 200
    assert "Calendar" in page.content.decode()


@pytest.mark.parametrize(
    "query", ["voir=x&tri=x&jour=x&pas=x&colonne=x&sans=x&vue=x&page=x", "jour=0001-01-01&qui=9999999999"]
)
@pytest.mark.parametrize("name", ["files", "needs", "follow-ups"])
def test_a_mangled_address_shows_the_usual_list(signed_in: Client, name: str, query: str) -> None:
    assert signed_in.get(f"{reverse(name)}?{query}").status_code == 200


def test_a_lane_has_its_true_total_and_gives_the_rest_on_demand(signed_in: Client, advisor: User) -> None:
    file = make_file(lead=advisor)
    for _number in range(53):
        make_need(file)
    page = signed_in.get(reverse("needs"), {"voir": "tableau"})
    lane = next(one for one in page.context["lanes"] if one.key == NeedStage.OPEN)
    assert (lane.total, len(lane.rows), lane.left) == (53, 50, 3)
    more = signed_in.get(reverse("list-lane", args=["needs"]), {"colonne": "open", "des": "50"})
    assert len(more.context["lane"].rows) == 3
    whole = signed_in.get(reverse("needs"), {"colonne": "open"})
    assert whole.context["page"].paginator.count == 53


def test_a_card_names_what_it_shows_and_leaves_out_what_is_empty(signed_in: Client, advisor: User) -> None:
    make_file(lead=advisor)
    text = signed_in.get(reverse("files"), {"voir": "tableau"}).content.decode()
    assert "Dernier contact\u00a0: " in text
    assert "Prochain suivi\u00a0: " not in text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_seen_leaves_as_a_file(signed_in: Client, advisor: User, kind: str) -> None:
    need = make_need(make_file(lead=advisor), words="gars de scie")
    answer = signed_in.get(reverse("needs"), {"format": kind})
    body = b"".join(answer.streaming_content)  # type: ignore[arg-type]
    assert answer.status_code == 200
    assert need.words.encode() in body if kind == "csv" else body[:2] == b"PK"


def test_an_officer_has_follow_ups_but_neither_files_nor_needs(client: Client, officer: User) -> None:
    client.force_login(officer)
    assert client.get(reverse("follow-ups")).status_code == 200
    assert client.get(reverse("needs")).status_code == 403
    assert client.get(reverse("list-lane", args=["needs"])).status_code == 403


def test_an_empty_month_says_so_above_its_days_and_the_top_search_keeps_empty(
    client: Client, advisor: User
) -> None:
    make_need(make_file(lead=advisor), stage="open")
    client.force_login(advisor)
    page = client.get(reverse("needs"), {"voir": "calendrier", "jour": "2020-01-15"}).content.decode()
    assert 0 < page.index("Rien dans cette période") < page.index('<ol class="month">')
    page = client.get(reverse("files"), {"q": "nord"}).content.decode()
    assert page.count('value="nord"') == 1
    assert 'id="recherche" name="q" type="search" value=""' in page
