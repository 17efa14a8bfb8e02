"""Addresses of the administrator: accounts, and the link that makes the first one."""

from django.urls import path

from crm.portal.pilot import account, first_account, path_steps, reference_tables, territories, users, weights

urlpatterns = [
    path("comptes/", users.users, name="users"),
    path("comptes/nouveau/", users.new, name="user-new"),
    path("comptes/<int:pk>/", account.user, name="user"),
    path("comptes/<int:pk>/affectations/", account.begin_posting, name="posting-new"),
    path("comptes/<int:pk>/affectations/<int:posting_id>/fin/", account.end_posting, name="posting-end"),
    path("comptes/<int:pk>/lien/", account.password_link, name="user-password-link"),
    path("comptes/<int:pk>/fermer/", account.close, name="user-close"),
    path("comptes/<int:pk>/rouvrir/", account.reopen, name="user-reopen"),
    path("premier-compte/<str:token>/", first_account.first_account, name="first-account"),
    path("tables-de-reference/", reference_tables.reference_tables, name="reference-tables"),
    path("ponderation/", weights.weights, name="weights"),
    path("ponderation/brouillon/", weights.weight_draft, name="weight-draft"),
    path("ponderation/apercu/", weights.weight_preview, name="weight-preview"),
    path("ponderation/apercu/recalculer/", weights.preview_again, name="weight-preview-again"),
    path("ponderation/publier/", weights.publish, name="weight-publish"),
    path("ponderation/supprimer/", weights.discard, name="weight-discard"),
    path("ponderation/<str:version>/reprendre/", weights.take_back, name="weight-take-back"),
    path("etapes-des-voies/", path_steps.path_steps, name="path-steps"),
    path("etapes-des-voies/<int:pk>/", path_steps.path_step, name="path-step"),
    path("etapes-des-voies/<int:pk>/retirer/", path_steps.take_off, name="path-step-off"),
    path("etapes-des-voies/<int:pk>/remettre/", path_steps.put_back, name="path-step-back"),
    path("etapes-des-voies/<str:path>/nouvelle/", path_steps.new_path_step, name="path-step-new"),
    path("territoires/", territories.territories, name="territories"),
    path("territoires/changer/<slug:verb>/", territories.change, name="territory-change"),
    path("territoires/directions/nouvelle/", territories.new_direction, name="direction-new"),
    path("territoires/points/nouveau/", territories.new_point, name="service-point-new"),
]
