"""Addresses of the advisor face."""

from django.urls import include, path

from crm.portal.advisor import casework, helping, search, today

urlpatterns = [
    path("aujourdhui/", today.today, name="today"),
    path("aide/", helping.help_page, name="help"),
    path("recherche/", search.search, name="search"),
    path("recherche/rapide/", search.palette, name="palette"),
    path("interventions/nouvelle/", casework.new, name="intervention-new"),
    path("interventions/<int:intervention_id>/annuler/", casework.undo, name="intervention-undo"),
    path("suivis/<int:follow_up_id>/fait/", casework.done, name="follow-up-done"),
    path("suivis/<int:follow_up_id>/rouvrir/", casework.reopen, name="follow-up-reopen"),
    path("", include("crm.portal.advisor.files_urls")),
    path("", include("crm.portal.advisor.needs_urls")),
    path("", include("crm.portal.advisor.matches_urls")),
]
