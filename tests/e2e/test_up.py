"""`harborline up` with several processes and no telephone: it starts, supervises, and ends them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from asterisk_house import free_port
from harborline.bootstrap.own_process import KEY_BYTES, KEY_FD, shared_key
from harborline.telephony import slots

COMMAND = [sys.executable, "-c", "import sys; from harborline.cli import main; sys.exit(main())"]
IMPATIENT = [
    sys.executable,
    "-c",
    "import sys; from harborline.bootstrap import processes; from harborline.cli import main; "
    "processes._HUNG_S = 2.0; processes._STARTS_WITHIN_S = 4.0; sys.exit(main())",
]
WITHIN_S = 30


class Up:
    """One `harborline up` of two voice processes."""

    def __init__(
        self, folder: Path, command: list[str] = COMMAND, output: Path | None = None
    ) -> None:
        self.data, self.port = str(folder / "data"), free_port()
        kept = {name: text for name, text in os.environ.items() if "HARBORLINE" not in name}
        self.environment = {
            **kept,
            "HARBORLINE_DATA": self.data,
            "HARBORLINE_SITE": "no",
            "HARBORLINE_VOICES": "2",
            "HARBORLINE_VOICE_PORT": str(self.port),
        }
        self.output = output or folder / "said"
        with self.output.open("wb") as said:
            self.process = subprocess.Popen(
                [*command, "up"], env=self.environment, stdout=said, stderr=said
            )

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        asked = [*COMMAND, *words]
        return subprocess.run(
            asked, env=self.environment, capture_output=True, text=True, timeout=20, check=False
        )

    def answers(self, slot: int) -> bool:
        try:
            url = f"http://127.0.0.1:{self.port + slot - 1}/healthz"
            with urllib.request.urlopen(url, timeout=1) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def pid(self, slot: int) -> int | None:
        return slots.holder(self.data, slots.voice_name(slot))

    def said(self) -> str:
        return self.output.read_text()


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Up]:
    started = Up(tmp_path)
    yield started
    started.process.terminate()
    started.process.wait(WITHIN_S)


def until(happens: Callable[[], object]) -> None:
    until_s = time.monotonic() + WITHIN_S
    while not happens():
        assert time.monotonic() < until_s
        time.sleep(0.05)


def test_what_dies_is_started_again_and_all_end_together(up: Up) -> None:
    until(lambda: up.answers(1) and up.answers(2) and "dial pad" in up.said())
    second = up.pid(2)
    assert second is not None
    limits = Path(f"/proc/{second}/limits").read_text()
    assert re.search(r"Max core file size +0 +0 ", limits), "a crash writes no memory to disk"
    os.kill(second, signal.SIGKILL)
    until(lambda: up.pid(2) not in {None, second} and up.answers(2))
    assert up.said().count("Voice process 2 ended and is started again.") == 1
    refused = up.run("up")
    assert refused.returncode == 2
    assert refused.stderr.startswith("Harborline runs already in this data folder;")
    up.process.terminate()
    assert up.process.wait(WITHIN_S) == 0
    assert [up.pid(1), up.pid(2)] == [None, None]
    assert up.run("up", "--reload").stderr.startswith("No Harborline with processes of its own")


def test_processes_are_started_anew_one_after_the_other(up: Up) -> None:
    until(lambda: up.answers(1) and up.answers(2) and "dial pad" in up.said())
    before = {up.pid(1), up.pid(2)}
    assert up.run("up", "--reload").returncode == 0
    until(lambda: not before & {up.pid(n) for n in range(1, 5)} and up.answers(1))
    until(lambda: up.answers(2) and up.pid(3) is up.pid(4) is None)


def test_what_hangs_is_ended_and_started_again(tmp_path: Path) -> None:
    up = Up(tmp_path, IMPATIENT)
    try:
        until(lambda: up.answers(1) and up.answers(2))
        second = up.pid(2)
        assert second is not None
        os.kill(second, signal.SIGSTOP)
        until(lambda: up.pid(2) not in {None, second} and up.answers(2))
        assert "Voice process 2 hangs and is started again." in up.said()
    finally:
        up.process.terminate()
        up.process.wait(WITHIN_S)


def test_a_full_disk_behind_what_it_says_ends_nothing(tmp_path: Path) -> None:
    up = Up(tmp_path, output=Path("/dev/full"))
    try:
        until(lambda: up.answers(1) and up.answers(2))
        second = up.pid(2)
        assert second is not None
        os.kill(second, signal.SIGKILL)
        until(lambda: up.pid(2) not in {None, second} and up.answers(2))
        assert up.answers(1)
    finally:
        up.process.terminate()
        up.process.wait(WITHIN_S)


def test_a_map_that_must_not_be_served_is_told_once(tmp_path: Path) -> None:
    started = Up(tmp_path)
    started.process.kill()
    started.process.wait()
    started.environment["HARBORLINE_MAP"] = str(tmp_path / "none.map")
    refused = started.run("up")
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1


def test_the_shared_key_comes_by_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.write(writing, bytes(range(KEY_BYTES)))
    os.close(writing)
    monkeypatch.setenv(KEY_FD, str(reading))
    assert shared_key() == bytes(range(KEY_BYTES))
    assert KEY_FD not in os.environ
    assert len(shared_key()) == KEY_BYTES
    assert shared_key() != shared_key()
