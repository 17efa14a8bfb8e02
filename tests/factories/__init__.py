"""Makers of rows for tests: each takes only what the test is about, the rest is plausible."""

from tests.factories.people import make_direction, make_service_point, make_user

__all__ = ["make_direction", "make_service_point", "make_user"]
