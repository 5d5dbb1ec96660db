"""Inviting from the command line, in a process of its own as people run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from commands import SENTENCE

COMMAND = [sys.executable, "-c", "import sys; from harborline.cli import main; sys.exit(main())"]


def run(data: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    usual = {name: text for name, text in os.environ.items() if not name.startswith("HARBORLINE_")}
    return subprocess.run(
        [*COMMAND, "accounts", "invite", *argv],
        env={**usual, "HARBORLINE_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_link_is_printed_or_mailed(tmp_path: Path) -> None:
    printed = run(tmp_path, "ana@example.org", "--role", "national_admin", "--json")
    assert (printed.returncode, printed.stderr) == (0, "")
    link = json.loads(printed.stdout)["link"]
    assert link.startswith("http://localhost:8000/console/invitation/")
    mailed = run(tmp_path, "ana@example.org", "--role", "auditor", "--mail")
    assert mailed.returncode == 0
    assert "To: ana@example.org" in mailed.stdout  # without a mail server, mail is printed
    assert mailed.stdout.endswith("The link was mailed.\n")


@pytest.mark.parametrize(
    "argv",
    [
        ("ana", "--role", "auditor"),
        ("ana@example.org", "--role", "boss"),
        ("ana@example.org", "--role", "center_staff"),
        ("ana@example.org", "--role", "center_staff", "--center", "nowhere"),
    ],
)
def test_what_does_not_fit_is_said_in_one_sentence(tmp_path: Path, argv: tuple[str, ...]) -> None:
    refused = run(tmp_path, *argv)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert SENTENCE.fullmatch(refused.stderr)
    assert "ana@" not in refused.stderr
