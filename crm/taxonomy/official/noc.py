"""The NOC 2021 as Statistics Canada publishes it: structure (definitions) and elements (example titles, duties)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from crm.core.reference import Synchronised
from crm.core.text import fold
from crm.taxonomy.models import Occupation, OccupationText, OccupationTitle, TitleSource
from crm.taxonomy.official.codes import both_forms, unit_code
from crm.taxonomy.official.outcome import Loaded, RowRefused, read_files
from crm.taxonomy.official.reading import FileRefused, Row, Table, lines_of, tidy
from crm.taxonomy.official.storing import replace

#: Folded names, both languages; "dela" is how the official French file writes "de la".
COLUMNS = {
    "level": r"(level|niveau)$",
    "code": r"(code noc|code de ?la cnp|code cnp|noc code)",
    "title": r"(class title|titres? de (la )?classes?)",
    "definition": r"(class definition|definitions? de (la )?classes?)",
    "element": r"(element type|nom du type d element|type d element)",
    "text": r"(element description|description de l element|description d element)",
}
FRENCH = r"(niveau$|titres? de |code de ?la cnp|nom du type|definitions? de )"
UNIT_GROUP = "5"
#: The kinds of elements that are kept, in both languages: examples (illustrative or all), main duties.
EXAMPLES = re.compile(r"ex[ae]mple")
DUTIES = re.compile(r"main dut|principale")
LONGEST_TITLE = 200

#: Unit group, what it is ("definition", "title", "duty"), and the text.
Passage = tuple[str, str, str]


def load(tables: Sequence[Table]) -> list[Loaded]:
    """Store the files, each recognised by its columns; several of one kind and language are one."""
    kinds: dict[tuple[str, str], list[Table]] = {}
    for table in tables:
        kinds.setdefault(recognise(table), []).append(table)
    known = set(Occupation.objects.values_list("code", flat=True))
    load_kind = {"structure": load_structure, "elements": load_elements}
    return [load_kind[kind](kinds[kind, lang], lang, known) for kind, lang in sorted(kinds, reverse=True)]


def recognise(table: Table) -> tuple[str, str]:
    """("structure" or "elements", "fr" or "en"); raises FileRefused for a file that is neither."""
    places = table.places(COLUMNS)
    if not {"element", "text", "definition", "title"} & places.keys():
        raise FileRefused(
            _(
                "Le fichier « %(file)s » n’est ni la structure ni les éléments de la CNP 2021 : téléchargez ces "
                "fichiers CSV du site de Statistique Canada, puis relancez la commande."
            ),
            file=table.path.name,
        )
    table.require(places.get("code"), "Code de la CNP 2021 V1.0 / Code - NOC 2021 V1.0")
    elements = bool({"element", "text"} & places.keys())
    if elements:
        table.require(places.get("element"), "Nom du type d’élément Français / Element Type Label English")
        table.require(places.get("text"), "Description de l’élément Français / Element Description English")
    else:
        table.require(places.get("title"), "Titres de classes / Class title")
        table.require(places.get("definition"), "Définitions de la classe / Class definition")
    language = "fr" if any(re.match(FRENCH, name) for name in table.columns) else "en"
    return ("elements" if elements else "structure", language)


def version_of(tables: Iterable[Table]) -> str:
    """The edition that the header or the file's name states: `2021 v1.0`; empty when neither does."""
    words = " ".join(f"{table.path.name} {' '.join(table.names)}" for table in tables)
    found = re.search(r"(20\d\d)[ _]+(?:version_?|v)[ _]?(\d+\.\d+)", words, re.IGNORECASE)
    return f"{found[1]} v{found[2]}" if found else ""


def load_structure(tables: Sequence[Table], language: str, known: Collection[str]) -> Loaded:
    """Definitions of the unit groups; their official titles come with the product."""
    read = read_files(tables, lambda table: _definitions(table.places(COLUMNS), known))
    result = _store_texts(read.kept, "definition", language)
    return read.loaded(
        name=f"noc-structure-{language}", version=version_of(tables), results={"definitions": result}
    )


def load_elements(tables: Sequence[Table], language: str, known: Collection[str]) -> Loaded:
    """Example titles, in both grammatical genders, and main duties."""
    read = read_files(tables, lambda table: _elements(table.places(COLUMNS), known))
    results = {
        "titles": _store_titles(read.kept, language),
        "duties": _store_texts(read.kept, "duty", language),
    }
    return read.loaded(name=f"noc-elements-{language}", version=version_of(tables), results=results)


def _definitions(places: Mapping[str, int], known: Collection[str]) -> Callable[[Row], list[Passage]]:
    def read(row: Row) -> list[Passage]:
        code = _unit_group(row, places, known)
        text = tidy(row.cells[places["definition"]])
        if code and not text:
            raise RowRefused("value_missing", code)
        return [(code, "definition", text)] if code else []

    return read


def _elements(places: Mapping[str, int], known: Collection[str]) -> Callable[[Row], list[Passage]]:
    def read(row: Row) -> list[Passage]:
        element = fold(row.cells[places["element"]])
        kind = "title" if EXAMPLES.search(element) else "duty" if DUTIES.search(element) else ""
        code = _unit_group(row, places, known)
        texts = lines_of(row.cells[places["text"]])
        if not texts:
            raise RowRefused("value_missing", code)
        return [passage for text in texts for passage in _passages(code, kind, text)] if kind and code else []

    return read


def _passages(code: str, kind: str, text: str) -> Iterable[Passage]:
    """A duty, but not the words that announce the list; a title in both its forms."""
    if kind == "duty":
        return () if text.endswith(":") else ((code, kind, text),)
    if len(text) > LONGEST_TITLE:
        raise RowRefused("text_too_long", text)
    return ((code, kind, form) for form in both_forms(text))


def _unit_group(row: Row, places: Mapping[str, int], known: Collection[str]) -> str:
    """The code of a unit group; empty for an upper group. Without levels, only five digits are surely one."""
    level = row.cells[places["level"]] if "level" in places else ""
    cell = row.cells[places["code"]]
    code = unit_code(cell)
    if level not in {"", UNIT_GROUP} or (not level and "element" not in places and len(cell) < len(code)):
        return ""
    if code not in known:
        raise RowRefused("code_unknown", cell)
    return code


def _store_titles(rows: Iterable[Passage], language: str) -> Synchronised:
    """One row a title: those that differ only by accents, case or punctuation are one."""
    titles = {(code, fold(text)): text for code, kind, text in reversed(list(rows)) if kind == "title"}
    objects = [
        OccupationTitle(
            occupation_id=code, language=language, title=text, folded=folded, source=TitleSource.NOC
        )
        for (code, folded), text in titles.items()
    ]
    return replace(
        OccupationTitle,
        objects,
        unique=["source", "occupation", "language", "title"],
        within={"source": TitleSource.NOC, "language": language},
    )


def _store_texts(rows: Iterable[Passage], kind: str, language: str) -> Synchronised:
    places: Counter[str] = Counter()
    objects = []
    for code, _kind, text in dict.fromkeys(row for row in rows if row[1] == kind):
        places[code] += 1
        objects.append(
            OccupationText(occupation_id=code, language=language, kind=kind, position=places[code], text=text)
        )
    return replace(
        OccupationText,
        objects,
        unique=["occupation", "language", "kind", "position"],
        within={"kind": kind, "language": language},
    )
