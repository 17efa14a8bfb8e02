"""Interview, offer, hire: what happened on which day, and the placement that comes out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require
from crm.candidates.models import Candidate, PersonStage
from crm.candidates.services import move_candidate
from crm.core.errors import Refusal
from crm.core.jobs import announce
from crm.matching.models import Match, MatchStage, Path, Placement, PlacementMove, PlacementStage
from crm.matching.rules import check_move
from crm.matching.services.steps import lock_match, move_match
from crm.needs.rules.content import FURTHEST_DAYS
from crm.needs.services import fill_position


class AlreadyPlaced(Refusal):
    """The person has a running placement."""

    default = _("Cette personne occupe déjà un poste par un placement en cours.")


class IdentityMissing(Refusal):
    """The employer meets nobody whose name it was not given, with the person's consent."""

    default = _("La personne n’a pas encore consenti à ce que son nom soit donné à cette entreprise.")


def _check_day(match: Match, day: date, now: datetime, field: str) -> None:
    """What an employer does about a person happened since the profile was shown, and has happened."""
    if day > timezone.localdate(now):
        raise Refusal(_("Cette date est dans l’avenir."), field=field)
    shown = match.presentations.open().first()
    if shown and day < shown.presented_on:
        raise Refusal(_("Cette date précède la présentation du profil."), field=field)


@transaction.atomic
def record_interview(*, match: Match, held_on: date, by: User, now: datetime) -> Match:
    """An interview was held on a day, with someone whom the employer knows by name.

    Raises IdentityMissing, TransitionRefused, Refusal for a day to come, Forbidden.
    """
    require(by, Permission.DECIDE_MATCHES)
    locked = lock_match(match.pk)
    _check_day(locked, held_on, now, "held_on")
    check_move(locked.stage, MatchStage.INTERVIEW)
    if not locked.presentations.standing().named().exists():
        raise IdentityMissing
    move_match(locked, MatchStage.INTERVIEW, by=by, now=now, on=held_on)
    return locked


@transaction.atomic
def make_offer(*, match: Match, made_on: date, by: User, now: datetime) -> Match:
    """The employer offered the job on a day. Raises TransitionRefused, Refusal, Forbidden."""
    require(by, Permission.DECIDE_MATCHES)
    locked = lock_match(match.pk)
    _check_day(locked, made_on, now, "made_on")
    move_match(locked, MatchStage.OFFER, by=by, now=now, on=made_on)
    announce("offered", locked.pk, now=now)
    return locked


@transaction.atomic
def accept_offer(
    *,
    match: Match,
    confirmed_on: date,
    starts_on: date,
    by: User | None,
    now: datetime,
    wage: Decimal | None = None,
) -> Placement:
    """The hire is confirmed: a placement, one position filled, the person in employment.

    Raises AlreadyPlaced, NoPositionLeft, TransitionRefused, Refusal for a day to come or a start before the hire.
    """
    require(by, Permission.DECIDE_MATCHES)
    locked = lock_match(match.pk)
    _check_day(locked, confirmed_on, now, "confirmed_on")
    _check_start(starts_on, confirmed_on)
    candidate = Candidate.objects.select_for_update(no_key=True).get(pk=locked.candidate_id)
    if candidate.placements.filter(ended_on=None, undone_at=None).exists():
        raise AlreadyPlaced
    move_match(locked, MatchStage.ACCEPTED, by=by, now=now, on=confirmed_on)
    fill_position(need=locked.need, by=by, now=now)
    placement = Placement.objects.create(
        match=locked,
        need=locked.need,
        candidate=candidate,
        confirmed_on=confirmed_on,
        starts_on=starts_on,
        wage=wage,
        **_origin(locked, candidate),
    )
    PlacementMove.objects.create(placement=placement, to_stage=PlacementStage.OFFER_ACCEPTED, at=now, by=by)
    move_candidate(candidate=candidate, to=PersonStage.EMPLOYED, by=None, now=now)
    return placement


def _check_start(starts_on: date, confirmed_on: date) -> None:
    if starts_on < confirmed_on:
        raise Refusal(
            _("L’emploi ne peut pas débuter avant la confirmation de l’embauche."), field="starts_on"
        )
    if starts_on > confirmed_on + timedelta(days=FURTHEST_DAYS):
        raise Refusal(_("Cette date est trop lointaine : deux ans d’avance au plus."), field="starts_on")


def _origin(match: Match, candidate: Candidate) -> dict[str, str | None]:
    """From here when the person lives in the site's region, interregional from another, else from abroad."""
    site_region = match.need.site.municipality.mrc.region_id
    if candidate.residence is None:
        return {"path": Path.INTERNATIONAL, "origin_region_id": None}
    home = candidate.residence.mrc.region_id
    return {"path": Path.LOCAL if home == site_region else Path.INTERREGIONAL, "origin_region_id": home}
