"""The door of the web server."""

from django.core.wsgi import get_wsgi_application

from backend.celery import app as celery_app
from backend.demo_guard import refuse_marked_database

__all__ = ["application", "celery_app"]

application = get_wsgi_application()
refuse_marked_database()
