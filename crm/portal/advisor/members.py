"""Who represents an employer in its space: invited from the file, by a link that is shown once."""

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
from crm.employers.models import Contact, EmployerFile, EmployerMember
from crm.portal.advisor.access import denied, require_files, the_file
from crm.portal.forms import PasserelleForm
from crm.portal.reader import reader


class InvitationForm(PasserelleForm):
    """Which contact of the employer is invited."""

    contact = forms.ModelChoiceField(
        Contact.objects.none(), label=gettext_lazy("Contact"), empty_label=gettext_lazy("Choisir")
    )

    def __init__(self, *args: Any, file: EmployerFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["contact"]
        field.queryset = Contact.objects.filter(employer=file.employer).exclude(email="")
        field.label_from_instance = lambda contact: f"{contact.name}, {contact.email}"


def members_of(file: EmployerFile) -> list[EmployerMember]:
    """Who represents the employer, then who did."""
    rows = EmployerMember.objects.filter(employer=file.employer).select_related("user")
    return list(rows.order_by("-active", "user__name", "pk"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, file_id: int) -> HttpResponse:
    """Give a contact access to the employer's space; the address of their link is shown this once."""
    require_files(request)
    file, now = the_file(request, file_id), timezone.now()
    chosen = request.GET.get("contact", "")
    initial = {"contact": chosen} if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else {}
    form = InvitationForm(request.POST or None, file=file, initial=initial)
    context: dict[str, Any] = {"file": file, "form": form}
    if form.is_valid():
        try:
            member, token = services.invite_representative(
                file=file, contact=form.cleaned_data["contact"], by=reader(request), now=now
            )
        except Refusal as refusal:
            denied(refusal)
            form.refuse(refusal)
        else:
            context |= {"member": member, "ends": now + PASSWORD_LINK_LASTS}
            if token:
                context["address"] = request.build_absolute_uri(reverse("password-link", args=[token]))
    return render(request, "advisor/member_invite.html", context, status=422 if form.errors else 200)


@require_POST
def end(request: HttpRequest, file_id: int, member_id: int) -> HttpResponse:
    """The person represents the employer no more."""
    require_files(request)
    file = the_file(request, file_id)
    member = get_object_or_404(EmployerMember.objects.filter(employer=file.employer), pk=member_id)
    try:
        services.end_membership(file=file, member=member, by=reader(request), now=timezone.now())
    except Refusal as refusal:
        denied(refusal)
        messages.error(request, str(refusal.message))
    else:
        messages.success(
            request, _("%(name)s n’entre plus dans l’espace entreprise.") % {"name": member.user.name}
        )
    return redirect("file-contacts", file_id=file.pk)
