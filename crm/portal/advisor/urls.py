"""Addresses of the advisor face."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
