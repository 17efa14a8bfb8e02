"""Addresses of the advisor face."""

from django.urls import include, path

urlpatterns = [
    path("", include("crm.portal.advisor.needs_urls")),
]
