"""Which employers of the directory may be the one that is typed, and why: one question, whoever asks it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from crm.employers.models import Contact, Employer, LikelyPair
from crm.employers.models.keys import domain_of_address, domain_of_site, phone_key
from crm.employers.queries import LOOK_ALIKE, NEAR_LOOK_ALIKE, Card, Follower, cards, likeness_of
from crm.employers.rules import is_neq, telling_name, tidy_neq
from crm.employers.services.writing import living


class Why(StrEnum):
    """Why two cards may be of one employer, the surest first."""

    NEQ = "neq"
    PHONE = "phone"
    EMAIL = "email"
    DOMAIN = "domain"
    NAME_HERE = "name_here"
    NAME = "name"


WHY_WORDS = {
    Why.NEQ: _("même NEQ"),
    Why.PHONE: _("même téléphone"),
    Why.EMAIL: _("même courriel"),
    Why.DOMAIN: _("même domaine Internet"),
    Why.NAME_HERE: _("nom semblable, même MRC"),
    Why.NAME: _("nom semblable"),
}
STRENGTH = {Why.NEQ: 100, Why.PHONE: 60, Why.EMAIL: 70, Why.DOMAIN: 40, Why.NAME_HERE: 50, Why.NAME: 30}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is typed of an employer so far; anything may be missing."""

    names: tuple[str, ...] = ()
    neq: str = ""
    mrc_ids: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    website: str = ""


@dataclass(frozen=True, slots=True)
class Likely:
    """An employer that it may be: its directory card, why, and how strongly (a sum, for the order)."""

    card: Card
    why: tuple[Why, ...]
    strength: int

    @property
    def employer(self) -> Employer:
        return self.card.employer

    @property
    def municipality(self) -> str:
        return self.card.municipality

    @property
    def followers(self) -> tuple[Follower, ...]:
        return self.card.followers

    @property
    def words(self) -> str:
        """« même téléphone, nom semblable »."""
        return in_words(self.why)


def likely(sought: Sought, *, other_than: int | None = None, today: date, limit: int = 5) -> list[Likely]:
    """The employers that it may be, the surest first; a pair that somebody called two employers is left out."""
    found = reasons(sought)
    if other_than is not None:
        for key in {other_than, *_told_apart(other_than)}:
            found.pop(key, None)
    # Of equal strength, the nearest name first: that is the order in which they were found.
    order = sorted(found, key=lambda key: -strength(found[key]))[:limit]
    rows = Employer.objects.in_bulk(order)
    shown = cards([rows[key] for key in order if key in rows], today=today)
    return [
        Likely(card, in_order(found[card.employer.pk]), strength(found[card.employer.pk])) for card in shown
    ]


def reasons(sought: Sought) -> dict[int, set[Why]]:
    """Employer → why it may be the one that is sought."""
    found: dict[int, set[Why]] = {}
    for code, keys in (
        (Why.NEQ, _by_neq(sought.neq)),
        (Why.PHONE, _by_phone(sought.phones)),
        (Why.EMAIL, _by_email(sought.emails)),
        (Why.DOMAIN, _by_domain(sought)),
        *_by_name(sought),
    ):
        for key in keys:
            found.setdefault(key, set()).add(code)
    for codes in found.values():
        # What is said by a surer reason is not said twice.
        if Why.NAME_HERE in codes:
            codes.discard(Why.NAME)
        if Why.EMAIL in codes:
            codes.discard(Why.DOMAIN)
    return found


def strength(codes: Iterable[Why]) -> int:
    """How strongly the reasons speak together."""
    return sum(STRENGTH[code] for code in codes)


def in_order(codes: Iterable[Why]) -> tuple[Why, ...]:
    """The surest first."""
    return tuple(sorted(codes, key=list(Why).index))


def in_words(codes: Iterable[str]) -> str:
    """« même téléphone, nom semblable »."""
    return ", ".join(str(WHY_WORDS[Why(code)]) for code in codes)


def _told_apart(key: int) -> set[int]:
    pairs = LikelyPair.objects.filter(Q(first=key) | Q(second=key), dismissed_at__isnull=False)
    return {one for pair in pairs.values_list("first_id", "second_id") for one in pair}


def _by_neq(text: str) -> list[int]:
    number = tidy_neq(text)
    holder = living(Employer.everything.filter(neq=number).first()) if is_neq(number) else None
    return [holder.pk] if holder else []


def _by_phone(phones: Iterable[str]) -> Iterable[int]:
    keys = [key for key in map(phone_key, phones) if key]
    return _holders(Contact.objects.filter(phone_key__in=keys)) if keys else ()


def _by_email(emails: Iterable[str]) -> Iterable[int]:
    typed = [email.strip() for email in emails if "@" in email]
    return _holders(Contact.objects.filter(email__in=typed)) if typed else ()


def _by_domain(sought: Sought) -> Iterable[int]:
    domains = {domain_of_site(sought.website), *map(domain_of_address, sought.emails)} - {""}
    if not domains:
        return ()
    own = Employer.objects.filter(web_domain__in=domains).values_list("pk", flat=True)
    return {*own[:50], *_holders(Contact.objects.filter(email_domain__in=domains))}


def _holders(contacts: QuerySet[Contact]) -> Iterable[int]:
    rows = contacts.filter(employer__merged_into=None).order_by()
    return rows.values_list("employer_id", flat=True).distinct()[:50]


def _by_name(sought: Sought) -> Iterable[tuple[Why, Iterable[int]]]:
    for name in sought.names:
        words = telling_name(name)
        if len(words) < 3:
            continue
        alike = Employer.objects.filter(
            Q(folded_name__trigram_similar=words) | Q(folded_name__trigram_word_similar=words)
        )
        yield Why.NAME, _nearest(alike, words, LOOK_ALIKE)
        if sought.mrc_ids:
            here = Employer.objects.filter(sites__municipality__mrc__in=sought.mrc_ids)
            yield Why.NAME_HERE, _nearest(here, words, NEAR_LOOK_ALIKE)


def _nearest(rows: QuerySet[Employer], words: str, floor: float) -> list[int]:
    rated = rows.annotate(likeness=likeness_of(words)).filter(likeness__gte=floor)
    return list(dict.fromkeys(rated.order_by("-likeness", "pk").values_list("pk", flat=True)[:20]))


def sought_of(employer: Employer) -> Sought:
    """An employer of the directory, asked of the others."""
    contacts = list(employer.contacts.values_list("phone", "email"))
    return Sought(
        names=tuple(filter(None, {employer.legal_name, employer.usual_name})),
        neq=employer.neq or "",
        mrc_ids=tuple(employer.sites.values_list("municipality__mrc_id", flat=True).distinct()),
        phones=tuple(phone for phone, _email in contacts if phone),
        emails=tuple(email for _phone, email in contacts if email),
        website=employer.website,
    )
