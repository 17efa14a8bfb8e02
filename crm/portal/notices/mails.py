"""Courriels: what left and what could not, the texts that messages are made of, a message to a contact."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.demo_door import is_demo
from crm.accounts.policy import Permission, scope_of
from crm.core.errors import Refusal
from crm.needs.rules.wording import wording_warnings
from crm.notices import composing, services
from crm.notices.composing import CODE, LINK
from crm.notices.models import MailState, OutgoingMail
from crm.notices.queries import mails_matching
from crm.portal.advisor.access import denied, require_files, the_file
from crm.portal.forms import PasserelleForm
from crm.portal.manager.lists import words_of
from crm.portal.notices.previewing import as_mail, preview_to
from crm.portal.reader import reader
from crm.portal.sheets import Columns, asked_format, table_answer

A_PAGE = 30


def _require_mail(request: HttpRequest) -> None:
    """Whoever works with files, and the administrator: anyone else gets 403 with the reason."""
    scope = scope_of(request.user)
    if not (scope.may(Permission.WORK_FILES) or scope.may(Permission.RUN_INSTALLATION)):
        raise PermissionDenied(_("Votre rôle ne permet pas ce geste."))


COLUMNS: Columns = (
    (gettext_lazy("Objet"), lambda row: row.subject),
    (gettext_lazy("À"), lambda row: row.recipient_name),
    (gettext_lazy("Courriel"), lambda row: row.recipient_email),
    (gettext_lazy("Dossier"), lambda row: row.file),
    (gettext_lazy("Genre"), lambda row: row.get_kind_display()),
    (gettext_lazy("Langue"), lambda row: row.language),
    (gettext_lazy("État"), lambda row: row.get_state_display()),
    (gettext_lazy("Écrit"), lambda row: row.created_at),
    (gettext_lazy("Parti"), lambda row: row.left_at),
)


@require_safe
def mail_list(request: HttpRequest) -> HttpResponseBase:
    """The messages that the reader may follow, newest first."""
    _require_mail(request)
    words, state = words_of(request), request.GET.get("etat", "")
    rows = mails_matching(reader(request), words=words, state=state)
    if asked_format(request):
        return table_answer(request, _("courriels"), rows.iterator(chunk_size=500), COLUMNS)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "states": MailState.choices,
        "state": state,
        "words": words,
        "writes": services.may_write_texts(reader(request)),
    }
    return render(request, "notices/mails.html", context)


def _mail(request: HttpRequest, mail_id: int) -> OutgoingMail:
    _require_mail(request)
    rows = OutgoingMail.objects.visible_to(request.user).select_related("file__employer", "link", "code")
    found: OutgoingMail = get_object_or_404(rows, pk=mail_id)
    return found


def _opens_here(mail: OutgoingMail) -> bool:
    """Whether the links of a message may be opened from its page: kept, in a demonstration, alone."""
    return (
        is_demo() and mail.state == MailState.KEPT and bool(mail.link_id or mail.form_link_id or mail.code_id)
    )


@require_safe
def mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One message as it was written: its secrets are marks."""
    found = _mail(request, mail_id)
    context = {"mail": found, "opens_here": _opens_here(found)}
    return render(request, "notices/mail.html", context)


@require_POST
def mail_secret(request: HttpRequest, mail_id: int) -> HttpResponse:
    """In a demonstration, follow the link of a message that was kept, or read its code."""
    found = _mail(request, mail_id)
    if not _opens_here(found):
        raise Http404
    secrets = services.reveal(found, now=timezone.now())
    if LINK in secrets:
        return redirect(request.build_absolute_uri(urlsplit(secrets[LINK]).path))
    return render(request, "notices/mail.html", {"mail": found, "opens_here": True, "code": secrets[CODE]})


@require_safe
def mail_html(request: HttpRequest, mail_id: int) -> HttpResponse:
    """The HTML of a message, as its reader's mail shows it."""
    return as_mail(_mail(request, mail_id).html)


class LetterForm(PasserelleForm):
    """To whom, and which of the house's texts."""

    contact = forms.ChoiceField(label=gettext_lazy("À qui"))
    kind = forms.ChoiceField(label=gettext_lazy("Modèle"))
    key = forms.UUIDField(widget=forms.HiddenInput)


def _letter_form(request: HttpRequest, contacts: list[Any]) -> LetterForm:
    form = LetterForm(
        request.POST or None, initial={"key": uuid.uuid4(), "contact": request.GET.get("contact", "")}
    )
    form.fields["contact"].choices = [  # type: ignore[attr-defined]
        (str(row.pk), f"{row.name} <{row.email}>") for row in contacts
    ]
    form.fields["kind"].choices = composing.by_hand_choices()  # type: ignore[attr-defined]
    return form


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, file_id: int) -> HttpResponse:
    """Write to a contact of the file with one of the house's texts: seen first, then sent."""
    require_files(request)
    file, user = the_file(request, file_id), reader(request)
    contacts = list(file.employer.contacts.exclude(email=""))
    form, shown = _letter_form(request, contacts), None
    if request.method == "POST" and form.is_valid():
        chosen = next(row for row in contacts if str(row.pk) == form.cleaned_data["contact"])
        kind, key = form.cleaned_data["kind"], form.cleaned_data["key"]
        shown = preview_to(kind=kind, contact=chosen, file=file)
        if request.POST.get("act") == "send":
            try:
                services.write_to_contact(
                    file=file, contact=chosen, kind=kind, sending_key=key, by=user, now=timezone.now()
                )
            except Refusal as refusal:
                denied(refusal)
                form.refuse(refusal)
            else:
                messages.success(request, _("Courriel confié à l’envoi et consigné au dossier."))
                return redirect(reverse("file-history", args=[file.pk]))
    context = {
        "file": file,
        "form": form,
        "shown": shown,
        "warnings": wording_warnings(f"{shown.subject}\n{shown.text}") if shown else (),
        "contacts": contacts,
    }
    return render(request, "notices/write.html", context, status=422 if form.errors else 200)
