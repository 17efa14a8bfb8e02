"""The texts of messages: read by whoever sends, written by whoever answers for them, each version kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.core.errors import Refusal
from crm.needs.rules.wording import wording_warnings
from crm.notices import services
from crm.notices.composing import texts_in_force
from crm.notices.models import MailKind, MailTemplate, SendingRule
from crm.notices.rules import VARIABLES
from crm.portal.advisor.access import denied
from crm.portal.forms import PasserelleForm
from crm.portal.notices.previewing import as_mail, preview_text
from crm.portal.reader import reader

LANGUAGES = dict(settings.LANGUAGES)


def _require_writer(request: HttpRequest) -> None:
    if not services.may_write_texts(reader(request)):
        raise PermissionDenied(_("Votre rôle ne permet pas ce geste."))


#: The rules and their values as their reader says them; a number is one of days.
RULE_WORDS = {
    "answer.first": gettext_lazy("Premier rappel d’un profil sans réponse, en jours"),
    "answer.second": gettext_lazy("Second rappel d’un profil sans réponse, en jours"),
    "answer.task": gettext_lazy("Suivi confié à la conseillère ou au conseiller, en jours"),
    "current.before": gettext_lazy("« Toujours d’actualité ? » avant la fin de validité, en jours"),
    "current.every": gettext_lazy("« Toujours d’actualité ? » après un silence, en jours"),
    "language.contacts": gettext_lazy("Langue de ce qui part vers une entreprise"),
    "language.users": gettext_lazy("Langue de ce qui part vers l’équipe"),
}
VALUE_WORDS = {
    "french": gettext_lazy("le français"),
    "exception": gettext_lazy("le français, et une seconde langue quand une exception est inscrite"),
    "wish": gettext_lazy("le français, et la langue de la personne qui reçoit"),
}


def _one(kind: str, language: str) -> None:
    if kind not in MailKind.values or language not in LANGUAGES:
        raise Http404


@require_safe
def text_list(request: HttpRequest) -> HttpResponse:
    """Every kind of message with its text in force, and the rules of what is sent."""
    _require_writer(request)
    newest: dict[tuple[str, str], MailTemplate] = {}
    for row in MailTemplate.objects.order_by("written_at", "id").select_related("written_by"):
        newest[row.kind, row.language] = row
    lines = [
        (kind, label, [(code, name, newest.get((kind, code))) for code, name in LANGUAGES.items()])
        for kind, label in MailKind.choices
    ]
    warned = [
        (kind, code, label, name)
        for kind, label in MailKind.choices
        for code, name in LANGUAGES.items()
        if (own := newest.get((kind, code))) and wording_warnings(f"{own.subject}\n{own.body}")
    ]
    rules = [
        (RULE_WORDS.get(rule.key, rule.key), VALUE_WORDS.get(rule.value, rule.value), rule)
        for rule in SendingRule.objects.on(timezone.localdate())
    ]
    return render(request, "notices/texts.html", {"lines": lines, "rules": rules, "warned": warned})


class TextForm(PasserelleForm):
    """The subject and the text of a message."""

    subject = forms.CharField(label=gettext_lazy("Objet"), max_length=150)
    body = forms.CharField(
        label=gettext_lazy("Texte"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 14, "class": "textarea"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """One text: written, seen with examples, kept as a new version."""
    _require_writer(request)
    _one(kind, language)
    subject, body = texts_in_force(kind, [language])[language]
    form = TextForm(request.POST or None, initial={"subject": subject, "body": body})
    shown = preview_text(kind, language, (subject, body))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["subject"], form.cleaned_data["body"].replace("\r\n", "\n")
        try:
            services.check_text(kind, *said)
            shown = preview_text(kind, language, said)
            if request.POST.get("act") == "keep":
                services.write_text(
                    kind=kind,
                    language=language,
                    subject=said[0],
                    body=said[1],
                    by=reader(request),
                    now=timezone.now(),
                )
                messages.success(request, _("Ce texte servira dès le prochain courriel."))
                return redirect("mail-text", kind=kind, language=language)
        except Refusal as refusal:
            denied(refusal)
            form.refuse(refusal)
    context: dict[str, Any] = {
        "kind": kind,
        "label": MailKind(kind).label,
        "language": language,
        "language_name": LANGUAGES[language],
        "form": form,
        "shown": shown,
        "variables": sorted(VARIABLES[kind][0]),
        "needed": VARIABLES[kind][1],
        "warnings": {name: wording_warnings(str(form[name].value() or "")) for name in ("subject", "body")},
        "versions": MailTemplate.objects.filter(kind=kind, language=language).select_related("written_by")[
            :10
        ],
    }
    return render(request, "notices/text.html", context, status=422 if form.errors else 200)


@require_POST
def text_house(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """The house's text holds again."""
    _require_writer(request)
    _one(kind, language)
    try:
        services.return_to_house(kind=kind, language=language, by=reader(request), now=timezone.now())
    except Refusal as refusal:
        denied(refusal)
        raise
    messages.success(request, _("Le texte de la maison sert de nouveau."))
    return redirect("mail-text", kind=kind, language=language)


@require_safe
def text_html(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """The HTML of a message made of the text in force, with examples."""
    _require_writer(request)
    _one(kind, language)
    return as_mail(preview_text(kind, language, texts_in_force(kind, [language])[language]).html)
