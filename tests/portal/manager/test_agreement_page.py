"""The page of an agreement: what is added, refused beside its field, taken back; activities and the renewal."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.casework.models import Activity
from crm.partners.models import Agreement, Commitment, Deliverable, Payment, Report
from tests.factories.partners import make_agreement, make_partner
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def running() -> Agreement:
    return make_agreement("running")


@pytest.fixture
def browser(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


SENT = {
    "commit": ({"commit-fiscal_year": "2026", "commit-amount": "30 000,50"}, Commitment),
    "pay": ({"pay-paid_on": "2026-05-01", "pay-amount": "12000"}, Payment),
    "promise": ({"promise-title": "Familles accueillies", "promise-target": "40"}, Deliverable),
    "await": ({"await-kind": "final", "await-due_on": "2027-04-30"}, Report),
}


@pytest.mark.parametrize("step", list(SENT))
def test_a_row_is_added_shown_and_taken_back(browser: Client, running: Agreement, step: str) -> None:
    sent, model = SENT[step]
    assert browser.post(reverse("agreement-add", args=[running.pk, step]), sent).status_code == 302
    row = model.objects.get()
    away = reverse("agreement-withdraw", args=[running.pk, step, row.pk])
    assert away in browser.get(reverse("agreement", args=[running.pk])).content.decode()
    assert browser.post(away).status_code == 302
    assert away not in browser.get(reverse("agreement", args=[running.pk])).content.decode()
    assert model.objects.get().withdrawn_at
    assert browser.post(away).status_code == 404
    back = reverse("agreement-put-back", args=[running.pk, step, row.pk])
    for _twice in range(2):
        assert browser.post(back).status_code == 302
        assert away in browser.get(reverse("agreement", args=[running.pk])).content.decode()
    assert model.objects.get().withdrawn_by is None


def test_a_row_taken_back_by_mistake_is_one_click_away(browser: Client, running: Agreement) -> None:
    browser.post(reverse("agreement-add", args=[running.pk, "await"]), SENT["await"][0])
    row = Report.objects.get()
    page = browser.post(reverse("agreement-withdraw", args=[running.pk, "await", row.pk]), follow=True)
    back = reverse("agreement-put-back", args=[running.pk, "await", row.pk])
    assert f'action="{back}"' in page.content.decode()
    browser.post(reverse("agreement-add", args=[running.pk, "await"]), SENT["await"][0])
    refused = browser.post(back, follow=True).content.decode()
    assert "Un rapport est déjà attendu ce jour-là." in refused
    assert browser.post(reverse("agreement-put-back", args=[running.pk, "rien", row.pk])).status_code == 404


@pytest.mark.parametrize(
    ("step", "name", "typed"),
    [
        ("commit", "commit-amount", "beaucoup"),
        ("commit", "commit-amount", "50001"),
        ("commit", "commit-fiscal_year", "1999"),
        ("pay", "pay-paid_on", "2999-01-01"),
        ("pay", "pay-amount", "-4"),
        ("promise", "promise-target", "0"),
        ("promise", "promise-title", "x" * 201),
        ("await", "await-kind", "autre"),
        ("await", "await-due_on", "1999-01-01"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_kept(
    browser: Client, running: Agreement, step: str, name: str, typed: str
) -> None:
    sent, model = SENT[step]
    answer = browser.post(reverse("agreement-add", args=[running.pk, step]), {**sent, name: typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{name}-error"' in page
    if not name.endswith(("kind", "year")):
        assert f'value="{typed}"' in page
    assert not model.objects.exists()


def test_a_result_and_a_reception_are_written_on_their_rows(browser: Client, running: Agreement) -> None:
    row = Deliverable.objects.create(agreement=running, title="Familles", target=40)
    report = Report.objects.create(agreement=running, kind="final", due_on=date(2026, 10, 1))
    page = reverse("agreement", args=[running.pk])
    assert "en retard" in browser.get(page).content.decode()
    result = reverse("agreement-write", args=[running.pk, "result", row.pk])
    bad = {f"result-{row.pk}-actual": "-1", f"result-{row.pk}-read_on": "2026-10-02"}
    assert browser.post(result, bad).status_code == 422
    assert browser.post(result, {**bad, f"result-{row.pk}-actual": "30"}).status_code == 302
    came = reverse("agreement-write", args=[running.pk, "received", report.pk])
    day = {f"received-{report.pk}-received_on": "2026-10-03"}
    assert browser.post(came, day).status_code == 302
    assert browser.post(came, day).status_code == 422
    assert "75\u00a0%" in browser.get(page).content.decode()
    assert browser.post(reverse("agreement-write", args=[running.pk, "autre", row.pk])).status_code == 404
    assert browser.post(reverse("agreement-add", args=[running.pk, "autre"])).status_code == 404


@pytest.mark.parametrize(("role", "code"), [("advisor", 403), ("officer", 403), ("", 404)])
def test_others_read_and_write_nothing(client: Client, running: Agreement, role: str, code: int) -> None:
    client.force_login(make_user(role))
    for step, (sent, model) in SENT.items():
        assert client.post(reverse("agreement-add", args=[running.pk, step]), sent).status_code == code
        assert not model.objects.exists()
    if role:
        page = client.get(reverse("agreement", args=[running.pk])).content.decode()
        assert "Consigner un versement" not in page


def test_a_renewal_begins_with_the_terms_of_the_agreement(browser: Client) -> None:
    old = make_agreement("report_received")
    address = f"{reverse('agreement-new')}?renouvelle={old.pk}"
    assert address in browser.get(reverse("agreement", args=[old.pk])).content.decode()
    form = browser.get(address).context["form"]
    sent = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    sent = {name: getattr(value, "pk", value) for name, value in sent.items()}
    assert (sent["starts_on"], sent["ends_on"]) == (date(2027, 4, 1), date(2028, 3, 31))
    assert browser.post(address, {**sent, "number": "E-2"}).status_code == 302
    assert Agreement.objects.get(number="E-2").renewal_of == old
    page = browser.get(reverse("agreement", args=[old.pk])).content.decode()
    assert "Renouvelée par" in page
    assert address not in page


def activity(**changed: str) -> dict[str, str]:
    return {
        "title_fr": "Salon de l’emploi",
        "kind": "recruitment",
        "held_on": "2026-10-01",
        "participants": "40",
        "region": "02",
        **changed,
    }


def test_an_activity_is_recorded_corrected_and_taken_back(browser: Client, running: Agreement) -> None:
    partner = make_partner()
    sent = activity(agreement=str(running.pk), partners=str(partner.pk), municipality="94068")
    assert browser.post(reverse("activity-new"), sent).status_code == 302
    held = Activity.objects.get()
    assert (held.agreement, list(held.partners.all())) == (running, [partner])
    assert "Salon" in browser.get(reverse("agreement", args=[running.pk])).content.decode()
    one = reverse("activity", args=[held.pk])
    assert browser.get(one).context["form"]["participants"].value() == 40
    assert browser.post(one, activity(participants="55")).status_code == 302
    assert Activity.objects.get().participants == 55
    assert "Salon" in browser.get(reverse("activities") + "?q=salon&genre=recruitment").content.decode()
    assert b"Salon" in b"".join(browser.get(reverse("activities") + "?format=csv").streaming_content)  # type: ignore[attr-defined]
    assert browser.post(reverse("activity-undo", args=[held.pk])).status_code == 302
    assert "Salon" not in browser.get(reverse("activities")).content.decode()
    assert browser.get(one).status_code == 404


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("held_on", "2999-01-01"),
        ("region", "01"),
        ("municipality", "23027"),
        ("participants", "-1"),
        ("title_fr", ""),
        ("agreement", "999999"),
    ],
)
def test_an_activity_that_cannot_be_is_refused_beside_its_field(
    browser: Client, running: Agreement, name: str, typed: str
) -> None:
    answer = browser.post(reverse("activity-new"), activity(**{name: typed}))
    assert answer.status_code == 422
    assert f'id="id_{name}-error"' in answer.content.decode()
    assert not Activity.objects.exists()


def test_an_activity_of_another_direction_is_read_and_not_written(browser: Client) -> None:
    elsewhere = make_direction("quebec", ("03",))
    held = Activity.objects.create(
        direction=elsewhere,
        region_id="03",
        kind="concertation",
        title_fr="Table de Québec",
        held_on=timezone.localdate(),
        participants=4,
    )
    assert "Table de Québec" in browser.get(reverse("activities")).content.decode()
    assert browser.get(reverse("activity", args=[held.pk])).status_code == 403
    assert browser.post(reverse("activity-undo", args=[held.pk])).status_code == 403
