"""`./passerelle load-oasis FICHIER.csv…`: see crm/taxonomy/official."""

from __future__ import annotations

from collections.abc import Sequence

from crm.taxonomy.official import oasis
from crm.taxonomy.official.commands import LoadCommand
from crm.taxonomy.official.outcome import Loaded
from crm.taxonomy.official.reading import Table
from crm.taxonomy.official.sources import OASIS


class Command(LoadCommand):
    help = "Charge les cotes d’OaSIS / the ratings of OaSIS."
    source = OASIS

    def load(self, tables: Sequence[Table]) -> list[Loaded]:
        return oasis.load(tables)
