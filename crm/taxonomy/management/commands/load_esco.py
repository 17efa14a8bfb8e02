"""`./passerelle load-esco FICHIER.csv…`: see crm/taxonomy/official."""

from __future__ import annotations

from collections.abc import Sequence

from crm.taxonomy.official import esco
from crm.taxonomy.official.commands import LoadCommand
from crm.taxonomy.official.outcome import Loaded
from crm.taxonomy.official.reading import Table
from crm.taxonomy.official.sources import ESCO


class Command(LoadCommand):
    help = "Charge les professions et compétences d’ESCO / the occupations and skills of ESCO."
    source = ESCO

    def load(self, tables: Sequence[Table]) -> list[Loaded]:
        return esco.load(tables)
