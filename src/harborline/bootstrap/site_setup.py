"""Makes the site's rooms usable in this process: folder, key, ports, Django, tables."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harborline.settings import Settings, read_settings


def django_ready(given: Settings | None = None) -> None:
    """Makes everything there is to be made before a model can be used; repeating it is cheap.

    Any number of processes may do so at once: one migrates, the others wait. Raises HarborlineError
    when the data folder cannot be written to, UnusableInput for settings that cannot be used.
    """
    from harborline.bootstrap.site import site_ports
    from harborline.web.site.ports import install
    from harborline.web.site.secret import make_secret_key
    from harborline.web.site.starting import start

    given = given or read_settings()
    with _one_at_a_time(given.data):
        make_secret_key(Path(given.data))
        if not os.environ.get("DATABASE_URL"):
            Path(given.data, "site.sqlite3").touch(0o600)  # SQLite's other files take its rights
        install(site_ports(given))
        start()


@contextmanager
def _one_at_a_time(data: str) -> Iterator[None]:
    from harborline.core.errors import HarborlineError
    from harborline.telephony.slots import lock_path

    path = lock_path(data, "site-setup")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as fault:
        raise HarborlineError(
            f"The folder {path.parent} cannot be written to ({fault.strerror}); set HARBORLINE_DATA "
            "to one that can."
        ) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
