"""Celery tasks: each loads by id, calls one function, ends."""
