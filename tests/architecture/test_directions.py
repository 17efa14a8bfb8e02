"""Only downwards: what import-linter cannot see of it."""

from __future__ import annotations

import tomllib

import pytest
from django.apps import apps
from django.db.models import ForeignObject, Model

from crm.accounts.models import User
from tests.architecture.source import PRODUCT, ROOT, imports_of, name_of, python_files

# The word of the web, which only the two faces and the project itself speak.
WEB = ("django.http", "django.shortcuts", "django.urls", "django.views", "django.template", "rest_framework")
FACES = ("crm/portal/", "crm/api/")
COMMANDS = "/management/commands/"  # an interface too: what is typed instead of clicked
# Celery is rung through one door; the signed-in user's decorator and forms belong to the faces as well.
DOOR = "crm/core/jobs.py"
SIGNALS = (
    "django.dispatch",
    "django.db.models.signals",
    "django.core.signals",
    "django.contrib.auth.signals",
)


def levels() -> dict[str, int]:
    """The height of each room, from the layers of import-linter: 0 is the top."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return {
        room.strip(" ()"): height
        for height, layer in enumerate(layers)
        for room in layer.replace(":", "|").split("|")
    }


def relations() -> list[tuple[type[Model], ForeignObject, type[Model]]]:
    """Every foreign key of our models, with both ends."""
    return [
        (model, field, field.related_model)
        for model in apps.get_models()
        if model.__module__.startswith("crm.")
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if field.is_relation
    ]


def points_up(model: type[Model], target: type[Model]) -> bool:
    """Whether a foreign key goes to a room above, or to a sibling."""
    if target is User:
        return False  # the one exception: settings.AUTH_USER_MODEL may be named from below
    mine, theirs = model._meta.app_config.name, target._meta.app_config.name
    return mine != theirs and levels()[theirs] <= levels()[mine]


def test_every_app_has_its_layer() -> None:
    rooms = {config.name for config in apps.get_app_configs() if config.name.startswith("crm.")}
    assert rooms <= set(levels())


def test_foreign_keys_follow_the_imports() -> None:
    assert relations()
    assert [
        f"{model.__name__}.{field.name} → {target.__name__}"
        for model, field, target in relations()
        if points_up(model, target)
    ] == []


def test_no_foreign_key_is_generic() -> None:
    uses = [name_of(path) for path in python_files("crm") if "GenericForeignKey" in path.read_text("utf-8")]
    assert uses == []


def test_nouns_know_no_http() -> None:
    assert [
        f"{name_of(path)} imports {module}"
        for path in python_files("crm")
        if not name_of(path).startswith(FACES) and COMMANDS not in name_of(path)
        for module in imports_of(path)
        if module.startswith(WEB)
    ] == []


def test_there_is_one_door_to_celery() -> None:
    uses = {
        name_of(path) for path in python_files("crm") for m in imports_of(path) if m.split(".")[0] == "celery"
    }
    assert uses == {DOOR}


def test_nothing_happens_behind_a_signal() -> None:
    assert [
        f"{name_of(path)} imports {module}"
        for path in python_files(*PRODUCT)
        for module in imports_of(path)
        if module.startswith(SIGNALS)
    ] == []


@pytest.mark.parametrize("folder", ["crm", "workers/engine"])
def test_the_clock_is_an_argument(folder: str) -> None:
    """Services, rules and the engine are told the time; a face, a task, a command or a QuerySet's today asks for it."""
    asks = ("timezone.now()", "datetime.now(", "date.today()")
    told = ("services", "rules", "engine")
    assert [
        name_of(path)
        for path in python_files(folder)
        if any(part.removesuffix(".py") in told for part in path.parts)
        and any(word in path.read_text("utf-8") for word in asks)
    ] == []
