"""Django's command line inside an installation's environment (made by `./passerelle manage`)."""

import sys

from django.core.management import execute_from_command_line

from backend.catalogues import ensure_compiled
from backend.celery import app as celery_app

__all__ = ["celery_app"]

if __name__ == "__main__":
    ensure_compiled()
    execute_from_command_line(["./passerelle manage", *sys.argv[1:]])
