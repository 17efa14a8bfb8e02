"""Addresses of the officer face: persons and their appointments."""

from django.urls import path

from crm.portal.officer import (
    appointments,
    consents,
    person,
    person_new,
    persons,
    plans,
    profile,
)

urlpatterns = [
    path("personnes/", persons.person_list, name="persons"),
    path("personnes/nouvelle/", person_new.new, name="person-new"),
    path("personnes/<int:pk>/", person.overview, name="person"),
    path("personnes/<int:pk>/etape/", person.move, name="person-move"),
    path("personnes/<int:pk>/responsable/", person.officer, name="person-officer"),
    path("personnes/<int:pk>/historique/", person.history, name="person-history"),
    path("personnes/<int:pk>/profil/", profile.profile, name="person-profile"),
    path("personnes/<int:pk>/profil/confirmer/", profile.confirm, name="person-confirm"),
    path("personnes/<int:pk>/profil/<slug:section>/", profile.section, name="person-section"),
    path("personnes/<int:pk>/consentements/", consents.passport, name="person-consents"),
    path("personnes/<int:pk>/consentements/<int:consent_id>/retirer/", consents.revoke, name="consent-revoke"),
    path("personnes/<int:pk>/plan/", plans.plan, name="person-plan"),
    path("personnes/<int:pk>/plan/ouvrir/", plans.open_plan, name="plan-open"),
    path("personnes/<int:pk>/plan/fermer/", plans.close_plan, name="plan-close"),
    path("personnes/<int:pk>/plan/objectifs/<int:goal_id>/", plans.complete, name="goal-complete"),
    path("personnes/<int:pk>/rendez-vous/", appointments.of_person, name="person-appointments"),
    path("rendez-vous/", appointments.agenda, name="appointments"),
    path("rendez-vous/nouveau/<int:person_id>/", appointments.new, name="appointment-new"),
    path("rendez-vous/<int:pk>/reporter/", appointments.reschedule, name="appointment-reschedule"),
    path("rendez-vous/<int:pk>/<slug:gesture>/", appointments.act, name="appointment-act"),
]
