"""One value of an employer's card changed where it is read, and taken back by one press."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.core.errors import Refusal, StaleRevision
from crm.employers import services
from crm.employers.models import EmployerFile, FileEditKind
from crm.employers.queries import last_edits
from crm.portal.advisor.access import denied, require_files, the_file
from crm.portal.advisor.file_forms import EmployerEditForm, employer_values
from crm.portal.advisor.undo import say_done
from crm.portal.reader import reader
from crm.portal.together import joins_again

#: What is changed in place, by what is read together. What tells who the employer is goes with the whole form.
GROUPS: dict[str, tuple[str, ...]] = {
    "sector": ("sector",),
    "size": ("size_band",),
    "francization": ("francization",),
    "union": ("has_union", "union"),
    "abroad": ("hired_abroad_before",),
    "source": ("source",),
    "objectives": ("objectives",),
}


def _form(request: HttpRequest, file: EmployerFile, names: tuple[str, ...]) -> EmployerEditForm:
    """The whole card as it stands, with the few fields that were typed."""
    untouched = EmployerEditForm(initial=employer_values(file))
    if request.method != "POST":
        return untouched
    data = QueryDict(mutable=True)
    for field, values in untouched.current().items():
        data.setlist(field, values)
    for field in (*names, "revision", "seen", "take"):
        data.setlist(field, request.POST.getlist(field))
    return EmployerEditForm(data, initial=employer_values(file))


@joins_again
@require_http_methods(["GET", "HEAD", "POST"])
def field(request: HttpRequest, file_id: int, name: str) -> HttpResponse:
    """Show one value as a field, or write it; what others wrote since is joined or shown."""
    require_files(request)
    file = the_file(request, file_id)
    if name not in GROUPS:
        raise Http404
    form = _form(request, file, GROUPS[name])
    if form.ready(request, partial(last_edits, file)):
        try:
            return _write(request, file, form, name)
        except StaleRevision:
            raise
        except Refusal as refusal:
            denied(refusal)
            form.refuse(refusal)
    shown = [form[field] for field in GROUPS[name]]
    context = {"form": form, "file": file, "name": name, "shown": shown}
    return render(request, "advisor/file_inline.html", context, status=422 if form.errors else 200)


def _write(request: HttpRequest, file: EmployerFile, form: EmployerEditForm, name: str) -> HttpResponse:
    """Written, with the press that takes it back; a value left as it was says nothing."""
    edit = services.edit_employer(
        file=file,
        content=form.content(),
        objectives=form.cleaned_data["objectives"],
        seen=form.cleaned_data["revision"] or 0,
        by=reader(request),
        now=timezone.now(),
    )
    if edit:
        sentence = _("%(field)s : c’est changé.") % {"field": form[GROUPS[name][0]].label}
        undo = reverse("file-edit-undo", args=[file.pk, edit.pk])
        say_done(request, sentence + form.joined_words, undo=undo)
    return redirect("file", file_id=file.pk)


@require_POST
def undo(request: HttpRequest, file_id: int, edit_id: int) -> HttpResponse:
    """Take one edit of the card back."""
    require_files(request)
    file = the_file(request, file_id)
    edit = get_object_or_404(file.edits.filter(kind=FileEditKind.EMPLOYER), pk=edit_id)
    try:
        services.undo_employer_edit(edit=edit, by=reader(request), now=timezone.now())
    except Refusal as refusal:
        denied(refusal)
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Annulé : la valeur d’avant est remise."))
    return redirect("file", file_id=file.pk)
