"""Addresses of the employer face."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
