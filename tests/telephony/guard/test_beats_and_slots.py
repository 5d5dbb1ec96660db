"""How a process is seen to live, whatever becomes of clocks and disks, and who holds which slot."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from harborline.core.errors import HarborlineError
from harborline.telephony import beats, slots
from harborline.telephony.beats import Watched

NAME = "voice-1.beat"


class Looking:
    """Somebody who looks every quarter of a second."""

    def __init__(self, data: Path) -> None:
        self.watched = Watched(slots.run_folder(str(data)))
        self.at_s = 100.0

    def look(self, seconds: float = 0.25) -> None:
        until_s = self.at_s + seconds
        while self.at_s < until_s:
            self.at_s += 0.25
            self.watched.look(self.at_s, [NAME])


@pytest.fixture
def looking(tmp_path: Path) -> Looking:
    return Looking(tmp_path)


def touch(data: Path, at_s: float) -> None:
    beats.beat(str(data), 1).touch()
    os.utime(slots.run_folder(str(data)) / NAME, (at_s, at_s))


def test_a_beat_that_changes_shows_life_and_one_that_stays_shows_none(
    looking: Looking, tmp_path: Path
) -> None:
    looking.look()
    touch(tmp_path, 1000.0)
    looking.look()
    assert looking.watched.beats(NAME)
    looking.look(2.0)
    assert looking.watched.beats(NAME)
    looking.look(0.25)
    assert looking.watched.is_late(NAME)
    assert not looking.watched.beats(NAME)
    touch(tmp_path, 1001.0)
    looking.look()
    assert looking.watched.beats(NAME)


def test_a_file_that_was_there_before_says_nothing_yet(looking: Looking, tmp_path: Path) -> None:
    touch(tmp_path, 1000.0)
    looking.look(1.0)
    assert (looking.watched.beats(NAME), looking.watched.is_late(NAME)) == (False, False)
    looking.look(1.5)
    assert looking.watched.is_late(NAME)


def test_a_clock_that_is_set_back_or_forth_ends_nothing(looking: Looking, tmp_path: Path) -> None:
    looking.look()
    for at_s in (1000.0, 5.0, 90_000.0):
        touch(tmp_path, at_s)
        looking.look(0.5)
        assert looking.watched.beats(NAME)


def test_whoever_slept_has_not_seen_that_nothing_came(looking: Looking, tmp_path: Path) -> None:
    looking.look()
    touch(tmp_path, 1000.0)
    looking.look()
    looking.at_s += 3600.0
    looking.look()
    assert looking.watched.beats(NAME)


def test_a_process_known_to_have_ended_is_late_at_once(looking: Looking, tmp_path: Path) -> None:
    looking.look()
    touch(tmp_path, 1000.0)
    looking.look()
    beats.beat(str(tmp_path), 1).stop()
    looking.look()
    assert looking.watched.is_late(NAME)


def test_a_folder_that_goes_and_comes_back_ends_nothing(looking: Looking, tmp_path: Path) -> None:
    looking.look()
    touch(tmp_path, 1000.0)
    looking.look()
    shutil.rmtree(tmp_path / "run")
    looking.look(1.0)
    assert not looking.watched.is_late(NAME)
    touch(tmp_path, 1001.0)
    looking.look()
    assert looking.watched.beats(NAME)
    shutil.rmtree(tmp_path / "run")
    looking.look(2.5)
    assert looking.watched.is_late(NAME)


def test_touching_never_raises(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("a file where the folder should be")
    beats.beat(str(tmp_path), 1).touch()
    beats.beat(str(tmp_path), 1).stop()
    beats.beat(str(tmp_path), 1).remove()
    beats.mark_draining(str(tmp_path), 1, on=True)
    assert not beats.is_draining(str(tmp_path), 1)


def test_beats_hold_nothing(tmp_path: Path) -> None:
    data = str(tmp_path)
    for one in (beats.beat(data, 1), beats.alive(data, 1), beats.guard_beat(data)):
        one.touch()
    beats.mark_draining(data, 1, on=True)
    assert beats.is_draining(data, 1)
    assert [path.stat().st_size for path in (tmp_path / "run").iterdir()] == [0, 0, 0, 0]


def test_the_lowest_free_slot_is_taken_and_given_back(tmp_path: Path) -> None:
    data = str(tmp_path)
    one, two = slots.take(data), slots.take(data)
    assert [one.number, two.number] == [1, 2]
    with pytest.raises(HarborlineError, match="slots of voice processes are taken"):
        slots.take(data)
    with pytest.raises(HarborlineError, match="Voice process 2 runs already"):
        slots.take(data, wanted=2)
    one.release()
    assert slots.free(data, 1) == [1]
    again = slots.take(data)
    assert again.number == 1
    again.release()
    two.release()


def test_a_slot_ends_with_its_process_however_that_ends(tmp_path: Path) -> None:
    data = str(tmp_path)
    held = (
        "import sys, time; from harborline.telephony.slots import take\n"
        "slot = take(sys.argv[1]); print(slot.number, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", held, data], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "1\n"
        assert slots.holder(data, "voice-1") == process.pid
        assert slots.free(data, 1) == [2]
        process.kill()
    assert slots.holder(data, "voice-1") is None
    assert slots.free(data, 1) == [1, 2]


def test_a_folder_that_cannot_be_written_to_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("a file where the folder should be")
    with pytest.raises(HarborlineError, match="cannot be written to"):
        slots.take(str(tmp_path))
