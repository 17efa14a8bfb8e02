"""Being laid."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def agreements(request: HttpRequest) -> HttpResponse:
    return render(request, "app.html")


def new_agreement(request: HttpRequest) -> HttpResponse:
    return render(request, "app.html")


def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "app.html")


def move(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "app.html")

