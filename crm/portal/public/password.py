"""One's own password: changed while signed in, or chosen through a one-time link."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from crm.portal.forms import PasserelleFormMixin


class OwnPasswordForm(PasserelleFormMixin, PasswordChangeForm):
    """The password of today, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].widget.attrs["autocomplete"] = "current-password"
        for name in ("new_password1", "new_password2"):
            self.fields[name].widget.attrs["autocomplete"] = "new-password"


class OwnPassword(PasswordChangeView):
    """Change one's password; this session goes on, all others end."""

    form_class = OwnPasswordForm
    template_name = "public/password.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(
            self.request, _("Mot de passe changé. Vos sessions ouvertes ailleurs sont terminées.")
        )
        return super().form_valid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response
