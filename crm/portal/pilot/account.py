"""One account, for the administrator: its postings, its password link, what its person holds, closing and reopening."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from crm.accounts import services
from crm.accounts.models import Posting, User
from crm.caseload.queries import in_hand
from crm.caseload.services import close_account_with_work
from crm.core.errors import Forbidden, Refusal
from crm.portal.forms import DecimalCommaField, PasserelleForm
from crm.portal.pilot.access import pilot
from crm.portal.pilot.users import offer_places, roles
from crm.territory.models import Direction, ServicePoint

LISTED = 20


class PostingForm(PasserelleForm):
    """A posting that begins on a day."""

    role = forms.ChoiceField(label=_("Rôle"), choices=roles)
    valid_from = forms.DateField(label=_("En poste à partir du"))
    direction = forms.ModelChoiceField(
        Direction.objects.all(), label=_("Direction"), required=False, empty_label=_("Aucune")
    )
    service_point = forms.ModelChoiceField(
        ServicePoint.objects.all(), label=_("Point de services"), required=False, empty_label=_("Aucun")
    )

    full_time = DecimalCommaField(
        label=_("Part de temps plein"), required=False, initial=Decimal(1), max_digits=3, decimal_places=2
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_places(self)

    def clean_full_time(self) -> Decimal:
        """Left empty, it is full time."""
        share: Decimal | None = self.cleaned_data["full_time"]
        return Decimal(1) if share is None else share


class EndForm(PasserelleForm):
    """The last day of a posting."""

    last_day = forms.DateField(label=_("Dernier jour"))


class ClosingForm(PasserelleForm):
    """Closing, knowing what is left behind."""

    leaves_work = forms.BooleanField(
        label=_("Fermer quand même : la ou le gestionnaire confiera ces dossiers à d’autres."), required=False
    )


def _page(request: HttpRequest, user: User, form: Any = None, **context: Any) -> HttpResponse:
    """The account with its forms; `form` is the one that was refused, under the name of its class."""
    today = timezone.localdate()
    held = in_hand(user, today)
    plain: dict[str, Any] = {
        "account": user,
        "is_self": user == request.user,
        "postings": user.postings.select_related("direction", "service_point").order_by("-valid_from", "-pk"),
        "represented": user.employer_memberships.select_related("employer").order_by("-active", "pk"),
        "events": user.events.select_related("by", "posting__direction").order_by("-at", "-pk")[:LISTED],
        "held": held,
        "files": held.files[:LISTED],
        "persons": held.persons[:LISTED],
        "more_files": len(held.files[LISTED:]),
        "more_persons": len(held.persons[LISTED:]),
        "today": today,
        "posting_form": form if isinstance(form, PostingForm) else PostingForm(),
        "closing_form": form if isinstance(form, ClosingForm) else ClosingForm(),
        "form": form,
    }
    return render(request, "pilot/user.html", plain | context, status=422 if form else 200)


def _refuse(form: PasserelleForm, refusal: Refusal) -> None:
    if isinstance(refusal, Forbidden):
        raise PermissionDenied(str(refusal.message)) from refusal
    form.refuse(refusal)


@require_safe
def user(request: HttpRequest, pk: int) -> HttpResponse:
    """One account."""
    pilot(request)
    return _page(request, get_object_or_404(User, pk=pk))


@require_POST
def begin_posting(request: HttpRequest, pk: int) -> HttpResponse:
    """Post the person from a day."""
    by, account, form = pilot(request), get_object_or_404(User, pk=pk), PostingForm(request.POST)
    if form.is_valid():
        try:
            services.begin_posting(
                user=account, content=services.PostingContent(**form.cleaned_data), by=by, now=timezone.now()
            )
        except Refusal as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _now("Affectation ajoutée."))
            return redirect("user", pk=pk)
    return _page(request, account, form)


@require_POST
def end_posting(request: HttpRequest, pk: int, posting_id: int) -> HttpResponse:
    """End one posting after its last day."""
    by, account, form = pilot(request), get_object_or_404(User, pk=pk), EndForm(request.POST)
    posting = get_object_or_404(Posting, pk=posting_id, user=account)
    if form.is_valid():
        try:
            services.end_posting(posting=posting, **form.cleaned_data, by=by, now=timezone.now())
        except Refusal as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _now("Affectation terminée."))
            return redirect("user", pk=pk)
    return _page(request, account, form, ending=posting)


@require_POST
def password_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the one-time link of a new password: its address is shown this once."""
    by, account = pilot(request), get_object_or_404(User, pk=pk)
    try:
        link, token = services.make_password_link(user=account, by=by, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("user", pk=pk)
    address = request.build_absolute_uri(reverse("password-link", args=[token]))
    return _page(request, account, link=link, address=address)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the account; what is left in hand is asked about first."""
    by, account, form = pilot(request), get_object_or_404(User, pk=pk), ClosingForm(request.POST)
    if form.is_valid():
        try:
            close_account_with_work(user=account, **form.cleaned_data, by=by, now=timezone.now())
        except Refusal as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _now("Compte fermé : %(name)s.") % {"name": account.name})
            return redirect("user", pk=pk)
    return _page(request, account, form)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    by, account = pilot(request), get_object_or_404(User, pk=pk)
    try:
        services.reopen_account(user=account, by=by, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(
            request, _now("Compte rouvert. Donnez-lui une affectation et un lien pour son mot de passe.")
        )
    return redirect("user", pk=pk)
