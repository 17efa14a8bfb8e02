"""Addresses of the administrator's face."""

from django.urls import path

from crm.portal.advisor.stubs import soon

urlpatterns = [
    path("comptes/", soon, name="users"),
    path("comptes/nouveau/", soon, name="user-new"),
    path("premier-compte/<str:token>/", soon, name="first-admin"),
]
