"""Who enters the employer's space: invited, given other rights, taken out, by whoever administers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from crm.core.errors import Refusal
from crm.employers import services
from crm.employers.models import Employer, EmployerMember, MemberRole
from crm.employers.space import ROLE_DESCRIPTIONS, administrators, rights_of
from crm.portal.advisor.access import denied
from crm.portal.advisor.undo import say_done
from crm.portal.employer.access import ADMINISTER, employers_of, rights
from crm.portal.forms import PasserelleForm
from crm.portal.reader import reader

ROLES = [(value, label, ROLE_DESCRIPTIONS[value]) for value, label in MemberRole.choices]


def role_choices() -> list[tuple[str, str]]:
    """The roles as a list of a form names them."""
    return [(value, str(label).capitalize()) for value, label in MemberRole.choices]


class InviteForm(PasserelleForm):
    """Whom, at which address, with which rights."""

    employer = forms.ModelChoiceField(
        Employer.objects.none(), label=gettext_lazy("Entreprise"), empty_label=None
    )
    name = forms.CharField(label=gettext_lazy("Nom"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("Courriel"), max_length=254)
    language = forms.ChoiceField(label=gettext_lazy("Langue"), choices=settings.LANGUAGES)
    role = forms.ChoiceField(label=gettext_lazy("Droits"), choices=role_choices, initial=MemberRole.SENDER)

    def __init__(self, *args: Any, employers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["employer"]
        place.queryset = employers
        one = list(employers[:2])
        if len(one) == 1:
            place.initial, place.widget = one[0], forms.HiddenInput()


@dataclass(frozen=True, slots=True)
class Space:
    """One employer's space on the page: who enters it, and whether the reader manages that."""

    employer: Employer
    members: list[EmployerMember]
    manages: bool
    ask: list[str]


def _spaces(request: HttpRequest) -> list[Space]:
    mine = rights(request)
    able = mine.where(ADMINISTER)
    rows = EmployerMember.objects.filter(employer__in=mine.roles, active=True).select_related("user")
    people: dict[int, list[EmployerMember]] = {}
    for row in rows.order_by("user__name", "pk"):
        people.setdefault(row.employer_id, []).append(row)
    return [
        Space(
            employer=one,
            members=people.get(one.pk, []),
            manages=one.pk in able,
            ask=[] if one.pk in able else administrators(one.pk),
        )
        for one in employers_of(request)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HttpRequest) -> HttpResponse:
    """The list, with its gestures for whoever administers; a POST invites somebody by e-mail."""
    manages = bool(rights(request).where(ADMINISTER))
    form = None
    if manages or request.method == "POST":
        form = InviteForm(request.POST or None, employers=employers_of(request, ADMINISTER))
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            member = services.invite_member(**form.cleaned_data, by=reader(request), now=timezone.now())
        except Refusal as refusal:
            denied(refusal)
            form.refuse(refusal)
        else:
            said = _("Invitation confiée à l’envoi, pour %(email)s.") % {"email": member.user.email}
            messages.success(request, said)
            return redirect("employer-members")
    context = {"spaces": _spaces(request), "form": form, "roles": ROLES, "me": request.user.pk}
    return render(request, "employer/members.html", context, status=422 if form and form.errors else 200)


def _member(request: HttpRequest, member_id: int) -> EmployerMember:
    """Somebody of a space that the reader enters; 404 otherwise. Who manages it is decided below."""
    rows = EmployerMember.objects.filter(employer__in=rights(request).roles).select_related(
        "user", "employer"
    )
    found: EmployerMember = get_object_or_404(rows, pk=member_id)
    return found


def _gesture(request: HttpRequest, make: Callable[[], str], *, undo: str = "") -> HttpResponse:
    """Make the gesture, and say what came of it."""
    try:
        said = make()
    except Refusal as refusal:
        denied(refusal)
        messages.error(request, str(refusal.message))
    else:
        say_done(request, said, undo=undo)
    # Whoever left their own last space has nothing to read here any more.
    return redirect("employer-members" if rights_of(reader(request)).roles else "home")


@require_POST
def change(request: HttpRequest, member_id: int) -> HttpResponse:
    """Other rights."""
    member, role = _member(request, member_id), request.POST.get("role", "")

    def make() -> str:
        changed = services.change_role(member=member, role=role, by=reader(request), now=timezone.now())
        return _("Droits de %(name)s : %(role)s.") % {
            "name": changed.user.name,
            "role": changed.get_role_display(),
        }

    return _gesture(request, make)


@require_POST
def again(request: HttpRequest, member_id: int) -> HttpResponse:
    """Another invitation by e-mail."""
    member = _member(request, member_id)

    def make() -> str:
        services.invite_again(member=member, by=reader(request), now=timezone.now())
        return _("Nouvelle invitation confiée à l’envoi, pour %(email)s.") % {"email": member.user.email}

    return _gesture(request, make)


@require_POST
def end(request: HttpRequest, member_id: int) -> HttpResponse:
    """No access any more, with the one press that gives it back."""
    member = _member(request, member_id)

    def make() -> str:
        services.end_membership(member=member, by=reader(request), now=timezone.now())
        return _("%(name)s n’entre plus dans l’espace entreprise.") % {"name": member.user.name}

    mine = member.user_id == reader(request).pk
    undo = "" if mine else reverse("employer-member-restore", args=[member.pk])
    return _gesture(request, make, undo=undo)


@require_POST
def restore(request: HttpRequest, member_id: int) -> HttpResponse:
    """The access is given back with the rights that it had."""
    member = _member(request, member_id)

    def make() -> str:
        services.restore_membership(member=member, by=reader(request), now=timezone.now())
        return _("%(name)s a de nouveau accès.") % {"name": member.user.name}

    return _gesture(request, make)
