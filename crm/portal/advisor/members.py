"""Who represents an employer in its space: invited from the file by a link shown once, with rights that change."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from crm.accounts.services.passwords import PASSWORD_LINK_LASTS
from crm.core.errors import Refusal
from crm.employers import services
from crm.employers.models import Contact, EmployerFile, EmployerMember, MemberRole
from crm.employers.space import ROLE_DESCRIPTIONS
from crm.notices.rules import INVITATION_LASTS
from crm.portal.advisor.access import denied, require_files, the_file
from crm.portal.advisor.undo import say_done
from crm.portal.forms import PasserelleForm
from crm.portal.reader import reader

ROLES = MemberRole.choices


def _choices() -> list[tuple[str, str]]:
    return [("", _("Comme d’habitude")), *((value, str(label).capitalize()) for value, label in ROLES)]


class InvitationForm(PasserelleForm):
    """Which contact of the employer is invited, with which rights."""

    contact = forms.ModelChoiceField(
        Contact.objects.none(), label=gettext_lazy("Contact"), empty_label=gettext_lazy("Choisir")
    )

    role = forms.ChoiceField(label=gettext_lazy("Droits"), required=False, choices=_choices)

    def __init__(self, *args: Any, file: EmployerFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["contact"]
        field.queryset = Contact.objects.filter(employer=file.employer).exclude(email="")
        field.label_from_instance = lambda contact: f"{contact.name}, {contact.email}"


def members_context(file: EmployerFile) -> dict[str, Any]:
    """Who represents the employer, then who did; their rights; whether nobody administers the space."""
    rows = EmployerMember.objects.filter(employer=file.employer).select_related("user")
    members = list(rows.order_by("-active", "user__name", "pk"))
    active = [row for row in members if row.active]
    return {
        "members": members,
        "member_roles": described_roles(),
        "nobody_administers": bool(active)
        and not any(row.role == MemberRole.ADMINISTRATOR for row in active),
    }


def described_roles() -> list[tuple[str, Any, Any]]:
    """Each role with its name and what it allows, from the widest."""
    return [(value, label, ROLE_DESCRIPTIONS[value]) for value, label in ROLES]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, file_id: int) -> HttpResponse:
    """Give a contact access to the employer's space: a link leaves by e-mail, or its address is shown this once."""
    require_files(request)
    file = the_file(request, file_id)
    chosen = request.GET.get("contact", "")
    initial = {"contact": chosen} if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else {}
    form = InvitationForm(request.POST or None, file=file, initial=initial)
    context: dict[str, Any] = {"file": file, "form": form, "roles": described_roles()}
    if form.is_valid():
        try:
            context |= _invited(request, file, form.cleaned_data)
        except Refusal as refusal:
            denied(refusal)
            form.refuse(refusal)
    return render(request, "advisor/member_invite.html", context, status=422 if form.errors else 200)


def _invited(request: HttpRequest, file: EmployerFile, data: dict[str, Any]) -> dict[str, Any]:
    """The new member, and how their link reaches them: `written` by e-mail, or an `address` to hand over."""
    by, now = reader(request), timezone.now()
    if request.POST.get("by") == "mail":
        member, written = services.invite_by_mail(file=file, **data, by=by, now=now)
        return {"member": member, "written": written, "ends": now + INVITATION_LASTS}
    member, token = services.invite_representative(file=file, **data, by=by, now=now)
    found: dict[str, Any] = {"member": member, "ends": now + PASSWORD_LINK_LASTS}
    if token:
        found["address"] = request.build_absolute_uri(reverse("password-link", args=[token]))
    return found


def _member(request: HttpRequest, file_id: int, member_id: int) -> tuple[EmployerFile, EmployerMember]:
    require_files(request)
    file = the_file(request, file_id)
    rows = EmployerMember.objects.filter(employer=file.employer).select_related("user", "employer")
    return file, get_object_or_404(rows, pk=member_id)


@require_POST
def end(request: HttpRequest, file_id: int, member_id: int) -> HttpResponse:
    """The person represents the employer no more, with the one press that takes that back."""
    file, member = _member(request, file_id, member_id)
    try:
        services.end_membership(member=member, by=reader(request), now=timezone.now())
    except Refusal as refusal:
        denied(refusal)
        messages.error(request, str(refusal.message))
    else:
        said = _("%(name)s n’entre plus dans l’espace entreprise.") % {"name": member.user.name}
        say_done(request, said, undo=reverse("member-restore", args=[file.pk, member.pk]))
    return redirect("file-contacts", file_id=file.pk)


@require_POST
def restore(request: HttpRequest, file_id: int, member_id: int) -> HttpResponse:
    """The access that ended is given back, with the rights that it had."""
    file, member = _member(request, file_id, member_id)
    try:
        services.restore_membership(member=member, by=reader(request), now=timezone.now())
    except Refusal as refusal:
        denied(refusal)
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("%(name)s a de nouveau accès.") % {"name": member.user.name})
    return redirect("file-contacts", file_id=file.pk)


@require_POST
def change(request: HttpRequest, file_id: int, member_id: int) -> HttpResponse:
    """Other rights in the space."""
    file, member = _member(request, file_id, member_id)
    role = request.POST.get("role", "")
    try:
        changed = services.change_role(member=member, role=role, by=reader(request), now=timezone.now())
    except Refusal as refusal:
        denied(refusal)
        messages.error(request, str(refusal.message))
    else:
        said = _("Droits de %(name)s : %(role)s.")
        messages.success(request, said % {"name": member.user.name, "role": changed.get_role_display()})
    return redirect("file-contacts", file_id=file.pk)
