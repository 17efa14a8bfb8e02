"""Addresses of the REST interface, version 1."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
