"""A page of a list and the number of its rows are read together: what an address may ask of them."""

from __future__ import annotations

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template

from crm.accounts.models import User
from crm.accounts.policy import scope_of
from crm.needs.models import LabourNeed
from crm.portal.lists import faces
from crm.portal.lists.drawn import LONGEST
from crm.portal.lists.faces import Row, page_of_keys
from crm.portal.lists.kinds import Cell, Column
from tests.factories.employers import make_file
from tests.factories.needs import make_need

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [None, "", "1", "2", "3", "4", "99999", "0", "-1", "x", "²", "9" * 40])
def test_a_page_is_what_a_count_and_a_slice_would_give(
    advisor: User, number: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faces, "PAGE", 2)
    file = make_file(lead=advisor)
    for _n in range(5):
        make_need(file)
    ordered = LabourNeed.objects.visible_to(advisor).order_by("-pk")
    page, plain = page_of_keys(ordered, number), Paginator(ordered.values_list("pk", flat=True), 2)
    expected = plain.get_page(number or 1)
    assert (list(page), page.number) == (list(expected), expected.number)
    assert (page.paginator.count, page.paginator.num_pages) == (5, 3)
    assert (page.has_previous(), page.has_next()) == (expected.has_previous(), expected.has_next())


def test_nothing_found_is_one_empty_page(advisor: User) -> None:
    page = page_of_keys(LabourNeed.objects.none(), "7")
    assert (list(page), page.number, page.paginator.count) == ([], 1, 0)


def test_needs_in_reach_are_those_that_one_sees(advisor: User, officer: User) -> None:
    make_need(make_file(lead=advisor))
    make_need(make_file())
    for user in (advisor, officer):
        assert scope_of(user).is_staff
        reached = LabourNeed.objects.in_reach_of(user).order_by("pk")
        assert list(reached) == list(LabourNeed.objects.visible_to(user).order_by("pk"))


HOSTILE = '<script>alert("x")</script> & ’'


def test_what_people_wrote_is_escaped_in_rows_and_cards() -> None:
    column = Column("a", HOSTILE, lambda _row, _day: Cell(""), numeric=True)
    cell = Cell(HOSTILE + "x" * LONGEST, sub=HOSTILE, tone="is-late")
    row = Row(7, "/besoins/7/?a=1&b=2", Cell(HOSTILE, sub=HOSTILE), [(column, cell)])
    lane = faces.Lane(HOSTILE, HOSTILE, 1, [row])
    shown = Template(
        "{% load lists %}{% rows rows columns chosen=True %}{% cards lane move_root='/listes/needs/' here=here %}"
    ).render(Context({"rows": [row], "columns": [column], "lane": lane, "here": HOSTILE}))
    assert "<script" not in shown
    assert shown.count('class="num"') == 1
    assert "xxx…" in shown
