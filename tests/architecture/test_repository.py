"""What surrounds the code agrees with it: words, dependencies, containers, the script of the checks."""

from __future__ import annotations

import importlib
import re
import subprocess
import tomllib
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.architecture.source import ROOT, python_files

VARIABLE = re.compile(r"\b(?:PASSERELLE|POSTGRES)_[A-Z_]+\b")
# In two halves, so that this file does not hold them either.
FORBIDDEN = [
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "registry." + "npmjs",
    "deb." + "debian.org",
    "/wo" + "rk/",
    "/ro" + "ot/",
    "/ho" + "me/",
    "/Us" + "ers/",
    "/tm" + "p/h/",
]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


@cache
def tracked() -> tuple[Path, ...]:
    """The files that are committed."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return tuple(ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file())


@cache
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@cache
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    return loaded


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


@pytest.mark.parametrize("word", FORBIDDEN)
def test_no_file_names_a_machine_or_a_registry(word: str) -> None:
    assert [path.relative_to(ROOT).as_posix() for path in tracked() if word in text_of(path)] == []


def test_no_compiled_or_secret_file_is_tracked() -> None:
    suffixes = {".mo", ".pyc", ".pem", ".key", ".sqlite3"}
    assert [path.name for path in tracked() if path.suffix in suffixes or path.name == ".env"] == []


def test_every_dependency_carries_a_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text("utf-8").splitlines()
    asked = [*project()["project"]["dependencies"], *chain(*project()["dependency-groups"].values())]
    assert asked
    for dependency in asked:
        (line,) = [line for line in lines if line.strip().startswith(f'"{dependency}"')]
        assert re.search(r",\s*# \S.{10,}", line), f"{dependency} has no reason"


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "requirements-bench.lock"])
def test_every_locked_version_has_its_hash_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    pinned = re.findall(r"^[\w.\[\]-]+==", text, re.MULTILINE)
    assert pinned
    assert text.count("--hash=sha256:") >= len(pinned)
    assert "://" not in text


def test_the_containers_are_those_of_the_architecture() -> None:
    assert set(compose()["services"]) == {"database", "broker", "migrate", "web", "worker", "beat"}


def test_every_long_running_container_has_a_health_check() -> None:
    assert [
        name
        for name, service in compose()["services"].items()
        if name != "migrate" and "healthcheck" not in service
    ] == []


def test_images_are_pinned_to_a_version() -> None:
    images = [service["image"] for service in compose()["services"].values()]
    assert all(re.search(r":\d+\.\d+", image) for image in images)
    assert re.search(r"^FROM \S+:\d+\.\d+\.\d+-slim", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)


def test_postgresql_is_mounted_where_its_image_keeps_data() -> None:
    assert compose()["services"]["database"]["volumes"] == ["database:/var/lib/postgresql"]


def test_the_containers_are_told_only_what_the_settings_read() -> None:
    told = set(compose()["x-passerelle"]["environment"])
    read = {name for path in python_files("backend") for name in VARIABLE.findall(path.read_text("utf-8"))}
    assert told - read == set()


def test_the_example_names_what_the_containers_ask_and_gives_no_value() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    given = dict(re.findall(r"^(\w+)=(.*)$", example, re.MULTILINE))
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text("utf-8")))
    assert set(given) == asked
    assert set(given.values()) == {""}


def test_secrets_are_required_from_the_environment() -> None:
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    assert re.findall(r"\$\{(PASSERELLE_SECRET_KEY|POSTGRES_PASSWORD)(?!:\?)", text) == []


def test_what_the_containers_run_exists() -> None:
    text = (ROOT / "docker-compose.yml").read_text("utf-8") + (ROOT / "Dockerfile").read_text("utf-8")
    modules = set(re.findall(r"\bbackend\.\w+", text))
    assert modules
    for module in modules:
        assert (ROOT / f"{module.replace('.', '/')}.py").exists(), module
    assert hasattr(importlib.import_module("backend.celery"), "app")


def test_the_image_copies_what_exists_and_what_is_sent() -> None:
    copied = re.findall(r"^COPY (\S+)", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    sent = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert all((ROOT / name).exists() and f"!{name}" in sent for name in copied)


def test_one_script_runs_the_checks_and_the_tests() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "./passerelle check" in script
    assert "./passerelle test" in script
    for folder in set(re.findall(r"\btests/\w+", script)):
        assert (ROOT / folder).is_dir(), folder


def test_documents_link_to_files_that_exist() -> None:
    documents = [path for path in tracked() if path.suffix == ".md"]
    broken = [
        f"{path.name} → {target}"
        for path in documents
        for target in LINK.findall(path.read_text("utf-8"))
        if not (path.parent / target).exists() and not target.startswith("docs/images/")
    ]
    assert broken == []
