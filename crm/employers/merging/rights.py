"""Who may merge two employers, or take that back, and why not."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require, scope_of
from crm.core.errors import Forbidden
from crm.employers.models import EmployerFile


def require_may_merge(by: User | None, *employer_ids: int) -> None:
    """Raise Forbidden, with the reason, unless `by` works on every file of these employers, or manages one.

    None is the system itself. Employers that no direction follows are open to whoever works with files.
    """
    require(by, Permission.WORK_FILES)
    files = EmployerFile.objects.filter(employer_id__in=employer_ids)
    if by is None or not files.exists():
        return
    scope = scope_of(by)
    seen = EmployerFile.objects.visible_to(by).values("pk")
    here = files.filter(direction_id__in=scope.direction_ids)
    if not here.exists():
        raise Forbidden(_("Votre direction ne suit ni l’une ni l’autre de ces entreprises."))
    if not scope.may(Permission.REVIEW_CASELOADS) and files.exclude(pk__in=seen).exists():
        raise Forbidden(
            _("Une autre direction suit aussi ces entreprises : votre gestionnaire peut les fusionner.")
        )


def may_merge(by: User, *employer_ids: int) -> bool:
    """Whether `require_may_merge` lets pass."""
    try:
        require_may_merge(by, *employer_ids)
    except Forbidden:
        return False
    return True
