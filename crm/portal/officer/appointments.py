"""Being laid."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def of_person(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")


def agenda(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")


def new(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")


def reschedule(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")


def act(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")
