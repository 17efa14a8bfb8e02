"""An employer with a signed link: its needs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _soon(request: HttpRequest) -> HttpResponse:
    return render(request, "public/error.html", {"kind": "server_error"})


def new(request: HttpRequest, token: str) -> HttpResponse:
    return _soon(request)


def receipt(request: HttpRequest, token: str, need_id: int) -> HttpResponse:
    return _soon(request)


def status(request: HttpRequest, token: str) -> HttpResponse:
    return _soon(request)


def confirm(request: HttpRequest, token: str, need_id: int) -> HttpResponse:
    return _soon(request)
