from django.apps import AppConfig
from django.core.checks import Tags, register

from backend.celery import app as celery_app
from backend.demo_guard import check_databases


class BackendConfig(AppConfig):
    name = "backend"

    def ready(self) -> None:
        """Add the product's own checks to Django's; whoever promises work, web or command, rings our broker."""
        celery_app.set_default()
        register(Tags.database)(check_databases)
