"""Addresses that anyone may open, and the way in."""

from django.urls import include, path

from crm.portal.public import about, password, session

urlpatterns = [
    path("", session.home, name="home"),
    path("entrer/", session.sign_in, name="sign-in"),
    path("entrer/demo/<int:user_id>/", session.enter_demo, name="enter-demo"),
    path("sortir/", session.sign_out, name="sign-out"),
    path("mot-de-passe/", password.OwnPassword.as_view(), name="password"),
    path("mot-de-passe/lien/<str:token>/", password.password_link, name="password-link"),
    path("langue/", session.set_language, name="language"),
    path("a-propos/", about.about, name="about"),
    path("", include("crm.portal.public.needs_urls")),
]
