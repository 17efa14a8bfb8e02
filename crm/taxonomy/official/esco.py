"""ESCO, editions 1.0 to 1.2: words for occupations and skills, in French or English, and the links between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from crm.core.reference import Synchronised, synchronise
from crm.core.text import fold
from crm.taxonomy.models import EscoConcept, EscoLabel, EscoLink
from crm.taxonomy.official.codes import both_forms
from crm.taxonomy.official.outcome import Loaded, RowRefused, read_files
from crm.taxonomy.official.reading import FileRefused, Row, Table, lines_of, tidy
from crm.taxonomy.official.storing import replace

COLUMNS = {
    "uri": r"concepturi$",
    "group": r"iscogroup$",
    "skill_type": r"skilltype$",
    "preferred": r"preferredlabel$",
    "others": r"altlabels$",
    "occupation": r"occupationuri$",
    "relation": r"relationtype$",
    "skill": r"skilluri$",
    "broader": r"broaderuri$",
}
ADDRESS = re.compile(r"https?://data\.europa\.eu/esco/(occupation|skill)/\S{1,100}")
LONGEST = 250
LANGUAGE = re.compile(r"[_-](fr|en)(?:[._ (-]|$)", re.IGNORECASE)

#: Address, ISCO group, and the words, each with whether it is the preferred one.
Concept = tuple[str, str, tuple[tuple[str, bool], ...]]
Link = tuple[str, str, bool]


def load(tables: Sequence[Table]) -> list[Loaded]:
    """Store occupations, skills, then links; ESCO's groups and hierarchies may be given and are not read."""
    kinds: dict[tuple[str, str], list[Table]] = {}
    for table in tables:
        kinds.setdefault(recognise(table), []).append(table)
    if kinds.keys() <= {("unread", "")}:
        raise _other(tables[0])
    loads = [
        load_concepts(kinds[kind, language], EscoConcept.Kind(kind), language)
        for kind, language in sorted(kinds)
        if language
    ]
    links = kinds.get(("links", ""))
    return [*loads, load_links(links)] if links else loads


def recognise(table: Table) -> tuple[str, str]:
    """("occupation" or "skill", language), ("links", "") or ("unread", ""); raises FileRefused for anything else."""
    places = table.places(COLUMNS)
    if "occupation" in places or "skill" in places:
        for column, name in (("occupation", "occupationUri"), ("skill", "skillUri")):
            table.require(places.get(column), name)
        return "links", ""
    concept = {"uri", "preferred"} <= places.keys()
    if "broader" in places or (concept and not {"group", "skill_type"} & places.keys()):
        return "unread", ""
    if not {"uri", "preferred"} & places.keys():
        raise _other(table)
    table.require(places.get("uri"), "conceptUri")
    table.require(places.get("preferred"), "preferredLabel")
    return "occupation" if "group" in places else "skill", _language(table)


def load_concepts(tables: Sequence[Table], kind: EscoConcept.Kind, language: str) -> Loaded:
    """The concepts of a kind and their words in a language; concepts that no language names any more are removed."""
    read = read_files(tables, lambda table: _concepts(table.places(COLUMNS), kind))
    concepts = [EscoConcept(uri=uri, kind=kind, group=group) for uri, group, _words in read.kept]
    results = {"concepts": synchronise(concepts, unique=["uri"], within={"kind": kind})}
    results["labels"] = _store_labels(read.kept, kind, language)
    EscoConcept.objects.filter(kind=kind, labels=None).delete()
    return read.loaded(name=f"esco-{kind}s-{language}", version=version_of(tables), results=results)


def load_links(tables: Sequence[Table]) -> Loaded:
    """Which skill each occupation needs, between concepts that are loaded."""
    known = set(EscoConcept.objects.values_list("uri", flat=True))
    read = read_files(tables, lambda table: _links(table.places(COLUMNS), known))
    needed: dict[tuple[str, str], bool] = {}
    for occupation, skill, essential in read.kept:
        needed[occupation, skill] = essential or needed.get((occupation, skill), False)
    objects = [
        EscoLink(occupation_id=o, skill_id=s, essential=essential) for (o, s), essential in needed.items()
    ]
    result = replace(EscoLink, objects, unique=["occupation", "skill"], within={})
    return read.loaded(name="esco-links", version=version_of(tables), results={"links": result})


def version_of(tables: Iterable[Table]) -> str:
    """The edition that the folder's or the file's name states: `v1.2.0`; empty when neither does."""
    words = " ".join(f"{table.path.parent.name} {table.path.name}" for table in tables)
    found = re.search(r"\bv ?(\d+(?:\.\d+){1,2})", words.replace("_", " "), re.IGNORECASE)
    return f"v{found[1]}" if found else ""


def _other(table: Table) -> FileRefused:
    return FileRefused(
        _(
            "Le fichier « %(file)s » ne contient ni les professions, ni les compétences, ni leurs liens : téléchargez "
            "ceux d’ESCO en CSV, puis relancez la commande."
        ),
        file=table.path.name,
    )


def _language(table: Table) -> str:
    found = LANGUAGE.search(table.path.stem)
    if not found:
        raise FileRefused(
            _(
                "Le nom du fichier « %(file)s » ne dit pas sa langue : terminez-le par _fr ou _en, comme le fait "
                "ESCO, puis relancez la commande."
            ),
            file=table.path.name,
        )
    return found[1].lower()


def _concepts(places: Mapping[str, int], kind: EscoConcept.Kind) -> Callable[[Row], list[Concept]]:
    seen: set[str] = set()

    def cell(row: Row, column: str) -> str:
        return row.cells[places[column]] if column in places else ""

    def read(row: Row) -> list[Concept]:
        uri, preferred = cell(row, "uri"), tidy(cell(row, "preferred"))
        found = ADDRESS.fullmatch(uri)
        if not found or found[1] != kind:
            raise RowRefused("address_not_esco", uri)
        if uri in seen:
            raise RowRefused("repeated", uri)
        if not preferred:
            raise RowRefused("value_missing", uri)
        seen.add(uri)
        words = [(preferred, True), *((word, False) for word in lines_of(cell(row, "others")))]
        if max(len(word) for word, _best in words) > LONGEST:
            raise RowRefused("text_too_long", uri)
        return [(uri, cell(row, "group"), tuple(words))]

    return read


def _links(places: Mapping[str, int], known: Collection[str]) -> Callable[[Row], list[Link]]:
    def read(row: Row) -> list[Link]:
        occupation, skill = row.cells[places["occupation"]], row.cells[places["skill"]]
        for uri in (occupation, skill):
            if uri not in known:
                raise RowRefused("address_unknown", uri)
        optional = "relation" in places and fold(row.cells[places["relation"]]) != "essential"
        return [(occupation, skill, not optional)]

    return read


def _store_labels(concepts: Iterable[Concept], kind: EscoConcept.Kind, language: str) -> Synchronised:
    """Job titles in both forms. Words of a concept that differ only by accents, case or punctuation are one."""
    labels: dict[tuple[str, str], EscoLabel] = {}
    for uri, _group, words in concepts:
        for word, preferred in words:
            for text in both_forms(word) if kind == EscoConcept.Kind.OCCUPATION else (word,):
                label = EscoLabel(
                    concept_id=uri, language=language, text=text, folded=fold(text), preferred=preferred
                )
                labels.setdefault((uri, label.folded), label)
    return replace(
        EscoLabel,
        list(labels.values()),
        unique=["concept", "language", "text"],
        within={"language": language, "concept__kind": kind},
    )
