"""Whom a session belongs to, with what their postings of today open."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from crm.accounts.models import User
from crm.accounts.policy import user_with_postings


class PostedBackend(ModelBackend):
    """Signs in as Django does; reads the account of a session with its postings, which every page asks."""

    def get_user(self, user_id: Any) -> User | None:
        user = user_with_postings(user_id)
        return user if user and self.user_can_authenticate(user) else None
