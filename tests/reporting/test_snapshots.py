"""A published bilan stays what it was: after a year of changes, after its rows were emptied or destroyed."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, Model, Value
from django.db.models.functions import Concat
from django.utils import translation

from crm.accounts.models import StaffingTarget, User
from crm.candidates.models import Candidate, Identity
from crm.casework.models import Intervention
from crm.core.errors import Forbidden, StaleRevision
from crm.employers.merging.merge import merge_employers
from crm.employers.models import Contact, Employer, Site
from crm.partners.models import Agreement, Partner
from crm.reporting.bilan_pdf import set_pdf
from crm.reporting.local_actions import Words, actions_of, write_actions
from crm.reporting.models import Snapshot, SnapshotRow
from crm.reporting.periods import Period
from crm.reporting.services import PublishRefused, publish_bilan, withdraw_bilan
from crm.reporting.snapshots import read_edition, rows_of, still_there
from crm.reporting.territories import all_quebec, direction_territory, region_territory
from crm.settlement.models import ActionPlan, Appointment
from tests.factories.employers import make_file
from tests.factories.partners import make_agreement, make_partner
from tests.factories.people import LONG_AGO, make_direction, make_service_point, make_user
from tests.factories.reporting import History, at, make_intervention

pytestmark = pytest.mark.django_db
YEAR = Period(date(2025, 4, 1), date(2026, 3, 31))
NOW = at(date(2026, 11, 23))


def publish(by: User | None = None, reason: str = "", now: datetime = NOW) -> Snapshot:
    return publish_bilan(
        territory=region_territory("02"), period=YEAR, reason=reason, demo=False, by=by, now=now
    )


def a_past(seed: int) -> History:
    history = History(seed)
    history.make_employers(20)
    history.make_persons(20)
    make_user("officer", service_point=make_service_point())
    make_agreement("signed", signed_on=date(2025, 6, 1), partner=make_partner(is_reference_resource=True))
    StaffingTarget.objects.create(region_id="02", role="officer", target=4, valid_from=LONG_AGO)
    words = Words("Un salon de l’emploi à Alma.\n=HYPERLINK()", "A job fair in Alma.")
    write_actions(territory=region_territory("02"), period=YEAR, words=words, by=None, now=NOW)
    return history


def all_of(snapshot: Snapshot) -> list[object]:
    """Everything that is made again of a published bilan: data, words, the PDF to its last byte."""
    kept = Snapshot.objects.get(pk=snapshot.pk)
    made: list[object] = [
        kept.content,
        kept.digest,
        list(rows_of(kept, "businesses_supported").values_list()),
    ]
    for language in ("fr", "en"):
        with translation.override(f"{language}-ca"):
            for public in (False, True):
                edition = read_edition(kept, public=public, language=language)
                pdf = set_pdf(
                    edition.document, language=language, rule_label="R", page_label="p", now=kept.as_of
                )
                made += [edition.data, edition.document, edition.figures, pdf]
    return made


def a_year_passes(history: History) -> None:
    """More acts, acts undone and rewritten, cards merged, sites moved, targets, agreements and words changed."""
    random = Random(history.seed)
    history.make_employers(8)
    history.make_persons(8)
    for act in Intervention.objects.filter(undone_at=None):
        if random.random() < 0.3:
            Intervention.objects.filter(pk=act.pk).update(
                undone_at=at(date(2026, 12, 1)), undone_by=history.staff
            )
        elif random.random() < 0.3:
            day = act.occurred_on + timedelta(days=random.randrange(300))
            Intervention.objects.filter(pk=act.pk).update(occurred_on=day)
    cards = list(Employer.objects.order_by("pk"))
    random.shuffle(cards)
    for survivor, loser in zip(cards[:3], cards[3:6], strict=True):
        merge_employers(survivor=survivor, loser=loser, by=None, now=at(date(2027, 1, 15)))
    Site.objects.update(municipality_id="23027")
    StaffingTarget.objects.update(target=9)
    Agreement.objects.update(amount=1, signed_on=date(2027, 1, 1))
    Partner.objects.update(name="Autre nom")
    here = region_territory("02")
    words = Words("Autre chose", "Something else", actions_of(here, YEAR).revision)
    write_actions(territory=here, period=YEAR, words=words, by=None, now=at(date(2027, 2, 1)))


#: What says who somebody is or how to reach them, and what a retention writes over it.
EMPTIED: dict[type[Model], dict[str, Any]] = {
    Identity: {
        "given_name": "",
        "family_name": "",
        "folded_name": "",
        "email": "",
        "phone": "",
        "language": "fr",
    },
    Contact: {"name": "", "role": "", "email": "", "phone": "", "language": "fr"}
    | dict.fromkeys(("is_signatory", "no_email", "no_phone"), False),
    User: {
        "name": "",
        "email": Concat(Value("vide-"), "pk", output_field=CharField()),
        "password": "",
        "language": "fr",
    }
    | {"language": "fr", "last_login": None, "is_active": False, "is_demo": False, "offered_at_door": 0}
    | {"door_label_fr": "", "door_label_en": ""},
    Candidate: {"driving_classes": [], "accepts_all_regions": False}
    | dict.fromkeys(("skills_asked", "languages_asked", "driving_asked", "mobility_asked"), False)
    | dict.fromkeys(("residence", "help_needed", "available_from", "wage_floor", "shifts", "confirmed_on"))
    | dict.fromkeys(("french_oral", "french_written", "french_evaluated_on")),
}
#: What is left of an emptied row: what it hangs on, its dates, what the database keeps of the rest.
LEFT = {
    *("id", "created_at", "updated_at", "candidate", "employer", "direction", "origin", "stage", "revision"),
    *("registered_on", "moved_at", "phone_key", "email_domain"),
}


def every_personal_field_is_emptied() -> None:
    """By UPDATE, as a retention does: the rows stay, nobody is in them any more."""
    for model, emptied in EMPTIED.items():
        assert {field.name for field in model._meta.concrete_fields} - LEFT == set(emptied), model
        model._default_manager.update(**emptied)
    Employer.objects.update(
        legal_name="Effacée", usual_name="", folded_name="effacee", trade_names=[], neq=None
    )
    Intervention.objects.update(summary="")
    Appointment.objects.update(purpose="")


def rows_behind_persons_are_destroyed() -> None:
    Identity.objects.all().delete()
    Contact.objects.all().delete()
    Appointment.objects.all().delete()
    ActionPlan.objects.all().delete()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_year_later_and_emptied_it_is_the_same_to_the_last_byte(seed: int) -> None:
    history = a_past(seed)
    snapshot = publish()
    before = all_of(snapshot)
    a_year_passes(history)
    assert all_of(snapshot) == before
    every_personal_field_is_emptied()
    assert all_of(snapshot) == before
    assert len(still_there(rows_of(snapshot, "persons_accompanied"))) > 0
    rows_behind_persons_are_destroyed()
    assert all_of(snapshot) == before
    assert Snapshot.objects.get(pk=snapshot.pk).is_intact
    people = list(rows_of(snapshot, "persons_accompanied"))
    acts = list(rows_of(snapshot, "businesses_supported"))
    assert people
    assert not still_there(people)
    assert len(still_there(acts)) == len({(row.source, row.source_id) for row in acts}) > 0


def test_what_is_frozen_is_what_the_page_counted_with_its_rows_rules_and_words() -> None:
    a_past(4)
    content = json.loads(publish().content)
    figures = content["work"]["figures"]
    assert figures["officers"]["target"] == 4
    assert figures["local_actions"]["en"] == "A job fair in Alma."
    assert content["rules"]["EA-1"]["title_en"] == "Employer supported"
    for code in ("businesses_supported", "persons_accompanied", "placements", "agreements", "officers"):
        rows = SnapshotRow.objects.filter(figure=code)
        assert content["rows"][code]["count"] == rows.count()
        value = figures[code]["filled"] if code == "officers" else figures[code]
        assert rows.values("key").distinct().count() == value
    public = content["public"]["figures"]
    assert public["persons_accompanied"] not in range(1, 5)
    assert "Chiffres vivants" not in json.dumps(content, ensure_ascii=False)


@pytest.mark.parametrize("table", ["snapshot", "snapshotrow", "snapshotwithdrawal"])
def test_the_database_itself_changes_and_deletes_nothing(table: str) -> None:
    make_intervention(make_file(), YEAR.start)
    withdraw_bilan(snapshot=publish(), reason="Essai", by=None, now=NOW)
    for sql in (f"DELETE FROM reporting_{table}", f"UPDATE reporting_{table} SET id = id + 1"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            connection.cursor().execute(sql)


def test_a_newer_edition_says_why_and_a_withdrawn_one_stays() -> None:
    make_intervention(make_file(), YEAR.start)
    first = publish()
    assert first.number == "BR-02-2025-01"
    with pytest.raises(PublishRefused) as refused:
        publish()
    assert refused.value.field == "reason"
    second = publish(reason="Un geste oublié")
    assert (second.number, second.replaces) == ("BR-02-2025-02", first)
    with pytest.raises(PublishRefused):
        withdraw_bilan(snapshot=second, reason=" ", by=None, now=NOW)
    withdraw_bilan(snapshot=second, reason="Publié trop tôt", by=None, now=NOW)
    with pytest.raises(PublishRefused):
        withdraw_bilan(snapshot=second, reason="Encore", by=None, now=NOW)
    assert publish().number == "BR-02-2025-03"
    assert Snapshot.objects.count() == 3
    assert [one.number for one in Snapshot.objects.current()] == ["BR-02-2025-03"]


def test_a_period_that_still_runs_is_not_published() -> None:
    with pytest.raises(PublishRefused):
        publish(now=at(date(2026, 3, 1)))


@pytest.mark.parametrize(
    ("role", "may"), [("manager", True), ("admin", True), ("advisor", False), ("officer", False)]
)
def test_who_publishes_answers_for_the_territory(role: str, may: bool) -> None:
    make_direction()
    user = make_user(role)
    if may:
        assert publish(user).published_by == user
        return
    with pytest.raises(Forbidden):
        publish(user)


def test_a_manager_publishes_no_other_directions_bilan_nor_all_quebecs() -> None:
    manager = make_user("manager")
    other = make_direction("quebec", ("03",))
    for territory in (direction_territory(other.code, day=NOW.date()), region_territory("03"), all_quebec()):
        with pytest.raises(Forbidden):
            publish_bilan(territory=territory, period=YEAR, demo=False, by=manager, now=NOW)


def test_local_actions_are_written_over_what_was_read() -> None:
    here = region_territory("02")
    write_actions(territory=here, period=YEAR, words=Words("Un", "One", 0), by=None, now=NOW)
    for stale in (0, 2):
        with pytest.raises(StaleRevision):
            write_actions(territory=here, period=YEAR, words=Words("Deux", "", stale), by=None, now=NOW)
    write_actions(territory=here, period=YEAR, words=Words("Deux", "Two", 1), by=None, now=NOW)
    assert actions_of(here, YEAR) == Words("Deux", "Two", 2)
