"""The pages of the links in e-mails: opening changes nothing, one press acts, a used or closed link says so."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backend.logs import HiddenTokens
from crm.accounts.links import digest
from crm.casework.models import FollowUp
from crm.matching.models import Answer, Match, Presentation
from crm.needs.models import LabourNeed, NeedStage
from crm.notices.models import ActLink, Channel, NoticeChoice, NoticeKind, OptOut, Purpose
from crm.notices.services import remind
from crm.notices.services.delivery import mint_code
from tests.factories.employers import make_file
from tests.factories.needs import make_need
from tests.factories.notices import make_act_link, make_contact, make_profile_link
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def right_now() -> datetime:
    return timezone.now()


def still_current(now: datetime) -> tuple[ActLink, str]:
    file = make_file()
    need = make_need(file, valid_until=timezone.localdate(now) + timedelta(days=10))
    return make_act_link(Purpose.STILL_CURRENT, now, contact=make_contact(file), file=file, need=need)


def page(client: Client, token: str, **how: str) -> str:
    return client.get(reverse("act-link", args=[token]), **how).content.decode()  # type: ignore[arg-type]


def code_of(link: ActLink, client: Client, token: str, now: datetime) -> str:
    """The digits that the recipient would read, once the page sent them."""
    client.post(reverse("act-link", args=[token]), {"act": "send"})
    return mint_code(link.codes.get(), now=now)


@pytest.mark.parametrize("method", ["get", "head"])
def test_scanners_and_prefetchers_change_nothing(client: Client, right_now: datetime, method: str) -> None:
    link, token = still_current(right_now)
    before = LabourNeed.objects.values().get(pk=link.need_id)
    for _turn in range(3):
        answer = getattr(client, method)(reverse("act-link", args=[token]), HTTP_PURPOSE="prefetch")
        assert answer.status_code == 200
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"] == "no-store"
    assert LabourNeed.objects.values().get(pk=link.need_id) == before
    link.refresh_from_db()
    assert link.used_at is None


def test_yes_keeps_the_need_open_and_works_once(client: Client, right_now: datetime) -> None:
    link, token = still_current(right_now)
    address = reverse("act-link", args=[token])
    assert "Merci" in client.post(address, {"stands": "yes"}).content.decode()
    need = LabourNeed.objects.get(pk=link.need_id)
    assert need.confirmed_on == timezone.localdate(right_now)
    again = client.post(address, {"stands": "no"})
    assert again.status_code == 410
    assert "déjà servi" in again.content.decode()
    assert LabourNeed.objects.get(pk=link.need_id).valid_until == need.valid_until


def test_no_ends_the_need_and_keeps_it(client: Client, right_now: datetime) -> None:
    link, token = still_current(right_now)
    client.post(reverse("act-link", args=[token]), {"stands": "no"})
    need = LabourNeed.objects.get(pk=link.need_id)
    assert need.stage == NeedStage.EXPIRED
    assert need.moves.get().reason == "need-expired"
    remind(now=right_now)
    assert not FollowUp.objects.exists(), "its employer said so: nobody has to call and ask"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"revoked_at": datetime(2026, 1, 1, tzinfo=timezone.get_default_timezone())}, "a été retiré"),
        ({"expires_at": datetime(2026, 1, 1, tzinfo=timezone.get_default_timezone())}, "n’est plus valide"),
    ],
)
def test_a_closed_link_says_why(
    client: Client, right_now: datetime, change: dict[str, datetime], words: str
) -> None:
    link, token = still_current(right_now)
    ActLink.objects.filter(pk=link.pk).update(**change)
    answer = client.get(reverse("act-link", args=[token]))
    assert answer.status_code == 410
    assert words in answer.content.decode()


def test_a_token_that_never_was_does_not_exist(client: Client) -> None:
    assert client.get(reverse("act-link", args=["a" * 22])).status_code == 404


def test_a_profile_shows_nothing_before_the_code(client: Client, right_now: datetime) -> None:
    link, token = make_profile_link(right_now)
    assert link.presentation is not None
    text = page(client, token)
    assert link.presentation.profile_number not in text
    assert "l•••@scierie.example" in text
    refused = client.post(reverse("act-link", args=[token]), {"answer": "interested"})
    assert link.presentation.profile_number not in refused.content.decode()
    assert Presentation.objects.get(pk=link.presentation_id).answer == ""


def test_the_code_opens_it_in_this_browser_alone(client: Client, right_now: datetime) -> None:
    link, token = make_profile_link(right_now)
    assert link.presentation is not None
    digits = code_of(link, client, token, right_now)
    client.post(reverse("act-link", args=[token]), {"code": digits, "act": "open"})
    text = page(client, token)
    assert link.presentation.profile_number in text
    for word in ("Awa", "Traoré", "PC-", "82,0"):
        assert word not in text
    assert link.presentation.profile_number not in page(Client(), token)
    assert 'profil.pdf"' in text
    pdf = reverse("act-link-pdf", args=[token])
    answer = client.get(pdf, {"lang": "en"})
    assert answer.content.startswith(b"%PDF-")
    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("no-referrer", "no-store")
    assert Client().get(pdf)["Location"] == reverse("act-link", args=[token])
    assert Client().get(reverse("act-link-pdf", args=["a" * 22])).status_code == 404


def test_an_answer_by_link_counts_once(client: Client, right_now: datetime) -> None:
    link, token = make_profile_link(right_now)
    digits = code_of(link, client, token, right_now)
    address = reverse("act-link", args=[token])
    client.post(address, {"code": digits, "act": "open"})
    assert client.post(address, {"answer": "not_interested"}).status_code == 422
    assert "intérêt est noté" in client.post(address, {"answer": "interested"}).content.decode()
    assert Presentation.objects.get(pk=link.presentation_id).answer == Answer.INTERESTED
    assert client.post(address, {"answer": "not_interested"}).status_code == 410


def test_a_wrong_code_says_no_more_than_that(client: Client, right_now: datetime) -> None:
    link, token = make_profile_link(right_now)
    digits = code_of(link, client, token, right_now)
    wrong = "000000" if digits != "000000" else "111111"
    answer = client.post(reverse("act-link", args=[token]), {"code": wrong, "act": "open"})
    assert answer.status_code == 422
    assert "pas le bon" in answer.content.decode()


def test_a_hire_is_confirmed_by_link(client: Client, right_now: datetime) -> None:
    link, _token = make_profile_link(right_now)
    assert link.presentation is not None
    match = link.presentation.match
    Match.objects.filter(pk=match.pk).update(stage="offer")
    Presentation.objects.filter(pk=link.presentation_id).update(presented_on=timezone.localdate())
    hire, token = make_act_link(
        Purpose.HIRE, right_now, contact=link.contact, file=link.file, need=link.need, match=match
    )
    start = timezone.localdate() + timedelta(days=14)
    answer = client.post(reverse("act-link", args=[token]), {"starts_on": str(start)})
    assert "Félicitations" in answer.content.decode()
    assert match.placements.get().starts_on == start
    hire.refresh_from_db()
    assert hire.used_at is not None


def test_a_contact_opts_out_in_one_press(client: Client, right_now: datetime) -> None:
    file = make_file()
    contact = make_contact(file)
    _link, token = make_act_link(
        Purpose.OPT_OUT, right_now, contact=contact, file=file, mail_kind="still_current"
    )
    page(client, token)
    assert not OptOut.objects.exists()
    client.post(reverse("act-link", args=[token]), {"List-Unsubscribe": "One-Click"})
    assert OptOut.objects.get().contact == contact


def test_a_user_opts_out_of_a_digest(client: Client, right_now: datetime) -> None:
    user = make_user()
    _link, token = make_act_link(Purpose.OPT_OUT, right_now, user=user, mail_kind="daily")
    client.post(reverse("act-link", args=[token]))
    chosen = NoticeChoice.objects.get(user=user, kind=NoticeKind.FOLLOW_UP_LATE)
    assert chosen.channel == Channel.PRODUCT


def test_only_the_hash_of_a_token_is_stored(right_now: datetime) -> None:
    link, token = still_current(right_now)
    assert link.digest == digest(token)
    assert len(token) == 22


@pytest.mark.parametrize("path", ["/lien/{}/", "/e/{}/suivi/", "/mot-de-passe/lien/{}/"])
def test_no_log_holds_a_token(path: str) -> None:
    token = "Zx9_aaaaBBBBccccDDDD-1"
    record = logging.LogRecord("django.request", 30, "", 0, "%s: %s", ("Gone", path.format(token)), None)
    HiddenTokens().filter(record)
    assert token not in record.getMessage()
