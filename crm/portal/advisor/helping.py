"""The page of help: the keys, and every short explanation that stands elsewhere in its place."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from crm.accounts.policy import scope_of
from crm.portal.help_topics import TOPICS
from crm.portal.reader import reader


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Everything that is explained, for this reader: an employer reads what concerns it."""
    staff = scope_of(reader(request)).is_staff
    topics = {code: topic for code, topic in TOPICS.items() if staff or topic.everyone}
    return render(request, "help.html", {"topics": topics, "staff": staff})
