"""Every address with the rows of another direction, for each role: nothing opens, nothing is written, nothing named."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from crm.accounts.models import BulkRun, SavedView, User
from crm.caseload.models import Absence, Handover
from crm.casework.models import Activity, Document
from crm.employers.models import EmployerMember, EmployerMerge, ForeignStaff
from crm.exchange.models import Import
from crm.matching.models import MatchingPlan, PathStep, Presentation
from crm.needs.models import NeedEdit, NeedTemplate
from crm.notices.models import Notice, OutgoingMail
from crm.partners.models import Report
from crm.settlement.models import ActionPlanGoal
from crm.taxonomy.models import PermitKind
from tests.factories.casework import make_follow_up, make_visit
from tests.factories.employers import make_employer, make_file, make_member
from tests.factories.matching import make_match, make_presentation, make_sawyer
from tests.factories.needs import make_need, make_need_link
from tests.factories.notices import make_contact
from tests.factories.partners import make_agreement
from tests.factories.people import make_direction, make_user
from tests.factories.settlement import make_appointment, make_plan

pytestmark = pytest.mark.django_db
SECRET = "Zyxquelconque"
READERS = ["advisor", "officer", "manager", "privacy", "admin", "employer", "nowhere"]
WRITES = ("INSERT", "UPDATE", "DELETE")
#: Who is signed in, and what was said to them.
OWN_TABLES = ("django_session",)
#: What the staff, or the administrator, may open of any direction, and why.
OPEN = {
    "employer-card": "the directory is read by all staff",
    "employers-compare": "two cards of the directory",
    "partner": "the partner directory is read by all staff",
    "agreement": "the agreements are read by all staff",
    "employer": "the same card, for programs",
    "file-open": "a direction opens a file of its own for an employer of the directory",
}
KEPT_BY_THE_ADMINISTRATOR = ("user", "posting-", "mail", "need-template", "path-step")


@pytest.fixture
def elsewhere() -> dict[str, int]:
    """A row of everything in another direction, by the name that an address gives to its key."""
    now, direction = timezone.now(), make_direction("ailleurs", ("06",))
    staff, officer = make_user(direction=direction, name=SECRET), make_user("officer", direction)
    employer = make_employer(
        website=f"https://{SECRET}.example".lower(), legal_name="Scierie des autres inc."
    )
    file = make_file(employer, direction, lead=staff, objectives=SECRET)
    member = EmployerMember.objects.get(user=make_member(employer))
    need = make_need(file, words=SECRET)
    person = make_sawyer(direction=direction, officer=officer, name=(SECRET, SECRET))
    match = make_match(need, person, stage="presented")
    contact = make_contact(file, name=SECRET)
    other = make_employer(legal_name="Autre carte inc.")
    link, _token = make_need_link(file)
    plan = make_plan(person, officer)
    agreement = make_agreement(direction=direction, title=SECRET)
    common = {"direction": direction, "by": staff}
    document = Document.objects.create(
        file=file,
        kind="other",
        name=SECRET,
        media_type="text/plain",
        size=1,
        sha256="0" * 64,
        added_by=staff,
        added_at=now,
    )
    return {
        "file_id": file.pk,
        "need_id": need.pk,
        "match_id": match.pk,
        "candidate_id": person.pk,
        "person_id": person.pk,
        "document_id": document.pk,
        "staff_id": ForeignStaff.objects.create(
            file=file, permit=PermitKind.objects.all()[0], expires_on=now.date()
        ).pk,
        "link_id": link.pk,
        "member_id": member.pk,
        "contact_id": contact.pk,
        "site_id": file.employer.sites.all()[0].pk,
        "kept_id": employer.pk,
        "gone_id": other.pk,
        "merge_id": EmployerMerge.objects.create(survivor=employer, loser=other, at=now, by=staff).pk,
        "employer_id": employer.pk,
        "intervention_id": make_visit(file, now.date(), staff, summary=SECRET).pk,
        "follow_up_id": make_follow_up(staff, now.date(), file, text=SECRET).pk,
        "user_id": staff.pk,
        "posting_id": staff.postings.all()[0].pk,
        "presentation_id": make_presentation(match, named=True).pk,
        "template_id": NeedTemplate.objects.create(
            name=SECRET, direction=direction, values={}, created_at=now, created_by=staff
        ).pk,
        "mail_id": OutgoingMail.objects.create(
            key="k",
            kind="need_confirm",
            recipient_email="a@example.org",
            recipient_name=SECRET,
            file=file,
            language="fr-ca",
            subject=SECRET,
            text=SECRET,
            html=SECRET,
            next_try_at=now,
            created_at=now,
        ).pk,
        "notice_id": Notice.objects.create(user=staff, kind="need_submitted", key="k", at=now, file=file).pk,
        "view_id": SavedView.objects.create(owner=staff, noun="needs", name=SECRET).pk,
        "edit_id": NeedEdit.objects.create(need=need, at=now, by=staff, changes={"words": ["a", SECRET]}).pk,
        "absence_id": Absence.objects.create(user=staff, starts_on=now.date(), ends_on=now.date()).pk,
        "goal_id": ActionPlanGoal.objects.create(plan=plan, strand="installation", action=SECRET).pk,
        "personnes": person.pk,
        "rendez-vous": make_appointment(now, person, officer).pk,
        "importations": Import.objects.create(
            kind="employers", at=now, filename=SECRET, encoding="utf-8", **common
        ).pk,
        "transferts": Handover.objects.create(
            file=file,
            giver=staff,
            receiver=make_user(direction=direction),
            proposed_by=staff,
            proposed_at=now,
            note=SECRET,
        ).pk,
        "plans-de-jumelage": MatchingPlan.objects.create(
            direction=direction, asked_by=staff, asked_at=now, changed_at=now
        ).pk,
        "etapes-des-voies": PathStep.objects.all()[0].pk,
        "ententes": agreement.pk,
        "row": Report.objects.create(agreement=agreement, kind="final", due_on=now.date()).pk,
        "activites": Activity.objects.create(
            direction=direction, region_id="03", kind="concertation", title_fr=SECRET, held_on=now.date()
        ).pk,
        "partenaires": 0,
        "publies": 0,
        "presentations": Presentation.objects.all()[0].pk,
        "profils": Presentation.objects.all()[0].pk,
        "comptes": staff.pk,
        "listes": need.pk,
        "key": str(BulkRun.objects.create(key=uuid4(), by=staff, noun="needs", action="confirm", at=now).key),
        "employers": employer.pk,
        "needs": need.pk,
        "plans": MatchingPlan.objects.all()[0].pk,
        "candidates": person.pk,
    }


def addresses(resolver: URLResolver, rows: dict[str, int], prefix: str = "/") -> Iterator[tuple[str, str]]:
    """(name, address) of every page that names a row, filled with the rows given."""
    for pattern in resolver.url_patterns:
        text = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, rows, text)
        elif "<int:" in text or "<uuid:" in text:
            for noun in ["needs", "files"] if "<str:noun>" in text else [""]:
                for hole in GESTURES.get(pattern.name or "", [""]):
                    yield pattern.name or "", _filled(text, rows, noun, hole)


GESTURES = {
    "agreement-add": ["commit", "pay", "promise", "await"],
    "agreement-write": ["received"],
    "agreement-withdraw": ["await"],
    "agreement-put-back": ["await"],
    "match-act": ["shortlist", "present", "dismiss", "consent", "request", "offer"],
    "appointment-act": ["cancel", "confirm", "honour"],
    "matching-plan-act": ["sign", "recompute", "set-aside"],
    "import-act": ["undo", "write", "check"],
    "person-section": ["education", "skills", "mobility"],
    "need-field": ["wage_min", "positions", "words"],
}


def _filled(text: str, rows: dict[str, int], noun: str, gesture: str) -> str:
    parts = text.split("/")
    for place, part in enumerate(parts):
        if part.startswith("<"):
            name = part.strip("<>").split(":")[1]
            known = next((one for one in reversed(parts[:place]) if one in rows), "")
            found: object = rows[known] if name == "pk" else rows.get(name, gesture or "skills")
            parts[place] = noun if name == "noun" else "1" if name == "seen" else str(found)
    return "/".join(parts)


def _reader(role: str) -> User:
    """Someone of that role here, with a file and a need of their own."""
    if role == "employer":
        return make_member(make_file().employer)
    user = make_user("" if role == "nowhere" else role)
    make_need(make_file(lead=user))
    return user


@pytest.mark.parametrize("role", READERS)
def test_the_rows_of_another_direction_are_behind_a_wall(
    client: Client, elsewhere: dict[str, int], role: str
) -> None:
    client.force_login(_reader(role))
    fallen = []
    for name, address in sorted(set(addresses(get_resolver(), elsewhere))):
        if name in OPEN or (role == "admin" and name.startswith(KEPT_BY_THE_ADMINISTRATOR)):
            continue
        for method in (client.get, client.post):
            with CaptureQueriesContext(connection) as queries:
                answer = method(address)
            wrote = [query["sql"] for query in queries if _writes(query["sql"])]
            body = b"" if answer.streaming else answer.content.lower()
            shut = answer.status_code in {403, 404, 405}
            if wrote or not shut or SECRET.lower().encode() in body:
                fallen.append((method.__name__, address, answer.status_code, *wrote[:1]))
    assert fallen == []


def _writes(sql: str) -> bool:
    return sql.startswith(WRITES) and not any(table in sql for table in OWN_TABLES)
