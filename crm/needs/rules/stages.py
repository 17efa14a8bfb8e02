"""The stages of a need: which move leads where, and what an employer reads of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.core.errors import TransitionRefused
from crm.needs.models import NeedStage as S


@dataclass(frozen=True, slots=True)
class Transition:
    """A move: from which stages, to which, whether a coded reason is asked, whether the employer may read it."""

    sources: frozenset[str]
    target: str
    reason: bool = False
    shareable: bool = True


def _move(*sources: str, to: str, reason: bool = False, shareable: bool = True) -> Transition:
    return Transition(frozenset(sources), to, reason, shareable)


TRANSITIONS: dict[str, Transition] = {
    "submit": _move(S.DRAFT, to=S.SUBMITTED),
    # A need that arrives waits for its advisor at once: nothing has to be opened for it to stand in the list.
    "queue": _move(S.SUBMITTED, to=S.TO_QUALIFY, shareable=False),
    "qualify": _move(S.SUBMITTED, S.TO_QUALIFY, to=S.OPEN),
    "present": _move(S.OPEN, to=S.PRESENTING),
    "stop_presenting": _move(S.PRESENTING, to=S.OPEN),
    "fill": _move(S.OPEN, S.PRESENTING, to=S.FILLED),
    "release": _move(S.FILLED, to=S.OPEN),
    "suspend": _move(S.OPEN, S.PRESENTING, to=S.SUSPENDED, reason=True),
    "resume": _move(S.SUSPENDED, to=S.OPEN),
    "requalify": _move(S.OPEN, to=S.TO_QUALIFY, shareable=False),
    "close": _move(S.OPEN, S.PRESENTING, S.FILLED, S.SUSPENDED, to=S.CLOSED, reason=True),
    "withdraw": _move(
        S.DRAFT, S.SUBMITTED, S.TO_QUALIFY, S.OPEN, S.PRESENTING, S.SUSPENDED, to=S.WITHDRAWN, reason=True
    ),
    "expire": _move(S.SUBMITTED, S.TO_QUALIFY, S.OPEN, S.PRESENTING, S.SUSPENDED, to=S.EXPIRED),
    "reopen": _move(S.EXPIRED, S.WITHDRAWN, S.CLOSED, to=S.TO_QUALIFY),
}
#: Moves that an advisor makes from the need's page; the others come out of other gestures.
BY_HAND = ("suspend", "resume", "requalify", "close", "withdraw", "reopen")
#: Why an employer withdraws its need: the reasons that are its own.
WITHDRAW_REASONS = ("need-filled-elsewhere", "need-postponed", "need-activity", "need-withdrawn")
#: Stages from which an employer may withdraw its need.
WITHDRAWABLE = TRANSITIONS["withdraw"].sources
#: Moves that change nothing but the stage: one press takes them back.
TAKEN_BACK = frozenset({"suspend", "resume", "close", "withdraw"})
#: Stages in which what is asked may still be changed.
EDITABLE = frozenset({S.DRAFT, S.SUBMITTED, S.TO_QUALIFY, S.OPEN, S.PRESENTING, S.SUSPENDED})

#: Stages that come with a reason, or of themselves: whoever opens the need reads first why it stopped.
STOPPED = frozenset({S.SUSPENDED, S.CLOSED, S.WITHDRAWN, S.EXPIRED})

MOVE_LABELS: dict[str, str | Promise] = {
    "suspend": _("Suspendre"),
    "resume": _("Reprendre"),
    "requalify": _("Remettre à qualifier"),
    "close": _("Clore"),
    "withdraw": _("Retirer"),
    "reopen": _("Rouvrir"),
}


def transition(move: str, stage: str) -> Transition:
    """The transition of that name from `stage`. Raises TransitionRefused when the table does not hold it."""
    found = TRANSITIONS.get(move)
    if found is None or stage not in found.sources:
        raise TransitionRefused
    return found


def moves_from(stage: str) -> tuple[str, ...]:
    """The moves that an advisor may make by hand from `stage`, in the order in which pages offer them."""
    return tuple(move for move in BY_HAND if stage in TRANSITIONS[move].sources)


def hand_move(stage: str, target: str) -> str:
    """The move by which an advisor takes a need from `stage` to `target`; "" when none leads there by hand."""
    moves = ("qualify", *BY_HAND)
    return next((m for m in moves if stage in TRANSITIONS[m].sources and TRANSITIONS[m].target == target), "")


#: Why no hand takes a need to these stages, or not from everywhere.
NOT_BY_HAND: dict[str, str | Promise] = {
    S.DRAFT: _("Un besoin envoyé ne redevient pas un brouillon."),
    S.SUBMITTED: _("Un besoin est soumis par son envoi."),
    S.TO_QUALIFY: _("On y remet un besoin ouvert, ou on y rouvre un besoin clos, retiré ou expiré."),
    S.OPEN: _("On y arrive en qualifiant le besoin, ou en reprenant un besoin suspendu."),
    S.PRESENTING: _("Un besoin passe en présentation quand un premier profil est présenté."),
    S.FILLED: _("Un besoin est pourvu quand une embauche est confirmée."),
    S.EXPIRED: _("Un besoin expire de lui-même, à la fin de sa validité."),
    S.SUSPENDED: _("Seul un besoin ouvert ou en présentation se suspend."),
    S.CLOSED: _("Un besoin qui n’a pas été ouvert se retire ; il ne se clôt pas."),
    S.WITHDRAWN: _("Un besoin pourvu ou clos ne se retire plus."),
}


@dataclass(frozen=True, slots=True)
class PlainStage:
    """A stage as its employer reads it: two words, a sentence, a tone, and the step reached (0 is none)."""

    label: str | Promise
    sentence: str | Promise
    tone: str
    step: int


_RECEIVED = PlainStage(
    _("Reçu"),
    _(
        "Votre conseillère ou conseiller le lit et vous appelle s’il manque un détail, en deux jours ouvrables."
    ),
    "badge-info",
    1,
)
PLAIN_STAGES: dict[str, PlainStage] = {
    S.DRAFT: PlainStage(_("Pas encore envoyé"), _("Terminez-le quand vous voulez."), "", 0),
    S.SUBMITTED: _RECEIVED,
    S.TO_QUALIFY: _RECEIVED,
    S.OPEN: PlainStage(
        _("En recherche"),
        _(
            "Nous cherchons des personnes dont les compétences répondent à ce besoin, ici et dans les autres régions."
        ),
        "badge-accent",
        2,
    ),
    S.PRESENTING: PlainStage(
        _("Profils présentés"), _("Des profils vous attendent ou vous ont été présentés."), "badge-accent", 3
    ),
    S.FILLED: PlainStage(_("Pourvu"), _("Tous les postes sont pourvus."), "badge-ok", 4),
    S.CLOSED: PlainStage(_("Terminé"), _("Ce besoin est clos. Vous pouvez en décrire un autre."), "", 4),
    S.SUSPENDED: PlainStage(
        _("En pause"),
        _("La recherche est arrêtée pour le moment. Appelez-nous pour la reprendre."),
        "badge-warn",
        2,
    ),
    S.EXPIRED: PlainStage(
        _("À confirmer"),
        _(
            "Sans nouvelles de vous, la recherche s’est arrêtée. Dites en une touche s’il est toujours d’actualité."
        ),
        "badge-warn",
        1,
    ),
    S.WITHDRAWN: PlainStage(_("Retiré"), _("Ce besoin a été retiré."), "", 0),
}
PLAIN_STEPS = (_("Reçu"), _("En recherche"), _("Profils présentés"), _("Pourvu"))
