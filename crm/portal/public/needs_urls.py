"""Addresses that a signed link opens, and the suggestions that the need form asks for."""

from django.urls import path

from crm.portal.public import need_changes, needs, occupations

urlpatterns = [
    path("metiers/", occupations.suggest, name="occupation-suggest"),
    path("metiers/competences/", occupations.usual, name="occupation-skills"),
    path("competences/", occupations.more_skills, name="skill-suggest"),
    path("e/<str:token>/", needs.new, name="need-link"),
    path("e/<str:token>/suivi/", needs.status, name="need-link-status"),
    path("e/<str:token>/recu/<int:need_id>/", needs.receipt, name="need-link-receipt"),
    path("e/<str:token>/besoins/<int:need_id>/confirmer/", needs.confirm, name="need-link-confirm"),
    path("e/<str:token>/brouillon/", needs.keep, name="need-link-keep"),
    path("e/<str:token>/besoins/<int:need_id>/changer/", need_changes.change, name="need-link-change"),
    path(
        "e/<str:token>/besoins/<int:need_id>/changer/brouillon/",
        need_changes.keep,
        name="need-link-change-keep",
    ),
    path("e/<str:token>/besoins/<int:need_id>/retirer/", need_changes.withdraw, name="need-link-withdraw"),
    path("e/<str:token>/profils/", needs.profiles, name="need-link-profiles"),
    path("e/<str:token>/profils/<int:presentation_id>/", needs.answer, name="need-link-answer"),
    path("libelles/", occupations.wording, name="wording-check"),
    path("e/<str:token>/libelles/", occupations.wording, name="wording-check"),
    path("e/<str:token>/metiers/", occupations.suggest, name="occupation-suggest"),
    path("e/<str:token>/metiers/competences/", occupations.usual, name="occupation-skills"),
]
