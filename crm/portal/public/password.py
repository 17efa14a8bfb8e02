"""One's own password: changed while signed in, or chosen through the one-time link of an administrator."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.auth.views import PasswordChangeView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.accounts.links import LinkExpired, find_link
from crm.accounts.models import PasswordLink
from crm.accounts.services import choose_password, record_password_change
from crm.core.errors import Refusal
from crm.portal.forms import PasserelleFormMixin


def _say_once(form: Any) -> None:
    """A browser may propose the new password; the page itself says what is asked of it."""
    for name in ("new_password1", "new_password2"):
        form.fields[name].widget.attrs["autocomplete"] = "new-password"
        form.fields[name].help_text = ""


class OwnPasswordForm(PasserelleFormMixin, PasswordChangeForm):
    """The password of today, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].widget.attrs["autocomplete"] = "current-password"
        _say_once(self)


class OwnPassword(PasswordChangeView):
    """Change one's password; this session goes on, all others end."""

    form_class = OwnPasswordForm
    template_name = "public/password.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(
            self.request, _("Mot de passe changé. Vos sessions ouvertes ailleurs sont terminées.")
        )
        response = super().form_valid(form)
        record_password_change(user=form.user, now=timezone.now())
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class NewPasswordForm(PasserelleFormMixin, SetPasswordForm):  # type: ignore[type-arg]
    """The new password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_once(self)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def password_link(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a new password; a token that never was does not exist, one that is over says so."""
    try:
        link = find_link(PasswordLink, token, now=timezone.now())
    except LinkExpired:
        return _secret(render(request, "public/password_link_over.html", status=410))
    if link is None:
        raise Http404
    form = NewPasswordForm(link.user, request.POST or None)
    if form.is_valid():
        try:
            user = choose_password(
                token=token, password=form.cleaned_data["new_password1"], now=timezone.now()
            )
        except LinkExpired:
            return _secret(render(request, "public/password_link_over.html", status=410))
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
            messages.success(request, _("Votre nouveau mot de passe est prêt."))
            return redirect("home")
    context = {"form": form, "account": link.user}
    return _secret(render(request, "public/password_link.html", context, status=422 if form.errors else 200))


def _secret(response: HttpResponse) -> HttpResponse:
    """The address is a secret: it is not kept in caches nor sent to other sites."""
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    return response
