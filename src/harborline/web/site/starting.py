"""Makes Django ready in this process: its settings, its apps, and the tables of its database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from harborline.core.errors import HarborlineError

_LOCK = 0x4861726264697265
"""Our number among PostgreSQL's advisory locks."""


def start() -> None:
    """Sets Django up and brings the database up to date; doing it again costs next to nothing.

    Raises HarborlineError when it cannot be used. On SQLite the caller sees to it that one process does so at a time; PostgreSQL is locked here, for
    other machines may start too.
    """
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import Error

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harborline.web.site.settings")
    try:
        django.setup()
        with _alone():
            _migrate()
    except (Error, ImproperlyConfigured) as fault:
        raise HarborlineError(
            f"The site's database cannot be used ({type(fault).__name__}); look at the data folder, or "
            "at DATABASE_URL and its server."
        ) from fault


@contextmanager
def _alone() -> Iterator[None]:
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def leave_database() -> None:
    """Closes what this thread opened; for threads that are no request."""
    from django.db import connections

    connections.close_all()
