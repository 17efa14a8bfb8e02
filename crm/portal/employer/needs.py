"""An employer with an account: its needs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _soon(request: HttpRequest) -> HttpResponse:
    return render(request, "public/error.html", {"kind": "server_error"})


def home(request: HttpRequest) -> HttpResponse:
    return _soon(request)


def new(request: HttpRequest) -> HttpResponse:
    return _soon(request)


def detail(request: HttpRequest, need_id: int) -> HttpResponse:
    return _soon(request)


def receipt(request: HttpRequest, need_id: int) -> HttpResponse:
    return _soon(request)


def confirm(request: HttpRequest, need_id: int) -> HttpResponse:
    return _soon(request)
