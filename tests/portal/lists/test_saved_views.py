"""Views that are kept: made, opened first, shared, renamed, taken away and given back; columns that stay."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from crm.accounts.models import SavedView, User
from tests.factories.employers import make_file
from tests.factories.needs import make_need
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db


def keep(
    client: Client, name: str = "Scieries ouvertes", query: str = "etape=open&voir=tableau", **form: str
) -> SavedView:
    client.post(f"{reverse('list-view-new', args=['needs'])}?{query}", {"name": name, **form})
    return SavedView.objects.get(name=name)


def direction_of(user: User) -> str:
    return str(user.postings.get().direction_id)


def test_a_view_keeps_filters_and_face_and_no_page(signed_in: Client) -> None:
    view = keep(signed_in, query="etape=open&voir=tableau&page=3&jour=2026-01-01&intrus=1")
    assert view.query == {"etape": "open"}
    assert view.face == "tableau"
    page = signed_in.get(reverse("needs")).content.decode()
    assert "Scieries ouvertes" in page


def test_the_list_opens_with_the_chosen_view(signed_in: Client) -> None:
    view = keep(signed_in, opens="on")
    answer = signed_in.get(reverse("needs"))
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"etape=open&voir=tableau&vue={view.pk}")
    signed_in.post(reverse("list-view-opening", args=[view.pk]))
    assert signed_in.get(reverse("needs")).status_code == 200


def test_a_shared_view_shows_each_reader_their_own_rows(
    signed_in: Client, client: Client, advisor: User
) -> None:
    mine = make_need(make_file(lead=advisor), words="soudage d’ici")
    view = keep(signed_in, query="etape=all", direction=direction_of(advisor))
    elsewhere = make_direction("ailleurs", ("06",))
    stranger, colleague = make_user(direction=elsewhere), make_user(name="Une collègue")
    client.force_login(colleague)
    page = client.get(reverse("needs"), {"etape": "all", "vue": str(view.pk)}).content.decode()
    assert view.name in page
    assert mine.words in page
    client.force_login(stranger)
    page = client.get(reverse("needs"), {"etape": "all", "vue": str(view.pk)}).content.decode()
    assert view.name not in page
    assert mine.words not in page
    assert client.get(reverse("list-view", args=[view.pk])).status_code == 404


def test_a_colleague_may_open_with_a_shared_view_but_not_change_it(
    signed_in: Client, client: Client, advisor: User
) -> None:
    view = keep(signed_in, direction=direction_of(advisor))
    client.force_login(make_user(name="Une collègue"))
    assert client.post(reverse("list-view", args=[view.pk]), {"name": "Autre"}).status_code == 403
    assert client.post(reverse("list-view-delete", args=[view.pk])).status_code == 403
    client.post(reverse("list-view-opening", args=[view.pk]))
    assert client.get(reverse("needs")).status_code == 302


def test_a_manager_of_the_direction_may_rename_what_is_shared(
    signed_in: Client, client: Client, advisor: User
) -> None:
    view = keep(signed_in, direction=direction_of(advisor))
    client.force_login(make_user(role="manager"))
    client.post(
        reverse("list-view", args=[view.pk]), {"name": "Pour la réunion", "direction": direction_of(advisor)}
    )
    view.refresh_from_db()
    assert view.name == "Pour la réunion"


def test_a_view_taken_away_comes_back(signed_in: Client) -> None:
    view = keep(signed_in, opens="on")
    signed_in.post(reverse("list-view-delete", args=[view.pk]))
    assert signed_in.get(reverse("needs")).status_code == 200
    signed_in.post(reverse("list-view-restore", args=[view.pk]))
    assert signed_in.get(reverse("needs")).status_code == 302


def test_a_name_is_taken_once(signed_in: Client) -> None:
    keep(signed_in)
    again = signed_in.post(reverse("list-view-new", args=["needs"]), {"name": "Scieries ouvertes"})
    assert again.status_code == 422
    assert "Vous avez déjà une vue de ce nom." in again.content.decode()


def test_columns_stay_as_chosen(signed_in: Client, advisor: User) -> None:
    make_need(make_file(lead=advisor))
    signed_in.post(reverse("list-columns", args=["needs"]), {"column": ["valid", "lead", "intrus"]})
    columns = signed_in.get(reverse("needs")).context["columns"]
    assert [column.key for column in columns] == ["valid", "lead"]
    signed_in.post(reverse("list-columns", args=["needs"]), {"usual": "1"})
    assert len(signed_in.get(reverse("needs")).context["columns"]) > 2


@pytest.mark.parametrize("name", ["list-columns", "list-view-new"])
def test_forms_are_shown_and_unknown_lists_do_not_exist(signed_in: Client, name: str) -> None:
    assert signed_in.get(reverse(name, args=["needs"])).status_code == 200
    assert signed_in.get(reverse(name, args=["intrus"])).status_code == 404
