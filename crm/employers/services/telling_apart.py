"""Saying that two cards that look alike are of two employers: they are not shown as a pair again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require
from crm.core.errors import Forbidden
from crm.employers.models import Employer, EmployerFile, LikelyPair


@transaction.atomic
def tell_apart(*, one: Employer, other: Employer, by: User, now: datetime) -> LikelyPair:
    """Two employers, said by someone who works on a file of one of them; harmless when repeated. Raises Forbidden."""
    require(by, Permission.WORK_FILES)
    if not EmployerFile.objects.visible_to(by).filter(employer__in=(one, other)).exists():
        raise Forbidden(_("Votre direction ne suit ni l’une ni l’autre de ces entreprises."))
    first, second = sorted((one.pk, other.pk))
    said = {"dismissed_at": now, "dismissed_by": by}
    pair, _made = LikelyPair.objects.update_or_create(
        first_id=first, second_id=second, defaults=said, create_defaults={**said, "found_at": now}
    )
    return pair
