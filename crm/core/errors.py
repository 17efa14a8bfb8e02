"""Refusals: what a service says when the house's rules forbid a gesture."""

from __future__ import annotations

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A gesture that the rules refuse, with its reason in the reader's language and, if it has one, its field.

    Interfaces show `message` beside `field`; nothing was written when it is raised.
    """

    default: ClassVar[str | Promise] = _("Ce geste n’est pas permis ici.")

    def __init__(self, message: str | Promise | None = None, *, field: str | None = None) -> None:
        self.message = message or self.default
        self.field = field
        super().__init__(str(self.message))


class TransitionRefused(Refusal):
    """A stage move that the table of transitions does not hold."""

    default = _("Ce changement d’étape n’est pas possible depuis l’étape actuelle.")


class Forbidden(Refusal):
    """The reader may see the object but may not do this with it (HTTP 403 with the reason)."""

    default = _("Votre rôle ne permet pas ce geste.")


class StaleRevision(Refusal):
    """Someone else wrote the object since the reader opened it."""

    default = _("Quelqu’un d’autre a modifié cette fiche entre-temps. Relisez-la avant d’enregistrer.")


class WrittenSince(Refusal):
    """The row was written since the gesture that is to be taken back."""

    default = _("Ce geste ne s’annule plus : autre chose a été fait depuis.")


class AlreadyMoved(Refusal):
    """Someone else moved the object since the reader saw its stage: who, and where it is now."""

    def __init__(self, *, who: str, stage: str) -> None:
        words = (
            _("%(who)s vient de changer l’étape : %(stage)s. Rien n’a été déplacé.")
            if who
            else _("L’étape a changé entre-temps : %(stage)s. Rien n’a été déplacé.")
        )
        super().__init__(words % {"who": who, "stage": stage}, field="to")
