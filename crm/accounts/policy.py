"""Who may do what, decided in one place. Querysets ask `scope_of` whom they may show; services ask `require`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import Posting, PostingQuerySet, Role, User
from crm.core.errors import Forbidden


class Permission(Enum):
    """A gesture that a role may or may not make."""

    WORK_FILES = "work_files"
    QUALIFY_NEEDS = "qualify_needs"
    DECIDE_MATCHES = "decide_matches"
    WORK_PERSONS = "work_persons"
    SEE_FIGURES = "see_figures"
    REVIEW_CASELOADS = "review_caseloads"
    SIGN_AGREEMENTS = "sign_agreements"
    SIGN_PLANS = "sign_plans"
    READ_JOURNAL = "read_journal"
    RUN_INSTALLATION = "run_installation"


P = Permission
ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.ADVISOR: frozenset({P.WORK_FILES, P.QUALIFY_NEEDS, P.DECIDE_MATCHES, P.SEE_FIGURES}),
    Role.OFFICER: frozenset({P.WORK_PERSONS, P.SEE_FIGURES}),
    Role.MANAGER: frozenset(
        {
            P.WORK_FILES,
            P.QUALIFY_NEEDS,
            P.WORK_PERSONS,
            P.SEE_FIGURES,
            P.REVIEW_CASELOADS,
            P.SIGN_AGREEMENTS,
            P.SIGN_PLANS,
        }
    ),
    Role.PRIVACY: frozenset({P.READ_JOURNAL}),
    Role.ADMIN: frozenset({P.RUN_INSTALLATION, P.SEE_FIGURES}),
}

ROLE_DESCRIPTIONS = {
    Role.ADVISOR: _("Suit des dossiers d’entreprise, qualifie les besoins, décide des jumelages."),
    Role.OFFICER: _(
        "Accompagne les personnes immigrantes : profil, consentements, plan d’action, rendez-vous."
    ),
    Role.MANAGER: _("Revoit les charges de travail, répond des résultats, publie le bilan."),
    Role.PRIVACY: _("Lit le journal des accès et le registre des communications."),
    Role.ADMIN: _("Gère les comptes, les territoires et les règles."),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a user's postings of today open: roles, directions and gestures."""

    user_id: int | None
    roles: frozenset[str]
    direction_ids: frozenset[int]
    permissions: frozenset[Permission]

    @property
    def is_staff(self) -> bool:
        """Posted today in any role; employers' representatives and strangers are not."""
        return bool(self.roles)

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions


NOBODY = Scope(None, frozenset(), frozenset(), frozenset())


def scope_of(user: User | AnonymousUser) -> Scope:
    """The scope of a user today, read once per user object (one request)."""
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    if isinstance(user.scope_read, Scope):
        return user.scope_read
    postings = postings_of(user)
    scope = Scope(
        user_id=user.pk,
        roles=frozenset(p.role for p in postings),
        direction_ids=frozenset(p.direction_id for p in postings if p.direction_id),
        permissions=frozenset().union(*(ROLE_PERMISSIONS[p.role] for p in postings)),
    )
    user.scope_read = scope
    return scope


def postings_of(user: User) -> list[Posting]:
    """The postings of today with their places, read once per user object (one request)."""
    if user.postings_read is None:
        user.postings_read = list(_in_force(user.pk))
    return user.postings_read


def user_with_postings(user_id: int) -> User | None:
    """A user with their postings of today: for staff, in one query."""
    postings = list(_in_force(user_id).select_related("user"))
    user = postings[0].user if postings else User.objects.filter(pk=user_id).first()
    if user is not None:
        user.postings_read = postings
    return user


def _in_force(user_id: int) -> PostingQuerySet:
    today = Posting.objects.on(timezone.localdate()).filter(user_id=user_id)
    return today.select_related("service_point__municipality", "direction")


def require(user: User | None, permission: Permission) -> None:
    """Raise Forbidden, with its reason, unless a posting of today allows the gesture. None is the system itself."""
    if user is not None and not scope_of(user).may(permission):
        raise Forbidden
