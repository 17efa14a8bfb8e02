"""Being laid."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def figure_rows(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "app.html")


def rules(request: HttpRequest) -> HttpResponse:
    return render(request, "app.html")


def rule(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "app.html")

