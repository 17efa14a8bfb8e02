"""Being laid."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def first_account(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")


def activate(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")
