"""The base of every task: its tries and the reason of a failure are kept beside the promise, for an administrator."""

from __future__ import annotations

from typing import Any

from celery import Task

from crm.core.services import begin_try, mark_failed


class PromisedTask(Task):  # type: ignore[type-arg]
    """A task whose `message_id` names the outbox row that promised it; the relay rings that row again later."""

    def before_start(self, _task_id: str, _args: Any, kwargs: dict[str, Any]) -> None:
        """Count the try before the work: a worker that the work kills could not count it after."""
        if "message_id" in kwargs:
            begin_try(kwargs["message_id"])

    def on_failure(self, exc: Exception, *context: Any) -> None:
        """Write the last error beside the promise."""
        _task_id, _args, kwargs, _traceback = context
        if "message_id" in kwargs:
            mark_failed(kwargs["message_id"], error=f"{type(exc).__name__}: {exc}")
