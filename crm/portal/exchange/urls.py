"""Lists in and out."""

from django.urls import path

from crm.portal.exchange import pages

urlpatterns = [
    path("importations/", pages.imports, name="imports"),
    path("importations/nouvelle/", pages.new, name="import-new"),
    path("importations/modeles/<slug:kind>/", pages.template, name="import-template"),
    path("importations/exporter/<slug:kind>/", pages.export, name="export-kind"),
    path("importations/<int:pk>/", pages.one, name="import"),
    path("importations/<int:pk>/a-corriger/", pages.mending, name="import-mending"),
    path("importations/<int:pk>/<slug:what>/", pages.act, name="import-act"),
]
