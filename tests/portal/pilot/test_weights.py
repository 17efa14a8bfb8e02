"""The administrator prepares, previews and publishes weights; the rest of the team reads them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from crm.accounts.models import User
from crm.core.models import OutboxMessage
from crm.matching.models import WeightSet
from crm.matching.services import publish_draft, save_draft
from crm.matching.weight_queries import the_draft
from tests.factories.employers import make_member
from tests.factories.matching import SAWING, make_match, make_sawyer
from tests.factories.needs import make_need
from tests.factories.people import make_user
from tests.factories.weights import NEUTRAL, WEIGHTS, content, make_draft
from workers.bridge.preview import preview_weights
from workers.engine.weights import DEFAULT_WEIGHTS

pytestmark = pytest.mark.django_db
LIST, DRAFT, PREVIEW = "/ponderation/", "/ponderation/brouillon/", "/ponderation/apercu/"
PUBLISH, DISCARD, AGAIN = (
    "/ponderation/publier/",
    "/ponderation/supprimer/",
    "/ponderation/apercu/recalculer/",
)
RULES = "/regles/jumelage/"
NBSP = "\u00a0"


@pytest.fixture
def pilot(db: None) -> User:
    return make_user(role="admin")


@pytest.fixture
def at_work(client: Client, pilot: User) -> Client:
    client.force_login(pilot)
    return client


def sent(**values: Any) -> dict[str, Any]:
    """What the form sends: skills before the profile, from today."""
    numbers = {f"weight_{code}": value // 100 for code, value in WEIGHTS.items()}
    shares = {f"neutral_{code}": value // 10 for code, value in NEUTRAL.items()}
    rest = {"revision": 0, "starts_on": timezone.localdate().isoformat(), "note": "Essai"}
    return {**numbers, **shares, **rest, **values}


def page_of(client: Client, path: str, **more: Any) -> str:
    return client.get(path, **more).content.decode()


def compute() -> None:
    """What the worker does with the draft."""
    draft = WeightSet.objects.get(is_draft=True)
    preview_weights(draft.pk, draft.revision, now=timezone.now())
    OutboxMessage.objects.all().delete()


def make_region() -> None:
    """A need and six people who change places when skills come first."""
    make_need(skills=SAWING)
    for months in (1, 12, 60):
        make_sawyer(
            skills=["sciage"], absent_skills=["affutage", "cadenassage"], occupations={"94120": months}
        )
        make_sawyer(occupations={"94140": months})


def test_the_list_shows_who_when_and_why_and_what_is_in_force(at_work: Client, pilot: User) -> None:
    now = timezone.now()
    publish_draft(revision=make_draft(now, pilot).revision, by=pilot, now=now)
    ahead = content(now, starts_on=timezone.localdate(now) + timedelta(days=9), note="Plus tard")
    publish_draft(
        revision=save_draft(content=ahead, revision=0, by=pilot, now=now).revision, by=pilot, now=now
    )
    page = page_of(at_work, LIST)
    for word in (
        pilot.name,
        "Essai",
        "Plus tard",
        "2026-2",
        "livrée avec Passerelle",
        "Remettre en brouillon",
    ):
        assert word in page
    assert page.count("en vigueur</span>") == 2
    assert page.count("à venir") == 1
    assert page.index("à venir") < page.index("en vigueur</span>") < page.index("passée")


def test_the_form_begins_with_what_is_in_force(at_work: Client) -> None:
    page = page_of(at_work, DRAFT)
    in_force = f'name="weight_occupation" value="{dict(DEFAULT_WEIGHTS.weights)["occupation"] // 100}"'
    assert in_force in page
    assert 'name="neutral_skills" value="30"' in page
    assert 'name="weight_occupation" value="20"' in page_of(at_work, f"{DRAFT}?depuis=2026-1")
    assert in_force in page_of(at_work, f"{DRAFT}?depuis=%00inconnue")


def test_a_draft_is_saved_then_shown_then_changed(at_work: Client, pilot: User) -> None:
    answer = at_work.post(DRAFT, sent(weight_skills="39,5", weight_wage="5.5"))
    assert (answer.status_code, answer["Location"]) == (302, PREVIEW)
    draft = the_draft()
    assert draft is not None
    assert (draft.weights["skills"], draft.weights["wage"], draft.written_by) == (3950, 550, pilot)
    page = page_of(at_work, DRAFT)
    assert 'value="39,5"' in page
    assert "Modifier le brouillon" in page
    assert at_work.post(DRAFT, sent(revision=1, note="Relu")).status_code == 302
    assert "Relu" in page_of(at_work, LIST)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"weight_wage": "9"}, f"Les poids font 104 points{NBSP}: 4 points de trop."),
        ({"weight_wage": "4"}, f"Les poids font 99 points{NBSP}: il manque 1 point."),
        ({"weight_wage": "5,25", "weight_skills": "39,75"}, "Une décimale au plus."),
        ({"weight_wage": "-1"}, "Pas de nombre négatif."),
        ({"weight_wage": "beaucoup"}, "Écrivez un nombre, par exemple 12,5."),
        ({"weight_wage": "NaN"}, "Écrivez un nombre, par exemple 12,5."),
        ({"weight_wage": "1e9"}, "Au plus 100."),
        ({"weight_wage": ""}, "Écrivez un nombre, 0 s’il ne compte pas."),
        ({"neutral_wage": "101"}, "Au plus 100."),
        ({"neutral_wage": "-0,1"}, "Pas de nombre négatif."),
        ({"neutral_skills": "41"}, f"Au plus 40{NBSP}: au-delà"),
        ({"starts_on": "2021-01-01"}, "Choisissez aujourd’hui ou un jour à venir."),
        ({"starts_on": "demain"}, "valide"),
        ({"note": " "}, "obligatoire"),
        ({"note": "a" * 2001}, "2000"),
        (
            {f"weight_{code}": "100" if code == "skills" else "0" for code in WEIGHTS},
            "Donnez un poids à la profession",
        ),
    ],
)
def test_bad_input_is_said_beside_the_field_and_what_was_typed_stays(
    values: dict[str, str], said: str, at_work: Client
) -> None:
    answer = at_work.post(DRAFT, sent(**{"note": "Gardé tel quel", **values}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    for name, value in values.items():
        assert name == "note" or not value or f'name="{name}" value="{value}"' in page
    assert values.get("note") or "Gardé tel quel" in page
    assert the_draft() is None


def test_the_second_administrator_is_told_and_keeps_what_they_typed(at_work: Client) -> None:
    other = make_user(role="admin")
    draft = make_draft(timezone.now(), other)
    for revision, said in ((0, "un brouillon entre-temps"), (draft.revision + 5, "entre-temps")):
        answer = at_work.post(DRAFT, sent(revision=revision, note="Le mien"))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert said in page
        assert other.name in page
        assert "Le mien" in page
    assert the_draft() == draft
    answer = at_work.post(PUBLISH, {"revision": draft.revision + 5, "confirmed": "on"})
    assert answer.status_code == 422
    assert "entre-temps" in answer.content.decode()


def test_the_preview_says_that_it_is_being_worked_out_then_shows_the_figures(
    at_work: Client, pilot: User
) -> None:
    make_region()
    make_draft(timezone.now(), pilot)
    assert "Calcul de ce qui changerait en cours" in page_of(at_work, PREVIEW)
    assert at_work.get(PREVIEW, headers={"HX-Request": "true"}).status_code == 204
    compute()
    assert at_work.get(PREVIEW, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    page = page_of(at_work, PREVIEW)
    assert "sur 1 besoin comparé" in page
    assert "Tous les besoins classés sont comparés." in page
    assert "entre, était 6" in page
    assert "PC-" not in page
    assert "n’est plus à jour" not in page


def test_the_preview_says_when_the_draft_changed_since(at_work: Client, pilot: User) -> None:
    make_region()
    draft = make_draft(timezone.now(), pilot)
    compute()
    save_draft(content=content(timezone.now()), revision=draft.revision, by=pilot, now=timezone.now())
    assert "les chiffres ci-dessous sont d’avant" in page_of(at_work, PREVIEW)
    OutboxMessage.objects.all().delete()
    page = page_of(at_work, PREVIEW)
    assert "Le brouillon a changé depuis le calcul." in page
    assert at_work.post(AGAIN)["Location"] == PREVIEW
    OutboxMessage.objects.update(error="Traceback")
    assert "n’a pas abouti" in page_of(at_work, PREVIEW)
    compute()
    assert "n’est plus à jour" not in page_of(at_work, PREVIEW)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: None, "Aucun besoin n’est soumis ni ouvert"),
        (lambda: make_need(skills=SAWING), "Aucune personne n’a de profil valide"),
        (
            lambda: (make_need(skills=SAWING), make_sawyer(regions=["06"])),
            "Aucune personne n’est admissible ni à vérifier",
        ),
    ],
)
def test_nothing_to_compare_is_said(
    make: Callable[[], object], said: str, at_work: Client, pilot: User
) -> None:
    make()
    make_draft(timezone.now(), pilot)
    compute()
    page = page_of(at_work, PREVIEW)
    assert "Rien à comparer aujourd’hui" in page
    assert said in page


def test_publishing_asks_for_a_confirmation_and_writes_who_when_and_why(at_work: Client, pilot: User) -> None:
    draft = make_draft(timezone.now(), pilot)
    assert at_work.get(PUBLISH).status_code == 405
    refused = at_work.post(PUBLISH, {"revision": draft.revision})
    assert refused.status_code == 422
    assert "Cochez cette case pour publier." in refused.content.decode()
    answer = at_work.post(PUBLISH, {"revision": draft.revision, "confirmed": "on"}, follow=True)
    assert "en vigueur. Les classements sont en train" in answer.content.decode()
    made = WeightSet.objects.get(published_by=pilot)
    assert (made.note, made.is_draft) == ("Essai", False)
    for path in (PUBLISH, DISCARD):
        late = at_work.post(path, {"revision": draft.revision, "confirmed": "on"}, follow=True)
        assert "n’existe plus" in late.content.decode()
    assert at_work.get(PREVIEW)["Location"] == LIST


def test_a_draft_is_deleted_and_a_version_to_come_taken_back(at_work: Client, pilot: User) -> None:
    draft = make_draft(timezone.now(), pilot)
    assert (
        "Brouillon supprimé"
        in at_work.post(DISCARD, {"revision": draft.revision}, follow=True).content.decode()
    )
    now = timezone.now()
    ahead = content(now, starts_on=timezone.localdate(now) + timedelta(days=9))
    made = publish_draft(
        revision=save_draft(content=ahead, revision=0, by=pilot, now=now).revision, by=pilot, now=now
    )
    answer = at_work.post(f"{LIST}{made.version}/reprendre/", follow=True)
    assert "redevenue un brouillon" in answer.content.decode()
    answer = at_work.post(f"{LIST}2026-2/reprendre/", follow=True)
    assert "déjà entrée en vigueur" in answer.content.decode()
    answer = at_work.post(f"{LIST}%00/reprendre/", follow=True)
    assert "déjà entrée en vigueur" in answer.content.decode()


@pytest.mark.parametrize("role", ["advisor", "officer", "manager", "privacy"])
def test_the_pages_do_not_exist_for_anyone_else_but_the_published_weights_do(
    role: str, client: Client
) -> None:
    draft = make_draft(timezone.now())
    client.force_login(make_user(role=role))
    for path in (LIST, DRAFT, PREVIEW):
        assert client.get(path).status_code == 404
    for path in (DRAFT, PUBLISH, DISCARD, AGAIN, f"{LIST}2026-2/reprendre/"):
        assert client.post(path, sent(revision=draft.revision, confirmed="on")).status_code == 404
    page = page_of(client, f"{RULES}?version=2026-1")
    assert "2026-1" in page
    assert "passée" in page
    assert client.get(f"{RULES}?version=inconnue").status_code == 404
    assert LIST not in page
    assert the_draft() == draft


def test_an_employer_reads_no_weights(client: Client) -> None:
    client.force_login(make_member())
    assert client.get(RULES).status_code == 404
    assert client.get(LIST).status_code == 404


def test_an_explanation_leads_to_the_weights_that_it_was_scored_with(
    signed_in: Client, advisor: User
) -> None:
    match = make_match()
    page = page_of(signed_in, f"/jumelages/{match.pk}/")
    assert f"{RULES}?version=2026-1" in page


def test_the_rail_and_the_rules_lead_there(at_work: Client) -> None:
    assert f'href="{LIST}"' in page_of(at_work, "/comptes/")
    assert f'href="{LIST}"' in page_of(at_work, RULES)


def test_the_pages_cost_the_same_whatever_there_is(
    at_work: Client, pilot: User, django_assert_max_num_queries: Any
) -> None:
    make_region()
    make_need(skills=SAWING)
    for hour in range(3):
        at = timezone.now() - timedelta(hours=3 - hour)
        publish_draft(revision=make_draft(at, pilot).revision, by=pilot, now=at)
    make_draft(timezone.now(), pilot, weights={**WEIGHTS, "skills": 1000, "occupation": 4000})
    compute()
    for path, most in ((LIST, 8), (DRAFT, 8), (PREVIEW, 11), (RULES, 8)):
        with django_assert_max_num_queries(most):
            at_work.get(path)


def test_in_english(at_work: Client, pilot: User) -> None:
    make_region()
    make_draft(timezone.now(), pilot)
    compute()
    at_work.cookies["passerelle_language"] = "en-ca"
    for path, words in (
        (LIST, ("Matching weights", "Draft under way", "in force")),
        (DRAFT, ("Edit the draft", "Neutral share if the fact is missing")),
        (PREVIEW, ("What the draft would change", "enters, was 6", "Publish this version")),
    ):
        page = page_of(at_work, path)
        for word in words:
            assert word in page
    assert 'value="12.5"' in at_work.post(DRAFT, sent(revision=0, weight_french="12.5")).content.decode()
    refused = at_work.post(DRAFT, sent(revision=1, weight_wage="9")).content.decode()
    assert "The weights add up to 104 points: 4 points too many." in refused
