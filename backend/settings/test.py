"""Settings of the tests: the same product on the servers that the pytest plugin started."""

import os

os.environ.setdefault("PASSERELLE_MODE", "test")

from backend.settings.base import *  # noqa: F403

# Scrypt takes 50 ms by design; a thousand sign-ins of a test run need not.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
