"""What an advisor's new need starts from: a copy of another, a template; and a need kept as one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.core.errors import Refusal
from crm.employers.models import EmployerFile
from crm.needs.models import LabourNeed, NeedTemplate
from crm.needs.services import save_template
from crm.portal.advisor.access import denied, require_files, the_need
from crm.portal.advisor.need_forms import values_of
from crm.portal.need_drafts import values_to_copy
from crm.portal.need_forms import NO_OCCUPATION
from crm.portal.reader import reader

#: What a copy leaves to be said anew.
ANEW = ("submission_key", "revision", "valid_until", "starts_on")
MANY = frozenset({"skills", "help_offered"})


def _number(request: HttpRequest, name: str) -> int | None:
    typed = request.GET.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def templates_for(request: HttpRequest, file: EmployerFile) -> QuerySet[NeedTemplate]:
    """The templates from which a need of the file may start: its employer's, then its direction's."""
    seen = NeedTemplate.objects.visible_to(request.user)
    return seen.filter(employer=file.employer_id) | seen.filter(direction=file.direction_id)


def start_of(request: HttpRequest, file: EmployerFile) -> dict[str, Any]:
    """The initial values that `?copy=` or `?modele=` name, {} without; what one may not see is not found."""
    copied, template = _number(request, "copy"), _number(request, "modele")
    if copied is not None:
        need: LabourNeed = get_object_or_404(LabourNeed.objects.visible_to(request.user), pk=copied)
        values = values_of(need)
        own = need.file.employer_id == file.employer_id
        return {name: value for name, value in values.items() if name not in ANEW and (own or name != "site")}
    if template is not None:
        found: NeedTemplate = get_object_or_404(templates_for(request, file), pk=template)
        return _initial_of(found.values)
    return {}


def _initial_of(values: dict[str, list[str]]) -> dict[str, Any]:
    """The values of an employer's form as the advisor's form begins with them."""
    plain: dict[str, Any] = {
        name: list(typed) if name in MANY else next(iter(typed), "") for name, typed in values.items()
    }
    band = plain.pop("french", "")
    plain.setdefault("skills_for", plain.get("occupation") or NO_OCCUPATION)
    return plain | {"french_oral": int(band) if str(band).isdigit() else None}


@require_POST
def keep_as_template(request: HttpRequest, need_id: int) -> HttpResponse:
    """What the need asks becomes a form to start from, for its employer, or for the whole direction."""
    need = the_need(request, need_id)
    require_files(request)
    name = request.POST.get("name", "").replace("\x00", "") or need.title
    whose: dict[str, Any] = {"employer": need.file.employer}
    if request.POST.get("whose") == "direction":
        whose = {"direction": need.file.direction}
    try:
        kept = save_template(
            name=name, values=values_to_copy(need), by=reader(request), now=timezone.now(), **whose
        )
    except Refusal as refusal:
        denied(refusal)
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Modèle « %(name)s » gardé.") % {"name": kept.name})
    return redirect("need", need_id=need.pk)
