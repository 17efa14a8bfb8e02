"""`./passerelle load-noc FICHIER.csv…`: see crm/taxonomy/official."""

from __future__ import annotations

from collections.abc import Sequence

from crm.taxonomy.official import noc
from crm.taxonomy.official.commands import LoadCommand
from crm.taxonomy.official.outcome import Loaded
from crm.taxonomy.official.reading import Table
from crm.taxonomy.official.sources import NOC


class Command(LoadCommand):
    help = "Charge la CNP 2021 (structure et éléments) / the NOC 2021 (structure and elements)."
    source = NOC

    def load(self, tables: Sequence[Table]) -> list[Loaded]:
        return noc.load(tables)
