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


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that the matching reads: its words, the section where it is written, known or not.

    `decides` says that without it no verdict is possible: the person stays « à vérifier », or is not compared at all.
    """

    label: str | Promise
    section: str
    known: bool
    decides: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFacts:
    """Which facts of a person were asked; never what was answered. None: there is nothing to ask."""

    consent: bool
    occupations: bool
    skills: bool
    french_oral: bool
    french_written: bool
    authorisation: bool
    mobility: bool
    help_needed: bool
    available_from: bool
    wage_floor: bool
    shifts: bool
    driving: bool
    languages: bool
    licences: bool | None


def checklist(known: KnownFacts) -> tuple[Fact, ...]:
    """Every fact that the matching reads of this person, in the order in which an officer asks them."""
    licences = known.licences
    return (
        Fact(_("Consentement au jumelage"), "consents", known.consent, True),
        Fact(_("Autorisation de travailler"), "authorisation", known.authorisation, True),
        Fact(_("Professions et expérience"), "occupations", known.occupations, True),
        Fact(_("Compétences"), "skills", known.skills, True),
        Fact(_("Français oral"), "french", known.french_oral, True),
        Fact(_("Français écrit"), "french", known.french_written, True),
        Fact(_("Régions et MRC acceptées"), "mobility", known.mobility, True),
        Fact(_("Disponibilité"), "conditions", known.available_from, True),
        *(() if licences is None else (Fact(_("Permis d’exercice"), "licences", licences, True),)),
        Fact(_("Permis de conduire"), "licences", known.driving, False),
        Fact(_("Autres langues"), "languages", known.languages, False),
        Fact(_("Aide souhaitée"), "mobility", known.help_needed, False),
        Fact(_("Salaire plancher"), "conditions", known.wage_floor, False),
        Fact(_("Horaires acceptés"), "conditions", known.shifts, False),
    )
