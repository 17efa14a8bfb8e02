"""Where the person would go, with what help, from when and for how much; and the word that it still holds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.candidates.models import AcceptedMrc, AcceptedRegion, Candidate
from crm.candidates.services.common import lock_candidate, require_person, section_written
from crm.candidates.services.profile import ProfileRefused
from crm.territory.models import Mrc, Region


@transaction.atomic
def save_mobility(
    *,
    candidate: Candidate,
    revision: int,
    asked: bool,
    all_regions: bool,
    regions: Sequence[str],
    mrcs: Sequence[str],
    help_needed: Sequence[str] | None,
    by: User | None,
    now: datetime,
    told: Collection[str] = (),
) -> Candidate:
    """Regions and MRCs accepted, the preferred first, and the help that moving takes (None: never asked).

    An MRC narrows its region: the region is accepted with it. Raises ProfileRefused, StaleRevision, Forbidden.
    """
    require_person(candidate, by)
    locked = lock_candidate(candidate, revision=revision)
    chosen = Mrc.objects.in_bulk(mrcs)
    if len(chosen) != len(set(mrcs)):
        raise ProfileRefused(field="mrcs")
    ordered = list(dict.fromkeys([*regions, *(chosen[code].region_id for code in mrcs)]))
    if Region.objects.filter(pk__in=ordered).count() != len(ordered):
        raise ProfileRefused(field="regions")
    _write_places(locked, [] if all_regions else ordered, [] if all_regions else list(dict.fromkeys(mrcs)))
    locked.mobility_asked = asked or all_regions or bool(ordered)
    locked.accepts_all_regions = all_regions
    locked.help_needed = None if help_needed is None else list(help_needed)
    section_written(locked, "mobility", told=told, by=by, now=now)
    return locked


def _write_places(candidate: Candidate, regions: list[str], mrcs: list[str]) -> None:
    candidate.accepted_regions.all().delete()
    candidate.accepted_mrcs.all().delete()
    AcceptedRegion.objects.bulk_create(
        AcceptedRegion(candidate=candidate, region_id=code, rank=rank) for rank, code in enumerate(regions, 1)
    )
    AcceptedMrc.objects.bulk_create(
        AcceptedMrc(candidate=candidate, mrc_id=code, rank=rank) for rank, code in enumerate(mrcs, 1)
    )


@transaction.atomic
def save_conditions(
    *,
    candidate: Candidate,
    revision: int,
    available_from: date | None,
    wage_floor: Decimal | None,
    shifts: Sequence[str] | None,
    by: User | None,
    now: datetime,
    told: Collection[str] = (),
) -> Candidate:
    """Available from which day, from which hourly wage (dollars), in which shifts; None was never asked."""
    require_person(candidate, by)
    locked = lock_candidate(candidate, revision=revision)
    if wage_floor is not None and not 0 < wage_floor < 10_000:
        raise ProfileRefused(_("Le salaire doit être plus grand que zéro."), field="wage_floor")
    locked.available_from, locked.wage_floor = available_from, wage_floor
    locked.shifts = None if shifts is None else list(shifts)
    section_written(locked, "conditions", told=told, by=by, now=now)
    return locked


@transaction.atomic
def confirm_profile(*, candidate: Candidate, by: User | None, now: datetime) -> Candidate:
    """The person says today that the profile still holds. Nothing in it changes, nothing is scored again."""
    require_person(candidate, by)
    locked = lock_candidate(candidate)
    locked.confirmed_on = timezone.localdate(now)
    locked.save(update_fields=["confirmed_on", "updated_at"])
    return locked
