"""Generated examples have no time limit each: a busy machine must not fail a property that holds."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("engine", deadline=None)
settings.load_profile("engine")
