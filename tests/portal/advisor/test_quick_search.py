"""Ctrl-K: each kind by each way of typing it, within scope; what is recent when nothing is typed; gestures by role."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from crm.accounts.models import User
from crm.candidates.models import ReadEntry
from crm.core.finding import read_typed
from crm.core.text import fold
from crm.employers.finding import find_employers
from crm.employers.models import Contact, Employer, SharingConsent
from crm.needs.models import NeedStage
from crm.portal.advisor.hits import gestures
from tests.factories.candidates import make_candidate
from tests.factories.casework import make_visit
from tests.factories.employers import make_employer, make_file, make_site
from tests.factories.needs import make_need
from tests.factories.partners import make_partner
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db


def asked(client: Client, words: str) -> str:
    answer = client.get(reverse("palette"), {"q": words})
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_employer_is_found_however_it_is_typed(signed_in: Client) -> None:
    made = make_employer(
        legal_name="Scierie Sacré-Cœur inc.", usual_name="Les Planches Bleues", neq="1170099887"
    )
    make_site(made, municipality="91025")
    make_file(made)
    Contact.objects.create(
        employer=made, name="A", phone="(418) 555-0199 poste 12", email="Direction@Scierie.example"
    )
    make_employer(legal_name="Boulangerie Autre inc.")
    for words in (
        "scierie",
        "SACRE coeur",
        "planch ble",
        "sierie sacre",
        "planhces",
        "scierie roberval",
        "1170 099 887",
        "117009",
        "418-555-0199",
        "+1 418 555 0199",
        "5550199",
        "direction@scierie",
    ):
        text = asked(signed_in, words)
        assert "Les Planches Bleues" in text, words
        assert "Boulangerie" not in text, words
        assert "Les Planches Bleues" in signed_in.get(reverse("search"), {"q": words}).content.decode(), words


def test_a_telephone_or_an_e_mail_finds_no_employer_whose_contacts_one_does_not_read(
    signed_in: Client, advisor: User
) -> None:
    """The directory card holds names, NEQ, municipality, direction and lead (product, level 1): no contact.

    Another direction's contacts are read once the employer agreed that they be shared; then they are found, too.
    """
    file = make_file(make_employer(legal_name="Fonderie Lointaine"), make_direction("estrie", ("05",)))
    Contact.objects.create(
        employer=file.employer, name="Rita Contact", phone="819 555-0142", email="rita@fonderie.example"
    )
    for words in ("819 555-0142", "5550142", "rita@fonderie.example"):
        assert "Fonderie" not in asked(signed_in, words), words
        assert "Fonderie" not in signed_in.get(reverse("search"), {"q": words}).content.decode(), words
    assert "Fonderie" in asked(signed_in, "fonderie lointaine")
    today = timezone.localdate()
    SharingConsent.objects.create(
        employer=file.employer,
        notice_version="1",
        channel="spoken",
        given_on=today,
        expires_on=today + timedelta(days=30),
        recorded_by=advisor,
    )
    assert "coordonnées de Rita Contact" in asked(signed_in, "819 555-0142")


def test_a_hit_says_whose_telephone_matched(signed_in: Client) -> None:
    file = make_file(make_employer(legal_name="Scierie Nommée"))
    Contact.objects.create(employer=file.employer, name="Paul Premier", phone="418 555-0177")
    Contact.objects.create(employer=file.employer, name="Rita Seconde", phone="418 555-0166")
    for text in (
        asked(signed_in, "418 555-0166"),
        signed_in.get(reverse("search"), {"q": "418 555-0166"}).content.decode(),
    ):
        assert "coordonnées de Rita Seconde" in text
        assert "Paul Premier" not in text
    assert "coordonnées" not in asked(signed_in, "scierie nommee")


def test_an_employer_of_another_direction_shows_its_card_and_none_of_its_needs(signed_in: Client) -> None:
    file = make_file(make_employer(legal_name="Fonderie Lointaine"), make_direction("estrie", ("05",)))
    need = make_need(file, words="Fondeuse lointaine")
    text = asked(signed_in, "lointaine")
    assert reverse("employer-card", args=[file.employer_id]) in text
    assert reverse("need", args=[need.pk]) not in text
    assert reverse("need", args=[need.pk]) not in asked(signed_in, need.reference)


def test_a_need_is_found_by_reference_words_occupation_and_employer(signed_in: Client, advisor: User) -> None:
    file = make_file(make_employer(legal_name="Usinage Précis"), lead=advisor)
    need = make_need(file, words="Gars de scie", occupation="94120")
    over = make_need(file, words="Gars de scie, ancien", stage=NeedStage.CLOSED)
    for words in (
        need.reference,
        need.reference.lower(),
        str(need.pk),
        "gars scie",
        "usinage",
        "gars precis",
    ):
        assert reverse("need", args=[need.pk]) in asked(signed_in, words), words
    text = asked(signed_in, "gars scie")
    assert text.index(reverse("need", args=[need.pk])) < text.index(reverse("need", args=[over.pk]))


def test_a_person_is_found_within_scope_and_the_reading_is_journaled_once(
    client: Client, officer: User
) -> None:
    client.force_login(officer)
    identity = {"phone": "418 555-0188", "email": "amina@personne.example"}
    near = make_candidate(name=("Amina", "Bélanger-Test"), identity=identity)
    far = make_candidate(
        make_direction("estrie", ("05",)), name=("Amina", "Bélanger-Test"), identity=identity
    )
    for words in (
        near.reference,
        "amina belanger",
        "amnia",
        "belangr",
        "418.555.0188",
        "amina@personne.example",
    ):
        text = asked(client, words)
        assert reverse("person", args=[near.pk]) in text, words
        assert reverse("person", args=[far.pk]) not in text, words
    assert reverse("person", args=[far.pk]) not in asked(client, far.reference)
    assert ReadEntry.objects.filter(candidate=near, user=officer).count() == 1
    assert not ReadEntry.objects.filter(candidate=far).exists()


def test_a_person_accompanied_in_another_direction_is_found(client: Client, officer: User) -> None:
    client.force_login(officer)
    own = make_candidate(make_direction("estrie", ("05",)), officer, name=("Zineb", "Ailleurs-Test"))
    assert reverse("person", args=[own.pk]) in asked(client, "zineb ailleurs")


def test_an_advisor_finds_no_person_by_name(signed_in: Client) -> None:
    make_candidate(name=("Amina", "Bélanger-Test"))
    assert "Amina" not in asked(signed_in, "amina")


def test_partners_and_gestures_are_found_by_role_and_language(
    client: Client, advisor: User, officer: User
) -> None:
    partner = make_partner(name="Portes ouvertes d’essai")
    client.force_login(advisor)
    assert partner.name in asked(client, "portes essai")
    assert reverse("file-new") in asked(client, "nouvelle entr")
    assert reverse("intervention-new") in asked(client, "consigner")
    assert reverse("person-new") not in asked(client, "nouvelle")
    with translation.override("en-ca"):
        assert [hit.title for hit in gestures(advisor, read_typed("log")).hits] == ["Log a contact"]
    client.force_login(officer)
    assert reverse("person-new") in asked(client, "nouvelle")
    assert reverse("file-new") not in asked(client, "nouvelle")


def test_without_words_it_shows_what_was_worked_on_last(client: Client, advisor: User, officer: User) -> None:
    old, new = make_file(lead=advisor), make_file(lead=advisor)
    now = timezone.now()
    for file, ago in ((old, 3), (new, 1), (old, 5)):
        made = make_visit(file, timezone.localdate(), advisor)
        type(made).objects.filter(pk=made.pk).update(created_at=now - timedelta(hours=ago))
    client.force_login(advisor)
    text = asked(client, "")
    assert 0 < text.index(reverse("file", args=[new.pk])) < text.index(reverse("file", args=[old.pk]))
    person = make_candidate(name=("Amina", "Récente-Test"))
    ReadEntry.objects.create(candidate=person, user=officer, at=now, what="profile")
    client.force_login(officer)
    text = asked(client, "")
    assert reverse("person", args=[person.pk]) in text
    assert "Amina" not in text


@pytest.mark.parametrize(
    "words", ["%", "'", "a", "\x00", "((", "& |", "!:*", "é" * 300, "1", "@", "a@", "B-", "418"]
)
def test_any_words_get_an_answer(words: str, signed_in: Client) -> None:
    asked(signed_in, words)
    assert signed_in.get(reverse("search"), {"q": words}).status_code == 200


def test_strangers_and_employers_are_refused(client: Client) -> None:
    assert client.get(reverse("palette"), {"q": "scierie"}).status_code == 302
    client.force_login(make_user(role=""))
    assert client.get(reverse("palette"), {"q": "scierie"}).status_code == 403


def test_a_search_that_finds_stays_within_its_query_budget(
    signed_in: Client, advisor: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        make_need(make_file(make_employer(legal_name=f"Scierie {number}"), lead=advisor))
    with django_assert_max_num_queries(11):
        asked(signed_in, "scierie")
    with django_assert_max_num_queries(12):
        signed_in.get(reverse("search"), {"q": "scierie"})


def test_what_is_found_is_what_stands_after_random_writes(advisor: User) -> None:
    """The indexes are PostgreSQL's own: after any writes, they answer as reading through every row would."""
    chance = Random(4)
    syllables = ("bou", "vil", "cha", "ron", "mé", "tal", "sœu", "dré")
    alive: dict[int, str] = {}
    for _turn in range(120):
        name = "".join(chance.sample(syllables, 3)) + " " + "".join(chance.sample(syllables, 2))
        if alive and chance.random() < 0.3:
            key = chance.choice(list(alive))
            if chance.random() < 0.5:
                Employer.objects.get(pk=key).delete()
                del alive[key]
                continue
            row = Employer.objects.get(pk=key)
            row.legal_name = name
            row.save()
            alive[key] = name
        else:
            alive[make_employer(legal_name=name).pk] = name
    today = timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    for syllable in syllables:
        begun = fold(syllable)
        expected = {
            key for key, name in alive.items() if any(w.startswith(begun) for w in fold(name).split())
        }
        assert set(find_employers(advisor, read_typed(syllable), most=200, today=today)) == expected


@pytest.mark.parametrize(
    "text", ["Sacré-Cœur", "ÉCOLE  n° 4", "L’Anse–Saint-Jean", "Œuvre Æ", "A.B.C. & fils", ""]
)
def test_sql_folds_as_the_product_does(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT passerelle_fold(%s)", [text])
        assert cursor.fetchone()[0] == fold(text)
