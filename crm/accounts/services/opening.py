"""Accounts: made by an administrator; the first administrator by a one-time link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.links import LinkExpired, find_link, make_link
from crm.accounts.models import AccountEventKind, AdminInvitation, Posting, Role, User
from crm.accounts.policy import Permission, require
from crm.accounts.services.history import record
from crm.accounts.services.postings import PostingContent, check_posting, make_posting
from crm.core.errors import Refusal
from crm.territory.models import Direction, Region, ServicePoint, TerritoryChange, TerritoryChangeKind
from crm.territory.services import PointContent, open_direction, open_service_point

FIRST_LINK_LASTS = timedelta(minutes=15)
#: Two openings of the same link wait for one another on this number, which nothing else locks.
FIRST_ACCOUNT_LOCK = 2_041_001


class AdministratorExists(Refusal):
    """The first administrator is made once."""

    default = _("Cette installation a déjà une personne pilote. Demandez-lui un compte.")


class AccountRefused(Refusal):
    """An account that cannot be made so; `field` says what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """Who signs in, with what; `password` is checked against the rules of the house."""

    name: str
    email: str
    password: str
    language: str = "fr-ca"


def administrator_exists(*, today: date) -> bool:
    """Whether someone active is posted as administrator on that day."""
    posted = Posting.objects.on(today).with_role(Role.ADMIN)
    return posted.filter(user__is_active=True).exists()


@transaction.atomic
def invite_first_administrator(*, now: datetime) -> str:
    """The token of a link, good once and for 15 minutes; those made before no longer open.

    Raises AdministratorExists.
    """
    if administrator_exists(today=timezone.localdate(now)):
        raise AdministratorExists
    AdminInvitation.objects.live(now).update(revoked_at=now)
    _invitation, token = make_link(AdminInvitation, by=None, now=now, lasts=FIRST_LINK_LASTS, once=True)
    return token


@transaction.atomic
def create_first_administrator(*, token: str, account: NewAccount, now: datetime) -> User:
    """Make the first administrator by the link, which is then used up.

    Raises LinkExpired (also for a token that never was), AdministratorExists, AccountRefused.
    """
    _take_turns()
    invitation = find_link(AdminInvitation, token, now=now)
    if invitation is None:
        raise LinkExpired
    if administrator_exists(today=timezone.localdate(now)):
        raise AdministratorExists
    user = _make_user(account)
    record(user, AccountEventKind.OPENED, by=None, now=now)
    first_day = timezone.localdate(now)
    alone = PostingContent(role=Role.ADMIN, direction=None, service_point=None, valid_from=first_day)
    make_posting(user, alone, by=None, now=now)
    AdminInvitation.objects.filter(pk=invitation.pk).update(used_at=now)
    return user


@transaction.atomic
def create_account(
    *,
    account: NewAccount,
    role: str,
    direction: Direction | None,
    service_point: ServicePoint | None,
    valid_from: date | None,
    by: User | None,
    now: datetime,
) -> User:
    """Make an account with its first posting, from today unless a day is given.

    Raises Forbidden, AccountRefused, PostingRefused.
    """
    require(by, Permission.RUN_INSTALLATION)
    content = PostingContent(
        role=role,
        direction=direction,
        service_point=service_point,
        valid_from=valid_from or timezone.localdate(now),
    )
    check_posting(content)
    user = _make_user(account)
    record(user, AccountEventKind.OPENED, by=by, now=now)
    make_posting(user, content, by=by, now=now)
    return user


def _take_turns() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FIRST_ACCOUNT_LOCK])


def _make_user(account: NewAccount) -> User:
    name, email = account.name.strip(), account.email.strip().lower()
    check_name_and_email(name, email)
    if User.objects.filter(email=email).exists():
        raise AccountRefused(_("Un compte porte déjà ce courriel."), field="email")
    try:
        validate_password(account.password, User(email=email, name=name))
    except ValidationError as error:
        raise AccountRefused(" ".join(error.messages), field="password") from error
    return User.objects.create_user(email, account.password, name=name, language=account.language)


def check_name_and_email(name: str, email: str) -> None:
    """Raise AccountRefused unless someone may be called so and written to there."""
    if not name or "\x00" in name or len(name) > 120:
        raise AccountRefused(_("Écrivez le nom, en 120 caractères au plus."), field="name")
    try:
        validate_email(email)
    except ValidationError as error:
        raise AccountRefused(" ".join(error.messages), field="email") from error


@transaction.atomic
def add_direction(
    *, name_fr: str, name_en: str, regions: list[Region], valid_from: date, by: User, now: datetime
) -> Direction:
    """Open a direction, as administrator. Raises Forbidden and what `territory.services.open_direction` refuses."""
    require(by, Permission.RUN_INSTALLATION)
    made = open_direction(name_fr=name_fr, name_en=name_en, regions=regions, valid_from=valid_from)
    _tell(TerritoryChangeKind.OPENED, made.name_fr, made.valid_from, by=by, now=now)
    return made


@transaction.atomic
def add_service_point(
    *, direction: Direction, content: PointContent, valid_from: date, by: User, now: datetime
) -> ServicePoint:
    """Open a service point, as administrator. Raises Forbidden and what `open_service_point` refuses."""
    require(by, Permission.RUN_INSTALLATION)
    made = open_service_point(direction=direction, content=content, valid_from=valid_from)
    _tell(TerritoryChangeKind.POINT_OPENED, made.name, made.valid_from, by=by, now=now)
    return made


def _tell(kind: str, subject: str, day: date, *, by: User, now: datetime) -> None:
    TerritoryChange.objects.create(kind=kind, at=now, by=by, day=day, subject=subject)
