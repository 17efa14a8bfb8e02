"""Addresses of the employer face."""

from django.urls import path

from crm.portal import presentation_sheets
from crm.portal.employer import members, need_changes, needs, presentations

urlpatterns = [
    path("espace/", needs.home, name="employer-home"),
    path("espace/besoins/nouveau/", needs.new, name="employer-need-new"),
    path("espace/besoins/<int:need_id>/", needs.detail, name="employer-need"),
    path("espace/besoins/<int:need_id>/recu/", needs.receipt, name="employer-need-receipt"),
    path("espace/besoins/<int:need_id>/confirmer/", needs.confirm, name="employer-need-confirm"),
    path("espace/profils/<int:pk>/profil.pdf", presentation_sheets.employer_pdf, name="employer-profile-pdf"),
    path("espace/besoins/nouveau/brouillon/", needs.keep, name="employer-need-keep"),
    path("espace/besoins/<int:need_id>/changer/", need_changes.change, name="employer-need-change"),
    path(
        "espace/besoins/<int:need_id>/changer/brouillon/",
        need_changes.keep,
        name="employer-need-change-keep",
    ),
    path("equipe/", members.members, name="employer-members"),
    path("equipe/<int:member_id>/droits/", members.change, name="employer-member-role"),
    path("equipe/<int:member_id>/invitation/", members.again, name="employer-member-again"),
    path("equipe/<int:member_id>/fin/", members.end, name="employer-member-end"),
    path("equipe/<int:member_id>/retour/", members.restore, name="employer-member-restore"),
    path("espace/besoins/<int:need_id>/retirer/", need_changes.withdraw, name="employer-need-withdraw"),
    path(
        "espace/besoins/<int:need_id>/modele/", need_changes.keep_as_template, name="employer-need-template"
    ),
    path("espace/modeles/<int:template_id>/", need_changes.template, name="employer-template"),
    path(
        "espace/profils/<int:presentation_id>/repondre/",
        presentations.answer,
        name="employer-presentation-answer",
    ),
]
