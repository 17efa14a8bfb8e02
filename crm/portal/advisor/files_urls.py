"""Addresses of employers: their files, cards, places, contacts, diagnosis, links."""

from django.urls import path

from crm.portal.advisor import casework, documents, doubles, file, files, members, merges, workforce, writing

urlpatterns = [
    path("entreprises/nouvelle/", files.new, name="file-new"),
    path("entreprises/nouvelle/semblables/", doubles.lookalikes, name="employer-lookalikes"),
    path("entreprises/<int:file_id>/", file.overview, name="file"),
    path("entreprises/<int:file_id>/besoins/", file.needs, name="file-needs"),
    path("entreprises/<int:file_id>/historique/", file.history, name="file-history"),
    path("entreprises/<int:file_id>/contacts/", file.contacts, name="file-contacts"),
    path("entreprises/<int:file_id>/documents/", documents.documents, name="file-documents"),
    path("entreprises/<int:file_id>/permis/nouveau/", workforce.new_staff, name="staff-new"),
    path("entreprises/<int:file_id>/permis/<int:staff_id>/", workforce.edit_staff, name="staff-edit"),
    path("entreprises/<int:file_id>/permis/<int:staff_id>/fin/", workforce.end_staff, name="staff-end"),
    path(
        "entreprises/<int:file_id>/permis/<int:staff_id>/reprise/",
        workforce.resume_staff,
        name="staff-resume",
    ),
    path("entreprises/<int:file_id>/partage/", workforce.sharing, name="sharing"),
    path("entreprises/<int:file_id>/partage/fin/", workforce.stop_sharing, name="sharing-stop"),
    path("documents/<int:document_id>/", documents.read, name="document"),
    path("documents/<int:document_id>/retirer/", documents.remove, name="document-remove"),
    path("documents/<int:document_id>/remettre/", documents.restore, name="document-restore"),
    path("entreprises/<int:file_id>/modifier/", writing.employer, name="employer-edit"),
    path("entreprises/<int:file_id>/etape/", file.move, name="file-move"),
    path("entreprises/<int:file_id>/responsable/", file.lead, name="file-lead"),
    path("entreprises/<int:file_id>/collaboration/", file.collaborator, name="file-collaborator"),
    path("entreprises/<int:file_id>/diagnostic/", writing.diagnosis, name="diagnosis"),
    path("entreprises/<int:file_id>/lien/", writing.need_link, name="need-link-make"),
    path(
        "entreprises/<int:file_id>/lien/<int:link_id>/retirer/", writing.revoke_link, name="need-link-revoke"
    ),
    path("entreprises/<int:file_id>/espace/", members.invite, name="member-invite"),
    path("entreprises/<int:file_id>/espace/<int:member_id>/fin/", members.end, name="member-end"),
    path("entreprises/<int:file_id>/espace/<int:member_id>/retour/", members.restore, name="member-restore"),
    path("entreprises/<int:file_id>/espace/<int:member_id>/droits/", members.change, name="member-role"),
    path("entreprises/<int:file_id>/contacts/nouveau/", writing.new_contact, name="contact-new"),
    path("entreprises/<int:file_id>/contacts/<int:contact_id>/", writing.edit_contact, name="contact-edit"),
    path("entreprises/<int:file_id>/lieux/nouveau/", writing.new_site, name="site-new"),
    path("entreprises/<int:file_id>/lieux/<int:site_id>/", writing.edit_site, name="site-edit"),
    path("entreprises/<int:file_id>/lieux/<int:site_id>/demenager/", writing.move_site, name="site-move"),
    path("entreprises/<int:file_id>/suivis/", casework.follow_up, name="follow-up-new"),
    path("entreprises/<int:file_id>/doublons/", doubles.of_file, name="file-doubles"),
    path("doublons/", doubles.pairs, name="doubles"),
    path("doublons/<int:kept_id>/<int:gone_id>/", merges.compare, name="employers-compare"),
    path("doublons/<int:kept_id>/<int:gone_id>/distinctes/", doubles.apart, name="employers-apart"),
    path("fusions/<int:merge_id>/annuler/", merges.undo, name="merge-undo"),
    path("repertoire/<int:employer_id>/", files.card, name="employer-card"),
    path("repertoire/<int:employer_id>/dossier/", files.open_file, name="file-open"),
]
