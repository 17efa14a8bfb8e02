"""Saying that something is done, with the one press that undoes it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest


def say_done(request: HttpRequest, sentence: str, *, undo: str) -> None:
    """A toast; `undo` is the address whose POST takes the gesture back."""
    messages.success(request, sentence, extra_tags=undo)
