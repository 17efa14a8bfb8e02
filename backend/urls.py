"""Every address: the pages, the interface, health."""

from django.urls import include, path

from backend import health

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("api/v1/", include("crm.api.urls")),
    path("", include("crm.portal.urls")),
]

handler400 = "crm.portal.public.errors.bad_request"
handler403 = "crm.portal.public.errors.forbidden"
handler404 = "crm.portal.public.errors.not_found"
handler500 = "crm.portal.public.errors.server_error"
