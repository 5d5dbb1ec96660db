"""The site beside the calls starts anew when told to: at once, once, and also between two attempts."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from harborline.bootstrap import site_beside
from harborline.bootstrap.site_beside import SiteBeside

WITHIN_S = 20
STARTS = "import os, sys; open(os.environ['STARTED'], 'a').write(f'{os.getpid()} '); "
STAYS = STARTS + "sys.stdin.read()"
FAILS = STARTS + "sys.exit(2)"


class Beside:
    """A site that only writes down that it began."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
        self.folder, self.said = folder / "started", list[str]()
        monkeypatch.setenv("STARTED", str(self.folder))
        monkeypatch.setattr(site_beside, "_COMMAND", command)
        self.site = SiteBeside(self.said.append)

    def pids(self) -> list[int]:
        return [int(pid) for pid in self.folder.read_text().split()] if self.folder.exists() else []


def until(happens: Callable[[], object]) -> None:
    until_s = time.monotonic() + WITHIN_S
    while not happens():
        assert time.monotonic() < until_s
        time.sleep(0.05)


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_starts_anew_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beside = Beside(tmp_path, monkeypatch, STAYS)
    with beside.site as site:
        site.start()
        until(lambda: len(beside.pids()) == 1)
        site.restart()
        until(lambda: len(beside.pids()) == 2)
        first, second = beside.pids()
        until(lambda: not lives(first))
        assert lives(second)
        assert beside.said == ["The site is started anew; calls go on."]
    assert not lives(second)


def test_one_that_cannot_start_is_tried_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_beside, "_FIRST_WAIT_S", 600.0)
    beside = Beside(tmp_path, monkeypatch, FAILS)
    with beside.site as site:
        site.start()
        until(lambda: beside.said)
        time.sleep(0.5)
        assert len(beside.pids()) == 1
        site.restart()
        until(lambda: len(beside.pids()) == 2)
