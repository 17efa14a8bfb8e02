"""An advisor's needs: found, opened, described, qualified and moved, within her scope."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.core.formatting import day
from crm.needs.models import LabourNeed, NeedStage
from crm.taxonomy.models import Reason
from tests.factories.employers import make_employer, make_file
from tests.factories.needs import make_need
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db


def elsewhere() -> LabourNeed:
    """A need of a direction that the advisor does not belong to."""
    return make_need(make_file(direction=make_direction("ailleurs", ("06",))), words="commis ailleurs")


def form_of(need: LabourNeed, **changes: Any) -> dict[str, Any]:
    values = {
        "revision": need.revision,
        "words": need.words,
        "occupation": "94120",
        "skills_for": "94120",
        "skills": ["sciage"],
        "positions": "2",
        "site": need.site_id,
        "duration": "permanent",
        "wage_min": "28,40",
    }
    return values | changes


def test_the_list_shows_the_needs_of_the_direction_and_no_others(signed_in: Client) -> None:
    mine, other = make_need(words="gars de scie"), elsewhere()
    page = signed_in.get(reverse("needs")).content.decode()
    assert mine.reference in page
    assert other.words not in page


@pytest.mark.parametrize("words", ["scierie beausejour", "SOUDEUR", "soudeur", "B-{pk}"])
def test_a_need_is_found_by_employer_words_and_number(words: str, signed_in: Client) -> None:
    file = make_file(make_employer(legal_name="Scierie Beauséjour inc."))
    need = make_need(file, words="Soudeur")
    make_need(words="commis")
    page = signed_in.get(reverse("needs"), {"q": words.format(pk=need.pk)})
    assert [row.pk for row in page.context["rows"]] == [need.pk]


def test_those_that_wait_come_first(signed_in: Client) -> None:
    waits = make_need(stage=NeedStage.TO_QUALIFY)
    open_need = make_need()
    page = signed_in.get(reverse("needs"))
    assert [row.pk for row in page.context["rows"]] == [waits.pk, open_need.pk]


def test_the_stage_filter_keeps_one_stage(signed_in: Client) -> None:
    closed = make_need(stage=NeedStage.CLOSED)
    make_need()
    page = signed_in.get(reverse("needs"), {"etape": "closed"})
    assert [row.pk for row in page.context["rows"]] == [closed.pk]


def test_mine_are_those_of_the_files_that_i_lead(signed_in: Client, advisor: User) -> None:
    mine = make_need(make_file(lead=advisor))
    make_need()
    page = signed_in.get(reverse("needs"), {"qui": "moi"})
    assert [row.pk for row in page.context["rows"]] == [mine.pk]


def test_the_list_costs_as_many_queries_for_many_needs(
    signed_in: Client, django_assert_max_num_queries: object
) -> None:
    for _ in range(30):
        make_need()
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        signed_in.get(reverse("needs"))


@pytest.mark.parametrize("name", ["need", "need-history", "need-edit", "need-qualify"])
def test_a_need_out_of_scope_does_not_exist(name: str, signed_in: Client) -> None:
    assert signed_in.get(reverse(name, args=[elsewhere().pk])).status_code == 404


@pytest.mark.parametrize("name", ["need", "need-history", "need-edit"])
@pytest.mark.parametrize("stage", NeedStage.values)
def test_every_page_opens_at_every_stage(name: str, stage: str, signed_in: Client) -> None:
    need = make_need(stage=stage, skills=("sciage",))
    assert signed_in.get(reverse(name, args=[need.pk])).status_code == 200


def test_an_officer_may_not_list_needs(client: Client, officer: User) -> None:
    client.force_login(officer)
    page = client.get(reverse("needs"))
    assert page.status_code == 403
    assert "Votre rôle" in page.content.decode()


def test_qualifying_opens_the_need(signed_in: Client) -> None:
    need = make_need(stage=NeedStage.TO_QUALIFY, occupation=None)
    signed_in.post(reverse("need-qualify", args=[need.pk]), form_of(need))
    need.refresh_from_db()
    assert (need.stage, need.occupation_id, need.positions) == (NeedStage.OPEN, "94120", 2)


def test_qualifying_without_an_occupation_says_why_not(signed_in: Client) -> None:
    need = make_need(stage=NeedStage.TO_QUALIFY, occupation=None)
    page = signed_in.post(
        reverse("need-qualify", args=[need.pk]), form_of(need, occupation="none", skills_for="none")
    )
    assert page.status_code == 422
    assert "occupation" in page.context["form"].errors


def test_an_edit_from_an_older_page_is_refused_and_kept(signed_in: Client) -> None:
    need = make_need(revision=5)
    page = signed_in.post(
        reverse("need-edit", args=[need.pk]), form_of(need, revision=4, tasks="lever 20 kg")
    )
    assert page.status_code == 422
    assert "lever 20 kg" in page.content.decode()


def test_the_edit_form_shows_the_need_as_it_is(signed_in: Client) -> None:
    need = make_need(skills=("sciage",), wage_min="28.40", tasks="trier le bois")
    page = signed_in.get(reverse("need-edit", args=[need.pk])).content.decode()
    assert 'value="28,40"' in page
    assert "trier le bois" in page
    assert 'name="skills" value="sciage" checked' in page


def test_a_new_need_goes_on_to_be_qualified(signed_in: Client) -> None:
    file = make_file()
    form = form_of(
        LabourNeed(words="gars de scie", site=file.employer.sites.get()), submission_key=str(uuid4())
    )
    page = signed_in.post(reverse("need-new", args=[file.pk]), form)
    need = LabourNeed.objects.get()
    assert page.headers["Location"] == reverse("need-qualify", args=[need.pk])
    assert need.stage == NeedStage.TO_QUALIFY


def test_a_stage_is_moved_with_its_reason(signed_in: Client) -> None:
    need = make_need()
    until = timezone.localdate() + timedelta(days=30)
    asked = {"move": "suspend", "reason": "need-activity", "until": str(until)}
    signed_in.post(reverse("need-move", args=[need.pk]), asked)
    need.refresh_from_db()
    assert (need.stage, need.suspended_until) == (NeedStage.SUSPENDED, until)
    said = f"jusqu’au {day(until)}"
    page = signed_in.get(reverse("need", args=[need.pk])).content.decode()
    assert said in page
    why = str(Reason.objects.get(pk="need-activity").label)
    assert f"Suspendu – {why}" in page
    assert day(until) in signed_in.get(reverse("needs")).content.decode()
    assert day(until) in signed_in.get(reverse("need-history", args=[need.pk])).content.decode()


@pytest.mark.parametrize(
    "form", [{}, {"move": "suspend"}, {"move": "suspend", "reason": "no-such"}, {"move": "fill"}]
)
def test_a_move_that_is_refused_says_why(form: dict[str, str], signed_in: Client) -> None:
    need = make_need()
    page = signed_in.post(reverse("need-move", args=[need.pk]), form, follow=True)
    need.refresh_from_db()
    assert need.stage == NeedStage.OPEN
    assert 'class="toast"' in page.content.decode()


def test_a_manager_of_another_direction_sees_nothing(client: Client) -> None:
    need = make_need()
    client.force_login(make_user("manager", direction=make_direction("ailleurs", ("06",))))
    assert client.get(reverse("need", args=[need.pk])).status_code == 404


def test_editing_keeps_skills_outside_the_usual_and_their_weight(signed_in: Client) -> None:
    need = make_need(skills=("budget",))
    need.skills.update(essential=False, level=2)
    page = signed_in.get(reverse("need-edit", args=[need.pk])).content.decode()
    assert 'value="budget" checked' in page
    signed_in.post(reverse("need-edit", args=[need.pk]), form_of(need, skills=["budget", "sciage"]))
    rows = set(need.skills.values_list("skill_id", "essential", "level"))
    assert rows == {("budget", False, 2), ("sciage", True, None)}


def test_more_skills_are_found_and_those_ticked_stay(signed_in: Client) -> None:
    page = signed_in.get(
        reverse("skill-suggest"), {"skill": "chainsaw", "skills": ["budget"]}
    ).content.decode()
    assert 'value="budget" checked' in page
    assert 'value="abattage-manuel">' in page
    assert page.count("probable</span>") + page.count("Possible</span>") == page.count('value="') - 1


def test_the_history_tells_an_edit_in_words(signed_in: Client) -> None:
    need = make_need(skills=("sciage",), wage_min="27.50", duration="seasonal")
    signed_in.post(reverse("need-edit", args=[need.pk]), form_of(need, skills=["budget"]))
    page = signed_in.get(reverse("need-history", args=[need.pk])).content.decode()
    for words in ("27,50", "28,40", "saisonnier", "permanent", "Conduite de ligne de sciage"):
        assert words in page


def test_every_broken_rule_is_shown_at_once(signed_in: Client) -> None:
    need = make_need()
    page = signed_in.post(
        reverse("need-edit", args=[need.pk]),
        form_of(need, wage_min="-2", french_oral="9", other_language="en"),
    )
    wrong = {"wage_min", "french_reason", "other_language_reason", "other_language_means"}
    assert wrong <= set(page.context["form"].errors)
    page = signed_in.post(
        reverse("need-edit", args=[need.pk]),
        form_of(need, positions="trois", wage_max="beaucoup", french_oral="9", starts_on="2020-01-01"),
    )
    assert {"positions", "wage_max", "french_reason", "starts_on"} == set(page.context["form"].errors)


def test_a_draft_is_kept_then_sent(signed_in: Client) -> None:
    file = make_file()
    form = form_of(LabourNeed(words="gars de scie", site=file.employer.sites.get()), draft="1")
    signed_in.post(reverse("need-new", args=[file.pk]), form)
    need = LabourNeed.objects.get()
    assert need.stage == NeedStage.DRAFT
    assert (
        reverse("need-send", args=[need.pk])
        in signed_in.get(reverse("need", args=[need.pk])).content.decode()
    )
    signed_in.post(reverse("need-send", args=[need.pk]))
    need.refresh_from_db()
    assert need.stage == NeedStage.TO_QUALIFY
