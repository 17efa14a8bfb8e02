"""The day in one sentence: what is late first, then what the day holds."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.portal.formatting import number


def _said(sentence: str, count: int) -> str:
    return sentence % {"count": number(count)}


def _joined(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s et %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def day_sentence(
    *,
    late: int,
    due: int,
    needs: int,
    matches: int,
    meetings: int,
    answers: int = 0,
    handovers: int = 0,
    requests: int = 0,
) -> str:
    """« 2 suivis sont en retard. La journée compte 5 suivis et 2 besoins à qualifier. »"""
    held = (
        (ngettext("%(count)s rendez-vous", "%(count)s rendez-vous", meetings), meetings),
        (ngettext("%(count)s suivi", "%(count)s suivis", due), due),
        (ngettext("%(count)s réponse d’entreprise", "%(count)s réponses d’entreprises", answers), answers),
        (ngettext("%(count)s transfert à accepter", "%(count)s transferts à accepter", handovers), handovers),
        (
            ngettext(
                "%(count)s demande d’une autre direction", "%(count)s demandes d’autres directions", requests
            ),
            requests,
        ),
        (ngettext("%(count)s besoin à qualifier", "%(count)s besoins à qualifier", needs), needs),
        (
            ngettext(
                "%(count)s jumelage qui vaut un coup d’œil",
                "%(count)s jumelages qui valent un coup d’œil",
                matches,
            ),
            matches,
        ),
    )
    parts = [_said(sentence, count) for sentence, count in held if count]
    sentences = []
    if late:
        said = ngettext("%(count)s suivi est en retard.", "%(count)s suivis sont en retard.", late)
        sentences.append(_said(said, late))
    if parts:
        sentences.append(_("La journée compte %(what)s.") % {"what": _joined(parts)})
    return " ".join(sentences) or _("Rien d’urgent : la journée est à vous.")
