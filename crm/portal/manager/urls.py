"""Addresses of the manager face."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
