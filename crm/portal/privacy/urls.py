"""Addresses of the privacy officer's registers."""

from django.urls import path

from crm.portal.privacy import registers

urlpatterns = [
    path("journal/", registers.read_journal, name="read-journal"),
    path("communications/", registers.release_register, name="releases"),
]
