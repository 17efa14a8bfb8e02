"""The preview of a version of the weights, in the background."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from crm.core.services import is_done, mark_done
from workers.bridge.preview import preview_weights as preview


@shared_task(name="workers.tasks.weights.preview_weights")
def preview_weights(*, message_id: int, weights_id: int, revision: int, asked: str, **_later: Any) -> None:
    """Work out what a draft of the weights would change."""
    if is_done(message_id):
        return
    preview(weights_id, revision, now=timezone.now())
    arguments = {"weights_id": weights_id, "revision": revision, "asked": asked}
    mark_done(message_id, arguments=arguments, now=timezone.now())
