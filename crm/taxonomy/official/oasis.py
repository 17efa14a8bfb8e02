"""The ratings of OaSIS: skills, abilities, knowledges and work activities of 900 profiles of the 516 unit groups."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from crm.core.reference import Synchronised
from crm.core.text import fold
from crm.taxonomy.models import Occupation, OccupationRatings
from crm.taxonomy.official.codes import profile_code
from crm.taxonomy.official.outcome import Loaded, RowRefused, read_files
from crm.taxonomy.official.reading import FileRefused, Row, Table
from crm.taxonomy.official.storing import replace

CODE = r"(oasis code|code oasis|code sipec|oasis profile code)"
LABEL = r"(oasis (code )?label|(titre|libelle|etiquette)\b|label\b|code label)"
#: By kind: the highest rating, what the file's name says, and columns that only this kind has.
KINDS = {
    "skills": (5, r"(skill|competence)", r"(reading comprehension|comprehension de lecture)"),
    "abilities": (5, r"(abilit|aptitude|capacite)", r"(static strength|force statique)"),
    "knowledges": (3, r"(knowledge|connaissance)", r"(accounting|comptabilite)"),
    "activities": (5, r"(work ?act|travail)", r"(getting information|obten\w+ de l information)"),
}
#: Fewer ratings than this is no file of ratings.
FEWEST = 10
HUNDREDTHS = 100

Profile = tuple[str, str, tuple[int, ...]]


def load(tables: Sequence[Table]) -> list[Loaded]:
    """Store the files, each recognised by its columns or its name; raises FileRefused for two of one kind."""
    kinds: dict[str, Table] = {}
    for table in tables:
        if kinds.setdefault(kind := recognise(table), table) is not table:
            raise FileRefused(
                _(
                    "Les fichiers « %(file)s » et « %(other)s » donnent les mêmes cotes : gardez le bon, puis "
                    "relancez la commande."
                ),
                file=table.path.name,
                other=kinds[kind].path.name,
            )
    known = set(Occupation.objects.values_list("code", flat=True))
    return [load_kind(kind, kinds[kind], known) for kind in sorted(kinds)]


def recognise(table: Table) -> str:
    """The kind of ratings, a key of KINDS; raises FileRefused for a file of something else."""
    if table.find(CODE) is None and table.find(LABEL) is not None:
        table.require(None, "OaSIS Code - Final")
    by_column = [kind for kind, (_, _, column) in KINDS.items() if table.find(column) is not None]
    by_name = [kind for kind, (_, name, _) in KINDS.items() if re.search(name, fold(table.path.name))]
    found = by_column or by_name
    if table.find(CODE) is None or len(_rated(table)) < FEWEST or len(found) != 1:
        raise FileRefused(
            _(
                "Le fichier « %(file)s » ne contient pas de cotes d’OaSIS : donnez ceux des compétences, des "
                "aptitudes, des connaissances ou des activités de travail, puis relancez la commande."
            ),
            file=table.path.name,
        )
    return found[0]


def version_of(table: Table) -> str:
    """The edition that the file's name states: `2023 v1.0`; empty when it does not."""
    found = re.search(r"(20\d\d)[ _-]+v[ _-]?(\d+\.\d+)", table.path.name, re.IGNORECASE)
    return f"{found[1]} v{found[2]}" if found else ""


def load_kind(kind: str, table: Table, known: Collection[str]) -> Loaded:
    """The mean ratings of each unit group, in hundredths."""
    highest = KINDS[kind][0]
    read = read_files([table], lambda table: _profiles(table, highest, known))
    return read.loaded(
        name=f"oasis-{kind}", version=version_of(table), results={"ratings": _store(read.kept, kind)}
    )


def _rated(table: Table) -> list[int]:
    """The places of the ratings, by the folded names of their columns: the same order whatever the file's."""
    apart = {table.find(CODE), table.find(LABEL)}
    return sorted(
        (i for i, name in enumerate(table.columns) if i not in apart and name), key=table.columns.__getitem__
    )


def _profiles(table: Table, highest: int, known: Collection[str]) -> Callable[[Row], list[Profile]]:
    code = table.require(table.find(CODE), "OaSIS Code - Final")
    rated = _rated(table)
    seen: set[tuple[str, str]] = set()

    def read(row: Row) -> list[Profile]:
        unit, profile = profile_code(row.cells[code])
        if unit not in known:
            raise RowRefused("code_unknown", row.cells[code])
        if (unit, profile) in seen:
            raise RowRefused("repeated", row.cells[code])
        ratings = tuple(_rating(row.cells[place], highest) for place in rated)
        seen.add((unit, profile))
        return [(unit, profile, ratings)]

    return read


def _rating(cell: str, highest: int) -> int:
    """A rating in hundredths: `3`, `3.0` and `3,0` are 300."""
    if not re.fullmatch(r"\d(?:[.,]\d{1,2})?", cell):
        raise RowRefused("rating_outside", cell)
    rating = round(float(cell.replace(",", ".")) * HUNDREDTHS)
    if rating > highest * HUNDREDTHS:
        raise RowRefused("rating_outside", cell)
    return rating


def _store(profiles: Iterable[Profile], kind: str) -> Synchronised:
    by_unit: defaultdict[str, list[tuple[int, ...]]] = defaultdict(list)
    for unit, _profile, ratings in profiles:
        by_unit[unit].append(ratings)
    objects = [
        OccupationRatings(
            occupation_id=unit,
            kind=kind,
            profiles=len(rows),
            # Half up, once: whole numbers from here on.
            values=[(2 * sum(column) + len(rows)) // (2 * len(rows)) for column in zip(*rows, strict=True)],
        )
        for unit, rows in by_unit.items()
    ]
    return replace(OccupationRatings, objects, unique=["occupation", "kind"], within={"kind": kind})
