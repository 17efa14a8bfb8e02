"""Opening a file: a new employer, one already known, a look-alike."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from crm.accounts.models import User
from crm.core.errors import Forbidden
from crm.employers.duplicates import Sought, likely
from crm.employers.models import Employer, EmployerFile, FileStage
from crm.employers.queries import cards, search_employers
from crm.employers.rules import EmployerContent, SiteContent
from crm.employers.services import EmployerKnown, EmployerRefused, FileKnown, create_employer_file, open_file
from crm.territory.models import Direction
from tests.factories.employers import lead_of, make_employer, make_file, make_site
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db

HERE = SiteContent(municipality_id="94068")


@pytest.fixture
def direction(advisor: User) -> Direction:
    return make_direction()


def opened(advisor: User, direction: Direction, now: datetime, **values: str) -> EmployerFile:
    content = EmployerContent(**{"legal_name": "Scierie du Fjord inc.", "neq": "1199000042", **values})
    return create_employer_file(content=content, site=HERE, direction=direction, by=advisor, now=now)


def test_an_employer_comes_with_its_head_office_its_file_and_its_lead(
    advisor: User, direction: Direction, now: datetime
) -> None:
    file = opened(advisor, direction, now)
    assert file.employer.sites.get().is_head_office
    assert (file.stage, lead_of(file, today=now.date())) == (FileStage.SPOTTED, advisor)
    assert [move.to_stage for move in file.moves.all()] == [FileStage.SPOTTED]


def test_a_neq_typed_with_spaces_is_stored_without(
    advisor: User, direction: Direction, now: datetime
) -> None:
    assert opened(advisor, direction, now, neq="1199 000-042").employer.neq == "1199000042"


@pytest.mark.parametrize(("field", "value"), [("neq", "9912345678"), ("neq", "11"), ("legal_name", "  ")])
def test_what_cannot_stand_is_refused_beside_its_field(
    advisor: User, direction: Direction, now: datetime, field: str, value: str
) -> None:
    with pytest.raises(EmployerRefused) as refusal:
        opened(advisor, direction, now, **{field: value})
    assert refusal.value.field == field
    assert not Employer.objects.exists()


def test_a_place_that_is_none_is_refused(advisor: User, direction: Direction, now: datetime) -> None:
    with pytest.raises(EmployerRefused) as refusal:
        create_employer_file(
            content=EmployerContent(legal_name="A"),
            site=SiteContent(municipality_id="0"),
            direction=direction,
            by=advisor,
            now=now,
        )
    assert refusal.value.field == "municipality"


def test_a_known_neq_is_offered_instead_of_doubled(
    advisor: User, direction: Direction, now: datetime
) -> None:
    known = make_employer(neq="1199000042")
    with pytest.raises(EmployerKnown) as refusal:
        opened(advisor, direction, now)
    assert refusal.value.employer == known
    assert Employer.objects.count() == 1


def test_two_prospects_without_a_neq_may_stand_side_by_side(
    advisor: User, direction: Direction, now: datetime
) -> None:
    opened(advisor, direction, now, neq="")
    opened(advisor, direction, now, neq="", legal_name="Autre")
    assert Employer.objects.filter(neq=None).count() == 2


def test_nobody_opens_a_file_in_another_direction(advisor: User, now: datetime) -> None:
    elsewhere = make_direction("montreal", ("06",))
    with pytest.raises(Forbidden):
        open_file(employer=make_employer(), direction=elsewhere, by=advisor, now=now)


def test_an_officer_opens_no_employer_file(officer: User, now: datetime) -> None:
    with pytest.raises(Forbidden):
        opened(officer, make_direction(), now)


def test_a_second_direction_opens_its_own_file_on_a_known_employer(
    advisor: User, direction: Direction, now: datetime
) -> None:
    employer = make_employer()
    make_file(employer, make_direction("quebec", ("03", "12")))
    file = open_file(employer=employer, direction=direction, by=advisor, now=now)
    assert employer.files.count() == 2
    assert file.direction == direction


def test_a_direction_has_one_file_an_employer(advisor: User, direction: Direction, now: datetime) -> None:
    file = make_file(direction=direction)
    with pytest.raises(FileKnown) as refusal:
        open_file(employer=file.employer, direction=direction, by=advisor, now=now)
    assert refusal.value.file == file


def test_a_card_says_who_follows_the_employer(advisor: User, today: date) -> None:
    file = make_file(lead=advisor)
    card = cards([file.employer], today=today)[0]
    assert (card.municipality, card.followers[0].lead) == ("Saguenay", advisor.name)


@pytest.mark.parametrize(
    "name", ["La Scierie des Deux-Rives ltée", "scierie des deux rive", "Scieries Deux Rives"]
)
def test_a_name_that_looks_like_a_known_one_is_shown(today: date, name: str) -> None:
    make_employer(legal_name="Scierie des Deux-Rives inc.")
    make_employer(legal_name="Pépinière des Monts-Valin inc.")
    found = likely(Sought(names=(name,)), today=today)
    assert [card.employer.legal_name for card in found] == ["Scierie des Deux-Rives inc."]


def test_in_the_same_mrc_a_fainter_likeness_is_enough(today: date) -> None:
    employer = make_employer(legal_name="Menuiserie Tremblay et fils inc.")
    site = make_site(employer)
    mrc = site.municipality.mrc_id
    assert not likely(Sought(names=("Meubles Tremblay",)), today=today)
    assert likely(Sought(names=("Meubles Tremblay",), mrc_ids=(mrc,)), today=today)


@pytest.mark.parametrize(
    "words", ["pepiniere", "Pépinière Monts Valin", "1199000042", "1199 0000", "pepinere valin"]
)
def test_an_employer_is_found_without_accents_by_neq_and_with_a_slip(words: str) -> None:
    employer = make_employer(legal_name="Pépinière des Monts-Valin inc.", neq="1199000042")
    make_employer(legal_name="Garage Bouchard inc.")
    assert list(search_employers(Employer.objects.all(), words)) == [employer]


def test_an_employer_is_found_by_the_telephone_of_a_contact() -> None:
    employer = make_employer()
    employer.contacts.create(name="Essai", phone="418 555-0142")
    assert list(search_employers(Employer.objects.all(), "(418) 555-0142")) == [employer]


def test_a_manager_names_someone_else_to_lead(manager: User, direction: Direction, now: datetime) -> None:
    lead = make_user()
    file = open_file(employer=make_employer(), direction=direction, by=manager, now=now, lead=lead)
    assert lead_of(file, today=now.date()) == lead
