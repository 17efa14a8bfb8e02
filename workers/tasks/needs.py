"""What happens to needs by the clock, or because their site moved."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from crm.core.services import is_done, mark_done
from crm.needs.services import expire_needs as expire
from crm.needs.services import forget_drafts as forget
from crm.needs.services import rank_needs_of_site
from crm.needs.services import resume_needs as resume


@shared_task(name="workers.tasks.needs.expire_needs")
def expire_needs(**_later: Any) -> None:
    """Move the needs whose validity is over to expired."""
    expire(now=timezone.now())


@shared_task(name="workers.tasks.needs.resume_needs")
def resume_needs(**_later: Any) -> None:
    """Take up again the needs whose pause is over."""
    resume(now=timezone.now())


@shared_task(name="workers.tasks.needs.forget_drafts")
def forget_drafts(**_later: Any) -> None:
    """Empty the drafts whose time is over."""
    forget(now=timezone.now())


@shared_task(name="workers.tasks.needs.site_moved")
def site_moved(*, message_id: int, site_id: int, at: str, **_later: Any) -> None:
    """Promise new rankings of the needs of a site that moved."""
    if is_done(message_id):
        return
    rank_needs_of_site(site_id=site_id, now=timezone.now())
    mark_done(message_id, arguments={"site_id": site_id, "at": at}, now=timezone.now())
