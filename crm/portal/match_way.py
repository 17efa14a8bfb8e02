"""The way from a presentation to the hire, as the match's page shows it: where it stands, what is awaited, of whom."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.models import User
from crm.candidates.models import Candidate
from crm.candidates.queries import officer_in_charge
from crm.core.formatting import day
from crm.matching.models import Match, MatchStage, Presentation
from crm.matching.rules import TO_BE_NAMED

STEPS: tuple[str | Promise, ...] = (
    gettext_lazy("Réponse de l’entreprise"),
    gettext_lazy("Consentement à l’identité"),
    gettext_lazy("Entrevue"),
    gettext_lazy("Offre"),
    gettext_lazy("Embauche"),
)
PLACES = {
    MatchStage.PRESENTED: 0,
    MatchStage.MUTUAL_INTEREST: 1,
    MatchStage.INTERVIEW: 3,
    MatchStage.OFFER: 4,
    MatchStage.ACCEPTED: 5,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The steps, each done, current or to come, and one sentence: what is awaited."""

    steps: tuple[tuple[str | Promise, str], ...]
    awaited: str


def may_name(match: Match, user: User | AnonymousUser) -> bool:
    """Whether the reader works with the person: who may ask them, and say what they answered."""
    return Candidate.objects.visible_to(user).filter(pk=match.candidate_id).exists()


def waits_for_name(match: Match, shown: Presentation | None) -> bool:
    """Whether the employer said yes and was given no name."""
    return match.stage in TO_BE_NAMED and shown is not None and not shown.identity


def way_of(match: Match, shown: Presentation, *, asks: bool) -> Way | None:
    """The way of a match whose profile stands with the employer; None once it was set aside. `asks`: see may_name."""
    if match.stage not in PLACES:
        return None
    place = PLACES[MatchStage(match.stage)]
    if match.stage == MatchStage.MUTUAL_INTEREST and shown.identity:
        place = 2
    states = ["done" if at < place else "now" if at == place else "next" for at in range(len(STEPS))]
    return Way(steps=tuple(zip(STEPS, states, strict=True)), awaited=_awaited(match, shown, place, asks=asks))


def _awaited(match: Match, shown: Presentation, place: int, *, asks: bool) -> str:
    employer = str(match.need.file.employer)
    if not shown.is_open:
        return _(
            "La personne ne consent plus à cette présentation : l’entreprise ne la lit plus. "
            "Retirez-la, ou écartez le jumelage."
        )
    if waits_for_name(match, shown):
        return asking_sentence(match, employer, asks=asks)
    sentences = (
        _answer_due(shown),
        "",
        _("%(employer)s connaît le nom de la personne : l’entrevue est à fixer, puis à noter ici.")
        % {"employer": employer},
        _("L’entrevue a eu lieu : l’offre de l’entreprise est attendue."),
        _("L’offre est faite : la réponse de la personne est attendue."),
        _("L’embauche est confirmée."),
    )
    return sentences[place]


def asking_sentence(match: Match, employer: str, *, asks: bool) -> str:
    """Who asks the person whether they may be named, in the words of whoever reads."""
    if asks:
        return _(
            "Demandez à la personne si son nom et ses coordonnées peuvent être donnés à %(employer)s, "
            "puis notez sa réponse. D’ici là, l’entreprise ne reçoit aucun nom."
        ) % {"employer": employer}
    officer = officer_in_charge(match.candidate, today=timezone.localdate())
    if officer is None:
        return _(
            "La direction de la personne doit lui demander si son nom peut être donné à %(employer)s : "
            "personne n’est responsable du dossier. D’ici là, l’entreprise ne reçoit aucun nom."
        ) % {"employer": employer}
    return _(
        "%(officer)s demande à la personne si son nom et ses coordonnées peuvent être donnés à %(employer)s. "
        "D’ici là, l’entreprise ne reçoit aucun nom."
    ) % {"officer": officer.name, "employer": employer}


def _answer_due(shown: Presentation) -> str:
    if shown.due_on < timezone.localdate():
        late = _("La réponse de l’entreprise était attendue le %(day)s : relancez-la.")
        return late % {"day": day(shown.due_on)}
    return _("La réponse de l’entreprise est attendue d’ici le %(day)s.") % {"day": day(shown.due_on)}
