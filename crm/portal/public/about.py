"""What Passerelle is and where its reference data come from, with the attributions that their licences ask for."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Sources, licences, and how to reach the people who answer for the data."""
    return render(request, "public/about.html")
