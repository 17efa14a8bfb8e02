"""The partner directory."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from crm.accounts.policy import Permission, scope_of
from crm.core.errors import Refusal
from crm.partners.models import Agreement, Partner
from crm.partners.queries import partners_matching
from crm.partners.services import add_partner
from crm.portal.forms import PasserelleForm
from crm.portal.manager.lists import paged, words_of
from crm.portal.municipalities import Municipalities
from crm.portal.reader import reader
from crm.portal.sheets import Columns, asked_format, table_answer
from crm.territory.models import Region


class PartnerForm(PasserelleForm):
    """What the directory says of an organisation."""

    name = forms.CharField(label=gettext_lazy("Nom"), max_length=160)
    municipality = Municipalities(label=gettext_lazy("Municipalité"))
    services = forms.CharField(
        label=gettext_lazy("Services"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    publics = forms.CharField(label=gettext_lazy("Publics"), max_length=200, required=False)
    phone = forms.CharField(label=gettext_lazy("Téléphone"), max_length=30, required=False)
    website = forms.URLField(label=gettext_lazy("Site Web"), assume_scheme="https", required=False)


def _territory(partner: Partner) -> str:
    return ", ".join(mrc.name for mrc in partner.mrcs.all()) or partner.municipality.mrc.name


COLUMNS: Columns = (
    (gettext_lazy("Organisme"), lambda row: row.name),
    (gettext_lazy("Municipalité"), lambda row: row.municipality.name),
    (gettext_lazy("Services"), lambda row: row.services),
    (gettext_lazy("Publics"), lambda row: row.publics),
    (gettext_lazy("Territoire"), _territory),
    (gettext_lazy("Téléphone"), lambda row: row.phone),
    (gettext_lazy("Site Web"), lambda row: row.website),
    (gettext_lazy("Vérifié le"), lambda row: row.verified_on),
)


@require_safe
def partners(request: HttpRequest) -> HttpResponseBase:
    """Organisations that serve immigrants or employers; all staff read them."""
    if not scope_of(request.user).is_staff:
        raise Http404
    words, region = words_of(request), request.GET.get("region", "")
    found = partners_matching(reader(request), words=words, region=region)
    if asked_format(request):
        return table_answer(request, _("partenaires"), found.iterator(chunk_size=500), COLUMNS)
    context = {
        "words": words,
        "region": region,
        "regions": Region.objects.all(),
        "may_write": scope_of(request.user).may(Permission.SIGN_AGREEMENTS),
        **paged(request, found),
    }
    return render(request, "manager/partners.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_partner(request: HttpRequest) -> HttpResponse:
    """Enter an organisation in the directory."""
    if not scope_of(request.user).may(Permission.SIGN_AGREEMENTS):
        raise PermissionDenied(_("Les gestionnaires tiennent le répertoire des organismes."))
    form = PartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_partner(**form.cleaned_data, by=reader(request), now=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("%(name)s est au répertoire.") % {"name": made.name})
            return redirect("partner", pk=made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "manager/partner_new.html", {"form": form}, status=status)


@require_safe
def partner(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation: what it does, where, for whom, and its agreements."""
    seen = (
        Partner.objects.visible_to(request.user)
        .select_related("municipality__mrc__region")
        .prefetch_related("mrcs")
    )
    found = get_object_or_404(seen, pk=pk)
    agreements = Agreement.objects.visible_to(request.user).filter(partner=found).select_related("programme")
    return render(request, "manager/partner.html", {"partner": found, "agreements": agreements})
