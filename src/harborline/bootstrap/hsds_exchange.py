"""Gives the command line HSDS files in and out, on behalf of who runs the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harborline.bootstrap.exchange import ACTOR

if TYPE_CHECKING:
    from harborline.web.exchange.hsds_services import HsdsReport


def import_hsds(content: bytes, *, dry_run: bool) -> HsdsReport:
    """Imports a file whole, or not at all. A report that is not clean is one of a file that was not."""
    from harborline.bootstrap.site_setup import django_ready

    django_ready()
    from harborline.web.exchange import hsds_services

    return hsds_services.import_hsds(
        ACTOR, content, dry_run=dry_run, why="HSDS by the command line"
    )


def export_hsds(*, tabular: bool) -> bytes:
    """Gives every public entry as JSON, or as the tabular package."""
    from harborline.bootstrap.site_setup import django_ready

    django_ready()
    from harborline.hsds.files import Form
    from harborline.web.accounts.scopes import EVERYWHERE
    from harborline.web.exchange import hsds_services

    return hsds_services.export_hsds(EVERYWHERE, Form.TABULAR if tabular else Form.JSON)
