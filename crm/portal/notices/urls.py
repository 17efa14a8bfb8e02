"""Addresses of notices, messages, their texts and their links."""

from django.urls import path

from crm.portal.notices import inbox, links, mails, texts
from crm.portal.public import act_links

urlpatterns = [
    path("avis/", inbox.inbox, name="notices"),
    path("avis/tous-lus/", inbox.read_all, name="notices-read"),
    path("avis/preferences/", inbox.preferences, name="notice-preferences"),
    path("avis/<int:notice_id>/", inbox.go, name="notice"),
    path("avis/<int:notice_id>/lu/", inbox.read_here, name="notice-read"),
    path("avis/<int:notice_id>/ouvrir/", inbox.open_notice, name="notice-open"),
    path("courriels/", mails.mail_list, name="mails"),
    path("courriels/<int:mail_id>/", mails.mail, name="mail"),
    path("courriels/<int:mail_id>/html/", mails.mail_html, name="mail-html"),
    path("courriels/<int:mail_id>/suivre/", mails.mail_secret, name="mail-secret"),
    path("courriels/modeles/", texts.text_list, name="mail-texts"),
    path("courriels/modeles/<slug:kind>/<slug:language>/", texts.text, name="mail-text"),
    path("courriels/modeles/<slug:kind>/<slug:language>/html/", texts.text_html, name="mail-text-html"),
    path("courriels/modeles/<slug:kind>/<slug:language>/maison/", texts.text_house, name="mail-text-house"),
    path("entreprises/<int:file_id>/courriel/", mails.write, name="mail-write"),
    path("entreprises/<int:file_id>/liens/", links.links, name="file-links"),
    path("entreprises/<int:file_id>/liens/<int:link_id>/retirer/", links.revoke, name="act-link-revoke"),
    path("entreprises/<int:file_id>/langue/", links.language, name="language-exception"),
    path(
        "entreprises/<int:file_id>/langue/<int:contact_id>/fin/",
        links.language_end,
        name="language-exception-end",
    ),
    path("lien/<str:token>/", act_links.act_link, name="act-link"),
    path("lien/<str:token>/profil.pdf", act_links.act_link_pdf, name="act-link-pdf"),
]
