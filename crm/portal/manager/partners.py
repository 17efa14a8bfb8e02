"""Being laid."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def partners(request: HttpRequest) -> HttpResponse:
    return render(request, "app.html")


def partner(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "app.html")

