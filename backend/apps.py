from django.apps import AppConfig
from django.core.checks import Tags, register

from backend.demo_guard import check_databases


class BackendConfig(AppConfig):
    name = "backend"

    def ready(self) -> None:
        """Add the product's own checks to Django's."""
        register(Tags.database)(check_databases)
