"""The matching plan in words: why openings stay empty, what changed, what is proved, what the comparison says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.matching.models import MatchingPlan, PlanNeed
from crm.matching.plan_queries import NamedIssue
from crm.portal import formatting
from crm.portal.match_words import obstacle

Figures = Mapping[str, int]
STALE = {
    "need_over": gettext_lazy("Le besoin n’est plus ouvert"),
    "need_changed": gettext_lazy("Le besoin a changé depuis le calcul"),
    "person_gone": gettext_lazy("La personne n’est plus disponible"),
    "person_changed": gettext_lazy("Le profil a changé depuis le calcul"),
    "set_aside": gettext_lazy("Paire écartée depuis le calcul"),
}
ISSUES = {
    "unknown_need": gettext_lazy("Le besoin n’a plus de poste libre dans ce plan"),
    "unknown_person": gettext_lazy(
        "La personne est hors du plan : plus disponible, ou déjà en entrevue ou à l’offre"
    ),
    "person_locked_twice": gettext_lazy("La personne est verrouillée à deux besoins"),
    "lock_forbidden": gettext_lazy("La paire verrouillée a été écartée ou interdite"),
    "lock_inadmissible": gettext_lazy("La paire verrouillée est devenue inadmissible"),
    "lock_to_verify": gettext_lazy("La paire verrouillée est à vérifier, et le plan n’en prend pas"),
    "lock_over_openings": gettext_lazy("Plus de personnes verrouillées que de postes libres"),
    "lock_over_cap": gettext_lazy("Plus de personnes verrouillées que le plafond de l’entreprise"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueWords:
    """A reason why the plan cannot be made, and what it names."""

    sentence: str
    names: str
    numbers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One line of the comparison: the three ways in words, two bars on a width of 100, and the plan's gain."""

    name: str
    plan: str
    first_come: str
    one_by_one: str
    bars: tuple[float, float]
    gain: str
    better: bool
    worse: bool


def stale_words(codes: Sequence[str]) -> list[str]:
    """What changed since the plan was computed."""
    return [str(STALE[code]) for code in codes]


def issue_words(issue: NamedIssue) -> IssueWords:
    """Why no plan can be made, by name."""
    named = [
        *(person.reference for person in issue.persons),
        *(need.reference for need in issue.needs),
        *(str(employer) for employer in issue.employers),
    ]
    numbers = ""
    if len(issue.numbers) == 2:
        locked, room = issue.numbers
        numbers = _("%(locked)s verrouillées, %(room)s au plus") % {"locked": locked, "room": room}
    return IssueWords(
        sentence=str(ISSUES.get(issue.code, issue.code)), names=", ".join(named), numbers=numbers
    )


def empty_words(row: PlanNeed) -> str:
    """Why a need keeps an opening."""
    people = {"count": formatting.number(row.people), "obstacle": obstacle(row.obstacle)}
    if row.empty_reason == "nobody_admissible":
        if not row.obstacle:
            return _("Personne n’est admissible : il manque à chaque personne plus d’une condition.")
        found = ngettext(
            "Personne n’est admissible. Pour %(count)s personne, une seule condition bloque : %(obstacle)s.",
            "Personne n’est admissible. Pour %(count)s personnes, une seule condition bloque : %(obstacle)s.",
            row.people,
        )
        return found % people
    return _about_people(row.empty_reason, row.people) % people


def _about_people(reason: str, people: int) -> str:
    if reason == "only_to_verify":
        return ngettext(
            "Personne n’est admissible ; %(count)s personne est à vérifier.",
            "Personne n’est admissible ; %(count)s personnes sont à vérifier.",
            people,
        )
    if reason == "kept_out":
        return ngettext(
            "La personne admissible est écartée, interdite, ou déjà en entrevue ou à l’offre.",
            "Les %(count)s personnes admissibles sont écartées, interdites, ou déjà en entrevue ou à l’offre.",
            people,
        )
    if reason == "cap_reached":
        return ngettext(
            "Le plafond de l’entreprise est atteint ; %(count)s personne était admissible.",
            "Le plafond de l’entreprise est atteint ; %(count)s personnes étaient admissibles.",
            people,
        )
    if reason == "placed_elsewhere":
        return ngettext(
            "La personne admissible a une place ailleurs, où l’ensemble gagne plus.",
            "Les %(count)s personnes admissibles ont une place ailleurs, où l’ensemble gagne plus.",
            people,
        )
    return _("La profession du besoin n’est pas encore connue.")


def proof_words(plan: MatchingPlan) -> str:
    """« Optimal, démontré », or how far the plan may be from the best."""
    if plan.is_optimal:
        return _("Optimal, démontré : aucun plan qui respecte ces choix n’a un total plus élevé.")
    gap = Decimal(100 * (plan.bound - plan.total)) / plan.bound
    figure = formatting.number(gap, 1) if gap >= Decimal("0.1") else formatting.number(Decimal("0.1"), 1)
    return _("À %(gap)s %% au plus de l’optimum.") % {"gap": figure}


def lede(figures: Mapping[str, Figures]) -> str:
    """The comparison with first come first served, in one sentence."""
    if "first_come" not in figures:
        return ""
    plan, usual = figures["plan"], figures["first_come"]
    placed = ngettext(
        "Le plan donne une place à %(count)s personne",
        "Le plan donne une place à %(count)s personnes",
        plan["places"],
    ) % {"count": formatting.number(plan["places"])}
    if (plan["places"], plan["score"]) == (usual["places"], usual["score"]):
        return _("%(placed)s, ni plus ni mieux que le premier arrivé, premier servi.") % {"placed": placed}
    return _(
        "%(placed)s ; premier arrivé, premier servi : %(usual)s. Total des scores : %(gain)s points."
    ) % {
        "placed": placed,
        "usual": formatting.number(usual["places"]),
        "gain": signed_points(plan["score"] - usual["score"]),
    }


def signed_points(hundredths: int) -> str:
    """A change in hundredths of a point: « + 4,2 »."""
    return f"{formatting.sign(hundredths)}{formatting.points(abs(hundredths))}" if hundredths else "0"


def _mean(figures: Figures) -> int:
    """Hundredths, rounded to the tenth of a point that is shown, so that the gain is that of what is shown."""
    return 10 * round(figures["score"] / figures["places"] / 10) if figures["places"] else 0


def compared(figures: Mapping[str, Figures], needs: Mapping[str, int]) -> list[Comparison]:
    """The lines of the comparison; `needs` counts the openings in all, of small employers, of remote regions."""
    if "first_come" not in figures:
        return []
    ways = [figures["plan"], figures["first_come"], figures["one_by_one"]]
    places = [
        (_("Personnes avec une place"), "places", needs["all"]),
        (_("Postes comblés chez les petites entreprises"), "small", needs["small"]),
        (_("Postes comblés en région éloignée"), "remote", needs["remote"]),
        (_("Entreprises qui reçoivent au moins une personne"), "employers", needs["employers"]),
    ]
    lines = [_counted(name, [way[key] for way in ways], most) for name, key, most in places if most]
    lines.insert(1, _scored(_("Total des scores"), [way["score"] for way in ways]))
    lines.insert(2, _scored(_("Score moyen des paires"), [_mean(way) for way in ways]))
    return lines


def _counted(name: str, values: Sequence[int], most: int) -> Comparison:
    of_all = {"count": formatting.number(values[0]), "most": formatting.number(most)}
    words = [_("%(count)s de %(most)s") % of_all, *(formatting.number(one) for one in values[1:])]
    gain = values[0] - values[1]
    return _line(name, words, values, most, formatting.signed(gain), gain)


def _scored(name: str, values: Sequence[int]) -> Comparison:
    gain = values[0] - values[1]
    words = [formatting.points(one) for one in values]
    return _line(name, words, values, max(values), signed_points(gain), gain)


def _line(
    name: str, words: Sequence[str], values: Sequence[int], most: int, gain: str, change: int
) -> Comparison:
    scale = 100 / (most or 1)
    return Comparison(
        name=name,
        plan=words[0],
        first_come=words[1],
        one_by_one=words[2],
        bars=(round(values[0] * scale, 2), round(values[1] * scale, 2)),
        gain=gain,
        better=change > 0,
        worse=change < 0,
    )


def effects(figures: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the fair share and the manager's choices change: a sentence, and the points of the scores without them."""
    return [
        (sentence, signed_points(figures[way]["score"] - figures["plan"]["score"]))
        for way, sentence in (("unshared", _without_share(figures)), ("free", _without_choices(figures)))
        if sentence
    ]


def together_words(figures: Mapping[str, Any]) -> str:
    """How many groups of persons who all asked it are placed together; empty where nobody asked."""
    told = figures.get("together") or {}
    if not told.get("groups"):
        return ""
    return ngettext(
        "Personnes qui ont toutes demandé à être placées ensemble : %(placed)s groupe placé sur %(groups)s",
        "Personnes qui ont toutes demandé à être placées ensemble : %(placed)s groupes placés sur %(groups)s",
        told["groups"] - told["apart"],
    ) % {"placed": told["groups"] - told["apart"], "groups": told["groups"]}


def _without_share(figures: Mapping[str, Any]) -> str:
    other, plan = figures.get("unshared"), figures.get("plan")
    if not other or not plan:
        return ""
    if all(other[key] == plan[key] for key in ("small", "remote", "score")):
        return _("La part équitable ne change rien à ce plan")
    return _(
        "Sans la part équitable : petites entreprises %(small)s au lieu de %(with_small)s, "
        "régions éloignées %(remote)s au lieu de %(with_remote)s"
    ) % {
        "small": other["small"],
        "with_small": plan["small"],
        "remote": other["remote"],
        "with_remote": plan["remote"],
    }


def _without_choices(figures: Mapping[str, Any]) -> str:
    other = figures.get("free")
    if not other:
        return ""
    return ngettext(
        "Sans verrou, interdiction ni plafond : %(count)s place",
        "Sans verrou, interdiction ni plafond : %(count)s places",
        other["places"],
    ) % {"count": formatting.number(other["places"])}
