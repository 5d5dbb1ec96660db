"""The site as a WSGI application, for a process in which `starting.start` has run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


def application() -> WSGIApplication:
    """Makes the application: middleware and every path are loaded now, and not by the first visitor."""
    from django.core.wsgi import get_wsgi_application
    from django.urls import get_resolver

    made = get_wsgi_application()
    _ = get_resolver().url_patterns
    return made
