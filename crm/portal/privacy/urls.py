"""Addresses of the privacy officer's face."""

from django.urls import path

from crm.portal.advisor.stubs import soon

urlpatterns = [
    path("journal/", soon, name="read-journal"),
    path("communications/", soon, name="releases"),
]
