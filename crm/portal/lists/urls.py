"""Addresses of the working lists and of what is kept and done there."""

from django.urls import path

from crm.portal.lists import bulk, moves, pages, saved, undo

urlpatterns = [
    path("entreprises/", pages.files, name="files"),
    path("besoins/", pages.needs, name="needs"),
    path("suivis/", pages.follow_ups, name="follow-ups"),
    path("personnes/", pages.persons, name="persons"),
    path("jumelages/", pages.matches, name="matches"),
    path("listes/<str:noun>/colonne/", pages.lane, name="list-lane"),
    path("listes/<str:noun>/colonnes/", saved.columns, name="list-columns"),
    path("listes/<str:noun>/vues/nouvelle/", saved.new, name="list-view-new"),
    path("listes/vues/<int:view_id>/", saved.change, name="list-view"),
    path("listes/vues/<int:view_id>/ouverture/", saved.opening, name="list-view-opening"),
    path("listes/vues/<int:view_id>/supprimer/", saved.delete, name="list-view-delete"),
    path("listes/vues/<int:view_id>/retablir/", saved.restore, name="list-view-restore"),
    path("listes/<str:noun>/deplacer/", moves.move, name="list-move"),
    path("listes/<str:noun>/<int:pk>/deplacer/", moves.ask, name="list-move-ask"),
    path("listes/<str:noun>/<int:pk>/remettre/<int:seen>/", undo.take_back, name="list-move-back"),
    path("listes/<str:noun>/en-lot/", bulk.bulk, name="list-bulk"),
    path("listes/en-lot/<uuid:key>/", bulk.done, name="list-bulk-done"),
    path("listes/en-lot/<uuid:key>/annuler/", bulk.undo, name="list-bulk-undo"),
]
