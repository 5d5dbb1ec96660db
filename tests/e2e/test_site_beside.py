"""`harborline up` with the site beside: calls need nothing of it, and one Ctrl-C ends both."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

import pytest

from asterisk_house import free_port

COMMAND = [sys.executable, "-c", "import sys; from harborline.cli import main; sys.exit(main())"]
WITHIN_S = 60.0


class Up:
    """One `harborline up` in a data folder of its own."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.data, self.port, self.site_port = folder / "data", free_port(), free_port()
        kept = {name: text for name, text in os.environ.items() if "HARBORLINE" not in name}
        kept.pop("DATABASE_URL", None)
        self.environment = {
            **kept,
            "HARBORLINE_DATA": str(self.data),
            "HARBORLINE_VOICE_PORT": str(self.port),
            "HARBORLINE_PORT": str(self.site_port),
            **settings,
        }
        self.output = folder / "said"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.output.open("ab") as said:
            self.process = subprocess.Popen(
                [*COMMAND, "up"], env=self.environment, stdout=said, stderr=said
            )

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(30)

    def said(self) -> str:
        return self.output.read_text()

    def phone(self) -> bool:
        return status(f"http://127.0.0.1:{self.port}/phone") == 200

    def site(self) -> bool:
        return status(f"http://127.0.0.1:{self.site_port}/console/sign-in") == 200

    def site_processes(self) -> list[int]:
        """Gives the master and its worker, or what is left of them, by the port that they know of."""
        found = []
        for folder in Path("/proc").iterdir():
            with suppress(OSError, ValueError):
                words = (folder / "cmdline").read_bytes()
                own = f"HARBORLINE_DATA={self.data}\0".encode()
                is_site = b"--beside" in words or b"spawn_main" in words
                if is_site and own in (folder / "environ").read_bytes():
                    found.append(int(folder.name))
        return sorted(found)

    def are_gone(self, processes: list[int]) -> bool:
        return not set(processes) & set(self.site_processes())

    def links(self) -> list[str]:
        return re.findall(r"http://localhost:\d+(/\S*)", self.said())


def status(url: str) -> int | None:
    with suppress(OSError):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 -- our own
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            return refused.code
    return None


def until(happens: Callable[[], object]) -> None:
    ends = time.monotonic() + WITHIN_S
    while not happens():
        if time.monotonic() > ends:
            pytest.fail(f"it did not come within {WITHIN_S:.0f} s")
        time.sleep(0.05)


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Callable[..., Up]]:
    with ExitStack() as ending:

        def begin(**settings: str) -> Up:
            started = Up(tmp_path, **settings)
            started.start()
            ending.callback(started.end)
            return started

        yield begin


@pytest.mark.parametrize("voices", ["1", "2"])
def test_both_are_there_and_one_signal_ends_both(up: Callable[..., Up], voices: str) -> None:
    ours = up(HARBORLINE_VOICES=voices)
    until(ours.site)
    until(ours.phone)
    assert "/console/" in ours.links()
    until(lambda: any("/console/invitation/" in link for link in ours.links()))
    until(lambda: "demo accounts" in ours.said())
    file = ours.data / "demo-accounts.txt"
    assert file.stat().st_mode & 0o077 == 0
    assert file.read_text().count("/console/invitation/") == 6
    assert ours.site_processes()
    assert ours.end() in {0, 130}
    until(lambda: not ours.site_processes())
    assert "Traceback" not in ours.said()


def test_the_link_of_the_first_account_opens(up: Callable[..., Up]) -> None:
    ours = up()
    until(ours.site)
    until(lambda: any("/console/invitation/" in link for link in ours.links()))
    link = next(link for link in ours.links() if "/console/invitation/" in link)
    assert status(f"http://127.0.0.1:{ours.site_port}{link}") == 200


def test_calls_go_on_while_the_site_is_killed_and_comes_back(up: Callable[..., Up]) -> None:
    ours = up()
    until(ours.site)
    for which in (0, -1):  # the master, then a worker
        until(lambda: len(ours.site_processes()) >= 2)
        before = ours.site_processes()
        os.kill(before[which], signal.SIGKILL)
        assert ours.phone()
        until(partial(ours.are_gone, before))
        until(ours.site)
        assert ours.phone()
    assert ours.said().count("The site ended and is started again; calls go on.") == 2


def test_a_site_that_cannot_start_costs_no_call(up: Callable[..., Up], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ours = up(HARBORLINE_PORT=str(taken.getsockname()[1]))
        until(lambda: "The site cannot start" in ours.said())
        assert ours.phone()
        time.sleep(5)
        assert ours.said().count("HARBORLINE_PORT") == 1
        assert ours.said().count("The site cannot start") == 1
        assert ours.end() == 0


def test_a_damaged_database_of_the_site_costs_no_call(
    up: Callable[..., Up], tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "site.sqlite3").write_bytes(b"damaged" * 4096)
    ours = up()
    until(ours.phone)
    until(lambda: "The site cannot start" in ours.said())
    assert "The site's database cannot be used" in ours.said()
    assert ours.phone()


def test_the_site_ends_with_an_up_that_was_killed(up: Callable[..., Up]) -> None:
    ours = up()
    until(ours.site)
    ours.end(signal.SIGKILL)
    until(lambda: not ours.site_processes())


def test_a_machine_may_do_without_the_site(up: Callable[..., Up]) -> None:
    ours = up(HARBORLINE_SITE="no")
    until(ours.phone)
    assert "console" not in ours.said()
    assert not ours.site_processes()
    assert not (ours.data / "site.sqlite3").exists()
