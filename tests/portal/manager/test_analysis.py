"""The pages around the dashboard: map, moves, path of needs, what blocks; their files, links and costs."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.employers.models import Employer, FileLead
from crm.matching.models import Decision
from crm.needs.models import LabourNeed, NeedMove
from crm.portal.manager.arcs import draw_arcs, matrix_of
from crm.portal.manager.funnels import draw_funnel, step_lines
from crm.portal.region_map import MOSAIC, drawing_of
from crm.reporting.queries_outcomes import Flow
from crm.territory.models import Mrc, Outline
from tests.factories.needs import make_need
from tests.factories.people import LONG_AGO, make_service_point, make_user
from tests.factories.reporting import make_match, make_placement, make_presentation

pytestmark = pytest.mark.django_db
PAGES = ("dashboard-map", "dashboard-breakdown", "dashboard-flows", "dashboard-funnel", "dashboard-blockers")
TERRITORIES = ("region=02", "quebec=QC", "direction=slsj-cn", "mrc=941")


@pytest.fixture
def browser(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


def need_that_went_far(by: User) -> LabourNeed:
    """A need received, presented, hired from region 06, with another match set aside."""
    need = make_need(positions=2)
    yesterday = timezone.localdate() - timedelta(days=1)
    moment = timezone.now() - timedelta(days=1)
    NeedMove.objects.create(need=need, from_stage="to_qualify", to_stage="open", at=moment)
    match = make_match(need)
    make_presentation(match, yesterday, by)
    make_placement(need, yesterday, match.candidate, path="interregional", origin_region_id="06")
    Decision.objects.create(
        match=make_match(need), kind="set_aside", by=by, at=moment, reason_id="match-french", shown={}
    )
    return need


def draw_mrcs(region: str = "02") -> None:
    """The MRC of a region as squares in a row, the last too small for its label."""
    mrcs = list(Mrc.objects.filter(region=region))
    for n, mrc in enumerate(mrcs):
        Outline.objects.create(
            map_of=region,
            code=mrc.code,
            path=f"M{100 * n} 0h90v90h-90z",
            x=100 * n + 45,
            y=45,
            room=2 if n == len(mrcs) - 1 else 45,
            width=500,
            height=90,
            source="Essai",
            licence="CC BY 4.0",
            read_on=timezone.localdate(),
        )


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["fr-ca", "en-ca"])
@pytest.mark.parametrize("full", [False, True])
def test_every_page_opens_empty_and_full_in_both_languages(
    browser: Client, manager: User, name: str, language: str, *, full: bool
) -> None:
    if full:
        need_that_went_far(manager)
        draw_mrcs()
    browser.cookies["passerelle_language"] = language
    for territory in TERRITORIES:
        page = browser.get(f"{reverse(name)}?{territory}")
        assert page.status_code == 200
        assert f'lang="{language[:2]}-CA"' in page.content.decode()
    assert browser.get(f"{reverse(name)}?region=99").status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_figures_are_for_staff_alone(client: Client, name: str) -> None:
    assert client.get(reverse(name)).status_code == 302
    client.force_login(make_user("privacy"))
    assert client.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_the_same_whatever_it_counts(browser: Client, manager: User, name: str) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"{reverse(name)}?region=02")
        return len(queries)

    need_that_went_far(manager)
    draw_mrcs()
    cost()  # The first page of a process also reads the mark of its database.
    few = cost()
    need_that_went_far(manager)
    assert cost() == few <= 12, few


@pytest.mark.parametrize("name", PAGES)
def test_the_file_says_what_the_page_says_with_its_proof(browser: Client, manager: User, name: str) -> None:
    need_that_went_far(manager)
    answer = browser.get(f"{reverse(name)}?region=02&format=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[0][1] == "1"
    assert len(rows) > 7


@pytest.mark.parametrize("name", PAGES)
def test_every_number_opens_as_many_rows(browser: Client, manager: User, name: str) -> None:
    need_that_went_far(manager)
    page = browser.get(f"{reverse(name)}?region=02").content.decode()
    links = re.findall(rf'href="({reverse("figure-rows", args=["x"])[:-2]}[^"]+)">(\d+)</a>', page)
    assert links
    for address, number in links:
        rows = browser.get(address.replace("&amp;", "&"))
        assert rows.context["figure"].value == int(number), address
        assert len(rows.context["groups"]) == int(number), address


def test_a_shape_leads_to_its_rows_and_says_its_number(browser: Client, manager: User) -> None:
    need_that_went_far(manager)
    draw_mrcs()
    page = browser.get(f"{reverse('dashboard-map')}?region=02&mesure=placements").content.decode()
    assert "<title>941 Saguenay\u00a0: 1 placement</title>" in page
    assert f"{reverse('figure-rows', args=['placements'])}?mrc=941" in page
    assert "Essai, CC BY 4.0" in page
    assert 'class="map"' not in browser.get(f"{reverse('dashboard-map')}?region=06").content.decode()


def test_a_small_shape_has_its_label_beside() -> None:
    draw_mrcs()
    drawing = drawing_of(list(Outline.objects.of_map("02")))
    assert len(drawing.called_out) == 1
    assert drawing.labels[drawing.called_out[0]][0] < 0
    assert drawing.callout.startswith("M")


def test_an_arc_joins_both_regions_and_the_matrix_adds_up() -> None:
    flows = [Flow("06", "02", 5), Flow("02", "06", 1), Flow("03", "02", 2), Flow("99", "02", 1)]
    arcs = draw_arcs(flows, MOSAIC.anchors)
    assert len(arcs) == 3
    assert arcs[0].path.startswith("M174.0 434.0Q")
    assert f"L{MOSAIC.anchors['02'][0]:.1f} {MOSAIC.anchors['02'][1]:.1f}L" in arcs[0].path
    matrix = matrix_of(flows)
    assert matrix.whole == sum(matrix.totals) == sum(total for _o, _c, total in matrix.rows) == 9


def test_a_funnel_never_widens_and_nothing_is_drawn_as_nothing() -> None:
    drawn = draw_funnel(step_lines([40, 20, 20, 5, 1, 0]))
    assert [bar.width for bar in drawn] == sorted((bar.width for bar in drawn), reverse=True)
    assert drawn[-1].width == 0
    assert not drawn[-2].joint


def test_reasons_are_narrowed_by_occupation_and_an_unknown_one_shows_none(
    browser: Client, manager: User
) -> None:
    need_that_went_far(manager)
    address = reverse("dashboard-blockers")
    assert browser.get(f"{address}?region=02&motif=match-french").context["value"] == 1
    assert browser.get(f"{address}?region=02&motif=rien&cnp=%00").context["value"] == 0
    rows = reverse("figure-rows", args=["blockers"])
    assert browser.get(f"{rows}?region=02&motif=rien").context["figure"].value == 0


@pytest.mark.parametrize("dimension", ["point", "sector", "occupation"])
def test_each_breakdown_says_what_it_is_of_and_every_number_opens_its_rows(
    browser: Client, manager: User, dimension: str
) -> None:
    need = need_that_went_far(manager)
    FileLead.objects.create(
        file=need.file, user=make_user(service_point=make_service_point()), valid_from=LONG_AGO
    )
    Employer.objects.filter(pk=need.file.employer_id).update(sector="31-33")
    address = f"{reverse('dashboard-breakdown')}?region=02&selon={dimension}"
    page = browser.get(address)
    (bar,) = page.context["lines"]
    assert (bar.item.part.value, bar.item.part.before, bar.item.part.placements) == (1, 0, 1)
    assert bar.item.name not in {"", "Sans point de services", "Secteur non inscrit", "Profession à préciser"}
    links = re.findall(r'href="(/chiffres/[^"]+cle=[^"]+)">(\d+)</a>', page.content.decode())
    assert [number for _address, number in links] == ["1", "1"]
    for link, _number in links:
        rows = browser.get(link.replace("&amp;", "&"))
        assert (rows.context["figure"].value, len(rows.context["groups"])) == (1, 1)
    assert f'name="selon" value="{dimension}"' in page.content.decode()


def test_what_is_told_apart_by_nothing_known_does_not_exist(browser: Client) -> None:
    rows = reverse("figure-rows", args=["businesses_supported"])
    assert browser.get(f"{rows}?region=02&selon=rien&cle=1").status_code == 404
    assert browser.get(f"{rows}?region=02&selon=sector&cle=%00").context["figure"].value == 0
    assert browser.get(f"{reverse('dashboard-breakdown')}?selon=rien").context["dimension"] == "point"


def test_rows_that_are_narrowed_say_by_what_and_keep_it_in_another_period(
    browser: Client, manager: User
) -> None:
    need_that_went_far(manager)
    rows = reverse("figure-rows", args=["flows"])
    page = browser.get(f"{rows}?region=02&de=06&vers=02")
    text = page.content.decode()
    assert page.context["narrowed"] == [("De", "Montréal"), ("Vers", "Saguenay–Lac-Saint-Jean")]
    assert "period=last&amp;de=06&amp;vers=02" in text.replace("&de=", "&amp;de=")
    assert "Voir toutes les lignes du chiffre" in text
    blocked = browser.get(
        f"{reverse('figure-rows', args=['blockers'])}?region=02&motif=match-french&cnp=94120"
    )
    assert [label for label, _value in blocked.context["narrowed"]] == ["Motif", "Profession"]
    assert browser.get(f"{rows}?region=02").context["narrowed"] == []
