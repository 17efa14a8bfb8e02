"""A file handed over: to a colleague who accepts, with a note; one without anybody in charge is taken at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from crm.accounts.models import Posting, Role, User
from crm.caseload.models import Handover
from crm.caseload.services import NOTE_LIMIT, propose_handover
from crm.core.errors import Refusal
from crm.employers.models import EmployerFile, FileLead
from crm.employers.services import set_lead
from crm.portal.advisor.access import denied, require_files, the_file
from crm.portal.forms import PasserelleForm
from crm.portal.reader import reader


class HandoverForm(PasserelleForm):
    """Which colleague receives the file, with what note."""

    receiver = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("À qui"),
        empty_label=gettext_lazy("Choisir"),
        error_messages={"required": gettext_lazy("Choisissez qui reçoit le dossier.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Note de transfert"),
        max_length=NOTE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": gettext_lazy("Une note de transfert aide la personne qui reçoit : écrivez-la.")
        },
    )

    def __init__(self, *args: Any, file: EmployerFile, lead: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posted = Posting.objects.on(timezone.localdate()).filter(
            role=Role.ADVISOR, direction_id=file.direction_id
        )
        field: Any = self.fields["receiver"]
        others = User.objects.filter(is_active=True, pk__in=posted.values("user")).order_by("name", "pk")
        field.queryset = others.exclude(pk=lead.pk) if lead else others
        field.label_from_instance = lambda user: user.name


def _lead(file: EmployerFile) -> User | None:
    found = FileLead.objects.on(timezone.localdate()).filter(file=file).select_related("user").first()
    return found.user if found else None


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, file_id: int) -> HttpResponse:
    """Propose the file to a colleague; nothing changes hands before they accept."""
    require_files(request)
    file = the_file(request, file_id)
    lead = _lead(file)
    form = HandoverForm(request.POST or None, file=file, lead=lead)
    if request.method == "POST" and form.is_valid() and _proposed(request, form, file):
        return redirect("file-contacts", file_id=file.pk)
    context = {
        "file": file,
        "lead": lead,
        "form": form,
        "waiting": Handover.objects.waiting().filter(file=file).select_related("receiver").first(),
    }
    return render(request, "advisor/file_handover.html", context, status=422 if form.errors else 200)


def _proposed(request: HttpRequest, form: HandoverForm, file: EmployerFile) -> bool:
    receiver = form.cleaned_data["receiver"]
    try:
        propose_handover(
            files=[file],
            receiver=receiver,
            note=form.cleaned_data["note"],
            by=reader(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        denied(refusal)
        form.refuse(refusal)
        return False
    messages.success(
        request,
        _("Transfert proposé à %(name)s. D’ici sa réponse, rien ne change.") % {"name": receiver.name},
    )
    return True


@require_POST
def take(request: HttpRequest, file_id: int) -> HttpResponse:
    """The reader takes charge of a file that nobody leads."""
    require_files(request)
    file = the_file(request, file_id)
    try:
        if _lead(file):
            raise Refusal(_("Ce dossier a maintenant une personne responsable : demandez-lui le transfert."))
        set_lead(file=file, user=reader(request), by=reader(request), now=timezone.now())
    except Refusal as refusal:
        denied(refusal)
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Vous êtes maintenant responsable du dossier."))
    return redirect("file-contacts", file_id=file.pk)
