"""The partner directory."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from crm.accounts.policy import scope_of
from crm.partners.models import Agreement, Partner
from crm.partners.queries import partners_matching
from crm.portal.manager.lists import paged, words_of
from crm.portal.reader import reader
from crm.territory.models import Region


@require_GET
def partners(request: HttpRequest) -> HttpResponse:
    """Organisations that serve immigrants or employers; all staff read them."""
    if not scope_of(request.user).is_staff:
        raise Http404
    words, region = words_of(request), request.GET.get("region", "")
    found = partners_matching(reader(request), words=words, region=region)
    context = {"words": words, "region": region, "regions": Region.objects.all(), **paged(request, found)}
    return render(request, "manager/partners.html", context)


@require_GET
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
