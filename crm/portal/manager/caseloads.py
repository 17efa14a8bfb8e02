"""Being laid."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def caseloads(request: HttpRequest) -> HttpResponse:
    return render(request, "app.html")


def staff_member(request: HttpRequest, user_id: int) -> HttpResponse:
    return render(request, "app.html")


def handovers(request: HttpRequest) -> HttpResponse:
    return render(request, "app.html")


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "app.html")

