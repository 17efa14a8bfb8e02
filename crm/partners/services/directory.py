"""The partner directory: only managers write it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require
from crm.core.errors import Refusal
from crm.partners.models import Partner
from crm.territory.models import Municipality


class PartnerRefused(Refusal):
    """An organisation that the directory cannot take as it is."""


@transaction.atomic
def add_partner(
    *,
    name: str,
    services: str,
    municipality: Municipality,
    publics: str = "",
    phone: str = "",
    website: str = "",
    by: User | None,
    now: datetime,
) -> Partner:
    """Enter an organisation in the directory, verified today. Raises Forbidden, or PartnerRefused for a name taken."""
    require(by, Permission.SIGN_AGREEMENTS)
    if Partner.objects.filter(name__iexact=name).exists():
        raise PartnerRefused(_("Un organisme du répertoire porte déjà ce nom."), field="name")
    return Partner.objects.create(
        name=name,
        services_fr=services,
        municipality=municipality,
        publics=publics,
        phone=phone,
        website=website,
        verified_on=timezone.localdate(now),
    )
