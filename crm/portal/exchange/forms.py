"""The file that is given, and what each of its columns is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm.exchange.columns import Column
from crm.exchange.kinds import KINDS, Kind
from crm.exchange.models import Import
from crm.portal.forms import PasserelleForm
from crm.territory.models import Direction


class NewImportForm(PasserelleForm):
    """Which list, for which direction, and its file."""

    kind = forms.ChoiceField(label=_("Quelle liste ?"), widget=forms.RadioSelect)
    direction = forms.ModelChoiceField(Direction.objects.none(), label=_("Pour quelle direction ?"))
    file = forms.FileField(
        label=_("Le fichier"),
        max_length=300,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )

    def __init__(self, *args: Any, kinds: list[Kind], directions: QuerySet[Direction], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["kind"]
        choice.choices = [(kind.code, kind.label) for kind in kinds]
        choice.initial = kinds[0].code if kinds else None
        place: Any = self.fields["direction"]
        place.queryset = directions
        if len(directions) == 1:
            place.required, place.widget = False, forms.HiddenInput()
            place.initial = self._only = directions[0]

    def clean_direction(self) -> Direction:
        chosen: Direction = self.cleaned_data["direction"] or self._only
        return chosen


class SheetForm(PasserelleForm):
    """Which sheet of the workbook is read."""

    sheet = forms.ChoiceField(label=_("Feuille à importer"))

    def __init__(self, *args: Any, job: Import, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["sheet"]
        choice.choices = [(name, name) for name in job.sheets]
        choice.initial = job.sheet


class ColumnsForm(PasserelleForm):
    """What each column of the file is, and what becomes of doubles."""

    complete_doubles = forms.BooleanField(
        label=_("Compléter les fiches déjà suivies par ma direction avec les lignes qui les doublent"),
        required=False,
    )

    def __init__(self, *args: Any, job: Import, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["complete_doubles"].initial = job.complete_doubles
        kind = KINDS[job.kind]
        if not kind.completes_doubles:
            del self.fields["complete_doubles"]
        for at, code in enumerate(job.mapping):
            self.fields[f"c{at}"] = forms.ChoiceField(
                label=job.headings[at] or _("sans nom"),
                choices=[("", _("Ne pas importer")), *map(_choice, kind.columns)],
                required=False,
                initial=code,
                widget=forms.Select(attrs={"class": "select"}),
            )
        self.width = len(job.mapping)
        self._samples = job.samples

    def mapping(self) -> list[str]:
        """The codes chosen, one a heading."""
        return [self.cleaned_data.get(f"c{at}", "") for at in range(self.width)]

    def lines(self) -> list[tuple[Any, list[str]]]:
        """Each column's choice with what the first lines of the file hold there."""
        return [
            (self[f"c{at}"], [cells[at] for cells in self._samples if at < len(cells) and cells[at]])
            for at in range(self.width)
        ]


def _choice(column: Column) -> tuple[str, str]:
    label = str(column.label)
    if column.read is None:
        return column.code, str(_("%(column)s (lue, jamais écrite)") % {"column": label})
    return column.code, f"{label} *" if column.required else label
