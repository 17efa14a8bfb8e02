"""Cards moved and many rows treated at once: the noun's own rules decide, each row has its answer."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import BulkRun, User
from crm.casework.models import FollowUp
from crm.employers.models import FileStage
from crm.needs.models import LabourNeed, NeedMove, NeedStage
from crm.needs.services import move_need
from tests.factories.casework import make_follow_up
from tests.factories.employers import make_file
from tests.factories.needs import make_need
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db
REASON = "need-expired"


def move(client: Client, noun: str, pk: int, to: str, **more: str) -> str:
    """The page that answers a move, messages included."""
    answer = client.post(reverse("list-move", args=[noun]), {"card": pk, "to": to, **more}, follow=True)
    return str(answer.content.decode())


def test_a_suspended_need_is_carried_to_open(signed_in: Client) -> None:
    need = make_need(stage=NeedStage.SUSPENDED)
    move(signed_in, "needs", need.pk, "open", **{"from": "suspended"})
    need.refresh_from_db()
    assert need.stage == NeedStage.OPEN
    assert NeedMove.objects.filter(need=need, to_stage="open").exists()


def test_closing_asks_its_coded_reason_and_keeps_what_was_typed(signed_in: Client) -> None:
    need = make_need()
    page = signed_in.post(
        reverse("list-move", args=["needs"]), {"card": need.pk, "to": "closed", "note": "Assez"}
    )
    assert page.status_code == 422
    assert "Choisissez un motif dans la liste." in page.content.decode()
    assert "Assez" in page.content.decode()
    move(signed_in, "needs", need.pk, "closed", reason=REASON)
    need.refresh_from_db()
    assert need.stage == NeedStage.CLOSED


def test_a_board_is_sent_to_the_form_that_asks(signed_in: Client) -> None:
    need = make_need()
    values = {"card": need.pk, "to": "closed"}
    answer = signed_in.post(reverse("list-move", args=["needs"]), values, headers={"HX-Request": "true"})
    assert "vers=closed" in answer["HX-Redirect"]
    form = signed_in.get(answer["HX-Redirect"]).content.decode()
    assert "Un besoin passe en présentation quand un premier profil est présenté." in form


def test_qualifying_goes_through_its_own_page(signed_in: Client) -> None:
    need = make_need(stage=NeedStage.TO_QUALIFY)
    answer = signed_in.post(reverse("list-move", args=["needs"]), {"card": need.pk, "to": "open"})
    assert answer["Location"] == reverse("need-qualify", args=[need.pk])


def test_a_column_that_no_hand_reaches_refuses(signed_in: Client) -> None:
    need = make_need()
    assert "pas possible depuis l’étape actuelle" in move(signed_in, "needs", need.pk, "filled")
    need.refresh_from_db()
    assert need.stage == NeedStage.OPEN


def test_the_second_to_move_a_card_is_told_who_was_first(signed_in: Client) -> None:
    need, other = make_need(stage=NeedStage.SUSPENDED), make_user(name="Marthe Première")
    move_need(need=need, move="resume", by=other, now=timezone.now())
    page = move(signed_in, "needs", need.pk, "open", **{"from": "suspended"})
    assert "Marthe Première vient de changer l’étape" in page


def test_a_file_goes_to_sleep_with_its_day(signed_in: Client, advisor: User) -> None:
    file = make_file(lead=advisor)
    wake = (timezone.localdate() + timedelta(days=30)).isoformat()
    answer = signed_in.post(reverse("list-move", args=["files"]), {"card": file.pk, "to": "asleep"})
    assert answer.status_code == 422
    move(signed_in, "files", file.pk, "asleep", wake_on=wake)
    file.refresh_from_db()
    assert file.stage == FileStage.ASLEEP


def test_a_follow_up_is_done_and_taken_to_today(signed_in: Client, advisor: User) -> None:
    today = timezone.localdate()
    row = make_follow_up(advisor, today - timedelta(days=3), make_file(lead=advisor))
    move(signed_in, "follow_ups", row.pk, "today")
    row.refresh_from_db()
    assert row.due_on == today
    move(signed_in, "follow_ups", row.pk, "done")
    row.refresh_from_db()
    assert row.done_at is not None


def test_a_card_of_elsewhere_does_not_exist(signed_in: Client) -> None:
    need = make_need(make_file(direction=make_direction("ailleurs", ("06",))))
    assert (
        signed_in.post(reverse("list-move", args=["needs"]), {"card": need.pk, "to": "open"}).status_code
        == 404
    )
    assert signed_in.get(reverse("list-move-ask", args=["needs", need.pk])).status_code == 404


def test_needs_are_suspended_together_with_an_answer_for_each_and_an_undo(signed_in: Client) -> None:
    good, closed = make_need(), make_need(stage=NeedStage.CLOSED)
    elsewhere = make_need(make_file(direction=make_direction("ailleurs", ("06",))))
    values = {
        "action": "suspend",
        "chosen": [good.pk, closed.pk, elsewhere.pk],
        "reason": REASON,
        "until": str(timezone.localdate() + timedelta(days=30)),
        "step": "preview",
    }
    shown = signed_in.post(reverse("list-bulk", args=["needs"]), values)
    assert [one.done for one in shown.context["outcomes"]] == [True, False]
    assert LabourNeed.objects.get(pk=good.pk).stage == NeedStage.OPEN
    values |= {"step": "do", "key": str(uuid4())}
    for _twice in range(2):
        answer = signed_in.post(reverse("list-bulk", args=["needs"]), values)
    assert LabourNeed.objects.get(pk=good.pk).stage == NeedStage.SUSPENDED
    assert LabourNeed.objects.get(pk=elsewhere.pk).stage == NeedStage.OPEN
    assert NeedMove.objects.filter(need=good).count() == 1
    run = BulkRun.objects.get()
    assert "refusé" in signed_in.get(answer["Location"]).content.decode()
    for _twice in range(2):
        signed_in.post(reverse("list-bulk-undo", args=[run.key]))
    assert LabourNeed.objects.get(pk=good.pk).stage == NeedStage.OPEN


def test_all_rows_of_a_filter_are_chosen_and_their_number_said(signed_in: Client) -> None:
    needs = [make_need(words="soudage") for _number in range(3)]
    make_need(words="commis")
    values = {"action": "confirm", "all": "2", "query": "q=soudage"}
    page = signed_in.post(reverse("list-bulk", args=["needs"]), values)
    assert {row.pk for row, _name in page.context["rows"]} == {need.pk for need in needs}
    assert "le nombre a changé" in page.content.decode()


@pytest.mark.parametrize("action", ["valid_until", "suspend", "confirm"])
def test_nothing_chosen_says_so(signed_in: Client, action: str) -> None:
    page = signed_in.post(reverse("list-bulk", args=["needs"]), {"action": action}, follow=True)
    assert "Choisissez au moins une ligne." in page.content.decode()


def test_files_get_a_handover_a_collaborator_a_follow_up_and_a_stage(
    signed_in: Client, advisor: User
) -> None:
    files = [make_file(lead=advisor), make_file(lead=advisor)]
    colleague, today = make_user(name="Une collègue"), timezone.localdate()
    gestures = [
        ("handover", {"user": colleague.pk, "note": "Je pars en congé."}),
        ("collaborator", {"user": colleague.pk}),
        ("follow_up", {"text": "Rappeler", "due_on": (today + timedelta(days=4)).isoformat()}),
        ("move", {"to": "diagnosis"}),
    ]
    for action, data in gestures:
        values = {
            "action": action,
            "chosen": [file.pk for file in files],
            "step": "do",
            "key": str(uuid4()),
            **data,
        }
        answer = signed_in.post(reverse("list-bulk", args=["files"]), values)
        assert answer.status_code == 302, action
        assert all(one["done"] for one in BulkRun.objects.get(key=values["key"]).results), action
    for file in files:
        file.refresh_from_db()
        assert file.stage == FileStage.DIAGNOSIS
        assert file.handovers.filter(receiver=colleague, answered_at=None).exists()
        assert file.follow_ups.filter(text="Rappeler").exists()


def test_follow_ups_are_passed_moved_and_done_together(signed_in: Client, advisor: User) -> None:
    today, colleague = timezone.localdate(), make_user(name="Une collègue")
    row = make_follow_up(advisor, today, make_file(lead=advisor))
    later = today + timedelta(days=9)
    for action, data in [
        ("due_on", {"due_on": later.isoformat()}),
        ("pass", {"user": colleague.pk}),
        ("done", {}),
    ]:
        values = {"action": action, "chosen": [row.pk], "step": "do", "key": str(uuid4()), **data}
        assert signed_in.post(reverse("list-bulk", args=["follow_ups"]), values).status_code == 302
    found = FollowUp.objects.get(pk=row.pk)
    assert (found.due_on, found.owner_id, found.done_by_id) == (later, colleague.pk, advisor.pk)


def test_what_somebody_else_did_is_nobodys_to_see(signed_in: Client, client: Client) -> None:
    need = make_need()
    values = {"action": "confirm", "chosen": [need.pk], "step": "do", "key": str(uuid4())}
    signed_in.post(reverse("list-bulk", args=["needs"]), values)
    client.force_login(make_user(name="Une collègue"))
    assert client.get(reverse("list-bulk-done", args=[values["key"]])).status_code == 404
    assert client.post(reverse("list-bulk-undo", args=[values["key"]])).status_code == 404
