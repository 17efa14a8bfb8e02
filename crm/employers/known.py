"""Which employers of the directory many cards are surely of: one question for all of them, in a few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db.models import QuerySet
from django.db.models.functions import Lower

from crm.employers.duplicates import Sought, Why
from crm.employers.models import Contact, Employer, Site
from crm.employers.models.keys import domain_of_address, domain_of_site, phone_key
from crm.employers.rules import is_neq, telling_name, tidy_neq
from crm.employers.services.writing import living

#: A mark by which two cards are one: why, and the value compared.
Mark = tuple[Why, str]


def marks_of(sought: Sought) -> set[Mark]:
    """What of a card is compared to the letter: NEQ, telephones, e-mails, domains, telling names in each MRC."""
    neq = tidy_neq(sought.neq)
    domains = {domain_of_site(sought.website), *map(domain_of_address, sought.emails)}
    names = {telling_name(name) for name in sought.names}
    marks = {
        (Why.NEQ, neq if is_neq(neq) else ""),
        *((Why.PHONE, phone_key(phone)) for phone in sought.phones),
        *((Why.EMAIL, email.strip().lower()) for email in sought.emails if "@" in email),
        *((Why.DOMAIN, domain) for domain in domains),
    }
    here = {(Why.NAME_HERE, f"{name}@{mrc}") for name in names if name for mrc in sought.mrc_ids}
    return {(why, value) for why, value in marks if value} | here


def surely(soughts: Sequence[Sought]) -> list[dict[int, set[Why]]]:
    """For each card, the employers that bear one of its marks: their keys, each with why.

    Names compare whole here, by the words that tell; who only looks alike is sought apart (`duplicates.reasons`).
    """
    marks = [marks_of(sought) for sought in soughts]
    wanted: dict[Why, set[str]] = defaultdict(set)
    for why, value in set().union(*marks):
        wanted[why].add(value)
    holders = _holders(wanted)
    found: list[dict[int, set[Why]]] = []
    for own in marks:
        known: dict[int, set[Why]] = {}
        for mark in own:
            for key in holders.get(mark, ()):
                known.setdefault(key, set()).add(mark[0])
        found.append(known)
    return found


def _holders(wanted: dict[Why, set[str]]) -> dict[Mark, set[int]]:
    found: dict[Mark, set[int]] = defaultdict(set)
    for employer in Employer.everything.filter(neq__in=wanted[Why.NEQ]).select_related("merged_into"):
        standing = living(employer)
        found[Why.NEQ, employer.neq].add((standing or employer).pk)
    contacts = Contact.objects.filter(employer__merged_into=None).order_by()
    by_phone = contacts.filter(phone_key__in=wanted[Why.PHONE])
    by_domain = contacts.filter(email_domain__in=wanted[Why.DOMAIN])
    by_site = Employer.objects.filter(web_domain__in=wanted[Why.DOMAIN]).order_by()
    for why, rows in (
        (Why.PHONE, by_phone.values_list("phone_key", "employer_id")),
        (Why.EMAIL, _by_email(contacts, wanted[Why.EMAIL])),
        (Why.DOMAIN, by_domain.values_list("email_domain", "employer_id")),
        (Why.DOMAIN, by_site.values_list("web_domain", "pk")),
        (Why.NAME_HERE, _by_name(wanted[Why.NAME_HERE])),
    ):
        for value, key in rows:
            found[why, value].add(key)
    return found


def _by_email(contacts: QuerySet[Contact], emails: Collection[str]) -> Iterable[tuple[str, int]]:
    if not emails:
        return ()
    # By the index on the small letters of the address.
    rows = contacts.annotate(address=Lower("email")).filter(address__in=emails)
    return rows.values_list("address", "employer_id")


def _by_name(wanted: Collection[str]) -> Iterable[tuple[str, int]]:
    """Employers of the MRCs, by the words that tell and the MRC, when somebody asked for those."""
    mrcs = {mark.rpartition("@")[2] for mark in wanted}
    there = Site.objects.filter(municipality__mrc__in=mrcs, employer__merged_into=None).order_by()
    rows = there.values_list(
        "employer_id",
        "employer__legal_name",
        "employer__usual_name",
        "employer__trade_names",
        "municipality__mrc",
    )
    for key, legal, usual, trade, mrc in rows.iterator(5_000):
        for name in {legal, usual, *trade} - {""}:
            mark = f"{telling_name(name)}@{mrc}"
            if mark in wanted:
                yield mark, key
