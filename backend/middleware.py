"""Middleware of the machine room: clean queries, the reader's language, and GETs that cannot write."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from crm.core.readonly import read_only

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
Next = Callable[[HttpRequest], HttpResponse]


class CleanQueryMiddleware:
    """No page's query holds a NUL: nobody types one, and PostgreSQL refuses it in every text."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        while "%00" in query:  # Again while taking one out makes another: « %0%000 ».
            query = query.replace("%00", "")
        request.META["QUERY_STRING"] = query
        return self.get_response(request)


class ReaderLanguageMiddleware:
    """French unless the reader chose English: the cookie decides, not the browser's header (French first)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", "en-CA" if language == "en-ca" else "fr-CA")
        return response


class ReadOnlyGetMiddleware:
    """A GET that tries to write fails loudly, in every view, at the level of SQL."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE_METHODS:
            return self.get_response(request)
        with read_only():
            return self.get_response(request)


class PrivatePagesMiddleware:
    """What a signed-in reader saw is kept by no browser: the next person at this desk cannot go back to it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response
