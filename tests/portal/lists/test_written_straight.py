"""Whatever people write stands as text in every list, board and calendar: never as a mark of the page."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.employers.models import Employer, Site
from crm.portal.lists.pages import LISTS
from tests.factories.casework import make_follow_up, make_visit
from tests.factories.employers import make_employer, make_file
from tests.factories.matching import make_match, make_sawyer
from tests.factories.needs import make_need
from tests.factories.partners import make_partner
from tests.factories.settlement import make_appointment

pytestmark = pytest.mark.django_db
#: A tag, an end of attribute of each kind, an entity, a variable of a template.
SLY = """<zz onload=1></a>"zz='1' 'zz=1 &lt;zz&gt; {{ zz }} R&D"""


class Marks(HTMLParser):
    """The tags that a browser finds, with their attributes, and all the text that it shows."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """The tag and its attributes."""
        self.names |= {tag, *(name for name, _value in attrs)}

    def handle_data(self, data: str) -> None:
        """What is shown."""
        self.said.append(data)


@pytest.fixture
def sly(advisor: User, officer: User) -> None:
    """One row of each noun, its every text sly; who leads and who accompanies too."""
    User.objects.filter(pk__in=[advisor.pk, officer.pk]).update(name=SLY)
    employer = make_employer(legal_name=SLY, usual_name=SLY)
    file, today = make_file(employer, lead=advisor), timezone.localdate()
    Site.objects.filter(employer=employer).update(name=SLY, address=SLY)
    said = {"words": SLY, "tasks": SLY, "valid_until": today, "starts_on": today}
    make_need(file, stage="to_qualify", occupation=None, **said)
    need = make_need(file, **said)
    person = make_sawyer(officer=officer, name=(SLY, SLY))
    make_match(need, person, stage="shortlisted")
    make_follow_up(advisor, today, file, text=SLY)
    make_visit(file, today, advisor, summary=SLY)
    make_appointment(timezone.now(), person, officer, purpose=SLY)
    Employer.objects.update(website="")


@pytest.mark.usefixtures("sly")
@pytest.mark.parametrize("noun", sorted(LISTS))
def test_what_people_write_is_text(client: Client, noun: str, advisor: User, officer: User) -> None:
    work = LISTS[noun]
    client.force_login(officer if noun == "persons" else advisor)
    faces = [("liste", ""), ("tableau", ""), *(("calendrier", day) for day in work.days)]
    for face, day in faces:
        answer = client.get(reverse(work.address), {"voir": face, "jour_de": day})
        assert answer.status_code == 200
        page, marks = answer.content.decode(), Marks()
        marks.feed(page)
        assert "zz" not in marks.names, face
        assert "onload" not in marks.names, face
        said = " ".join(marks.said)
        assert "&lt;zz" not in said.replace(SLY, ""), face
        assert SLY in said or face == "calendrier", face


def test_the_quick_search_leads_to_a_partner_whose_name_holds_an_ampersand(signed_in: Client) -> None:
    make_partner(name="Emploi & Cie #1")
    page = signed_in.get(reverse("palette"), {"q": "Emploi Cie"}).content.decode()
    assert "?q=Emploi%20%26%20Cie%20%231" in page
