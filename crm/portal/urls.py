"""The pages, by who sees them."""

from django.urls import include, path

urlpatterns = [
    path("", include("crm.portal.public.urls")),
    path("", include("crm.portal.lists.urls")),
    path("", include("crm.portal.advisor.urls")),
    path("", include("crm.portal.officer.urls")),
    path("", include("crm.portal.manager.urls")),
    path("", include("crm.portal.employer.urls")),
    path("", include("crm.portal.exchange.urls")),
    path("", include("crm.portal.privacy.urls")),
    path("", include("crm.portal.pilot.urls")),
    path("", include("crm.portal.notices.urls")),
]
