"""Plain words to occupations, and the skills that an occupation usually needs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _soon(request: HttpRequest) -> HttpResponse:
    return render(request, "public/error.html", {"kind": "server_error"})


def suggest(request: HttpRequest, token: str = '') -> HttpResponse:
    return _soon(request)


def usual_skills(request: HttpRequest, token: str = '') -> HttpResponse:
    return _soon(request)
