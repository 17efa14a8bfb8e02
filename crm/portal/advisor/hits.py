"""What a search found, as rows of a page: employers, persons, needs, partners, gestures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.models import User
from crm.accounts.policy import Permission as P
from crm.accounts.policy import Scope, scope_of
from crm.candidates.finding import find_persons
from crm.candidates.models import Candidate, ReadEntry
from crm.casework.recent import recent_files, recent_persons
from crm.core.finding import Typed
from crm.core.readonly import journal_may_write
from crm.core.text import fold
from crm.employers.finding import contacts_of, find_employers
from crm.employers.models import Employer
from crm.employers.queries import Card, cards, with_place
from crm.needs.finding import find_needs
from crm.needs.models import LabourNeed
from crm.partners.finding import find_partners
from crm.partners.models import Partner
from crm.portal.rail import PLACES

#: A name shown again to the same reader within this time is the same reading.
SAME_READING = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What answers to the words, each kind within the reader's scope and the nearest first.

    `whose`: by employer, the contact whose telephone or e-mail was typed.
    """

    employers: list[Card]
    whose: dict[int, str]
    persons: list[Candidate]
    needs: list[LabourNeed]
    partners: list[Partner]

    @property
    def is_nothing(self) -> bool:
        return not (self.employers or self.persons or self.needs or self.partners)


def find(user: User, typed: Typed, *, most: int, now: datetime, today: date) -> Found:
    """Search all kinds; the persons whose name is shown are journaled."""
    employers = find_employers(user, typed, most=most, today=today)
    needs = find_needs(user, typed, employers=employers, most=most)
    return Found(
        employers=_cards(user, employers, today),
        whose=contacts_of(typed, employers=employers),
        persons=_shown(user, find_persons(user, typed, most=most), now),
        needs=_needs(user, needs),
        partners=find_partners(user, typed, most=most),
    )


def _cards(user: User, keys: list[int], today: date) -> list[Card]:
    rows = with_place(Employer.objects.visible_to(user)).in_bulk(keys) if keys else {}
    return cards([rows[key] for key in keys if key in rows], today=today) if rows else []


def _needs(user: User, keys: list[int]) -> list[LabourNeed]:
    related = ("file__employer", "site__municipality", "occupation")
    rows = LabourNeed.objects.visible_to(user).select_related(*related).in_bulk(keys) if keys else {}
    return [rows[key] for key in keys if key in rows]


def _shown(user: User, keys: list[int], now: datetime) -> list[Candidate]:
    """The persons; showing a name is a reading, and is journaled once in a while of typing."""
    if not keys:
        return []
    lately = ReadEntry.objects.filter(
        user=user, candidate=OuterRef("pk"), at__gt=now - SAME_READING, what="identity"
    )
    seen: Any = Candidate.objects.visible_to(user).select_related("identity").annotate(known=Exists(lately))
    rows = seen.in_bulk(keys)
    with journal_may_write():
        ReadEntry.objects.bulk_create(
            ReadEntry(candidate=rows[key], user=user, at=now, what="identity")
            for key in keys
            if key in rows and not rows[key].known
        )
    return [rows[key] for key in keys if key in rows]


@dataclass(frozen=True, slots=True)
class Hit:
    """A row of the quick search: where it leads, what it is."""

    url: str
    icon: str
    title: str
    sub: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Gesture:
    """Something to do from anywhere; other words by which people ask for it."""

    label: str | Promise
    words: str | Promise
    name: str
    icon: str
    permission: P

    def is_open(self, scope: Scope) -> bool:
        return scope.may(self.permission)


GESTURES = (
    Gesture(
        gettext_lazy("Consigner une intervention"),
        gettext_lazy("appel visite rencontre courriel note"),
        "intervention-new",
        "edit",
        P.WORK_FILES,
    ),
    Gesture(
        gettext_lazy("Nouvelle entreprise"),
        gettext_lazy("ajouter créer ouvrir dossier employeur"),
        "file-new",
        "plus",
        P.WORK_FILES,
    ),
    Gesture(
        gettext_lazy("Nouvelle personne"),
        gettext_lazy("ajouter créer inscrire candidate candidat"),
        "person-new",
        "plus",
        P.WORK_PERSONS,
    ),
)


def gestures(user: User, typed: Typed) -> Group:
    """What the reader may do, and the places they may go to, whose words begin with those typed."""
    scope = scope_of(user)
    rows = [
        (
            fold(f"{gesture.label} {gesture.words}"),
            Hit(reverse(gesture.name), gesture.icon, str(gesture.label)),
        )
        for gesture in GESTURES
        if gesture.is_open(scope)
    ]
    if typed.words:
        rows += [
            (fold(str(place.label)), Hit(reverse(place.name), place.icon, str(place.label)))
            for place in PLACES
            if place.is_open(scope)
        ]
    return Group(
        _("Gestes et pages"), tuple(hit for words, hit in rows if _begin(typed.words, words.split()))
    )


def _begin(typed: Iterable[str], words: list[str]) -> bool:
    return all(any(word.startswith(begun) for word in words) for begun in typed)


def quick(user: User, typed: Typed, *, most: int, now: datetime, today: date) -> list[Group]:
    """The rows of the quick search; without words, what the reader worked on last and what they may do."""
    if not typed.text:
        return _filled([_recent(user, most), gestures(user, typed)])
    found = find(user, typed, most=most, now=now, today=today)
    return _filled(
        [
            Group(_("Entreprises"), tuple(_employer(card, found.whose) for card in found.employers)),
            Group(_("Besoins"), tuple(_need(need) for need in found.needs)),
            Group(
                _("Personnes"), tuple(_person(person, named=True, typed=typed) for person in found.persons)
            ),
            Group(_("Partenaires"), tuple(_partner(partner) for partner in found.partners)),
            gestures(user, typed),
        ]
    )


def _filled(groups: list[Group]) -> list[Group]:
    return [group for group in groups if group.hits]


def _recent(user: User, most: int) -> Group:
    files = [
        Hit(
            reverse("file", args=[file.pk]),
            "building",
            str(file.employer),
            file.get_stage_display().capitalize(),
        )
        for file in recent_files(user, most=most)
    ]
    persons = [_person(person, named=False) for person in recent_persons(user, most=most)]
    return Group(_("Récemment"), (*files, *persons))


def _by(typed: Typed | None) -> str:
    """By what else than its name a row answered."""
    if typed is None or not (typed.email or typed.phone):
        return ""
    return _("courriel") if typed.email else _("téléphone")


def _employer(card: Card, whose: Mapping[int, str]) -> Hit:
    contact = whose.get(card.employer.pk, "")
    matched = _("coordonnées de %(who)s") % {"who": contact} if contact else ""
    neq = f"NEQ {card.employer.neq}" if card.employer.neq else ""
    followed = ", ".join(follower.lead for follower in card.followers if follower.lead)
    sub = " · ".join(part for part in (matched, neq, card.municipality, followed) if part)
    return Hit(reverse("employer-card", args=[card.employer.pk]), "building", str(card.employer), sub)


def _need(need: LabourNeed) -> Hit:
    sub = " · ".join((need.reference, str(need.file.employer), str(need.site.municipality.name)))
    return Hit(
        reverse("need", args=[need.pk]), "briefcase", need.title, f"{sub} · {need.get_stage_display()}"
    )


def _person(person: Candidate, *, named: bool, typed: Typed | None = None) -> Hit:
    name = f", {person.identity}" if named else ""
    sub = " · ".join(part for part in (_by(typed), person.get_stage_display().capitalize()) if part)
    return Hit(reverse("person", args=[person.pk]), "person", f"{person.reference}{name}", sub)


def _partner(partner: Partner) -> Hit:
    url = f"{reverse('partners')}?q={quote(partner.name)}"
    return Hit(url, "heart", partner.name, str(partner.municipality))
