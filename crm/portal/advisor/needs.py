"""Labour needs, for advisors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _soon(request: HttpRequest) -> HttpResponse:
    return render(request, "public/error.html", {"kind": "server_error"})


def need_list(request: HttpRequest) -> HttpResponse:
    return _soon(request)


def new(request: HttpRequest, file_id: int) -> HttpResponse:
    return _soon(request)


def detail(request: HttpRequest, need_id: int) -> HttpResponse:
    return _soon(request)


def history(request: HttpRequest, need_id: int) -> HttpResponse:
    return _soon(request)


def edit(request: HttpRequest, need_id: int) -> HttpResponse:
    return _soon(request)


def qualify(request: HttpRequest, need_id: int) -> HttpResponse:
    return _soon(request)


def move(request: HttpRequest, need_id: int) -> HttpResponse:
    return _soon(request)


def confirm(request: HttpRequest, need_id: int) -> HttpResponse:
    return _soon(request)
