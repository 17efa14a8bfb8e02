"""The privacy officer's two registers: who read what of whom, and what was told to whom on which consent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from crm.accounts.policy import Permission, scope_of
from crm.candidates.models import Release
from crm.candidates.queries import RegisterSearch, read_entries, releases
from crm.portal.forms import PasserelleForm
from crm.portal.privacy.words import part_label, told_lines
from crm.portal.reader import reader
from crm.portal.sheets import Columns, asked_format, table_answer

PAGE = 50


class RegisterForm(PasserelleForm):
    """What is looked for in a register."""

    personne = forms.CharField(
        label=_("Personne"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"placeholder": "PC-2041"}),
    )
    qui = forms.CharField(label=_("Qui"), required=False, max_length=100)
    du = forms.DateField(label=_("Du"), required=False)
    au = forms.DateField(label=_("Au"), required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("du") and data.get("au") and data["au"] < data["du"]:
            self.add_error("au", str(_("La fin ne peut pas précéder le début.")))
        return data

    def search(self) -> RegisterSearch:
        """The search of a valid form; what is wrong in it is not looked for."""
        data = getattr(self, "cleaned_data", {})
        return RegisterSearch(
            person=data.get("personne") or "",
            words=data.get("qui") or "",
            since=data.get("du"),
            until=data.get("au"),
        )


def _told(row: Release) -> str:
    return " ; ".join(f"{what} : {words}" for what, words in told_lines(row.content))


@dataclass(frozen=True, slots=True)
class Register:
    """A register: its page, what it reads, what a row shows, what a file says of it."""

    name: str | Promise
    template: str
    read: Callable[..., QuerySet[Any]]
    line: Callable[[Any], dict[str, Any]]
    columns: Columns


JOURNAL = Register(
    _("journal-des-acces"),
    "privacy/read_journal.html",
    read_entries,
    lambda row: {"row": row, "part": part_label(row.what)},
    (
        (_("Moment"), lambda row: row.at),
        (_("Qui"), lambda row: row.user.name),
        (_("Personne"), lambda row: row.candidate.reference),
        (_("Partie lue"), lambda row: part_label(row.what)),
    ),
)
RELEASES = Register(
    _("communications"),
    "privacy/releases.html",
    releases,
    lambda row: {"row": row, "told": told_lines(row.content)},
    (
        (_("Moment"), lambda row: row.at),
        (_("Par"), lambda row: row.by.name if row.by else ""),
        (_("Destinataire"), lambda row: row.recipient),
        (_("Personne"), lambda row: row.candidate.reference),
        (_("But"), lambda row: row.purpose),
        (_("Consentement"), lambda row: row.consent.get_kind_display()),
        (_("Donné le"), lambda row: row.consent.given_on),
        (_("Retiré le"), lambda row: row.consent.revoked_at),
        (_("Communiqué"), _told),
    ),
)


@require_safe
def read_journal(request: HttpRequest) -> HttpResponseBase:
    """Who read which part of whose file, newest first."""
    return _register(request, JOURNAL)


@require_safe
def release_register(request: HttpRequest) -> HttpResponseBase:
    """What was told to someone outside, with its frozen content and its consent, newest first."""
    return _register(request, RELEASES)


def _register(request: HttpRequest, register: Register) -> HttpResponseBase:
    if not scope_of(request.user).may(Permission.READ_JOURNAL):
        raise Http404
    form = RegisterForm(request.GET)
    form.is_valid()
    found = register.read(reader(request), search=form.search())
    if asked_format(request):
        return table_answer(request, str(register.name), found.iterator(chunk_size=500), register.columns)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    searched = any(request.GET.get(name) for name in form.fields)
    context = {
        "form": form,
        "page": page,
        "lines": [register.line(row) for row in page],
        "searched": searched,
    }
    return render(request, register.template, context)
