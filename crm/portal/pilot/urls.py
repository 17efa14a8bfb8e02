"""Addresses of the administrator: accounts, and the link that makes the first one."""

from django.urls import path

from crm.portal.pilot import first_account, territories, users

urlpatterns = [
    path("comptes/", users.users, name="users"),
    path("comptes/nouveau/", users.new, name="user-new"),
    path("premier-compte/<str:token>/", first_account.first_account, name="first-account"),
    path("territoires/", territories.territories, name="territories"),
    path("territoires/directions/nouvelle/", territories.new_direction, name="direction-new"),
    path("territoires/points/nouveau/", territories.new_point, name="service-point-new"),
]
