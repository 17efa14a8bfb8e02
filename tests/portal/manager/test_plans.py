"""The pages of the matching plan: asked, read, chosen upon, signed; who sees what, in both languages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.candidates.services import revoke_consent
from crm.matching.models import MatchingPlan
from crm.matching.services.planning import forbid_pair, lock_pair, set_plan_aside, sign_plan
from crm.needs.models import LabourNeed
from tests.factories.employers import make_employer, make_file, make_member
from tests.factories.matching import SAWING, make_match, make_sawyer
from tests.factories.needs import make_need
from tests.factories.people import make_direction, make_user
from tests.factories.plans import computed, make_plan

pytestmark = pytest.mark.django_db
LIST = "matching-plans"


@pytest.fixture
def plan(manager: User) -> MatchingPlan:
    """Two persons for three positions of two employers, computed."""
    make_need(make_file(make_employer(size_band="5-19")), skills=SAWING)
    make_need(make_file(make_employer(size_band="250+")), skills=SAWING, positions=2)
    make_sawyer()
    make_sawyer(occupations={"94120": 60})
    return make_plan(manager, now=timezone.now())


def page_of(plan: MatchingPlan) -> str:
    return reverse("matching-plan", args=[plan.pk])


def act(plan: MatchingPlan, gesture: str) -> str:
    return reverse("matching-plan-act", args=[plan.pk, gesture])


def on_pair(plan: MatchingPlan, gesture: str, at: int = 0) -> str:
    return reverse("matching-plan-pair", args=[plan.pk, plan.pairs.all()[at].pk, gesture])


def read(client: Client, user: User, address: str, status: int = 200, language: str = "fr-ca") -> str:
    client.force_login(user)
    client.cookies["passerelle_language"] = language
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_manager_asks_for_a_plan_with_what_the_form_proposes(client: Client, manager: User) -> None:
    page = read(client, manager, reverse(LIST))
    assert "Aucun plan encore" in page
    asked: Any = client.post(reverse(LIST), {"direction": make_direction().pk, "fair_share": "on", "cap": ""})
    plan = MatchingPlan.objects.get()
    assert asked["Location"] == page_of(plan)
    assert (plan.cap, plan.fair_share, plan.to_verify, plan.asked_by) == (None, True, False, manager)
    waiting = read(client, manager, page_of(plan))
    assert "Calcul du plan en cours" in waiting
    assert client.get(page_of(plan), headers={"HX-Request": "true"}).status_code == 204
    computed(plan, now=timezone.now())
    there: Any = client.get(page_of(plan), headers={"HX-Request": "true"})
    assert there["HX-Refresh"] == "true"


@pytest.mark.parametrize("cap", ["0", "-1", "abc", "501"])
def test_a_cap_that_is_none_is_said_beside_it(client: Client, manager: User, cap: str) -> None:
    client.force_login(manager)
    answer = client.post(reverse(LIST), {"direction": make_direction().pk, "cap": cap})
    assert answer.status_code == 422
    assert not MatchingPlan.objects.exists()


def test_a_plan_of_another_direction_is_not_asked(client: Client, manager: User) -> None:
    client.force_login(manager)
    other = make_direction("quebec", ("03", "12"))
    assert client.post(reverse(LIST), {"direction": other.pk}).status_code == 422
    assert not MatchingPlan.objects.exists()


def test_the_page_shows_persons_by_number_the_comparison_and_the_openings_left(
    client: Client, manager: User, plan: MatchingPlan
) -> None:
    page = read(client, manager, page_of(plan))
    for pair in plan.pairs.select_related("candidate__identity"):
        assert pair.candidate.reference in page
        assert pair.candidate.identity.family_name not in page
    assert "Optimal, démontré" in page
    assert "Premier arrivé, premier servi" in page
    assert "1 poste reste ouvert" in page
    assert "ont une place ailleurs" in page
    assert "Signer le plan" in page


def test_the_page_is_whole_in_english(client: Client, manager: User, plan: MatchingPlan) -> None:
    page = read(client, manager, page_of(plan), language="en-ca")
    for words in ("Matching plan", "First come, first served", "1 position stays open", "Sign the plan"):
        assert words in page
    assert "Optimal, proven" in page
    assert "Premier arrivé" not in page


def test_a_plan_of_no_opening_says_so(client: Client, manager: User) -> None:
    page = read(client, manager, page_of(make_plan(manager, now=timezone.now())))
    assert "Aucun poste libre" in page


@pytest.mark.parametrize("role", ["officer", "privacy", "admin"])
def test_roles_without_matching_find_no_plan(client: Client, role: str, plan: MatchingPlan) -> None:
    user = make_user(role)
    read(client, user, reverse(LIST), 403)
    read(client, user, page_of(plan), 404)
    assert client.post(act(plan, "signer"), {"note": "x", "read": "on"}).status_code == 404


def test_an_employer_and_another_direction_find_no_plan(client: Client, plan: MatchingPlan) -> None:
    employer = make_member(plan.needs.all()[0].need.file.employer)
    read(client, employer, reverse(LIST), 404)
    read(client, employer, page_of(plan), 404)
    elsewhere = make_user("manager", make_direction("quebec", ("03", "12")))
    read(client, elsewhere, page_of(plan), 404)
    for address in (act(plan, "signer"), on_pair(plan, "verrouiller")):
        assert client.post(address).status_code == 404
    assert page_of(plan) not in read(client, elsewhere, reverse(LIST))


def test_an_advisor_reads_a_signed_plan_and_signs_nothing(
    client: Client, manager: User, advisor: User, plan: MatchingPlan
) -> None:
    read(client, advisor, page_of(plan), 404)
    sign_plan(plan=plan, note="Bon plan", by=manager, now=timezone.now())
    page = read(client, advisor, page_of(plan))
    assert "Bon plan" in page
    assert "Verrouiller" not in page
    assert "Mettre ce plan de côté" not in page
    for address in (act(plan, "ecarter"), act(plan, "recalculer"), on_pair(plan, "verrouiller")):
        assert client.post(address).status_code == 403
    assert client.post(reverse(LIST), {"direction": make_direction().pk}).status_code == 403


def test_an_advisor_of_another_direction_reads_no_signed_plan(
    client: Client, manager: User, plan: MatchingPlan
) -> None:
    sign_plan(plan=plan, note="Bon plan", by=manager, now=timezone.now())
    elsewhere = make_user("advisor", make_direction("quebec", ("03", "12")))
    read(client, elsewhere, page_of(plan), 404)


def test_choices_wait_for_another_computation(client: Client, manager: User, plan: MatchingPlan) -> None:
    client.force_login(manager)
    assert client.post(on_pair(plan, "verrouiller")).status_code == 302
    page = read(client, manager, page_of(plan))
    assert "Vos choix attendent le prochain calcul" in page
    assert "Verrou\u00a0:" in page
    refused = client.post(act(plan, "signer"), {"note": "Bon plan", "read": "on"})
    assert refused.status_code == 422
    assert "Recalculez le plan" in refused.content.decode()
    assert client.post(act(plan, "recalculer")).status_code == 302
    computed(plan, now=timezone.now())
    assert client.post(act(plan, "signer"), {"note": "Bon plan", "read": "on"}).status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.signed_by) == ("signed", manager)


def test_forbidding_asks_for_a_reason(client: Client, manager: User, plan: MatchingPlan) -> None:
    asked = read(client, manager, f"{page_of(plan)}?interdire={plan.pairs.all()[0].pk}")
    assert "Interdire cette paire" in asked
    refused = client.post(on_pair(plan, "interdire"), {"reason": ""})
    assert refused.status_code == 422
    assert "Interdire cette paire" in refused.content.decode()
    assert client.post(on_pair(plan, "interdire"), {"reason": "match-schedule"}).status_code == 302
    page = read(client, manager, page_of(plan))
    assert "Interdite\u00a0:" in page
    forbidden = plan.pairs.get(kind="forbidden")
    address = reverse("matching-plan-pair", args=[plan.pk, forbidden.pk, "liberer"])
    assert client.post(address).status_code == 302
    assert not plan.pairs.filter(kind="forbidden").exists()


def test_signing_asks_for_a_reason_and_a_confirmation(
    client: Client, manager: User, plan: MatchingPlan
) -> None:
    client.force_login(manager)
    for given in ({"note": "Bon plan"}, {"read": "on"}, {"note": " ", "read": "on"}):
        assert client.post(act(plan, "signer"), given).status_code == 422
    plan.refresh_from_db()
    assert plan.state == "proposed"


def test_options_are_changed_with_the_computation(client: Client, manager: User, plan: MatchingPlan) -> None:
    client.force_login(manager)
    assert client.post(act(plan, "options"), {"cap": "0"}).status_code == 422
    assert client.post(act(plan, "options"), {"cap": "1", "to_verify": "on"}).status_code == 302
    computed(plan, now=timezone.now())
    assert (plan.cap, plan.fair_share, plan.to_verify) == (1, False, True)
    page = read(client, manager, page_of(plan))
    assert "Au plus une personne par entreprise" in page
    assert "Sans verrou, interdiction ni plafond" in page


def test_an_impossible_plan_names_why(client: Client, manager: User, plan: MatchingPlan) -> None:
    pair = plan.pairs.all()[0]
    lock_pair(pair=pair, by=manager, now=timezone.now())
    pair.candidate.accepted_regions.update(region_id="06")
    client.force_login(manager)
    client.post(act(plan, "recalculer"))
    computed(plan, now=timezone.now())
    page = read(client, manager, page_of(plan))
    assert "La paire verrouillée est devenue inadmissible" in page
    assert pair.candidate.reference in page


def test_what_changed_since_is_said_and_who_withdrew_is_gone(
    client: Client, manager: User, officer: User, plan: MatchingPlan
) -> None:
    first, second = plan.pairs.all()
    LabourNeed.objects.filter(pk=first.need_id).update(revision=9)
    revoke_consent(consent=second.candidate.consents.get(), by=officer, now=timezone.now())
    page = read(client, manager, page_of(plan))
    assert "Le besoin a changé depuis le calcul" in page
    assert second.candidate.reference not in page
    csv = client.get(f"{page_of(plan)}?format=csv")
    assert second.candidate.reference not in b"".join(csv.streaming_content).decode()


def test_the_plan_is_a_file_without_names(client: Client, manager: User, plan: MatchingPlan) -> None:
    client.force_login(manager)
    answer: Any = client.get(f"{page_of(plan)}?format=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert f"{plan.reference}.csv" in answer["Content-Disposition"]
    for pair in plan.pairs.select_related("candidate__identity"):
        assert f"{pair.candidate.reference};{pair.need.reference};" in text
        assert pair.candidate.identity.family_name not in text


def test_the_advisor_finds_the_advice_at_the_ranking_until_the_plan_is_set_aside(
    client: Client, manager: User, advisor: User, plan: MatchingPlan
) -> None:
    first, second = plan.pairs.all()
    match = make_match(first.need, first.candidate)
    address = reverse("need-matches", args=[first.need_id])
    assert plan.reference not in read(client, advisor, address)
    sign_plan(plan=plan, note="Bon plan", by=manager, now=timezone.now())
    page = read(client, advisor, address)
    assert "proposé par le plan signé le" in page
    assert plan.reference in page
    match.refresh_from_db()
    assert match.stage == "proposed"
    other = read(client, advisor, reverse("need-matches", args=[second.need_id]))
    assert second.candidate.reference in other
    set_plan_aside(plan=plan, by=manager, now=timezone.now())
    assert plan.reference not in read(client, advisor, address)


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_the_pages_read_as_many_queries_whatever_the_size(
    client: Client, manager: User, plan: MatchingPlan
) -> None:
    client.force_login(manager)
    forbid_pair(pair=plan.pairs.all()[0], reason="match-wage", by=manager, now=timezone.now())
    small, few = queries_of(client, page_of(plan)), queries_of(client, reverse(LIST))
    for _ in range(8):
        make_need(make_file(make_employer()), skills=SAWING)
        make_sawyer()
    later = make_plan(manager, now=timezone.now())
    forbid_pair(pair=later.pairs.all()[0], reason="match-wage", by=manager, now=timezone.now())
    assert later.pairs.count() > 5
    assert queries_of(client, page_of(later)) <= small <= 40
    assert queries_of(client, reverse(LIST)) <= few <= 20


@pytest.mark.parametrize(
    "query", ["page=%00", "vue=%00", "interdire=%00", "interdire=99999999999999999999", "format=x"]
)
def test_what_is_typed_in_the_address_is_no_failure(
    client: Client, manager: User, plan: MatchingPlan, query: str
) -> None:
    read(client, manager, f"{page_of(plan)}?{query}")


def test_a_gesture_that_does_not_exist_is_not_found(
    client: Client, manager: User, plan: MatchingPlan, now: datetime
) -> None:
    client.force_login(manager)
    assert client.post(act(plan, "bruler")).status_code == 404
    assert client.post(on_pair(plan, "bruler")).status_code == 404
    assert client.get(act(plan, "signer")).status_code == 405
