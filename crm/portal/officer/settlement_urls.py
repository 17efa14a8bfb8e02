"""Addresses of action plans and appointments."""

from django.urls import path

from crm.portal.officer import appointments, plans

urlpatterns = [
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
