"""Forms of one employer: its card, places of work, contacts, diagnosis, and the link of the need form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from crm.core.errors import Refusal
from crm.employers import services
from crm.employers.models import Contact, EmployerFile, NeedFormLink, Site
from crm.notices.services.invitations import send_need_form
from crm.portal.advisor.access import denied, require_files, the_file
from crm.portal.advisor.accompaniment_forms import DiagnosisForm
from crm.portal.advisor.file_forms import (
    ContactEditForm,
    ContactForm,
    EmployerEditForm,
    SiteEditForm,
    SiteForm,
    SiteMoveForm,
    contact_values,
    employer_values,
    site_values,
)
from crm.portal.advisor.files import regions_of
from crm.portal.advisor.one_form import one_form
from crm.portal.reader import reader
from crm.portal.together import joins_again

READ_WRITE = ["GET", "HEAD", "POST"]


@joins_again
@require_http_methods(READ_WRITE)
def employer(request: HttpRequest, file_id: int) -> HttpResponse:
    """The employer's card and the objectives of the file."""
    require_files(request)
    file = the_file(request, file_id)
    form = EmployerEditForm(request.POST or None, initial=employer_values(file))

    def save() -> Any:
        data = form.cleaned_data
        return services.edit_employer(
            file=file,
            content=form.content(),
            objectives=data["objectives"],
            seen=data["revision"] or 0,
            by=reader(request),
            now=timezone.now(),
        )

    return one_form(
        request,
        file,
        form,
        title=_("Modifier la fiche"),
        save=save,
        done=_("Fiche enregistrée."),
        then="file",
        seek="legal_name,usual_name,neq,website",
    )


@require_http_methods(READ_WRITE)
def new_site(request: HttpRequest, file_id: int) -> HttpResponse:
    """One more place of work."""
    require_files(request)
    file = the_file(request, file_id)
    form = SiteForm(request.POST or None, regions=regions_of(request))
    return one_form(
        request,
        file,
        form,
        title=_("Nouveau lieu de travail"),
        done=_("Lieu de travail ajouté."),
        then="file-contacts",
        seek="municipality",
        save=lambda: services.add_site(
            file=file, content=form.content(), by=reader(request), now=timezone.now()
        ),
    )


def _site(file: EmployerFile, site_id: int) -> Site:
    return get_object_or_404(
        Site.objects.filter(employer=file.employer).select_related("municipality"), pk=site_id
    )


@joins_again
@require_http_methods(READ_WRITE)
def edit_site(request: HttpRequest, file_id: int, site_id: int) -> HttpResponse:
    """A place of work, where it stands; moving it is another gesture, with its day."""
    require_files(request)
    file = the_file(request, file_id)
    site = _site(file, site_id)
    initial = site_values(site)
    form = SiteEditForm(request.POST or None, regions=[], fixed=site.municipality, initial=initial)

    def save() -> Any:
        seen = form.cleaned_data["revision"] or 0
        return services.edit_site(
            file=file, site=site, content=form.content(), seen=seen, by=reader(request), now=timezone.now()
        )

    moving = reverse("site-move", args=[file.pk, site.pk])
    return one_form(
        request,
        file,
        form,
        title=_("Modifier le lieu de travail"),
        save=save,
        done=_("Lieu de travail enregistré."),
        then="file-contacts",
        other=(moving, _("Inscrire un déménagement")),
        fixed=site.municipality,
        target=site.pk,
    )


@require_http_methods(READ_WRITE)
def move_site(request: HttpRequest, file_id: int, site_id: int) -> HttpResponse:
    """The place of work moved on a day: what was done before keeps its region."""
    require_files(request)
    file = the_file(request, file_id)
    site = _site(file, site_id)
    form = SiteMoveForm(request.POST or None, regions=regions_of(request))

    def save() -> Any:
        data = form.cleaned_data
        return services.move_site(file=file, site=site, by=reader(request), now=timezone.now(), **data)

    return one_form(
        request,
        file,
        form,
        title=_("Inscrire un déménagement"),
        save=save,
        done=_("Déménagement inscrit."),
        then="file-contacts",
        fixed=site.municipality,
        note=_("Ce qui a été fait avant cette date continue de compter là où l’établissement se trouvait."),
    )


@require_http_methods(READ_WRITE)
def new_contact(request: HttpRequest, file_id: int) -> HttpResponse:
    """One more person whom we speak with."""
    require_files(request)
    file = the_file(request, file_id)
    form = ContactForm(request.POST or None, initial={"language": "fr-ca"})
    return one_form(
        request,
        file,
        form,
        title=_("Nouveau contact"),
        done=_("Contact ajouté."),
        then="file-contacts",
        seek="phone,email",
        save=lambda: services.add_contact(
            file=file, content=form.content(), by=reader(request), now=timezone.now()
        ),
    )


@joins_again
@require_http_methods(READ_WRITE)
def edit_contact(request: HttpRequest, file_id: int, contact_id: int) -> HttpResponse:
    """A person whom we speak with."""
    require_files(request)
    file = the_file(request, file_id)
    contact = get_object_or_404(Contact, employer=file.employer, pk=contact_id)
    form = ContactEditForm(request.POST or None, initial=contact_values(contact))

    def save() -> Any:
        return services.edit_contact(
            file=file,
            contact=contact,
            content=form.content(),
            seen=form.cleaned_data["revision"] or 0,
            by=reader(request),
            now=timezone.now(),
        )

    return one_form(
        request,
        file,
        form,
        title=_("Modifier le contact"),
        save=save,
        done=_("Contact enregistré."),
        then="file-contacts",
        seek="phone,email",
        target=contact.pk,
    )


@require_http_methods(READ_WRITE)
def diagnosis(request: HttpRequest, file_id: int) -> HttpResponse:
    """How ready the employer is; each diagnosis is a new row, and counts."""
    require_files(request)
    file = the_file(request, file_id)
    last = file.diagnoses.first()
    initial = {name: getattr(last, name) for name in DiagnosisForm.AXES} if last else {}
    if last:
        initial["paths"] = [path for path in last.paths.split(",") if path]
    form = DiagnosisForm(request.POST or None, initial=initial)
    return one_form(
        request,
        file,
        form,
        title=_("Diagnostic"),
        done=_("Diagnostic complété."),
        then="file",
        template="advisor/diagnosis_form.html",
        last=last,
        save=lambda: services.complete_diagnosis(
            file=file, content=form.content(), by=reader(request), now=timezone.now()
        ),
    )


@never_cache
@require_http_methods(READ_WRITE)
def need_link(request: HttpRequest, file_id: int) -> HttpResponse:
    """Make the link of the need form: its address is shown this once, or leaves by e-mail and is shown to nobody."""
    require_files(request)
    file = the_file(request, file_id)
    contacts = file.employer.contacts.all()
    # Whoever can be written to is the usual reader of the link; the employer in general stays a choice.
    usual = next((str(contact.pk) for contact in contacts if contact.email), "")
    context: dict[str, Any] = {
        "file": file,
        "contacts": contacts,
        "chosen": request.GET.get("contact", usual),
    }
    if request.method == "POST":
        key = request.POST.get("contact", "")
        contact = (
            contacts.filter(pk=int(key)).first()
            if key.isascii() and key.isdigit() and len(key) < 10
            else None
        )
        context |= _made_or_sent(request, file, contact) | {"chosen": key}
    return render(
        request, "advisor/need_form_link.html", context, status=422 if context.get("refusal") else 200
    )


def _made_or_sent(request: HttpRequest, file: EmployerFile, contact: Contact | None) -> dict[str, Any]:
    by, now = reader(request), timezone.now()
    if request.POST.get("by") != "mail":
        link, token = services.make_need_form_link(file=file, contact=contact, by=by, now=now)
        return {"link": link, "address": request.build_absolute_uri(reverse("need-link", args=[token]))}
    if contact is None:
        return {"refusal": _("Choisissez à quel contact l’envoyer.")}
    try:
        return {"sent": send_need_form(file=file, contact=contact, by=by, now=now)}
    except Refusal as refusal:
        denied(refusal)
        return {"refusal": refusal.message}


@require_POST
def revoke_link(request: HttpRequest, file_id: int, link_id: int) -> HttpResponse:
    """The link no longer opens."""
    require_files(request)
    file = the_file(request, file_id)
    link = get_object_or_404(NeedFormLink.objects.filter(file=file), pk=link_id)
    try:
        services.revoke_need_form_link(link=link, by=reader(request), now=timezone.now())
    except Refusal as refusal:
        denied(refusal)
    messages.success(request, _("Le lien n’ouvre plus."))
    return redirect("file-contacts", file_id=file.pk)
