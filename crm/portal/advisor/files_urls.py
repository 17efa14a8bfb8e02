"""Addresses of employers: their files, cards, places, contacts, diagnosis, links."""

from django.urls import path

from crm.portal.advisor.stubs import soon

urlpatterns = [
    path("entreprises/", soon, name="files"),
    path("entreprises/nouvelle/", soon, name="file-new"),
    path("entreprises/nouvelle/semblables/", soon, name="employer-lookalikes"),
    path("entreprises/<int:file_id>/", soon, name="file"),
    path("entreprises/<int:file_id>/besoins/", soon, name="file-needs"),
    path("entreprises/<int:file_id>/historique/", soon, name="file-history"),
    path("entreprises/<int:file_id>/contacts/", soon, name="file-contacts"),
    path("entreprises/<int:file_id>/modifier/", soon, name="employer-edit"),
    path("entreprises/<int:file_id>/etape/", soon, name="file-move"),
    path("entreprises/<int:file_id>/responsable/", soon, name="file-lead"),
    path("entreprises/<int:file_id>/collaboration/", soon, name="file-collaborator"),
    path("entreprises/<int:file_id>/diagnostic/", soon, name="diagnosis"),
    path("entreprises/<int:file_id>/lien/", soon, name="need-link-make"),
    path("entreprises/<int:file_id>/lien/<int:link_id>/retirer/", soon, name="need-link-revoke"),
    path("entreprises/<int:file_id>/contacts/nouveau/", soon, name="contact-new"),
    path("entreprises/<int:file_id>/contacts/<int:contact_id>/", soon, name="contact-edit"),
    path("entreprises/<int:file_id>/lieux/nouveau/", soon, name="site-new"),
    path("entreprises/<int:file_id>/lieux/<int:site_id>/", soon, name="site-edit"),
    path("entreprises/<int:file_id>/lieux/<int:site_id>/demenager/", soon, name="site-move"),
    path("entreprises/<int:file_id>/suivis/", soon, name="follow-up-new"),
    path("repertoire/<int:employer_id>/", soon, name="employer-card"),
    path("repertoire/<int:employer_id>/dossier/", soon, name="file-open"),
]
