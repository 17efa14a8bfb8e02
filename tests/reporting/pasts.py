"""Random pasts of what is counted: acts, merges taken back or not, moves, directions that merge and split."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

from crm.accounts.models import Posting, StaffingTarget, User
from crm.candidates.models import Candidate
from crm.casework.models import Activity, Intervention
from crm.core.errors import Refusal
from crm.employers.merging.merge import merge_employers
from crm.employers.merging.undo import undo_merge
from crm.employers.models import Employer, EmployerFile, EmployerMerge, FileLead, Site
from crm.employers.services.directory import move_site
from crm.matching.models import Placement, PlacementMove
from crm.needs.models import LabourNeed, NeedMove
from crm.territory.models import Direction, DirectionCoverage, Municipality, ServicePoint
from tests.factories.needs import make_need
from tests.factories.partners import make_agreement
from tests.factories.people import make_service_point, make_user
from tests.factories.reporting import DAYS, FIRST_DAY, MUNICIPALITIES, History, at, make_intervention

LAST_DAY = FIRST_DAY + timedelta(days=DAYS)
NOW = at(LAST_DAY, 16)
ONE_DAY = timedelta(days=1)


def change_directions(closing: list[Direction], opening: dict[Direction, list[str]], *, day: date) -> None:
    """From a day, the regions of some directions are served by others: their records are closed the day before."""
    Direction.objects.filter(pk__in=[one.pk for one in closing]).update(valid_to=day - ONE_DAY)
    DirectionCoverage.objects.filter(direction__in=closing).update(valid_to=day - ONE_DAY)
    for direction, regions in opening.items():
        for region in regions:
            DirectionCoverage.objects.create(direction=direction, region_id=region, valid_from=day)


def new_direction(code: str, *, day: date) -> Direction:
    """A direction that opens on a day."""
    return Direction.objects.create(code=code, name_fr=code, name_en=code, valid_from=day)


def hand_on(old: Direction, new: Direction) -> None:
    """The files, persons and service points of one direction go to another; an employer keeps one file a direction."""
    held = EmployerFile.objects.filter(direction=new).values("employer_id")
    EmployerFile.objects.filter(direction=old).exclude(employer_id__in=held).update(direction=new)
    Candidate.objects.filter(direction=old).update(direction=new)
    ServicePoint.objects.filter(direction=old).update(direction=new)


class Past(History):
    """The same for the same seed; `make` makes all of it."""

    def make(self) -> None:
        self.make_employers(9)
        self.make_persons(9)
        self.make_drafts()
        self.make_means()
        self.make_leads()
        self.follow_up()
        self.merge_some()
        self.move_some()
        self.undo_some()
        self.change_territory()
        self.merge_some(1)

    def make_drafts(self) -> None:
        """Needs that were begun, some of them opened too, and then deleted with all that they left."""
        for file in EmployerFile.objects.order_by("pk")[:3]:
            if not file.employer.sites.exists():
                continue
            draft = make_need(file, file.employer.sites.order_by("pk").first(), stage="draft", positions=5)
            NeedMove.objects.create(need=draft, from_stage="", to_stage="draft", at=at(self.day()))
            if self.random.random() < 0.7:
                draft.moves.all().delete()
                draft.delete()

    def make_means(self) -> None:
        """Agreements signed or not, activities, staff who come and go, targets that change, points that close."""
        for _one in range(4):
            start = self.day()
            stage = self.random.choice(["draft", "signed", "running"])
            make_agreement(
                stage,
                self.random.choice(self.directions),
                region_id=self.random.choice(["02", "03", "09"]),
                starts_on=start,
                ends_on=start + timedelta(days=self.random.randrange(400)),
                signed_on=None if stage == "draft" else self.day(),
                amount=Decimal(self.random.randrange(1, 90_000)),
            )
            self.make_activity()
        points = [
            make_service_point(code, self.random.choice(self.directions)) for code in MUNICIPALITIES[:3]
        ]
        points[0].valid_to = self.day()
        points[0].save()
        for _one in range(3):
            self.make_staff(points)
        change = self.day()
        for region, role in (("02", "advisor"), ("09", "advisor"), ("03", "officer")):
            first = StaffingTarget(region_id=region, role=role, target=2, valid_from=date(2020, 1, 1))
            first.valid_to = change - ONE_DAY
            first.save()
            if self.random.random() < 0.7:
                StaffingTarget.objects.create(region_id=region, role=role, target=3, valid_from=change)

    def follow_up(self) -> None:
        """Hires that began long ago or not, found in the post at some of their terms, broken on any day, or neither."""
        for hire in Placement.objects.order_by("pk"):
            hire.starts_on = hire.confirmed_on - timedelta(days=self.random.randrange(600))
            for stage in ("started", "months_3", "months_6", "months_12", "months_24"):
                if self.random.random() < 0.4:
                    PlacementMove.objects.create(placement=hire, to_stage=stage, at=NOW)
            if self.random.random() < 0.4:
                months = self.random.choice([1, 3, 6, 12])
                hire.ended_on = hire.starts_on + timedelta(days=30 * months + self.random.randrange(6))
            hire.save()

    def make_leads(self) -> None:
        """Who leads each file, one after the other or nobody; the sector of each employer, the trade of each need."""
        staff = list(User.objects.filter(postings__role="advisor").distinct().order_by("pk"))
        for employer in Employer.objects.order_by("pk"):
            Employer.objects.filter(pk=employer.pk).update(
                sector=self.random.choice([None, "11", "31-33", "62"])
            )
        for need in LabourNeed.objects.order_by("pk"):
            LabourNeed.objects.filter(pk=need.pk).update(occupation=self.random.choice(["94120", "72106"]))
        for file in EmployerFile.objects.order_by("pk"):
            change = self.day()
            if self.random.random() < 0.6:
                FileLead.objects.create(
                    file=file, user=self.random.choice(staff), valid_from=FIRST_DAY, valid_to=change
                )
            if self.random.random() < 0.7:
                FileLead.objects.create(
                    file=file, user=self.random.choice(staff), valid_from=change + ONE_DAY
                )

    def make_activity(self) -> None:
        Activity.objects.create(
            direction=self.random.choice(self.directions),
            region_id=self.random.choice(["02", "03", "09"]),
            kind=self.random.choice(Activity.Kind.values),
            title_fr="Rencontre",
            held_on=self.day(),
            participants=self.random.randrange(60),
        )

    def make_staff(self, points: list[ServicePoint]) -> None:
        """An advisor with a posting that ended or not, and perhaps a second one elsewhere."""
        user = make_user()
        Posting.objects.filter(user=user).delete()
        for direction in self.random.sample(self.directions, self.random.choice([1, 2])):
            Posting.objects.create(
                user=user,
                role="advisor",
                direction=direction,
                service_point=self.random.choice([*points, None]),
                valid_from=self.day(),
                valid_to=self.random.choice([LAST_DAY, None]),
            )
        user.is_active = self.random.random() < 0.8
        user.save()

    def merge_some(self, times: int = 4) -> None:
        """Employers that become one; half of the merges are taken back, sometimes after more was written."""
        for _one in range(times):
            both = self.random.sample(list(Employer.objects.order_by("pk")), 2)
            with suppress(Refusal):
                taken = frozenset(["head_office"] if self.random.random() < 0.5 else [])
                merge_employers(survivor=both[0], loser=both[1], taken=taken, by=None, now=NOW)
            for file in EmployerFile.objects.filter(employer=both[0])[:1]:
                make_intervention(file, self.day(), by=self.staff)
            last = EmployerMerge.objects.filter(undone_at=None).order_by("-pk").first()
            if last and self.random.random() < 0.5:
                with suppress(Refusal):
                    undo_merge(merge=last, by=None, now=NOW + timedelta(hours=1))

    def move_some(self) -> None:
        """Sites that move by the product's own service."""
        for site in self.random.sample(list(Site.objects.order_by("pk")), 3):
            file = EmployerFile.objects.filter(employer=site.employer_id).order_by("pk").first()
            place = Municipality.objects.get(pk=self.random.choice(MUNICIPALITIES))
            if file:
                with suppress(Refusal):
                    move_site(file=file, site=site, municipality=place, moved_on=self.day(), by=None, now=NOW)

    def undo_some(self) -> None:
        """Acts taken back after all; needs that stop."""
        for act in Intervention.objects.filter(undone_at=None).order_by("pk")[:3]:
            act.undone_at, act.undone_by = NOW, self.staff
            act.save()
        for need in LabourNeed.objects.order_by("pk")[:3]:
            need.stage = self.random.choice(["open", "presenting", "suspended", "withdrawn"])
            need.save()

    def change_territory(self) -> None:
        """From a day the two directions are one, or one of them becomes two; their files follow at once or later."""
        day = self.day()
        first, second = self.directions
        if self.random.random() < 0.5:
            new = new_direction("reunie", day=day)
            change_directions([first, second], {new: ["02", "09", "03", "12"]}, day=day)
            heirs = {first: new, second: new}
        else:
            one, other = new_direction("ouest", day=day), new_direction("est", day=day)
            change_directions([first], {one: ["02"], other: ["09"]}, day=day)
            heirs = {first: self.random.choice([one, other])}
        if self.random.random() < 0.8:
            for old, new in heirs.items():
                hand_on(old, new)
