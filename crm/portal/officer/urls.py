"""Addresses of the officer face."""

from django.urls import path

from crm.portal.advisor.stubs import soon

urlpatterns = [
    path("personnes/", soon, name="persons"),
    path("personnes/nouvelle/", soon, name="person-new"),
    path("personnes/<int:pk>/", soon, name="person"),
    path("personnes/<int:pk>/identite/", soon, name="person-identity"),
    path("personnes/<int:pk>/profil/", soon, name="person-profile"),
    path("personnes/<int:pk>/profil/<slug:section>/", soon, name="person-profile-edit"),
    path("personnes/<int:pk>/consentements/", soon, name="person-consents"),
    path("personnes/<int:pk>/consentements/<int:consent_id>/retirer/", soon, name="consent-revoke"),
    path("personnes/<int:pk>/plan/", soon, name="person-plan"),
    path("personnes/<int:pk>/rendez-vous/", soon, name="person-appointments"),
    path("personnes/<int:pk>/historique/", soon, name="person-history"),
    path("personnes/<int:pk>/etape/", soon, name="person-move"),
    path("personnes/<int:pk>/responsable/", soon, name="person-officer"),
    path("rendez-vous/", soon, name="appointments"),
    path("rendez-vous/nouveau/", soon, name="appointment-new"),
    path("rendez-vous/<int:pk>/etape/", soon, name="appointment-move"),
    path("rendez-vous/<int:pk>/reporter/", soon, name="appointment-reschedule"),
]
