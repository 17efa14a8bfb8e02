"""The draft of a need's form between its page and the server: what is kept, what a page shows of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
from crm.needs.services import DraftBehind, DraftSent, draft_of, drafts_to_continue, keep_beside, keep_draft
from crm.portal.need_forms import NO_OCCUPATION, NeedForm
from crm.portal.need_words import FRENCH_BANDS

Holder = Mapping[str, Any]
Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class DraftShown:
    """What the page says of the draft: its version (0 is none), when it was kept, until when, or that it is over.

    `other_at`: when the version kept beside was written. `stale`: the need was changed since this change of it began.
    `waits`: the page begins with something else, and the draft waits beside.
    """

    version: int = 0
    saved_at: datetime | None = None
    expires_at: datetime | None = None
    other_at: datetime | None = None
    over: bool = False
    stale: bool = False
    waits: bool = False


def typed_values(data: QueryDict) -> dict[str, list[str]]:
    """The form's own fields as typed, without its key."""
    return {
        name: [value.replace("\x00", "") for value in values]
        for name, values in data.lists()
        if name in NeedForm.base_fields and name != "submission_key"
    }


def key_typed(typed: str) -> UUID | None:
    """The key of a form as an address or a page gives it; None when it cannot be read."""
    try:
        return UUID(typed)
    except ValueError:
        return None


def keep(request: HttpRequest, holder: Holder, *, force: bool = False) -> NeedDraft:
    """Keep what the request holds, beside the draft when it says so. Raises what the services refuse."""
    kept: dict[str, Any] = {
        **holder,
        "values": typed_values(request.POST),
        "submission_key": key_typed(request.POST.get("submission_key", "")) or uuid4(),
        "device": request.POST.get("draft_device", "").replace("\x00", "")[:40],
        "now": timezone.now(),
    }
    if request.POST.get("draft_beside") == "1":
        return keep_beside(**kept)
    known = None if force else _number(request.POST.get("draft_version", ""))
    return keep_draft(**kept, version=known, revision=_number(request.POST.get("revision", "")))


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else None


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
    return JsonResponse({"version": draft.version, "saved": said, "beside": bool(draft.other)})


def form_of(values: Values, sites: QuerySet[Site], key: UUID | None = None) -> NeedForm:
    """The form filled in with values that nobody sends yet: no error is shown."""
    form = NeedForm(_data_of(values, key), sites=sites)
    form.leave_unchecked()
    return form


def form_kept(holder: Holder, sites: QuerySet[Site]) -> tuple[NeedForm, NeedDraft | None]:
    """The holder's draft as a form that was just sent, to be validated; an empty form and None without one."""
    draft = draft_of(**holder)
    if draft is None or not draft.is_live(timezone.now()):
        return NeedForm(sites=sites), None
    return NeedForm(_data_of(draft.values, draft.submission_key), sites=sites), draft


def _data_of(values: Values, key: UUID | None) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, typed in values.items():
        data.setlist(name, list(typed))
    data["submission_key"] = str(key or uuid4())
    return data


def shown_of(holder: Holder) -> DraftShown:
    """What is said of the holder's draft."""
    draft = draft_of(**holder)
    if draft is None:
        return DraftShown()
    if not draft.is_live(timezone.now()):
        return DraftShown(saved_at=draft.saved_at, over=True)
    need = holder.get("need")
    stale = need is not None and draft.revision is not None and draft.revision != need.revision
    return DraftShown(draft.version, draft.saved_at, draft.expires_at, draft.other_at, stale=stale)


def resume(holder: Holder, sites: QuerySet[Site], start: Values | None = None) -> tuple[NeedForm, DraftShown]:
    """The form to continue with what is said of its draft; without one, with `start`, or empty."""
    draft, shown = draft_of(**holder), shown_of(holder)
    if draft is None or shown.over:
        return NeedForm(sites=sites) if start is None else form_of(start, sites), shown
    return form_of(draft.values, sites, draft.submission_key), shown


def begin(holder: Holder, sites: QuerySet[Site], start: Values) -> tuple[NeedForm, DraftShown]:
    """The form to begin with `start`; a draft that waits is not touched before something is typed."""
    shown = shown_of(holder)
    return form_of(start, sites), DraftShown() if shown.over else replace(shown, waits=shown.version > 0)


def live_drafts(holder: Holder) -> list[NeedDraft]:
    """What can still be continued, for a page that lists needs: a new one first, then changes."""
    return drafts_to_continue(**holder, now=timezone.now())


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
