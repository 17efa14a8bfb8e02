"""Signing in and out, the demo's door, and the reader's language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.demo_door import demo_people, door_is_open
from crm.accounts.models import Role, User
from crm.accounts.policy import scope_of
from crm.portal.back import own_path
from crm.portal.forms import PasserelleFormMixin
from crm.territory.models import ServicePoint

HOME_BY_ROLE = (
    (Role.ADVISOR, "today"),
    (Role.OFFICER, "today"),
    (Role.MANAGER, "dashboard"),
    (Role.PRIVACY, "read-journal"),
    (Role.ADMIN, "users"),
)

#: A proxy that passes a stranger's request on speaks from this machine; these headers give it away.
PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")


class SignInForm(PasserelleFormMixin, AuthenticationForm):
    """E-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs.update({"type": "email", "autocomplete": "username"})
        self.fields["password"].widget.attrs["autocomplete"] = "current-password"


def _door(request: HttpRequest) -> bool:
    if any(header in request.headers for header in PASSED_ON):
        return False
    return door_is_open(host=request.get_host(), remote_address=request.META.get("REMOTE_ADDR", ""))


def _next(request: HttpRequest, default: str = "home") -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    return own_path(request, target) or default


def _points() -> QuerySet[ServicePoint]:
    """The service points open today, where an employer without a link asks for one."""
    opened = ServicePoint.objects.on(timezone.localdate()).select_related("municipality")
    return opened.order_by("municipality__name", "code")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page: an account, and in a demo the people one may be in one click."""
    form = SignInForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        return redirect(_next(request))
    people = demo_people() if _door(request) else []
    context = {
        "form": form,
        "people": people,
        "next": request.GET.get("next", ""),
        "points": _points(),
    }
    return render(request, "public/sign_in.html", context, status=422 if form.is_bound else 200)


@login_not_required
@require_POST
def enter_demo(request: HttpRequest, user_id: int) -> HttpResponse:
    """Enter as a demo person; does not exist unless every condition of the door holds."""
    if not _door(request):
        raise Http404
    user = get_object_or_404(User, pk=user_id, is_demo=True, is_active=True, offered_at_door__gt=0)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(_next(request))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign-in")


@csrf_exempt
@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """French or English, remembered for a year; back to the same place.

    Asks no CSRF token: pages opened by a signed link send no referrer, hence a null origin, and nothing is at stake.
    """
    response = redirect(_next(request))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Each role begins its day on its own page."""
    if not isinstance(request.user, User):
        return redirect("sign-in")
    roles = scope_of(request.user).roles
    return redirect(next((page for role, page in HOME_BY_ROLE if role in roles), "employer-home"))
