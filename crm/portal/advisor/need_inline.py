"""One value of a need changed where it is read, and taken back by one press."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.core.errors import Forbidden, Refusal, StaleRevision
from crm.needs import services
from crm.needs.models import LabourNeed, NeedEdit
from crm.portal.advisor.access import require_files, the_need
from crm.portal.advisor.need_forms import AdvisorNeedForm, values_of
from crm.portal.advisor.undo import say_done
from crm.portal.reader import reader
from crm.portal.together import joins_again

#: What is changed in place, by what is read together. The occupation and its skills go with the whole form.
GROUPS: dict[str, tuple[str, ...]] = {
    "positions": ("positions",),
    "schedule": ("hours_per_week", "shift"),
    "start": ("starts_on",),
    "duration": ("duration",),
    "wage": ("wage_min", "wage_max"),
    "french": ("french_oral", "french_written", "french_reason"),
    "experience": ("experience_months",),
    "permits": ("licence", "driving_class"),
    "validity": ("valid_until",),
    "help": ("help_offered",),
    "tasks": ("tasks",),
}


def _form(request: HttpRequest, need: LabourNeed, names: tuple[str, ...]) -> AdvisorNeedForm:
    """The whole form as the need stands, with the few fields that were typed."""
    sites, initial = need.file.employer.sites.all(), values_of(need)
    untouched = AdvisorNeedForm(sites=sites, initial=initial)
    if request.method != "POST":
        return untouched
    data = QueryDict(mutable=True)
    for field, values in untouched.current().items():
        data.setlist(field, values)
    for field in (*names, "revision", "seen", "take"):
        data.setlist(field, request.POST.getlist(field))
    return AdvisorNeedForm(data, sites=sites, initial=initial)


@joins_again
@require_http_methods(["GET", "HEAD", "POST"])
def field(request: HttpRequest, need_id: int, name: str) -> HttpResponse:
    """Show one value as a field, or write it; what others wrote since is joined or shown."""
    need = the_need(request, need_id)
    require_files(request)
    if name not in GROUPS:
        raise Http404
    form = _form(request, need, GROUPS[name])
    if form.sound(request, need):
        try:
            return _write(request, need, form, name)
        except StaleRevision:
            raise
        except Forbidden as refusal:
            raise PermissionDenied(str(refusal.message)) from refusal
        except Refusal as refusal:
            form.refuse(refusal)
    shown = [form[field] for field in GROUPS[name]]
    context = {"form": form, "need": need, "name": name, "shown": shown}
    return render(request, "advisor/need_inline.html", context, status=422 if form.errors else 200)


def _write(request: HttpRequest, need: LabourNeed, form: AdvisorNeedForm, name: str) -> HttpResponse:
    """Written, with the press that takes it back; a value left as it was says nothing."""
    last = need.edits.order_by("-id").values_list("pk", flat=True).first()
    revision = form.cleaned_data["revision"] or 0
    services.edit_need(
        need=need, content=form.content(), revision=revision, by=reader(request), now=timezone.now()
    )
    edit = need.edits.order_by("-id").first()
    if edit and edit.pk != last:
        sentence = _("%(field)s : c’est changé.") % {"field": form[GROUPS[name][0]].label}
        say_done(
            request, sentence + form.joined_words, undo=reverse("need-edit-undo", args=[need.pk, edit.pk])
        )
    return redirect("need", need_id=need.pk)


@require_POST
def undo(request: HttpRequest, need_id: int, edit_id: int) -> HttpResponse:
    """Take one edit back."""
    need = the_need(request, need_id)
    require_files(request)
    edit = get_object_or_404(NeedEdit, need=need, pk=edit_id)
    try:
        services.undo_need_edit(edit=edit, by=reader(request), now=timezone.now())
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Annulé : la valeur d’avant est remise."))
    return redirect("need", need_id=need.pk)
