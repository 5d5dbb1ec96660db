"""Fills the site of a demo: the demo network as a directory, and somebody of every role.

Nobody gets a password. Each role has an invitation whose link works once and for a week; the links lie
in one file that we alone may read. Where the map in use is no demo's, nothing is seeded.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from harborline.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harborline.web.accounts.scopes import Grant

FILE = "demo-accounts.txt"
_ACTOR = "system:demo"
_CENTER = "demo-nc-mecklenburg-1"
_HEADING = (
    "Accounts to try the demo with. Each link works once, for seven days: open it, and choose a passkey "
    "or a password. `harborline accounts invite` makes more.\n"
)


def seed_demo_site() -> str:
    """Seeds an empty directory where a demo is served; gives the sentence to tell, empty for none."""
    from harborline.web.directory.seeding import seed_demo
    from harborline.web.site.ports import site_ports
    from harborline.web.site.starting import leave_database

    ports = site_ports()
    path = os.path.normpath(os.path.join(read_settings().data, FILE))
    if not ports.is_demo():
        return ""
    try:
        seed_demo(ports.atlas())
        if os.path.exists(path):
            return ""
        _write(path)
    finally:
        leave_database()
    return f"demo accounts  {path} has a link for each role"


def _write(path: str) -> None:
    from harborline.web.accounts.services import invite

    rows = [
        f"{name:20} {invite(_ACTOR, f'{grant.role}@example.org', grant, name)}"
        for name, grant in _people()
    ]
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("\n".join([_HEADING, *rows, ""]))


def _people() -> Iterator[tuple[str, Grant]]:
    """Gives somebody of every role that has an account; those of a center at one and the same."""
    from harborline.web.accounts.permissions import Role
    from harborline.web.accounts.scopes import EVERYWHERE, Grant
    from harborline.web.directory.models import Center

    centers = Center.objects.within(EVERYWHERE)
    center = centers.filter(pk=_CENTER).first() or centers.first()
    if center is not None:
        yield "Center staff", Grant(Role.CENTER_STAFF, center=center.pk)
        yield "Center admin", Grant(Role.CENTER_ADMIN, center=center.pk)
        if center.coalition_id is not None:
            yield "Coalition", Grant(Role.COALITION, coalition=center.coalition_id)
    yield "National supervisor", Grant(Role.NATIONAL_SUPERVISOR)
    yield "National admin", Grant(Role.NATIONAL_ADMIN)
    yield "Auditor", Grant(Role.AUDITOR)
