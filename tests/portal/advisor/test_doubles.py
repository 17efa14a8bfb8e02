"""Doubles as an advisor meets them: warned while typing, pairs to look at, two cards side by side, the undo."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.employers.merging import merge_employers, undo_merge
from crm.employers.models import Contact, Employer, EmployerFile, EmployerMerge, LikelyPair
from crm.employers.pairs import seek_due_pairs
from tests.factories.employers import make_employer, make_file, make_site
from tests.factories.merging import full_file
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(advisor: User) -> EmployerFile:
    file = full_file(lead=advisor)
    Employer.objects.filter(pk=file.employer_id).update(legal_name="Scierie du Fjord inc.")
    Employer.objects.get(pk=file.employer_id).save()
    file.refresh_from_db()
    return file


@pytest.fixture
def gone() -> EmployerFile:
    file = full_file()
    Contact.objects.filter(employer=file.employer).update(phone="418 555-0199", phone_key="+14185550199")
    return file


def pair_of(kept: EmployerFile, gone: EmployerFile) -> str:
    return reverse("employers-compare", args=[kept.employer_id, gone.employer_id])


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"legal_name": "La scierie du fjord ltée"}, "Nom semblable"),
        ({"website": "scierie-essai.ca/emplois"}, "Même domaine"),
        ({"phone": "(418) 555 0199 poste 4"}, "Même téléphone"),
        ({"email": "autre@scierie-essai.ca"}, "Même domaine"),
        ({"email": "P@scierie-essai.ca"}, "Même domaine"),
    ],
)
def test_a_double_is_told_while_typing(
    signed_in: Client, kept: EmployerFile, gone: EmployerFile, typed: dict[str, str], why: str
) -> None:
    text = signed_in.get(reverse("employer-lookalikes"), typed).content.decode()
    assert why in text
    assert "Déjà suivie par" in text


def test_public_mail_tells_nothing(signed_in: Client, kept: EmployerFile) -> None:
    Contact.objects.create(employer=kept.employer, name="Luc", email="luc@gmail.com")
    text = signed_in.get(reverse("employer-lookalikes"), {"email": "anne@gmail.com"}).content.decode()
    assert "Scierie" not in text


def test_ones_own_card_is_no_double_of_itself(signed_in: Client, kept: EmployerFile) -> None:
    page = signed_in.get(
        reverse("employer-lookalikes"), {"file": kept.pk, "legal_name": "Scierie du Fjord inc."}
    )
    assert "Scierie" not in page.content.decode()


def test_a_contact_of_another_employer_is_asked_about_once(
    signed_in: Client, kept: EmployerFile, gone: EmployerFile
) -> None:
    typed = {"name": "Luc", "phone": "418 555-0199", "language": "fr-ca"}
    address = reverse("contact-new", args=[kept.pk])
    assert "Même téléphone" in signed_in.post(address, typed).content.decode()
    assert not Contact.objects.filter(name="Luc").exists()
    signed_in.post(address, typed | {"different": "1"})
    assert Contact.objects.filter(name="Luc").exists()


def test_a_name_changed_into_another_is_asked_about(
    signed_in: Client, gone: EmployerFile, advisor: User
) -> None:
    file = make_file(make_employer(legal_name="Tout autre chose"), lead=advisor)
    typed = {"legal_name": gone.employer.legal_name, "revision": file.card_stamp}
    page = signed_in.post(reverse("employer-edit", args=[file.pk]), typed)
    assert "Est-ce l’une de ces entreprises" in page.content.decode()


def test_a_new_place_in_the_mrc_of_a_namesake_is_asked_about(signed_in: Client, advisor: User) -> None:
    make_site(make_employer(legal_name="Meubles Tremblay"), municipality="91025")
    file = make_file(make_employer(legal_name="Menuiserie Tremblay et fils"), lead=advisor)
    page = signed_in.post(reverse("site-new", args=[file.pk]), {"municipality": "91025"})
    assert "Meubles Tremblay" in page.content.decode()


def test_the_pairs_of_ones_scope_are_listed_until_told_apart(
    signed_in: Client, kept: EmployerFile, gone: EmployerFile
) -> None:
    hidden = [full_file(make_direction("outaouais", ("07",))).employer for _ in range(2)]
    assert seek_due_pairs(now=timezone.now()) == Employer.objects.count()
    text = signed_in.get(reverse("doubles")).content.decode()
    assert pair_of(kept, gone) in text
    assert reverse("employers-compare", args=[row.pk for row in hidden]) not in text
    apart = reverse("employers-apart", args=[kept.employer_id, gone.employer_id])
    assert pair_of(kept, gone) not in signed_in.post(apart, follow=True).content.decode()
    Employer.objects.update(doubles_sought_at=None)
    seek_due_pairs(now=timezone.now())
    assert LikelyPair.objects.get(first=kept.employer, second=gone.employer).dismissed_at


def test_names_alike_of_two_numbers_are_no_pair(signed_in: Client, advisor: User) -> None:
    names = ("Boulangerie du Nord inc.", "Boulangerie du Nord ltée")
    one, other = (make_file(make_employer(legal_name=name), lead=advisor) for name in names)
    seek_due_pairs(now=timezone.now())
    assert not LikelyPair.objects.exists()
    Employer.objects.filter(pk=other.employer_id).update(neq=None, doubles_sought_at=None)
    seek_due_pairs(now=timezone.now())
    assert pair_of(one, other) in signed_in.get(reverse("doubles")).content.decode()


def test_strangers_do_not_tell_pairs_apart(signed_in: Client) -> None:
    elsewhere = [full_file(make_direction("outaouais", ("07",))).employer_id for _ in range(2)]
    assert signed_in.post(reverse("employers-apart", args=elsewhere)).status_code == 403


def test_the_list_costs_the_same_however_long(
    signed_in: Client, kept: EmployerFile, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    for _ in range(5):
        full_file()
    seek_due_pairs(now=timezone.now())
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert signed_in.get(reverse("doubles")).status_code == 200


def test_two_cards_are_merged_and_taken_back(
    signed_in: Client, kept: EmployerFile, gone: EmployerFile
) -> None:
    text = signed_in.get(pair_of(kept, gone)).content.decode()
    assert "Ce qui diffère" in text
    assert "Annulable" not in text
    page = signed_in.post(pair_of(kept, gone), {"legal_name": "gone"}, follow=True)
    assert "Annuler la fusion" in page.content.decode()
    merge = EmployerMerge.objects.get()
    assert Employer.objects.get().legal_name == gone.employer.legal_name
    address = reverse("merge-undo", args=[merge.pk])
    assert "Rien n’a été fait" in signed_in.get(address).content.decode()
    signed_in.post(address)
    assert Employer.objects.count() == 2
    assert signed_in.get(address).status_code == 409


def test_a_merged_card_and_its_file_lead_to_the_one_kept(
    signed_in: Client, kept: EmployerFile, gone: EmployerFile
) -> None:
    merge_employers(survivor=kept.employer, loser=gone.employer, by=None, now=timezone.now())
    card = signed_in.get(reverse("employer-card", args=[gone.employer_id]))
    assert card["Location"] == reverse("employer-card", args=[kept.employer_id])
    file = signed_in.get(reverse("file", args=[gone.pk]))
    assert file["Location"] == reverse("file", args=[kept.pk])
    assert signed_in.get(pair_of(kept, gone)).status_code == 302
    assert signed_in.get(reverse("file", args=[999999])).status_code == 404
    api = signed_in.get(reverse("api:employer", args=[gone.employer_id]))
    assert (api.status_code, api["Location"]) == (302, reverse("api:employer", args=[kept.employer_id]))


def test_whoever_may_not_merge_reads_why(signed_in: Client, kept: EmployerFile) -> None:
    hidden = full_file(make_direction("outaouais", ("07",)))
    page = signed_in.get(pair_of(kept, hidden))
    assert "gestionnaire" in page.content.decode()
    assert hidden.objectives not in page.content.decode()
    assert signed_in.post(pair_of(kept, hidden)).status_code == 403


def test_the_history_tells_the_merge_in_both_languages(
    signed_in: Client, kept: EmployerFile, gone: EmployerFile
) -> None:
    merge_employers(survivor=kept.employer, loser=gone.employer, by=None, now=timezone.now())
    address = reverse("file-history", args=[kept.pk])
    assert "Fiche fusionnée avec celle-ci" in signed_in.get(address).content.decode()
    signed_in.cookies[settings.LANGUAGE_COOKIE_NAME] = "en-ca"
    assert "Card merged with this one" in signed_in.get(address).content.decode()


def test_a_merge_of_elsewhere_does_not_exist(signed_in: Client, kept: EmployerFile) -> None:
    sides = [full_file(make_direction("outaouais", ("07",))).employer for _ in range(2)]
    merge = merge_employers(survivor=sides[0], loser=sides[1], by=None, now=timezone.now())
    assert signed_in.get(reverse("merge-undo", args=[merge.pk])).status_code == 404


def test_another_card_is_searched_from_the_file(
    signed_in: Client, kept: EmployerFile, gone: EmployerFile
) -> None:
    address = reverse("file-doubles", args=[kept.pk])
    assert pair_of(kept, gone) in signed_in.get(address).content.decode()
    found = signed_in.get(address, {"q": gone.employer.neq}).content.decode()
    assert pair_of(kept, gone) in found


@pytest.mark.parametrize("name", ["doubles", "employer-lookalikes"])
def test_an_officer_does_not_work_with_doubles(client: Client, name: str) -> None:
    client.force_login(make_user(role="officer"))
    assert client.get(reverse(name)).status_code == 403


def test_a_directory_card_offers_the_undo_to_whoever_may(signed_in: Client, advisor: User) -> None:
    """No direction follows either: the card is all there is to read, and to take back from."""
    kept, gone, now = make_employer(), make_employer(), timezone.now()
    merge_employers(survivor=kept, loser=gone, taken=frozenset(), by=advisor, now=now)
    card = reverse("employer-card", args=[kept.pk])
    merge = EmployerMerge.objects.get(survivor=kept)
    assert reverse("merge-undo", args=[merge.pk]) in signed_in.get(card).content.decode()
    undo_merge(merge=merge, returning=frozenset(), by=advisor, now=now)
    assert "Annuler la fusion" not in signed_in.get(card).content.decode()
