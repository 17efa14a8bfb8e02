"""Every kind of signed link once it is over: expired, taken back, used. Nothing opens, nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.links import make_link
from crm.accounts.models import AdminInvitation, PasswordLink, SignedLink
from crm.employers.models import NeedFormLink
from crm.needs.models import LabourNeed
from crm.notices.models import ActLink, Purpose
from tests.factories.employers import make_file, make_member
from tests.factories.matching import make_match
from tests.factories.merging import table_counts
from tests.factories.needs import make_need, make_need_link
from tests.factories.notices import make_act_link, make_contact, make_profile_link
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
Made = tuple[SignedLink, list[str]]
BODIES: list[dict[str, str]] = [
    {},
    {"stands": "no"},
    {"answer": "interested"},
    {"act": "send"},
    {"act": "open", "code": "123456"},
    {"starts_on": "2026-12-01"},
    {"List-Unsubscribe": "One-Click"},
    {"step": "send", "words": "soudage", "positions": "2"},
    {"new_password1": "phrase de passe 456", "new_password2": "phrase de passe 456"},
]


def act(purpose: str, now: datetime) -> Made:
    file = make_file()
    need = make_need(file, valid_until=timezone.localdate(now) + timedelta(days=10))
    targets: dict[str, dict[str, Any]] = {
        Purpose.STILL_CURRENT: {"need": need},
        Purpose.HIRE: {"need": need, "match": make_match(need, stage="offer")},
        Purpose.OPT_OUT: {"mail_kind": "still_current"},
        Purpose.INVITATION: {"user": make_member(file.employer)},
    }
    if purpose == Purpose.PROFILE:
        link, token = make_profile_link(now)
    else:
        link, token = make_act_link(purpose, now, contact=make_contact(file), file=file, **targets[purpose])
    addresses = [reverse("act-link", args=[token])]
    return link, [
        *addresses,
        reverse("act-link-pdf", args=[token]),
    ] if purpose == Purpose.PROFILE else addresses


def form(_purpose: str, now: datetime) -> Made:
    need = make_need(make_file())
    link, token = make_need_link(need.file, now)
    LabourNeed.objects.filter(pk=need.pk).update(submitted_link=link)
    plain = ("need-link", "need-link-status", "need-link-profiles", "need-link-keep")
    of_need = ("need-link-receipt", "need-link-confirm", "need-link-change", "need-link-withdraw")
    return link, [
        *(reverse(name, args=[token]) for name in plain),
        *(reverse(name, args=[token, need.pk]) for name in of_need),
    ]


def password(_purpose: str, now: datetime) -> Made:
    link, token = make_link(
        PasswordLink, by=None, now=now, lasts=timedelta(days=1), once=True, user=make_user()
    )
    return link, [reverse("password-link", args=[token])]


def first_account(_purpose: str, now: datetime) -> Made:
    link, token = make_link(AdminInvitation, by=None, now=now, lasts=timedelta(days=1), once=True)
    return link, [reverse("first-account", args=[token])]


#: By what each link is for; a return link that guards profiles is held by nobody, its own tests are apart.
KINDS: dict[str, Callable[[str, datetime], Made]] = {
    **{str(purpose): act for purpose in Purpose.values if purpose != Purpose.RETURN},
    "form": form,
    "password": password,
    "first-account": first_account,
}
OVER: dict[str, dict[str, Any]] = {
    "expired": {"expires_at": datetime(2026, 1, 1, tzinfo=timezone.get_default_timezone())},
    "revoked": {"revoked_at": datetime(2026, 1, 1, tzinfo=timezone.get_default_timezone())},
    "used": {"used_at": datetime(2026, 1, 1, tzinfo=timezone.get_default_timezone())},
}


def test_every_kind_of_link_is_tried() -> None:
    assert set(SignedLink.__subclasses__()) == {
        ActLink, NeedFormLink, PasswordLink, AdminInvitation
    }  # fmt: skip


@pytest.mark.parametrize("how", OVER)
@pytest.mark.parametrize("kind", KINDS)
def test_a_link_that_is_over_opens_nothing(client: Client, kind: str, how: str) -> None:
    link, addresses = KINDS[kind](kind, timezone.now())
    if how == "used" and not link.once:
        return
    type(link).objects.filter(pk=link.pk).update(**OVER[how])  # type: ignore[attr-defined]
    before = table_counts()
    told = []
    for address in addresses:
        answers = [client.get(address), *(client.post(address, body) for body in BODIES)]
        told += [(address, one.status_code) for one in answers if one.status_code not in {405, 410}]
        headers = answers[0].headers
        # A page whose form asks for a CSRF token needs its own origin to be told; no other site is told anything.
        kept = headers.get("Cache-Control"), headers["Referrer-Policy"] in {"no-referrer", "same-origin"}
        told += [] if kept == ("no-store", True) else [(address, kept)]
    assert told == []
    assert table_counts() == before
