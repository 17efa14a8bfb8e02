"""The coded reasons that a page's dialogs offer, read once a page however many dialogs are drawn."""

from __future__ import annotations

from functools import cached_property

from django.utils.translation import gettext as _

from crm.taxonomy.models import Reason


class CodedReasons:
    """The reasons of every context; nothing is read until a dialog asks."""

    @cached_property
    def _by_context(self) -> dict[str, list[Reason]]:
        found: dict[str, list[Reason]] = {}
        for reason in Reason.objects.all():
            found.setdefault(reason.context, []).append(reason)
        return found

    def of(self, context: str) -> list[Reason]:
        """The reasons of a context, in their order."""
        return self._by_context.get(context, [])

    def choices(self, context: str) -> list[tuple[str, str]]:
        """The same for a form's list, which begins with nothing chosen."""
        return [("", _("Choisir…")), *((reason.code, reason.label) for reason in self.of(context))]

    def to_move_a_need(self) -> list[Reason]:
        """What the dialogs of a need's stage offer."""
        return self.of(Reason.Context.NEED)
