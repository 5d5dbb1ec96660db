"""Keeps the site running beside whatever answers calls, which needs nothing of it.

The site is a process of its own, in a session of its own: it ends with the pipe that leads to it, and
when it fails it is started again, each time a little later. A fault in here is said and costs no call.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from types import TracebackType
from typing import Self

_COMMAND = "import sys; from harborline.cli import main; sys.exit(main())"
_UNUSABLE = 2
_FIRST_WAIT_S = 1.0
_LONGEST_WAIT_S = 60.0
_WELL_S = 30.0
"""Whoever ran this long is started again without a longer wait."""
_LOOK_S = 0.2
_ENDS_WITHIN_S = 8.0


class SiteBeside:
    """`start` it once calls are answered; leaving the block ends the site. `say`: takes a sentence."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say_it = say
        self._ending, self._anew = Event(), Event()
        self._thread: Thread | None = None
        self._silent = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ending.set()
        if self._thread is not None:
            self._thread.join(_ENDS_WITHIN_S + 2 * _LOOK_S)

    def start(self) -> None:
        """Begins to keep the site running; returns at once."""
        with suppress(RuntimeError):  # no room for a thread: then there is no site
            thread = Thread(target=self._keep, name="site", daemon=True)
            thread.start()
            self._thread = thread

    def restart(self) -> None:
        """Lets the site start anew, with the code as it is now; returns at once."""
        self._anew.set()

    def _keep(self) -> None:
        wait_s = _FIRST_WAIT_S
        while not self._ending.is_set():
            began_s = time.monotonic()
            code = self._run()
            if self._ending.is_set():
                return
            if self._anew.is_set():
                self._anew.clear()
                self._silent, wait_s = False, _FIRST_WAIT_S
                self._say("The site is started anew; calls go on.")
                continue
            well = time.monotonic() - began_s > _WELL_S
            wait_s = _FIRST_WAIT_S if well else min(wait_s * 2, _LONGEST_WAIT_S)
            self._tell(code)
            self._wait(wait_s)

    def _wait(self, seconds: float) -> None:
        """Waits, and no longer once the site is to end or to start anew."""
        until_s = time.monotonic() + seconds
        while time.monotonic() < until_s and not self._anew.is_set():
            if self._ending.wait(_LOOK_S):
                return
        self._anew.clear()

    def _tell(self, code: int | None) -> None:
        """Says what happened; a site that cannot start says why itself, and only the first time."""
        if code != _UNUSABLE:
            self._say("The site ended and is started again; calls go on.")
        elif not self._silent:
            self._say("The site cannot start and is tried again now and then; calls go on.")
        self._silent = code == _UNUSABLE

    def _say(self, sentence: str) -> None:
        with suppress(OSError):  # nobody may be there to hear it
            self._say_it(sentence)

    def _run(self) -> int | None:
        """Runs the site to its end; gives its exit code, None when it could not be run."""
        try:
            child = subprocess.Popen(  # noqa: S603 -- our own command
                [sys.executable, "-P", "-c", _COMMAND, "site", "--beside"],
                stdin=subprocess.PIPE,
                stderr=subprocess.DEVNULL if self._silent else None,
                start_new_session=True,
            )
        except OSError:
            return None
        while child.poll() is None and not self._ending.wait(_LOOK_S):
            if self._anew.is_set():
                break
        return _end(child)


def _end(child: subprocess.Popen[bytes]) -> int:
    """Ends a process that may have ended already; gives its exit code."""
    with suppress(OSError):
        child.terminate()
    try:
        child.wait(_ENDS_WITHIN_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    if child.stdin is not None:
        child.stdin.close()
    return int(child.returncode)
