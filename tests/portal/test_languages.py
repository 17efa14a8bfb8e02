"""A reader in English finds no French: every page that a role can open, in a house whose own data are in English."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from crm.accounts.models import User
from crm.employers.models import Contact
from crm.matching.profile import deidentified_profile
from crm.needs.models import LabourNeed
from crm.partners.models import AgreementStage
from crm.settlement.models import ActionPlanGoal
from tests.factories.candidates import make_consent
from tests.factories.casework import make_follow_up, make_visit
from tests.factories.employers import make_employer, make_file, make_member, make_site
from tests.factories.matching import make_match, make_sawyer
from tests.factories.needs import make_need, make_need_link
from tests.factories.partners import make_agreement, make_partner
from tests.factories.people import make_user
from tests.factories.reporting import make_placement, make_presentation
from tests.factories.settlement import make_appointment, make_plan

pytestmark = pytest.mark.django_db

SECTIONS = (
    "authorisation",
    "conditions",
    "french",
    "languages",
    "licences",
    "mobility",
    "occupations",
    "skills",
)
ROLES = ("advisor", "officer", "manager", "employer", "privacy", "admin", "stranger")
# Elements that end where they begin, and the page itself, whose language is the reader’s.
WHOLE = {"html", "input", "link", "meta", "img", "br", "hr"}
READ_ALOUD = ("aria-label", "title", "placeholder", "alt", "data-label")
# Words that French interfaces are made of and that no name in the reference data has between two spaces.
FRENCH = re.compile(
    r"[«»]"
    r"|(?<![\w-])(?:de la|des|du|les|le|est|pas|pour|avec|sur|aux|une?|cette?|votre|vous|aucune?|dans|depuis)(?= )"
    r"|\b(?:Aujourd|Entreprise|Besoin|Personne|Rendez-vous|Ajouter|Enregistrer|Modifier|Annuler|Choisi|Jumelage|Suivi)"
)
# Its name is the same in every language.
PUBLISHER = "Gouvernement du Québec"


class Words(HTMLParser):
    """What a page says: its text and what is read aloud of its attributes, outside what is in French by nature."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.quiet: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.said += [held[name] or "" for name in READ_ALOUD if name in held]
        french = (held.get("lang") or "").startswith("fr") and tag not in WHOLE
        if self.quiet[:1] == [tag] or (not self.quiet and (french or tag in {"script", "style"})):
            self.quiet.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.quiet and self.quiet[-1] == tag:
            self.quiet.pop()

    def handle_data(self, data: str) -> None:
        if not self.quiet:
            self.said.append(" ".join(data.split(" ")))


def french_in(page: str) -> list[str]:
    """The pieces of a page that give French away."""
    words = Words()
    words.feed(page)
    return [said.strip() for said in words.said if FRENCH.search(said.replace(PUBLISHER, ""))]


def employer_rows(advisor: User, officer: User) -> dict[str, int]:
    """An employer’s file with what an advisor does there; the holes of addresses that its rows fill."""
    today = timezone.localdate()
    employer = make_employer(legal_name="Northwind Mill inc.")
    site = make_site(employer, name="Main mill", address="12 Mill Road")
    file = make_file(employer, lead=advisor)
    contact = Contact.objects.create(
        employer=employer, name="Jo Northwind", role="Foreman", phone="418 555-0100"
    )
    need = make_need(file, site, words="sawmill hand", positions=3, skills=("sciage", "affutage"))
    make_need(file, site, words="saw sharpener", stage="to_qualify", occupation=None)
    make_match(need, make_sawyer(officer=officer, name=("Bo", "Example")))
    make_placement(need, today - timedelta(days=20), make_sawyer(officer=officer, name=("Cy", "Example")))
    visit = make_visit(file, today - timedelta(days=3), by=advisor, summary="Tour of the mill.")
    task = make_follow_up(advisor, today - timedelta(days=1), file, text="Call back")
    return {
        "file_id": file.pk,
        "employer_id": employer.pk,
        "site_id": site.pk,
        "contact_id": contact.pk,
        "need_id": need.pk,
        "intervention_id": visit.pk,
        "follow_up_id": task.pk,
    }


def person_rows(advisor: User, officer: User, need: LabourNeed) -> dict[str, int]:
    """A person presented for the need, with a plan and a meeting; the holes of addresses that these rows fill."""
    person = make_sawyer(officer=officer, name=("Ada", "Example"), french=(5, 4))
    make_consent(person, "presentation", need.file.employer)
    match = make_match(need, person, stage="presented")
    shown = make_presentation(match, timezone.localdate(), advisor)
    shown.content = shown.release.content = deidentified_profile(match)
    shown.release.recipient, shown.release.purpose = "Northwind Mill", "Presentation"
    shown.release.save()
    shown.save()
    goal = ActionPlanGoal.objects.create(
        plan=make_plan(person, by=officer), strand="settling", action="Find housing"
    )
    meeting = make_appointment(timezone.now() + timedelta(hours=3), person, officer, purpose="Intake")
    return {
        "person_id": person.pk,
        "match_id": match.pk,
        "presentation_id": shown.pk,
        "goal_id": goal.pk,
        "appointment_id": meeting.pk,
    }


@pytest.fixture
def house(advisor: User, officer: User, manager: User) -> dict[str, Any]:
    """Someone of each role by its name, and one of each thing, in English, by the hole of an address that it fills."""
    holes: dict[str, Any] = {"user_id": advisor.pk, "gesture": "shortlist"} | employer_rows(advisor, officer)
    need = LabourNeed.objects.get(pk=holes["need_id"])
    holes |= person_rows(advisor, officer, need)
    partner = make_partner(name="Open Door", services_fr="Welcome")
    holes["partner_id"] = partner.pk
    holes["agreement_id"] = make_agreement(AgreementStage.RUNNING, partner=partner, title="Housing").pk
    link, holes["token"] = make_need_link(need.file)
    holes["link_id"] = link.pk
    others = {"privacy": make_user(role="privacy"), "admin": make_user(role="admin"), "stranger": None}
    staff = {"advisor": advisor, "officer": officer, "manager": manager}
    return holes | staff | others | {"employer": make_member(need.file.employer)}


def named_pages(resolver: URLResolver, prefix: str = "/") -> list[tuple[str, str]]:
    """(name, address with its holes) of every page of the portal that has a name."""
    found = []
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += named_pages(pattern, address)
        elif isinstance(pattern, URLPattern) and pattern.name and not address.startswith("/api/"):
            found.append((pattern.name, address))
    return found


def filled(name: str, address: str, house: dict[str, Any]) -> list[str]:
    """The address with rows of the house in its holes, once for each section of a profile."""
    noun = name.split("-", 1)[0]
    key = house.get(f"{'person' if noun in {'plan', 'goal'} else noun}_id", 0)
    values = {**house, "pk": key, "code": "businesses_supported" if name == "figure-rows" else "EA-1"}

    def with_section(section: str) -> str:
        return re.sub(
            r"<(?:\w+:)?(\w+)>", lambda hole: str((values | {"section": section}).get(hole[1], 0)), address
        )

    return [with_section(section) for section in SECTIONS] if ":section>" in address else [with_section("")]


@pytest.mark.parametrize("role", ROLES)
def test_a_reader_in_english_finds_no_french(client: Client, house: dict[str, Any], role: str) -> None:
    reader = house[role]
    if reader:
        client.force_login(reader)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en-ca"
    left: dict[str, list[str]] = {}
    read = 0
    for name, pattern in named_pages(get_resolver()):
        for address in filled(name, pattern, house):
            answer = client.get(address)
            if answer.streaming:  # Read to its end, the file is closed.
                b"".join(answer.streaming_content)
            elif answer.get("Content-Type", "").startswith("text/html"):
                read += answer.status_code == 200
                left |= {address: said} if (said := french_in(answer.content.decode())) else {}
    assert not left
    assert read > (30 if role in {"advisor", "officer", "manager"} else 3)


def test_a_reader_in_french_is_caught_by_the_same_eyes(client: Client, house: dict[str, Any]) -> None:
    client.force_login(house["advisor"])
    assert len(french_in(client.get("/aujourdhui/").content.decode())) > 5
