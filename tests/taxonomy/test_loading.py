"""The command that loads the reference data: counts, repeats, repairs."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from crm.core.reference import Synchronised
from crm.taxonomy import loader
from crm.taxonomy.models import (
    FrenchLevel,
    Licence,
    Occupation,
    OccupationGroup,
    OccupationSkill,
    OccupationTitle,
    PermitKind,
    Reason,
    Sector,
    Skill,
    SkillAlias,
)
from crm.territory.models import Municipality
from workers.engine.taxonomy import build_taxonomy

pytestmark = pytest.mark.django_db


def test_every_occupation_and_group_is_loaded_under_its_parent() -> None:
    assert Occupation.objects.count() == 516
    assert OccupationGroup.objects.count() == 306
    assert not OccupationGroup.objects.filter(parent=None).exclude(level=1).exists()
    assert Occupation.objects.get(pk="94120").group.parent_id == "941"


def test_the_lists_are_loaded() -> None:
    assert FrenchLevel.objects.count() == 12
    assert Sector.objects.count() == 20
    assert PermitKind.objects.filter(closed=True).count() == 4
    assert Reason.objects.filter(context="answer", shareable=False).count() == 0
    assert {licence.code for licence in Licence.objects.filter(occupations="31301")} == {"oiiq"}


def test_a_second_load_writes_nothing() -> None:
    again = {**loader.load()}
    assert all(result.written == result.removed == 0 for result in again.values())


def test_loading_repairs_what_was_changed_and_removes_what_the_files_do_not_name() -> None:
    Occupation.objects.filter(pk="72106").update(title_fr="Autre chose")
    occupation = Occupation.objects.get(pk="72106")
    OccupationTitle.objects.create(occupation=occupation, language="fr", title="inventé", folded="invente")
    OccupationSkill.objects.filter(occupation=occupation, skill_id="soudage").delete()

    results = loader.load()

    assert results["occupations"] == Synchronised(rows=516, written=1)
    assert results["occupation titles"].removed == 1
    assert results["occupation skills"].written == 1
    assert Occupation.objects.get(pk="72106").title_fr.startswith("Soudeurs/soudeuses")


def test_the_command_prints_what_it_did_for_every_app() -> None:
    Municipality.objects.filter(pk="94068").update(population=1)
    said = StringIO()
    call_command("load_reference", stdout=said)
    assert "municipalities: 181 rows, 1 written, 0 removed" in said.getvalue()
    assert "skills: 279 rows, 0 written, 0 removed" in said.getvalue()


def test_a_skill_weighs_what_the_engine_computes_from_the_same_links() -> None:
    links = list(OccupationSkill.objects.values_list("occupation_id", "skill_id"))
    engine = build_taxonomy(version="test", profiles=links)
    assert dict(Skill.objects.values_list("code", "weight")) == dict(engine.skill_weights)


def test_a_rare_skill_weighs_more_than_a_common_one() -> None:
    weights = dict(Skill.objects.values_list("code", "weight"))
    assert weights["electrolyse"] > weights["soudage"] > weights["service-clientele"] > 0


@pytest.mark.parametrize("words", ["gmaw", "soudure mig", "mig welding"])
def test_trade_words_find_the_skill(words: str) -> None:
    assert SkillAlias.objects.get(folded=words).skill_id == "soudage-mig"


def test_spoken_titles_find_the_occupation() -> None:
    assert OccupationTitle.objects.get(folded="gars de scie").occupation_id == "94120"
    assert OccupationTitle.objects.get(folded="soudeuse").occupation_id == "72106"
