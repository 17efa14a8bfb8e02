"""Pure rules of settling: the table of an appointment's stages, which hours overlap."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.core.errors import TransitionRefused
from crm.settlement.models import AppointmentStage as S


@dataclass(frozen=True, slots=True)
class Transition:
    """A gesture: from which stages, to which, whether only once the hour has begun, whether a reason is asked."""

    sources: frozenset[str]
    target: str
    begun: bool = False
    reason: bool = False


def _move(*sources: str, to: str, begun: bool = False, reason: bool = False) -> Transition:
    return Transition(frozenset(sources), to, begun, reason)


TRANSITIONS: dict[str, Transition] = {
    "confirm": _move(S.REQUESTED, to=S.CONFIRMED),
    "hold": _move(S.REQUESTED, S.CONFIRMED, S.NO_SHOW, to=S.HELD, begun=True),
    "no_show": _move(S.REQUESTED, S.CONFIRMED, S.HELD, to=S.NO_SHOW, begun=True),
    "cancel": _move(S.REQUESTED, S.CONFIRMED, to=S.CANCELLED, reason=True),
    "reschedule": _move(S.REQUESTED, S.CONFIRMED, S.NO_SHOW, to=S.MOVED),
}
#: Stages in which the hour is taken from the officer's day.
BUSY = (S.REQUESTED, S.CONFIRMED, S.HELD)
GESTURE_DONE: dict[str, str | Promise] = {
    "confirm": _("Rendez-vous confirmé."),
    "hold": _("Noté : rendez-vous honoré."),
    "no_show": _("Noté : absence."),
    "cancel": _("Rendez-vous annulé."),
}


def transition(gesture: str, stage: str) -> Transition:
    """The transition of that name from `stage`. Raises TransitionRefused when the table does not hold it."""
    found = TRANSITIONS.get(gesture)
    if found is None or stage not in found.sources:
        raise TransitionRefused
    return found
