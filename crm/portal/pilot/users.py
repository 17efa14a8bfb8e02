"""Accounts and postings, for the administrator."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from crm.accounts import services
from crm.accounts.models import Posting, Role, User
from crm.accounts.policy import ROLE_DESCRIPTIONS
from crm.core.errors import Refusal
from crm.portal.forms import PasserelleForm
from crm.portal.pilot.access import alone, pilot
from crm.portal.sheets import Columns, asked_format, table_answer
from crm.territory.models import Direction, ServicePoint

PAGE = 50


def roles() -> list[tuple[str, str]]:
    """The roles to choose from, with none chosen."""
    return [("", _now("Choisir")), *((code, str(capfirst(label))) for code, label in Role.choices)]


def offer_places(form: PasserelleForm) -> None:
    """A posting begins today unless said, in a direction and at a service point of today."""
    today = timezone.localdate()
    form.fields["valid_from"].initial = today
    directions, points = cast(Any, form.fields["direction"]), cast(Any, form.fields["service_point"])
    directions.queryset = Direction.objects.on(today)
    points.queryset = ServicePoint.objects.on(today)


class AccountForm(PasserelleForm):
    """A colleague's account and first posting."""

    name = forms.CharField(label=_("Nom"), max_length=120)
    email = forms.EmailField(label=_("Courriel"))
    language = forms.ChoiceField(label=_("Langue"), choices=settings.LANGUAGES)
    role = forms.ChoiceField(label=_("Rôle"), choices=roles)
    direction = forms.ModelChoiceField(
        Direction.objects.all(), label=_("Direction"), required=False, empty_label=_("Aucune")
    )
    service_point = forms.ModelChoiceField(
        ServicePoint.objects.all(), label=_("Point de services"), required=False, empty_label=_("Aucun")
    )
    valid_from = forms.DateField(label=_("En poste à partir du"))
    password = forms.CharField(
        label=_("Mot de passe provisoire"),
        min_length=12,
        max_length=200,
        widget=forms.PasswordInput(render_value=True),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_places(self)
        self.fields["password"].widget.attrs["autocomplete"] = "new-password"

    def account(self) -> services.NewAccount:
        """Who signs in. Only after `is_valid()`."""
        data = self.cleaned_data
        return services.NewAccount(
            name=data["name"], email=data["email"], password=data["password"], language=data["language"]
        )


def _posted(user: Any) -> str:
    return " ; ".join(
        ", ".join(str(part) for part in (row.get_role_display(), row.direction, row.service_point) if part)
        for row in user.posted_today
    )


COLUMNS: Columns = (
    (_("Nom"), lambda row: row.name),
    (_("Courriel"), lambda row: row.email),
    (_("Langue"), lambda row: row.language),
    (_("Affectations d’aujourd’hui"), _posted),
    (_("Actif"), lambda row: row.is_active),
)


@require_safe
def users(request: HttpRequest) -> HttpResponseBase:
    """Who signs in, in which role, where, since when."""
    pilot(request)
    words, role = request.GET.get("q", "").replace("\x00", "").strip()[:100], request.GET.get("role", "")
    today = timezone.localdate()
    now_posted = Posting.objects.on(today).select_related("direction", "service_point")
    found = User.objects.prefetch_related(Prefetch("postings", now_posted, to_attr="posted_today"))
    if words:
        found = found.filter(Q(name__unaccent__icontains=words) | Q(email__icontains=words))
    if role in Role.values:
        found = found.filter(pk__in=Posting.objects.on(today).with_role(role).values("user_id"))
    found = found.order_by("name", "pk")
    if asked_format(request):
        return table_answer(request, _now("comptes"), found.iterator(chunk_size=500), COLUMNS)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    begins = alone(today=today)
    context = {
        "page": page,
        "words": words,
        "role": role,
        "roles": Role.choices,
        "alone": begins,
        "directions": not begins or Direction.objects.on(today).exists(),
    }
    return render(request, "pilot/users.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make an account with its first posting."""
    by = pilot(request)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user = services.create_account(
                account=form.account(),
                role=data["role"],
                direction=data["direction"],
                service_point=data["service_point"],
                valid_from=data["valid_from"],
                by=by,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _now("Compte créé pour %(name)s.") % {"name": user.name})
            return redirect("users")
    descriptions = [(Role(role).label, text) for role, text in ROLE_DESCRIPTIONS.items()]
    open_today = Direction.objects.on(timezone.localdate()).exists()
    context = {"form": form, "descriptions": descriptions, "directions": open_today}
    return render(request, "pilot/user_new.html", context, status=422 if form.errors else 200)
