"""The single facts of the profile: French, authorisation, mobility, availability, and the day it was confirmed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.candidates.models import AcceptedMrc, AcceptedRegion, Authorisation, Candidate
from crm.candidates.rules import ranked
from crm.candidates.services.access import writing_profile
from crm.core.errors import Refusal
from crm.employers.models import Employer
from crm.taxonomy.models import PermitKind
from crm.territory.models import Mrc, Region


def save_french(
    *, candidate: Candidate, oral: int | None, written: int | None, evaluated_on: date | None, revision: int,
    by: User | None, now: datetime,
) -> None:
    """Levels of the Québec scale, 0 to 12 (0: none yet; None: never asked), and the day of the evaluation."""
    for name, level in (("oral", oral), ("written", written)):
        if level is not None and not 0 <= level <= 12:
            raise Refusal(_("Le niveau de français va de 0 à 12."), field=name)
    if evaluated_on is not None and evaluated_on > timezone.localdate(now):
        raise Refusal(_("L’évaluation ne peut pas être dans l’avenir."), field="evaluated_on")
    with writing_profile(candidate, revision=revision, by=by, now=now) as person:
        person.french_oral, person.french_written, person.french_evaluated_on = oral, written, evaluated_on


def save_authorisation(
    *, candidate: Candidate, may_work_from: date | None, may_work_until: date | None,
    tied_employer: Employer | None, occupation_limits: Collection[str], kind: PermitKind | None,
    verified_on: date | None, revision: int, by: User | None, now: datetime,
) -> None:
    """The four facts that the engine reads, and the kind of permit, which it does not.

    Raises Refusal when the end comes before the start, or when a closed permit names no employer.
    """
    if may_work_from and may_work_until and may_work_until < may_work_from:
        raise Refusal(_("La fin ne peut pas précéder le début."), field="may_work_until")
    if kind is not None and kind.closed and tied_employer is None:
        raise Refusal(
            _("Un permis fermé lie la personne à une entreprise : choisissez-la, sans quoi le jumelage se tromperait."),
            field="tied_employer",
        )
    with writing_profile(candidate, revision=revision, by=by, now=now) as person:
        row, _made = Authorisation.objects.update_or_create(
            candidate=person,
            defaults={
                "kind": kind, "may_work_from": may_work_from, "may_work_until": may_work_until,
                "tied_employer": tied_employer, "verified_on": verified_on,
            },
        )
        row.occupation_limits.set(occupation_limits)


def save_mobility(
    *, candidate: Candidate, all_regions: bool, regions: Sequence[str], mrcs: Sequence[str],
    help_needed: Collection[str], revision: int, by: User | None, now: datetime,
) -> None:
    """Where the person would go, codes in order of preference, and the help needed to go there.

    An MRC narrows its region, which is accepted with it. Raises Refusal when nothing at all is accepted.
    """
    narrowed = {code: Mrc.objects.filter(pk=code).values_list("region_id", flat=True).first() for code in mrcs}
    if None in narrowed.values() or Region.objects.filter(pk__in=regions).count() != len(set(regions)):
        raise Refusal(_("Cet endroit n’est pas dans la liste."), field="regions")
    accepted = [*regions, *(code for code in narrowed.values() if code)]
    if not all_regions and not accepted:
        raise Refusal(_("Donnez au moins une région, ou toutes."), field="regions")
    with writing_profile(candidate, revision=revision, by=by, now=now) as person:
        person.accepted_regions.all().delete()
        person.accepted_mrcs.all().delete()
        AcceptedRegion.objects.bulk_create(
            AcceptedRegion(candidate=person, region_id=code, rank=rank) for rank, code in ranked(accepted)
        )
        AcceptedMrc.objects.bulk_create(
            AcceptedMrc(candidate=person, mrc_id=code, rank=rank) for rank, code in ranked(mrcs)
        )
        person.mobility_asked, person.accepts_all_regions = True, all_regions
        person.help_needed = sorted(help_needed)


def save_availability(
    *, candidate: Candidate, available_from: date | None, wage_floor: Decimal | None,
    shifts: Collection[str] | None, revision: int, by: User | None, now: datetime,
) -> None:
    """From which day, for how much an hour at least, on which shifts (None: never asked)."""
    if wage_floor is not None and wage_floor <= 0:
        raise Refusal(_("Le salaire doit être plus grand que zéro."), field="wage_floor")
    with writing_profile(candidate, revision=revision, by=by, now=now) as person:
        person.available_from, person.wage_floor = available_from, wage_floor
        person.shifts = None if shifts is None else sorted(shifts)


def confirm_profile(*, candidate: Candidate, revision: int, by: User | None, now: datetime) -> None:
    """The person said today that the profile still holds."""
    with writing_profile(candidate, revision=revision, by=by, now=now) as person:
        person.confirmed_on = timezone.localdate(now)
