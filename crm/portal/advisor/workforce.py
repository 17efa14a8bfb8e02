"""The foreign staff of an employer with the permits that expire, and its consent to be known by partners."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from crm.casework import services as casework
from crm.core.errors import Refusal
from crm.employers import services
from crm.employers.models import EmployerFile, ForeignStaff, SharingConsent
from crm.portal.advisor.access import denied, require_files, the_file
from crm.portal.advisor.one_form import one_form
from crm.portal.advisor.undo import say_done
from crm.portal.advisor.writing import READ_WRITE
from crm.portal.forms import PasserelleForm
from crm.portal.reader import reader
from crm.taxonomy.models import Occupation, PermitKind


class StaffForm(PasserelleForm):
    """So many people whose permits expire on one day: no name, no origin."""

    permit = forms.ModelChoiceField(
        PermitKind.objects.all(), label=gettext_lazy("Genre de permis"), empty_label=gettext_lazy("Choisir")
    )
    people = forms.IntegerField(label=gettext_lazy("Personnes"), min_value=1, max_value=5000, initial=1)
    expires_on = forms.DateField(label=gettext_lazy("Les permis expirent le"))
    occupation = forms.CharField(
        label=gettext_lazy("Profession (CNP)"),
        max_length=5,
        required=False,
        help_text=gettext_lazy("Les cinq chiffres, si vous les connaissez."),
    )

    def clean_occupation(self) -> str | None:
        """The code of an occupation that exists, or none."""
        code = self.cleaned_data["occupation"].strip()
        if code and not Occupation.objects.filter(pk=code).exists():
            raise forms.ValidationError(_("Aucune profession de la CNP ne porte ce code."))
        return code or None

    def content(self) -> casework.StaffContent:
        """What was typed, as the service wants it."""
        data = self.cleaned_data
        return casework.StaffContent(
            permit_id=data["permit"].pk,
            people=data["people"],
            expires_on=data["expires_on"],
            occupation_id=data["occupation"],
        )


class SharingForm(PasserelleForm):
    """The employer agrees to be known by partners and other directions."""

    channel = forms.ChoiceField(label=gettext_lazy("Reçu"), choices=SharingConsent.Channel.choices)
    given_on = forms.DateField(label=gettext_lazy("Donné le"), initial=timezone.localdate)
    expires_on = forms.DateField(
        label=gettext_lazy("Jusqu’au"), initial=lambda: timezone.localdate() + timedelta(days=365)
    )


def _row(file: EmployerFile, staff_id: int) -> ForeignStaff:
    return get_object_or_404(ForeignStaff.objects.filter(file=file), pk=staff_id)


@require_http_methods(READ_WRITE)
def new_staff(request: HttpRequest, file_id: int) -> HttpResponse:
    """One more group of permits."""
    return _staff_page(request, the_file(request, file_id), None, _("Permis de travail à suivre"))


@require_http_methods(READ_WRITE)
def edit_staff(request: HttpRequest, file_id: int, staff_id: int) -> HttpResponse:
    """A group of permits: renewed, it carries its new day and its follow-ups move."""
    file = the_file(request, file_id)
    return _staff_page(request, file, _row(file, staff_id), _("Modifier les permis"))


def _staff_page(
    request: HttpRequest, file: EmployerFile, row: ForeignStaff | None, title: str
) -> HttpResponse:
    require_files(request)
    initial: dict[str, Any] = {}
    if row:
        initial = {"permit": row.permit_id, "people": row.people, "expires_on": row.expires_on}
        initial["occupation"] = row.occupation_id
    form = StaffForm(request.POST or None, initial=initial)
    return one_form(
        request,
        file,
        form,
        title=title,
        done=_("Permis enregistrés : deux suivis les rappelleront, six et trois mois avant."),
        then="file",
        note=_("Aucun nom, aucune origine : un nombre, un genre de permis et une date."),
        save=lambda: casework.save_foreign_staff(
            file=file, content=form.content(), row=row, by=reader(request), now=timezone.now()
        ),
    )


@require_POST
def end_staff(request: HttpRequest, file_id: int, staff_id: int) -> HttpResponse:
    """These permits are no longer to be followed."""
    require_files(request)
    file = the_file(request, file_id)
    row = _row(file, staff_id)
    casework.end_foreign_staff(row=row, by=reader(request), now=timezone.now())
    undo = reverse("staff-resume", args=[file.pk, row.pk])
    say_done(request, _("Ces permis ne sont plus suivis."), undo=undo)
    return redirect("file", file_id=file.pk)


@require_POST
def resume_staff(request: HttpRequest, file_id: int, staff_id: int) -> HttpResponse:
    """They are followed after all."""
    require_files(request)
    file = the_file(request, file_id)
    casework.resume_foreign_staff(row=_row(file, staff_id), by=reader(request), now=timezone.now())
    messages.success(request, _("Ces permis sont suivis de nouveau."))
    return redirect("file", file_id=file.pk)


@require_http_methods(READ_WRITE)
def sharing(request: HttpRequest, file_id: int) -> HttpResponse:
    """The employer agrees to be known by partners and other directions, for a time."""
    require_files(request)
    file = the_file(request, file_id)
    form = SharingForm(request.POST or None)
    return one_form(
        request,
        file,
        form,
        title=_("Consentement au partage"),
        done=_("Consentement inscrit."),
        then="file-contacts",
        note=_(
            "À lire à l’entreprise : ses contacts peuvent être montrés aux autres directions régionales et aux "
            "organismes partenaires, jusqu’à la date dite ; elle peut le retirer en tout temps."
        ),
        save=lambda: services.give_sharing_consent(
            file=file, by=reader(request), now=timezone.now(), **form.cleaned_data
        ),
    )


@require_POST
def stop_sharing(request: HttpRequest, file_id: int) -> HttpResponse:
    """The employer no longer agrees."""
    require_files(request)
    file = the_file(request, file_id)
    try:
        services.revoke_sharing_consent(file=file, by=reader(request), now=timezone.now())
    except Refusal as refusal:
        denied(refusal)
    messages.success(request, _("Consentement retiré : les contacts ne sont plus montrés ailleurs."))
    return redirect("file-contacts", file_id=file.pk)
