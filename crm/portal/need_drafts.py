"""The draft of a need's form between its page and the server: what is kept, what a page shows of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import Refusal
from crm.core.formatting import hour
from crm.employers.models import Site
from crm.needs.models import LabourNeed, NeedDraft
from crm.needs.services import DraftBehind, DraftSent, draft_of, keep_draft
from crm.portal.need_forms import FRENCH_BANDS, NO_OCCUPATION, NeedForm

Holder = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DraftShown:
    """What the page says of the draft: its version (0 is none), when it was kept, until when, or that it is over."""

    version: int = 0
    saved_at: datetime | None = None
    expires_at: datetime | None = None
    over: bool = False


def typed_values(data: QueryDict) -> dict[str, list[str]]:
    """The form's own fields as typed, without its key."""
    return {
        name: [value.replace("\x00", "") for value in values]
        for name, values in data.lists()
        if name in NeedForm.base_fields and name != "submission_key"
    }


def _key(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        return uuid4()


def keep(request: HttpRequest, holder: Holder, *, force: bool = False) -> NeedDraft:
    """Keep what the request holds. Raises what `keep_draft` refuses."""
    version = request.POST.get("draft_version", "")
    known = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else None
    return keep_draft(
        **holder,
        values=typed_values(request.POST),
        submission_key=_key(request.POST.get("submission_key", "")),
        version=None if force else known,
        device=request.POST.get("draft_device", "").replace("\x00", "")[:40],
        now=timezone.now(),
    )


def answer_keep(request: HttpRequest, holder: Holder) -> HttpResponse:
    """The answer to a page that keeps its form while somebody types: the new version and a sentence, or why not."""
    try:
        draft = keep(request, holder)
    except DraftBehind as refusal:
        return JsonResponse({"message": str(refusal.message)}, status=409)
    except DraftSent as refusal:
        return JsonResponse({"message": str(refusal.message)}, status=410)
    except Refusal as refusal:
        return JsonResponse({"message": str(refusal.message)}, status=422)
    at = hour(timezone.localtime(draft.saved_at))
    said = _("Brouillon gardé à %(time)s, même hors connexion") % {"time": at}
    return JsonResponse({"version": draft.version, "saved": said})


def form_of(values: Mapping[str, Sequence[str]], sites: QuerySet[Site], key: UUID | None = None) -> NeedForm:
    """The form filled in with values that nobody sends yet: no error is shown."""
    data = QueryDict(mutable=True)
    for name, typed in values.items():
        data.setlist(name, list(typed))
    data["submission_key"] = str(key or uuid4())
    form = NeedForm(data, sites=sites)
    form.leave_unchecked()
    return form


def shown_of(holder: Holder) -> DraftShown:
    """What is said of the holder's draft."""
    draft = draft_of(**holder)
    if draft is None:
        return DraftShown()
    if not draft.is_live(timezone.now()):
        return DraftShown(saved_at=draft.saved_at, over=True)
    return DraftShown(draft.version, draft.saved_at, draft.expires_at)


def resume(holder: Holder, sites: QuerySet[Site]) -> tuple[NeedForm, DraftShown]:
    """The form to continue with what is said of its draft; an empty one when there is none."""
    draft, shown = draft_of(**holder), shown_of(holder)
    if draft is None or shown.over:
        return NeedForm(sites=sites), shown
    return form_of(draft.values, sites, draft.submission_key), shown


def live_draft(holder: Holder) -> NeedDraft | None:
    """The draft that can still be continued, for a page that lists needs."""
    draft = draft_of(**holder)
    return draft if draft and draft.is_live(timezone.now()) else None


def _band(level: int | None) -> str:
    return [value for value, _label, _can in FRENCH_BANDS if int(value or 0) <= (level or 0)][-1]


def _said(value: Any) -> str:
    return "" if value is None else str(value).replace(".", ",") if hasattr(value, "as_tuple") else str(value)


def values_to_copy(need: LabourNeed) -> dict[str, list[str]]:
    """What a need asks as the values of the form; its dates are left to be said anew."""
    occupation = need.occupation_id or NO_OCCUPATION
    plain = {
        name: [_said(getattr(need, name))]
        for name in ("words", "positions", "wage_min", "shift", "tasks", "french_reason")
    }
    other = ("other_language_reason", "other_language_means")
    return (
        plain
        | {name: [getattr(need, name)] for name in other}
        | {
            "other_language": [need.other_language_id or ""],
            "site": [str(need.site_id)],
            "occupation": [occupation],
            "skills_for": [occupation],
            "skills": [str(row.skill_id) for row in need.skills.all()],
            "french": [_band(need.french_oral)],
            "help_offered": list(need.help_offered),
        }
    )


def values_to_change(need: LabourNeed) -> dict[str, list[str]]:
    """What a need asks as the values of the form, its start too."""
    return values_to_copy(need) | {"starts_on": [need.starts_on.isoformat() if need.starts_on else ""]}
