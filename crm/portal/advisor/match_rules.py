"""The published weights and rule values of the matching, for whoever reads a score."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from crm.accounts.policy import Permission, scope_of
from crm.matching.queries import rules_in_force
from crm.matching.weight_queries import Standing, Version, versions
from crm.portal.match_words import CONDITIONS, RULE_NAMES
from crm.portal.weight_words import weight_rows


@require_safe
def matching_rules(request: HttpRequest) -> HttpResponse:
    """What each criterion weighs, in force or in a version asked for, what decides the verdict, with sources."""
    scope = scope_of(request.user)
    if not scope.is_staff:
        raise Http404
    now = timezone.now()
    listed = versions(now)
    shown = _asked(listed, request.GET.get("version", "").replace("\x00", ""))
    rules = [(RULE_NAMES.get(rule.key, rule.key), rule) for rule in rules_in_force(timezone.localdate(now))]
    context = {
        "shown": shown,
        "versions": listed,
        "criteria": weight_rows(shown.weights),
        "rules": rules,
        "conditions": CONDITIONS.values(),
        "may_prepare": scope.may(Permission.RUN_INSTALLATION),
    }
    return render(request, "advisor/match_rules.html", context)


def _asked(listed: tuple[Version, ...], wanted: str) -> Version:
    """The version in force, or the one asked for; an unknown one does not exist (404)."""
    found = [
        row
        for row in listed
        if row.weights.version == wanted or (not wanted and row.standing == Standing.IN_FORCE)
    ]
    if not found:
        raise Http404
    return found[0]
