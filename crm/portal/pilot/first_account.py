"""The page behind the one-time link: it makes the first administrator and signs them in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from crm.accounts.links import LinkExpired, find_link
from crm.accounts.models import AdminInvitation
from crm.accounts.services import AdministratorExists, NewAccount, create_first_administrator
from crm.core.errors import Refusal
from crm.portal.forms import PasserelleForm


class FirstAccountForm(PasserelleForm):
    """Name, e-mail, and the password twice."""

    name = forms.CharField(label=_("Votre nom"), max_length=120)
    email = forms.EmailField(label=_("Votre courriel"))
    password = forms.CharField(
        label=_("Mot de passe"), max_length=200, widget=forms.PasswordInput(render_value=True)
    )
    again = forms.CharField(
        label=_("Le même mot de passe, encore une fois"),
        max_length=200,
        widget=forms.PasswordInput(render_value=True),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, hint in (("name", "name"), ("email", "username"), ("password", "new-password")):
            self.fields[name].widget.attrs["autocomplete"] = hint
        self.fields["again"].widget.attrs["autocomplete"] = "new-password"

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("Les deux mots de passe ne sont pas les mêmes."))
        return again

    def account(self) -> NewAccount:
        """Who signs in. Only after `is_valid()`."""
        data = self.cleaned_data
        return NewAccount(name=data["name"], email=data["email"], password=data["password"])


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def first_account(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first administrator; a token that never was does not exist, one that is over says so."""
    try:
        if find_link(AdminInvitation, token, now=timezone.now()) is None:
            raise Http404
    except LinkExpired:
        return _over(request)
    form = FirstAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = create_first_administrator(token=token, account=form.account(), now=timezone.now())
        except (LinkExpired, AdministratorExists):
            return _over(request)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
            messages.success(request, _now("Votre compte pilote est prêt."))
            return redirect("territories")
    return _secret(
        render(request, "pilot/first_account.html", {"form": form}, status=422 if form.errors else 200)
    )


def _over(request: HttpRequest) -> HttpResponse:
    return _secret(render(request, "pilot/first_account_over.html", status=410))


def _secret(response: HttpResponse) -> HttpResponse:
    """The address is a secret: it is not kept in caches nor sent to other sites."""
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    return response
