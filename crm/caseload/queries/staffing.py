"""Staff of a direction on a day in full-time equivalents, against the targets of its regions (rule EF-2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm.accounts.models import Posting, StaffingTarget
from crm.accounts.services import TARGET_ROLES
from crm.caseload.models import Absence
from crm.territory.models import Direction, DirectionCoverage

NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody posted, and their absence on the day if they are away."""

    posting: Posting
    absence: Absence | None

    @property
    def place(self) -> str:
        return self.posting.service_point.place if self.posting.service_point else ""


@dataclass(frozen=True, slots=True)
class RoleStaff:
    """A role in a direction on a day: who holds it, and how many are meant to; None is no target."""

    role: str
    posts: tuple[Post, ...]
    target: int | None

    @property
    def filled(self) -> Decimal:
        """Full-time equivalents posted."""
        return sum((post.posting.full_time for post in self.posts), NONE)

    @property
    def away(self) -> Decimal:
        """Of these, full-time equivalents away on the day."""
        return sum((post.posting.full_time for post in self.posts if post.absence), NONE)

    @property
    def gap(self) -> Decimal:
        """Full-time equivalents still to fill; 0 when there is no target or it is met."""
        return max(NONE, (self.target or 0) - self.filled)

    @property
    def whole_gap(self) -> int:
        """The gap without its part of a post, by which a sentence is put in the plural."""
        return int(self.gap)

    @property
    def places(self) -> list[str]:
        return sorted({post.place for post in self.posts})


@dataclass(frozen=True, slots=True)
class DirectionStaff:
    """A direction on a day, role by role."""

    direction: Direction
    roles: tuple[RoleStaff, ...]


def posted_on(direction_ids: Iterable[int], day: date) -> list[Posting]:
    """The postings that count against a target, by name."""
    posted = Posting.objects.on(day).filter(
        direction_id__in=list(direction_ids), role__in=TARGET_ROLES, user__is_active=True
    )
    return list(
        posted.select_related("user", "service_point__municipality").order_by("role", "user__name", "pk")
    )


def staff_on(
    directions: Iterable[Direction], day: date, *, postings: Iterable[Posting] | None = None
) -> list[DirectionStaff]:
    """Each direction's staff at its service points; three statements.

    `postings`: those of `posted_on`, when they were read already.
    """
    here = sorted(directions, key=lambda direction: direction.pk)
    known = posted_on([one.pk for one in here], day) if postings is None else postings
    posted = [one for one in known if one.service_point_id]
    away = {
        absence.user_id: absence
        for absence in Absence.objects.during(day, day)
        .filter(user_id__in={one.user_id for one in posted})
        .select_related("replaced_by")
    }
    wanted = _targets(here, day)
    return [
        DirectionStaff(
            direction,
            tuple(
                RoleStaff(
                    role.value,
                    tuple(
                        Post(one, away.get(one.user_id))
                        for one in posted
                        if one.direction_id == direction.pk and one.role == role
                    ),
                    wanted.get((direction.pk, role.value)),
                )
                for role in TARGET_ROLES
            ),
        )
        for direction in here
    ]


def _targets(directions: list[Direction], day: date) -> dict[tuple[int, str], int]:
    """The targets of the regions that each direction serves on the day, added up by role."""
    served = DirectionCoverage.objects.on(day).filter(direction__in=directions)
    regions: dict[str, int] = dict(served.values_list("region_id", "direction_id"))
    wanted: dict[tuple[int, str], int] = {}
    rows = StaffingTarget.objects.on(day).filter(region_id__in=regions).order_by()
    for region, role, target in rows.values_list("region_id", "role", "target"):
        key = (regions[region], role)
        wanted[key] = wanted.get(key, 0) + target
    return wanted
