"""Addresses of rankings and matches."""

from django.urls import path

from crm.portal import presentation_sheets
from crm.portal.advisor import (
    match_asking,
    match_comparing,
    match_near,
    match_presenting,
    match_rules,
    match_steps,
    matches,
)

urlpatterns = [
    path("presentations/<int:pk>/", presentation_sheets.sheet, name="presentation"),
    path("presentations/<int:pk>/profil.pdf", presentation_sheets.staff_pdf, name="presentation-pdf"),
    path("besoins/<int:need_id>/jumelages/", matches.need_matches, name="need-matches"),
    path("besoins/<int:need_id>/jumelages/comparer/", match_comparing.compare, name="need-compare"),
    path(
        "besoins/<int:need_id>/jumelages/presque/<slug:code>/",
        match_near.near_misses,
        name="need-near-misses",
    ),
    path("regles/jumelage/", match_rules.matching_rules, name="matching-rules"),
    path("besoins/<int:need_id>/jumelages/expliquer/", match_asking.ask, name="match-ask"),
    path("besoins/<int:need_id>/jumelages/<int:candidate_id>/", match_asking.asked, name="match-asked"),
    path("jumelages/<int:match_id>/", matches.match_detail, name="match"),
    path("jumelages/<int:match_id>/presenter/", match_presenting.presenting, name="match-present"),
    path("jumelages/<int:match_id>/<slug:gesture>/", match_steps.act, name="match-act"),
]
