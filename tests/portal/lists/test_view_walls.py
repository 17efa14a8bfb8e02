"""What a shared view tells is for those with whom it is shared, among those who open its list."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import SavedView, User
from tests.factories.people import LONG_AGO, make_direction, make_user

pytestmark = pytest.mark.django_db
WORDS, NAME = "Zyxtraoré", "Vue Zyxquelconque"
LISTS = {
    "needs": "needs",
    "files": "files",
    "follow_ups": "follow-ups",
    "persons": "persons",
    "matches": "matches",
}
GESTURES = ("list-view", "list-view-opening", "list-view-delete", "list-view-restore")


def shared(owner: User, noun: str, **values: object) -> SavedView:
    return SavedView.objects.create(
        owner=owner,
        noun=noun,
        name=NAME,
        query={"q": WORDS},
        audience="direction",
        direction=owner.postings.get().direction,
        **values,
    )


def told(client: Client, view: SavedView) -> list[str]:
    """Where the reader meets the view's name or its words, or may act on it."""
    found = []
    for name in LISTS.values():
        answer = client.get(reverse(name), {"vue": str(view.pk)})
        if NAME in answer.content.decode() or WORDS in answer.content.decode():
            found.append(name)
    for gesture in GESTURES:
        address = reverse(gesture, args=[view.pk])
        answers = (client.get(address), client.post(address, {"name": "Autre"}))
        open_ones = [one for one in answers if one.status_code not in {403, 404, 405}]
        found += [gesture] * bool(open_ones or any(NAME in one.content.decode() for one in answers))
    return found


@pytest.mark.parametrize("noun", LISTS)
@pytest.mark.parametrize("role", ["advisor", "officer", "manager", "privacy", "admin"])
def test_another_direction_meets_nothing_of_it(client: Client, noun: str, role: str, officer: User) -> None:
    view = shared(officer, noun)
    client.force_login(make_user(role, direction=make_direction("ailleurs", ("06",))))
    assert told(client, view) == []
    view.refresh_from_db()
    assert (view.name, view.deleted_at) == (NAME, None)


@pytest.mark.parametrize("noun", ["persons", "needs"])
def test_whoever_opens_no_such_list_meets_nothing_of_it(client: Client, noun: str, officer: User) -> None:
    view = shared(officer, noun)
    client.force_login(make_user("advisor" if noun == "persons" else "privacy"))
    assert told(client, view) == []


def test_whoever_left_the_direction_meets_it_no_more(client: Client, officer: User) -> None:
    view, gone = shared(officer, "persons"), make_user("officer")
    client.force_login(gone)
    assert "persons" in told(client, view)
    yesterday = timezone.localdate() - timedelta(days=1)
    gone.postings.update(valid_from=LONG_AGO, valid_to=yesterday)
    assert told(client, view) == []
