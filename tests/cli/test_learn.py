"""Checking pages from the command line, in a process of its own as people run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from commands import SENTENCE
from learn_files import page_text, write, write_both

COMMAND = [sys.executable, "-c", "import sys; from harborline.cli import main; sys.exit(main())"]
OURS = 28


def run(data: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    usual = {name: text for name, text in os.environ.items() if not name.startswith("HARBORLINE_")}
    return subprocess.run(
        [*COMMAND, "learn", "check", *argv],
        env={**usual, "HARBORLINE_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_ours_and_those_of_the_data_folder_are_checked(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{OURS} pages can be shown; nothing is wrong with them.\n"
    write_both(tmp_path / "learn", "campus", page_text("Text.\n\nOne in five."))
    told = run(tmp_path)
    assert told.returncode == 1
    assert told.stdout == (
        "en/campus.md:10: A figure without a source: “One in five.”\n"
        "es/campus.md:10: A figure without a source: “One in five.”\n"
    )


def test_a_folder_of_drafts_is_checked_before_anybody_sees_it(tmp_path: Path) -> None:
    write(tmp_path / "drafts", "en", "campus", page_text())
    told = run(tmp_path / "data", str(tmp_path / "drafts"), "--json")
    assert told.returncode == 1
    assert json.loads(told.stdout) == {
        "pages": OURS,
        "faults": [
            {"file": "en/campus.md", "line": 1, "says": "There is no es/campus.md beside it."}
        ],
    }
    write(tmp_path / "drafts", "es", "campus", page_text())
    sound = run(tmp_path / "data", str(tmp_path / "drafts"), "--json")
    assert (sound.returncode, json.loads(sound.stdout)) == (0, {"pages": OURS + 2, "faults": []})


def test_a_folder_that_is_not_there_is_said_in_one_sentence(tmp_path: Path) -> None:
    refused = run(tmp_path, str(tmp_path / "nowhere"))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert SENTENCE.fullmatch(refused.stderr)
