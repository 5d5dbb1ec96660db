"""Making the site ready: any number of processes may do so at once, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

READY = """
from harborline.bootstrap.site_setup import django_ready
django_ready()
from harborline.web.accounts.models import Account
from harborline.web.site.ports import site_ports
from django.conf import settings
print(Account.objects.count(), site_ports().is_demo(), settings.SECRET_KEY)
"""


def environment(folder: Path, url: str) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if "HARBORLINE" not in name}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return {**kept, "HARBORLINE_DATA": str(folder / "data"), "DATABASE_URL": url}


def start(folder: Path, url: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", READY],
        env=environment(folder, url),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_four_that_start_at_once_in_a_fresh_folder_are_all_ready(
    tmp_path: Path, database_url: str
) -> None:
    told = []
    for process in [start(tmp_path, database_url) for _ in range(4)]:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        assert not err
        told.append(out)
    assert len(set(told)) == 1
    assert told[0].startswith("0 True ")
    names = {path.name for path in (tmp_path / "data").iterdir()}
    assert ("site.sqlite3" in names) == (not database_url)
    for path in (tmp_path / "data").glob("s*"):
        assert path.stat().st_mode & 0o077 == 0, path


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://nobody@127.0.0.1/none", "DATABASE_URL must be postgresql://"),
        ("postgresql://nobody@127.0.0.1:9/none", "The site's database cannot be used"),
    ],
)
def test_a_database_that_cannot_be_used_is_said_in_a_sentence(
    tmp_path: Path, url: str, sentence: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from harborline.cli import main; raise SystemExit(main())", "site"],
        env={**environment(tmp_path, url), "HARBORLINE_PORT": "9"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2
    assert sentence in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
