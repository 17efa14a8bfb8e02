"""The stages of a person, what each consent allows, and what may leave the house under it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.candidates.models import ConsentKind
from crm.candidates.models import PersonStage as S

#: From each stage, the stages that may follow, in the order in which pages offer them.
TRANSITIONS: dict[str, tuple[S, ...]] = {
    S.REGISTERED: (S.WELCOMED, S.CLOSED),
    S.WELCOMED: (S.PROFILE_VALID, S.CLOSED),
    S.PROFILE_VALID: (S.AVAILABLE, S.PROPOSED, S.EMPLOYED, S.WELCOMED, S.CLOSED),
    S.AVAILABLE: (S.PROPOSED, S.EMPLOYED, S.PROFILE_VALID, S.CLOSED),
    S.PROPOSED: (S.EMPLOYED, S.AVAILABLE, S.CLOSED),
    S.EMPLOYED: (S.FOLLOWED, S.AVAILABLE, S.CLOSED),
    S.FOLLOWED: (S.AVAILABLE, S.CLOSED),
    S.CLOSED: (S.WELCOMED,),
}
#: What a match brings about: whoever decides on matches may cause these moves, also for a person of another direction.
BROUGHT_BY_MATCHES = frozenset({S.PROPOSED, S.EMPLOYED, S.AVAILABLE})

#: The notice read to the person when a consent is given; a new text takes a new version.
NOTICE_VERSION = "2026-1"
#: For how long a consent to matching is proposed; the person may ask for less.
CONSENT_LASTS = timedelta(days=365)
#: After this long without confirmation a profile is said to be getting old.
FRESH_FOR = timedelta(days=90)

#: What may be told outside under each consent: matching alone lets nothing out.
MAY_BE_RELEASED = frozenset(
    {ConsentKind.PRESENTATION, ConsentKind.IDENTITY, ConsentKind.REFERRAL, ConsentKind.RELOCATION}
)
IDENTITY_FIELDS = frozenset({"name", "given_name", "family_name", "email", "phone", "language", "address"})


@dataclass(frozen=True, slots=True)
class Notice:
    """What a consent allows and what it does not, in the words read to the person."""

    allows: str | Promise
    not_this: str | Promise


NOTICES: dict[str, Notice] = {
    ConsentKind.MATCHING: Notice(
        _("Comparer le profil aux besoins de main-d’œuvre, ici et dans les régions acceptées."),
        _("Rien n’est montré à une entreprise. Le nom et les coordonnées n’entrent pas dans la comparaison."),
    ),
    ConsentKind.PRESENTATION: Notice(
        _("Montrer le profil dépersonnalisé à cette entreprise, pour ce besoin."),
        _("Ni nom, ni coordonnées, ni pays, ni statut."),
    ),
    ConsentKind.IDENTITY: Notice(
        _("Donner le nom et les coordonnées à cette entreprise."),
        _("Rien d’autre du dossier ne lui est donné."),
    ),
    ConsentKind.REFERRAL: Notice(
        _("Transmettre à un organisme partenaire ce qu’il faut pour prendre le relais."),
        _("L’organisme ne voit pas le dossier."),
    ),
    ConsentKind.RELOCATION: Notice(
        _("Parler du déménagement avec les personnes qui aident à s’établir dans la région choisie."),
        _("L’employeur n’en reçoit rien."),
    ),
}


def may_move(stage: str, to: str) -> bool:
    """Whether the table holds the move."""
    return to in TRANSITIONS.get(stage, ())


def next_stages(stage: str) -> tuple[S, ...]:
    """Where a person may go from `stage`, the usual one first."""
    return TRANSITIONS.get(stage, ())


def may_release(kind: str, fields: frozenset[str]) -> bool:
    """Whether a consent of this kind lets these fields out: no identity under a consent to presentation."""
    if kind not in MAY_BE_RELEASED:
        return False
    return kind != ConsentKind.PRESENTATION or not fields & IDENTITY_FIELDS


def is_fresh(confirmed_on: date | None, *, today: date) -> bool:
    """Whether the person confirmed the profile lately."""
    return confirmed_on is not None and today - confirmed_on <= FRESH_FOR
