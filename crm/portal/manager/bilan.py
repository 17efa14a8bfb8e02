"""Being laid."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bilan(request: HttpRequest) -> HttpResponse:
    return render(request, "app.html")


def bilan_pdf(request: HttpRequest) -> HttpResponse:
    return render(request, "app.html")


def bilan_json(request: HttpRequest) -> HttpResponse:
    return render(request, "app.html")

