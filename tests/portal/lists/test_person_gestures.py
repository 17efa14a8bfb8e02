"""Cards of persons and matches moved, and gestures on many of them: the noun's own services decide."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import BulkRun, User
from crm.candidates.models import CandidateOfficer, PersonStage
from crm.casework.models import FollowUp
from crm.matching.models import Match, MatchStage
from crm.settlement.models import Appointment
from tests.factories.candidates import make_candidate
from tests.factories.matching import make_match
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def reading(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def carry(client: Client, noun: str, pk: int, to: str, **more: str) -> Any:
    return client.post(reverse("list-move", args=[noun]), {"card": pk, "to": to, **more})


def make_gesture(client: Client, noun: str, action: str, rows: list[int], **data: Any) -> BulkRun:
    """The whole way of a gesture: what is asked, the preview, one go."""
    address, sent = reverse("list-bulk", args=[noun]), {"action": action, "chosen": rows, **data}
    preview = client.post(address, {**sent, "step": "preview"})
    assert preview.status_code == 200
    client.post(address, {**sent, "step": "do", "key": str(uuid4())})
    return BulkRun.objects.latest("at")


def test_a_person_is_carried_and_taken_back(reading: Client) -> None:
    person = make_candidate(stage=PersonStage.REGISTERED)
    carry(reading, "persons", person.pk, "welcomed", **{"from": "registered"})
    person.refresh_from_db()
    assert person.stage == PersonStage.WELCOMED
    back = reverse("list-move-back", args=["persons", person.pk, person.stamp])
    reading.post(back)
    person.refresh_from_db()
    assert person.stage == PersonStage.REGISTERED
    answer = reading.post(back, follow=True)
    assert "ne s’annule plus" in answer.content.decode()


def test_the_second_of_two_who_carry_a_person_is_told(reading: Client) -> None:
    person = make_candidate(stage=PersonStage.WELCOMED)
    answer = reading.post(
        reverse("list-move", args=["persons"]),
        {"card": person.pk, "to": "profile_valid", "from": "registered"},
        follow=True,
    )
    assert "Rien n’a été déplacé" in answer.content.decode()


def test_closing_a_person_asks_its_reason(reading: Client) -> None:
    person = make_candidate(stage=PersonStage.WELCOMED)
    assert carry(reading, "persons", person.pk, "closed").status_code == 422


def test_a_match_is_carried_to_the_form_of_its_step(signed_in: Client) -> None:
    match = make_match()
    answer = carry(signed_in, "matches", match.pk, "shortlisted")
    assert answer["Location"] == f"{reverse('match', args=[match.pk])}?geste=keep"
    page = signed_in.get(answer["Location"]).content.decode()
    assert f'id="keep-{match.pk}"' in page
    assert page.count("open data-open") == 1


def test_a_match_is_put_back_in_the_ranking_by_its_card(signed_in: Client) -> None:
    match = make_match(stage=MatchStage.SHORTLISTED)
    carry(signed_in, "matches", match.pk, "proposed")
    match.refresh_from_db()
    assert match.stage == MatchStage.PROPOSED


def test_an_officer_reads_matches_and_moves_none(reading: Client) -> None:
    match = make_match()
    page = reading.get(reverse("matches"), {"voir": "tableau"}).content.decode()
    assert match.candidate.reference in page
    assert "data-move href" not in page
    assert carry(reading, "matches", match.pk, "set_aside").status_code == 403
    gesture = {"action": "shortlist", "chosen": [match.pk]}
    assert reading.post(reverse("list-bulk", args=["matches"]), gesture).status_code == 403


def test_many_persons_are_entrusted_at_once(reading: Client, officer: User) -> None:
    colleague = make_user("officer", name="Une collègue")
    people = [make_candidate(officer=officer), make_candidate()]
    run = make_gesture(reading, "persons", "officer", [one.pk for one in people], user=colleague.pk)
    assert [one["done"] for one in run.results] == [True, True]
    today = CandidateOfficer.objects.on(timezone.localdate()).filter(user=colleague)
    assert today.count() == 2


def test_an_advisor_is_no_officer_to_entrust_persons_to(reading: Client, advisor: User) -> None:
    values = {"action": "officer", "chosen": [make_candidate().pk], "user": advisor.pk, "step": "preview"}
    assert reading.post(reverse("list-bulk", args=["persons"]), values).status_code == 422


def test_a_handover_of_persons_asks_a_note(reading: Client, officer: User) -> None:
    colleague = make_user("officer", name="Une collègue")
    person = make_candidate(officer=officer)
    values = {"action": "handover", "chosen": [person.pk], "user": colleague.pk, "step": "preview"}
    assert reading.post(reverse("list-bulk", args=["persons"]), values).status_code == 422
    run = make_gesture(reading, "persons", "handover", [person.pk], user=colleague.pk, note="Je pars.")
    assert run.results[0]["done"]


def test_one_promise_about_many_persons(reading: Client) -> None:
    people = [make_candidate().pk, make_candidate().pk]
    due = timezone.localdate() + timedelta(days=3)
    make_gesture(reading, "persons", "follow_up", people, text="Rappeler", due_on=due.isoformat())
    assert FollowUp.objects.filter(candidate__in=people, text="Rappeler").count() == 2


def meeting(officer: User, **more: Any) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=7)
    return {
        "staff": officer.pk,
        "mode": "phone",
        "day": day.isoformat(),
        "hour": "09:00",
        "minutes": "30",
        "purpose": "Premier bilan",
        **more,
    }


def test_appointments_follow_one_another_and_are_taken_back_together(reading: Client, officer: User) -> None:
    people = [make_candidate().pk for _number in range(3)]
    run = make_gesture(reading, "persons", "appointments", people, **meeting(officer))
    starts = Appointment.objects.filter(candidate__in=people).order_by("starts_at")
    hours = [timezone.localtime(one.starts_at).strftime("%H:%M") for one in starts]
    assert hours == ["09:00", "09:30", "10:00"]
    assert "9\u00a0h" in reading.get(reverse("list-bulk-done", args=[run.key])).content.decode()
    reading.post(reverse("list-bulk-undo", args=[run.key]))
    assert set(starts.values_list("stage", flat=True)) == {"cancelled"}


def test_a_full_day_refuses_those_who_do_not_fit(reading: Client, officer: User) -> None:
    people = [make_candidate().pk, make_candidate().pk]
    run = make_gesture(reading, "persons", "appointments", people, **meeting(officer, hour="17:30"))
    assert [one["done"] for one in run.results] == [True, False]
    assert "La journée est pleine" in run.results[1]["why"]


def test_many_matches_are_set_aside_with_one_reason_and_put_back(signed_in: Client) -> None:
    fresh, further = make_match(), make_match(stage=MatchStage.CONSENTED)
    address = reverse("list-bulk", args=["matches"])
    sent = {"action": "set_aside", "chosen": [fresh.pk, further.pk], "step": "preview"}
    assert signed_in.post(address, sent).status_code == 422
    run = make_gesture(signed_in, "matches", "set_aside", [fresh.pk, further.pk], reason="match-french")
    assert all(one["done"] for one in run.results)
    answer = signed_in.post(reverse("list-bulk-undo", args=[run.key]), follow=True)
    assert "plus loin que le classement" in answer.content.decode()
    stages = dict(Match.objects.values_list("pk", "stage"))
    assert stages == {fresh.pk: "proposed", further.pk: "set_aside"}


def test_profiles_are_presented_only_with_consent(signed_in: Client) -> None:
    match = make_match(stage=MatchStage.CONSENTED)
    run = make_gesture(signed_in, "matches", "present", [match.pk])
    assert not run.results[0]["done"]


def test_keeping_many_asks_why(signed_in: Client) -> None:
    rows = [make_match().pk, make_match().pk]
    values = {"action": "shortlist", "chosen": rows, "step": "preview"}
    assert signed_in.post(reverse("list-bulk", args=["matches"]), values).status_code == 422
    make_gesture(signed_in, "matches", "shortlist", rows, note="Compétences complètes")
    assert set(Match.objects.values_list("stage", flat=True)) == {"shortlisted"}


def test_one_promise_about_the_employers_of_many_matches(signed_in: Client) -> None:
    match = make_match()
    due = timezone.localdate() + timedelta(days=3)
    make_gesture(signed_in, "matches", "follow_up", [match.pk], text="Relancer", due_on=due.isoformat())
    assert FollowUp.objects.get(text="Relancer").file_id == match.need.file_id
