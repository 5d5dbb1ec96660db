"""A PostgreSQL server of our own: made, used over a local socket, and thrown away."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ACCOUNT = "postgres"
"""The server refuses to run as root; Debian's package brings this account."""
_MADE = ("-A", "trust", "--no-sync", "--locale=C.UTF-8", "--encoding=UTF8")
OPTIONS = "-c listen_addresses='' -c fsync=off -c shared_buffers=256MB -c jit=off"


def programs() -> Path | None:
    """Finds the folder of `initdb` and `pg_ctl`, of the newest version that has PostGIS."""
    found = Path("/usr/share/postgresql").glob("*/extension/postgis.control")
    versions = sorted((int(path.parts[4]) for path in found), reverse=True)
    folders = [Path(f"/usr/lib/postgresql/{version}/bin") for version in versions]
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def required() -> bool:
    """Tells whether this run must not do without: in CI, or where it is asked for."""
    asked = os.environ.get("HARBORLINE_REQUIRE_SYSTEM_PARTS", "0")
    return os.environ.get("CI") == "true" or asked != "0"


def url_of(server: str) -> str:
    """Gives what goes into DATABASE_URL for what `running` gave."""
    named = dict(word.split("=", 1) for word in server.split())
    return f"postgresql://{named['user']}@/{named['dbname']}?host={named['host']}"


@contextmanager
def running(programs_folder: Path) -> Iterator[str]:
    """Starts a server and gives what psycopg connects by; stops and removes it whatever happens."""
    home = Path(tempfile.mkdtemp(prefix="bench-"))
    data = home / "data"
    try:
        if os.getuid() == 0:
            shutil.chown(home, ACCOUNT)
        _run(programs_folder / "initdb", "-D", data, "-U", ACCOUNT, *_MADE)
        started = ("-D", data, "-w", "-l", home / "log", "-o", f"-k {home} {OPTIONS}", "start")
        _run(programs_folder / "pg_ctl", *started)
        yield f"host={home} user={ACCOUNT} dbname=postgres"
    finally:
        if (data / "postmaster.pid").exists():
            _run(programs_folder / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)


def _run(*command: object) -> None:
    as_account = ("runuser", "-u", ACCOUNT, "--") if os.getuid() == 0 else ()
    subprocess.run(
        [*as_account, *map(str, command)],
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
