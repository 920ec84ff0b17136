"""The project: settings, URLs, Celery and the pure library."""

from kehoach.celery import app as celery_app

__all__ = ["celery_app"]
