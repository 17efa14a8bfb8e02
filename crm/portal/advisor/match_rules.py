"""The published weights and rule values of the matching, for whoever reads a score."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from crm.matching.queries import published_on
from crm.portal.match_words import CONDITIONS, CRITERIA, RULE_NAMES


@require_GET
def matching_rules(request: HttpRequest) -> HttpResponse:
    """What each criterion weighs, what a missing fact receives, what decides the verdict, with sources."""
    published = published_on(timezone.localdate())
    weights = published.weights
    criteria = [
        (CRITERIA[code], weight, weights.neutral_shares[code] * 10)
        for code, weight in sorted(weights.weights.items(), key=lambda row: -row[1])
    ]
    rules = [(RULE_NAMES.get(rule.key, rule.key), rule) for rule in published.rules]
    context = {"weights": weights, "criteria": criteria, "rules": rules, "conditions": CONDITIONS.values()}
    return render(request, "advisor/match_rules.html", context)
