"""The links about a file that still open, closed in one press; and who may be written to in a second language."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.core.errors import Refusal
from crm.notices import queries, services
from crm.notices.models import ActLink, LanguageException
from crm.portal.advisor.access import denied, require_files, the_file
from crm.portal.forms import PasserelleForm
from crm.portal.reader import reader


@require_safe
def links(request: HttpRequest, file_id: int) -> HttpResponse:
    """The live links of a file's messages, and the exceptions of language of its contacts."""
    require_files(request)
    file, now = the_file(request, file_id), timezone.now()
    exceptions = LanguageException.objects.on(timezone.localdate(now)).filter(contact__employer=file.employer)
    context = {
        "file": file,
        "links": queries.live_links(file, now=now),
        "exceptions": exceptions.select_related("contact", "recorded_by"),
        "contacts": file.employer.contacts.all(),
    }
    return render(request, "notices/links.html", context)


@require_POST
def revoke(request: HttpRequest, file_id: int, link_id: int) -> HttpResponse:
    """Close a link."""
    require_files(request)
    file = the_file(request, file_id)
    link = get_object_or_404(ActLink.objects.filter(file=file), pk=link_id)
    try:
        services.revoke_act_link(link=link, by=reader(request), now=timezone.now())
    except Refusal as refusal:
        denied(refusal)
        raise
    messages.success(request, _("Ce lien ne s’ouvre plus."))
    return redirect("file-links", file_id=file.pk)


class ExceptionForm(PasserelleForm):
    """For whom a second language may be joined, and why."""

    contact = forms.ChoiceField(label=gettext_lazy("Contact"))
    reason = forms.CharField(
        label=gettext_lazy("Motif de l’exception"),
        max_length=300,
        help_text=gettext_lazy("Ce que la loi ou son règlement permet, et comment vous le savez."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def language(request: HttpRequest, file_id: int) -> HttpResponse:
    """Record that English may be joined to the French for a contact."""
    require_files(request)
    file = the_file(request, file_id)
    contacts = list(file.employer.contacts.all())
    form = ExceptionForm(request.POST or None, initial={"contact": request.GET.get("contact", "")})
    form.fields["contact"].choices = [(str(row.pk), row.name) for row in contacts]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        chosen = next(row for row in contacts if str(row.pk) == form.cleaned_data["contact"])
        try:
            services.record_exception(
                file=file,
                contact=chosen,
                language="en-ca",
                reason=form.cleaned_data["reason"],
                by=reader(request),
                now=timezone.now(),
            )
        except Refusal as refusal:
            denied(refusal)
            form.refuse(refusal)
        else:
            messages.success(request, _("L’anglais sera joint au français pour ce contact."))
            return redirect("file-links", file_id=file.pk)
    context = {"file": file, "form": form}
    return render(request, "notices/language.html", context, status=422 if form.errors else 200)


@require_POST
def language_end(request: HttpRequest, file_id: int, contact_id: int) -> HttpResponse:
    """French alone again."""
    require_files(request)
    file = the_file(request, file_id)
    contact = get_object_or_404(file.employer.contacts, pk=contact_id)
    try:
        services.end_exception(file=file, contact=contact, by=reader(request), now=timezone.now())
    except Refusal as refusal:
        denied(refusal)
        raise
    messages.success(request, _("Ce contact recevra le français seulement."))
    return redirect("file-links", file_id=file.pk)
