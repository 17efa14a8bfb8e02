"""What the working list of matches reads: pairs found by words, stage, verdict, place; what is awaited, since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat

from crm.accounts.models import User
from crm.accounts.policy import Permission, scope_of
from crm.candidates.models import Candidate, CandidateOccupation, Identity
from crm.core.finding import read_typed
from crm.core.text import fold
from crm.employers.models import EmployerFile, FileLead
from crm.matching.models import Match, MatchMove, MatchStage, OfficerRequest, Presentation, Verdict
from crm.matching.queries import UNDER_WAY, with_profile
from crm.needs.models import ACTIVE_STAGES
from crm.taxonomy.models import Occupation
from crm.territory.places import in_place

#: What explains a pair: large, and read by no row of a list.
EXPLANATION = ("criteria", "constraints", "changes")


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchSearch:
    """What somebody looks for among pairs. `stage` "look": untouched, on open needs; "way": under way.

    `state`: "answer" waits for the employer, "late" waits too long, "accord" waits for the person's own direction.
    `place`: the MRC or the region of the place of work, by its code.
    """

    words: str = ""
    stage: str = "look"
    verdict: str = ""
    lead_id: int | None = None
    state: str = ""
    place: str = ""


def search_matches(user: User, *, search: MatchSearch, today: date) -> QuerySet[Any]:
    """The pairs that the user sees and looks for; with the person's name where the user may read it."""
    found: QuerySet[Any] = _in_stage(user, search.stage)
    if search.verdict in Verdict.values:
        found = found.filter(verdict=search.verdict)
    if search.lead_id:
        leads = FileLead.objects.on(today).filter(user_id=search.lead_id)
        found = found.filter(need__file_id__in=leads.values("file_id"))
    if search.place:
        found = found.filter(in_place("need__site__municipality", search.place))
    if search.words:
        found = found.filter(_words(search.words))
    return _with_name(_in_state(found, search.state, today), user)


def _in_stage(user: User, stage: str) -> QuerySet[Any]:
    if stage == "look":
        fresh = Match.objects.untouched_for(user).filter(need__stage__in=ACTIVE_STAGES)
        return fresh.exclude(verdict=Verdict.INADMISSIBLE)
    found = Match.objects.visible_to(user)
    if stage == "way":
        return found.filter(stage__in=UNDER_WAY)
    return found.filter(stage=stage) if stage in MatchStage.values else found


def _in_state(found: QuerySet[Any], state: str, today: date) -> QuerySet[Any]:
    if state in {"answer", "late"}:
        awaited = Presentation.objects.open().unanswered()
        if state == "late":
            awaited = awaited.filter(due_on__lt=today)
        return found.filter(pk__in=awaited.order_by().values("match_id"))
    if state == "accord":
        asked = OfficerRequest.objects.filter(answer="", closed_at=None).order_by()
        return found.filter(pk__in=asked.values("match_id"))
    return found


def _with_name(found: QuerySet[Any], user: User) -> QuerySet[Any]:
    """`known_name`: who the person is, for whoever sees the person's own file; empty for anyone else."""
    if not scope_of(user).may(Permission.WORK_PERSONS):
        return found.annotate(known_name=Value(""))
    named = Identity.objects.filter(
        candidate=OuterRef("candidate_id"), candidate__in=Candidate.objects.visible_to(user)
    )
    whole = named.annotate(whole=Concat("given_name", Value(" "), "family_name")).values("whole")[:1]
    return found.annotate(known_name=Coalesce(Subquery(whole), Value("")))


def _words(words: str) -> Q:
    """The number of the person or of the need, the employer, the occupation of the need: each by its index."""
    typed = read_typed(words)
    titled = Q(title_fr__unaccent__icontains=words) | Q(title_en__icontains=words)
    called = EmployerFile.objects.filter(employer__folded_name__contains=fold(words) or words)
    found = Q(need__occupation__in=Occupation.objects.filter(titled).order_by().values("pk"))
    found |= Q(need__file__in=called.order_by().values("pk"))
    for prefix, field in (("pc", "candidate_id"), ("b", "need_id")):
        number = typed.number_after(prefix)
        if number is not None:
            found |= Q(**{field: number})
    return found


def with_work(matches: QuerySet[Any], today: date) -> QuerySet[Any]:
    """Each pair with what its row says: occupation, place of the verdict, time in stage, awaited answer, interview."""
    held = CandidateOccupation.objects.filter(candidate=OuterRef("candidate_id")).order_by("-months", "id")
    shown = Presentation.objects.open().filter(match=OuterRef("pk")).order_by("-presented_on", "-id")
    met = MatchMove.objects.filter(match=OuterRef("pk"), to_stage=MatchStage.INTERVIEW, undone_at=None)
    leads = FileLead.objects.on(today).filter(file=OuterRef("need__file_id"))
    places = [When(verdict=verdict, then=Value(at)) for at, verdict in enumerate(Verdict.values)]
    rows: QuerySet[Any] = with_profile(matches).defer(*EXPLANATION)
    return rows.select_related(
        "need__file__employer", "need__site__municipality__mrc", "need__occupation", "candidate"
    ).annotate(
        main_fr=Subquery(held.values("occupation__title_fr")[:1]),
        main_en=Subquery(held.values("occupation__title_en")[:1]),
        verdict_place=Case(*places, output_field=IntegerField()),
        stage_since=Coalesce("moved_at", "created_at"),
        due_on=Subquery(shown.filter(answered_at=None).values("due_on")[:1]),
        met_on=Subquery(met.order_by("-at", "-id").values("occurred_on")[:1]),
        lead_name=Subquery(leads.values("user__name")[:1]),
    )
