"""The base of every task: the reason of a failure is kept beside the promise, where an administrator finds it."""

from __future__ import annotations

from typing import Any

from celery import Task

from crm.core.services import mark_failed


class PromisedTask(Task):  # type: ignore[type-arg]
    """A task whose `message_id` names the outbox row that promised it; the relay rings that row again later."""

    def on_failure(self, exc: Exception, *context: Any) -> None:
        """Write the last error beside the promise."""
        _task_id, _args, kwargs, _traceback = context
        if "message_id" in kwargs:
            mark_failed(kwargs["message_id"], error=f"{type(exc).__name__}: {exc}")
