"""Addresses of the officer face: persons, and what settling takes."""

from django.urls import include, path

from crm.portal.officer import consents, person, person_new, placed_together, profile

urlpatterns = [
    path("personnes/nouvelle/", person_new.new, name="person-new"),
    path("personnes/<int:pk>/", person.overview, name="person"),
    path("personnes/<int:pk>/identite/", person_new.identity, name="person-identity"),
    path("personnes/<int:pk>/etape/", person.move, name="person-move"),
    path("personnes/<int:pk>/responsable/", person.officer, name="person-officer"),
    path("personnes/<int:pk>/jumelages/", person.matches, name="person-matches"),
    path("personnes/<int:pk>/historique/", person.history, name="person-history"),
    path("personnes/<int:pk>/profil/", profile.profile, name="person-profile"),
    path("personnes/<int:pk>/profil/confirmer/", profile.confirm, name="person-confirm"),
    path("personnes/<int:pk>/profil/<slug:section>/", profile.section, name="person-section"),
    path("personnes/<int:pk>/ensemble/", placed_together.together, name="person-together"),
    path(
        "personnes/<int:pk>/ensemble/<int:asked_id>/retirer/",
        placed_together.no_longer,
        name="person-together-revoke",
    ),
    path("personnes/<int:pk>/consentements/", consents.passport, name="person-consents"),
    path(
        "personnes/<int:pk>/consentements/<int:consent_id>/retirer/", consents.revoke, name="consent-revoke"
    ),
    path("", include("crm.portal.officer.settlement_urls")),
]
