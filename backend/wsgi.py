"""The door of the web server."""

from threading import Thread

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

from backend.celery import app as celery_app
from backend.demo_guard import refuse_marked_database

__all__ = ["application", "celery_app"]

application = get_wsgi_application()
refuse_marked_database()
# The first letters typed must not wait for the index of words. The models can be named only from here on.
Thread(target=import_string("crm.taxonomy.suggest.warm"), daemon=True).start()
