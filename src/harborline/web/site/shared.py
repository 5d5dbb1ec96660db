"""What every page shows: who is signed in, where to turn, and whether this is a demo."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from harborline.web.accounts.routes import NOBODY
from harborline.web.site.ports import site_ports


def every_page(request: HttpRequest) -> dict[str, Any]:
    """Gives the variables of the base template."""
    ports = site_ports()
    return {
        "scope": getattr(request, "scope_held", NOBODY),
        "demo": ports.is_demo(),
        "hotline": ports.hotline,
    }
