"""Addresses of labour needs, for advisors."""

from django.urls import path

from crm.portal.advisor import need_inline, need_starts, needs

urlpatterns = [
    path("entreprises/<int:file_id>/besoins/nouveau/", needs.new, name="need-new"),
    path("besoins/<int:need_id>/", needs.detail, name="need"),
    path("besoins/<int:need_id>/historique/", needs.history, name="need-history"),
    path("besoins/<int:need_id>/modifier/", needs.edit, name="need-edit"),
    path("besoins/<int:need_id>/champs/<slug:name>/", need_inline.field, name="need-field"),
    path(
        "besoins/<int:need_id>/modifications/<int:edit_id>/annuler/", need_inline.undo, name="need-edit-undo"
    ),
    path("besoins/<int:need_id>/qualifier/", needs.qualify, name="need-qualify"),
    path("besoins/<int:need_id>/envoyer/", needs.send, name="need-send"),
    path("besoins/<int:need_id>/modele/", need_starts.keep_as_template, name="need-keep-template"),
    path("besoins/<int:need_id>/etape/", needs.move, name="need-move"),
    path("besoins/<int:need_id>/confirmer/", needs.confirm, name="need-confirm"),
]
