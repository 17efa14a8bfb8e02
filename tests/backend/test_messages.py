"""The catalogues: what is found in the code, what a check refuses, what gettext reads."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.utils import translation
from django.utils.translation import gettext, ngettext

from backend.catalogues import COMPLETE, SOURCE, compile_one, ensure_compiled, is_stale, read
from backend.messages import KEYWORDS, extract_all, faults, merged, sources


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def forms(message: str | tuple[str, ...]) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else message


def ids(path: Path) -> list[tuple[object, str | None]]:
    return [(message, context) for message, context, _name in extract_all([path])]


def test_a_python_file_gives_its_plurals_and_contexts(tmp_path: Path) -> None:
    code = 'a = _("un")\nb = ngettext_lazy("%d jour", "%d jours")\nc = pgettext("titre", "deux")\n'
    assert ids(write(tmp_path, "a.py", code)) == [
        ("un", None),
        (("%d jour", "%d jours"), None),
        ("deux", "titre"),
    ]


def test_the_code_calls_gettext_by_no_name_that_the_extractor_ignores() -> None:
    named = re.compile(r"\b\w*gettext\w* as (\w+)")
    used = {
        name for path in sources() if path.suffix == ".py" for name in named.findall(path.read_text("utf-8"))
    }
    assert used <= set(KEYWORDS)


def test_a_template_gives_its_sentences_whatever_its_indentation(tmp_path: Path) -> None:
    page = """<p>
        <b>{% translate "Ouvrir l’œil" %}</b>
      {# une note #}
   <i title="{% translate 'Deux' context 'titre' %}">{{ _("Trois")|lower }}</i>
    {% blocktranslate count counter=n trimmed %}un {{ counter }}{% plural %}
        des {{ counter }}{% endblocktranslate %}</p>"""
    assert ids(write(tmp_path, "a.html", page)) == [
        ("Ouvrir l’œil", None),
        ("Deux", "titre"),
        ("Trois", None),
        (("un %(counter)s", "des %(counter)s"), None),
    ]


FOUND = [("Bonjour %(name)s", None, "a.py")]


def english(string: str, **options: object) -> Catalog:
    catalogue = Catalog(locale=COMPLETE)
    catalogue.add("Bonjour %(name)s", string, **options)
    return catalogue


def test_a_complete_catalogue_has_no_fault() -> None:
    assert list(faults(FOUND, english("Hello %(name)s"), complete=True)) == []


@pytest.mark.parametrize(
    ("catalogue", "fault"),
    [
        (Catalog(locale=COMPLETE), "lacking"),
        (english(""), "not translated"),
        (english("Hello"), "values differ"),
        (english("Hello %(name)s", flags={"fuzzy"}), "fuzzy"),
    ],
)
def test_each_fault_is_named(catalogue: Catalog, fault: str) -> None:
    assert [line.split(":")[0] for line in faults(FOUND, catalogue, complete=True)] == [fault]


def test_a_sentence_that_left_the_code_is_obsolete() -> None:
    assert list(faults([], english("Hello %(name)s"), complete=True)) == ["obsolete: 'Bonjour %(name)s'"]


def test_a_merge_keeps_translations_and_drops_what_left() -> None:
    old = english("Hello %(name)s")
    old.add("Parti", "Gone")
    new = merged(FOUND, old, locale=COMPLETE)
    assert {m.id: m.string for m in new if m.id} == {"Bonjour %(name)s": "Hello %(name)s"}


def test_french_plurals_count_zero_as_one() -> None:
    new = merged([(("%d jour", "%d jours"), None, "a.py")], Catalog(locale=SOURCE), locale=SOURCE)
    assert new.get(("%d jour", "%d jours")).string == ("%d jour", "%d jours")
    assert "n > 1" in new.plural_forms


def test_a_catalogue_is_compiled_only_when_it_is_newer(tmp_path: Path) -> None:
    folder = tmp_path / "en_CA" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    path = write(folder, "django.po", 'msgid ""\nmsgstr ""\n\nmsgid "Oui"\nmsgstr "Yes"\n')
    assert ensure_compiled(tmp_path) == 1
    assert ensure_compiled(tmp_path) == 0
    os.utime(path, (path.stat().st_mtime + 10, path.stat().st_mtime + 10))
    assert is_stale(path)
    compile_one(path)
    assert b"Yes" in path.with_suffix(".mo").read_bytes()


def test_the_framework_speaks_the_readers_language() -> None:
    with translation.override("fr-ca"):
        assert gettext("This field is required.") == "Ce champ est obligatoire."
    with translation.override("en-ca"):
        assert gettext("This field is required.") == "This field is required."


def test_french_without_a_translation_is_the_french_itself() -> None:
    with translation.override("fr-ca"):
        assert gettext("Tableau régional") == "Tableau régional"


def test_every_french_plural_counts_zero_as_one() -> None:
    plurals = [message for message in read(SOURCE) if message.id and message.pluralizable]
    assert plurals
    with translation.override("fr-ca"):
        for message in plurals:
            assert message.context or ngettext(*message.id, 0) == message.id[0]


def test_french_punctuation_holds_to_its_word() -> None:
    parted = re.compile(r" (?:[:;?!»]|%(?!\())|« ")
    said = {form for message, _context, _name in extract_all() for form in forms(message)}
    assert sorted(form for form in said if parted.search(form)) == []
