"""Which paths are the public's: every page that is neither staff's nor a program's."""

from __future__ import annotations

from django.conf import settings

_OF_PROGRAMS = ("/api/", "/internal/")


def is_staffs(path: str) -> bool:
    """Tells whether a path lies in the console, where alone cookies count."""
    return path.startswith(settings.SESSION_COOKIE_PATH)


def is_public(path: str) -> bool:
    """Tells whether anybody may open a page of this path, or meet its error."""
    return not (is_staffs(path) or path.startswith(_OF_PROGRAMS))
