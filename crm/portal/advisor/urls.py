"""Addresses of the advisor face."""

from django.urls import include, path

from crm.portal.advisor.stubs import soon

urlpatterns = [
    path("aujourdhui/", soon, name="today"),
    path("recherche/", soon, name="search"),
    path("interventions/nouvelle/", soon, name="intervention-new"),
    path("interventions/<int:intervention_id>/annuler/", soon, name="intervention-undo"),
    path("suivis/<int:follow_up_id>/fait/", soon, name="follow-up-done"),
    path("suivis/<int:follow_up_id>/rouvrir/", soon, name="follow-up-reopen"),
    path("", include("crm.portal.advisor.files_urls")),
    path("", include("crm.portal.advisor.needs_urls")),
]
