"""What voice processes say of themselves, and what the site reads of it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from harborline.stores.serving import FORGOTTEN_S, ServingFile, who_serves


def test_nobody_serves_in_a_fresh_folder(tmp_path: Path) -> None:
    assert who_serves(str(tmp_path)) == ()


def test_each_process_says_what_it_serves(tmp_path: Path) -> None:
    second, first = ServingFile(str(tmp_path), 2), ServingFile(str(tmp_path), 1)
    second.say("b" * 16, "The newest map is damaged.")
    first.say("a" * 16, None)
    said = who_serves(str(tmp_path))
    assert [one[:3] for one in said] == [
        (1, "a" * 16, None),
        (2, "b" * 16, "The newest map is damaged."),
    ]
    assert all(0 <= one.seen_s < 60 for one in said)


def test_the_age_grows_until_it_is_said_again(tmp_path: Path) -> None:
    file = ServingFile(str(tmp_path), 1)
    file.say("a", None)
    os.utime(tmp_path / "run" / "voice-1.serving", (time.time() - 50, time.time() - 50))
    assert 49 < who_serves(str(tmp_path))[0].seen_s < 60
    file.say("a", None)
    assert who_serves(str(tmp_path))[0].seen_s < 10
    file.say("b", None)
    assert who_serves(str(tmp_path))[0].version == "b"


def test_a_clock_that_was_set_back_shows_no_negative_age(tmp_path: Path) -> None:
    ServingFile(str(tmp_path), 1).say("a", None)
    assert who_serves(str(tmp_path), lambda: time.time() - 999)[0].seen_s == 0.0


def test_who_left_or_was_silent_for_long_is_not_listed(tmp_path: Path) -> None:
    first, second = ServingFile(str(tmp_path), 1), ServingFile(str(tmp_path), 2)
    first.say("a", None)
    second.say("a", None)
    first.leave()
    first.leave()
    assert [one.slot for one in who_serves(str(tmp_path))] == [2]
    assert who_serves(str(tmp_path), lambda: time.time() + FORGOTTEN_S + 5) == ()


def test_a_file_that_went_away_is_written_anew(tmp_path: Path) -> None:
    file = ServingFile(str(tmp_path), 1)
    file.say("a", None)
    file.leave()
    file.say("a", None)
    assert [one.version for one in who_serves(str(tmp_path))] == ["a"]


@pytest.mark.parametrize("content", ["", "[]", "3", '{"version": "a"}', "{"])
def test_what_cannot_be_read_is_left_out(tmp_path: Path, content: str) -> None:
    ServingFile(str(tmp_path), 2).say("a", None)
    (tmp_path / "run" / "voice-1.serving").write_text(content)
    (tmp_path / "run" / "voice-x.serving").write_text("{}")
    assert [one.slot for one in who_serves(str(tmp_path))] == [2]


def test_a_folder_that_cannot_be_written_to_ends_no_process(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("no folder")
    ServingFile(str(tmp_path), 1).say("a", None)
    assert who_serves(str(tmp_path)) == ()
