"""One line of progress on a terminal for work that lasts; nothing anywhere else."""

from __future__ import annotations

import sys
import time
from threading import Event, Thread
from types import TracebackType
from typing import Self

_PATIENCE_S = 1.0
_REDRAWN_S = 0.25
_WIDTH = 60


class ProgressLine:
    """Shows what is being done, once a second has passed: how far it is, or for how long it runs.

    `with ProgressLine("compiling")` draws by itself; calling it says more.
    """

    def __init__(self, what: str = "working") -> None:
        self._begun = time.monotonic()
        self._what, self._share = what, ""
        self._shown = False
        self._over = Event()
        self._drawing: Thread | None = None

    def __enter__(self) -> Self:
        """Begins to draw, on a terminal."""
        if sys.stderr.isatty():
            self._drawing = Thread(target=self._draw_on, daemon=True)
            self._drawing.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        """Clears the line."""
        self.close()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Says what is being done and how far it is."""
        self._what, self._share = what, f"{100 * done // max(total, 1)} %"
        if sys.stderr.isatty():
            self._draw()

    def close(self) -> None:
        """Clears the line."""
        self._over.set()
        if self._drawing is not None:
            self._drawing.join()
        if self._shown:
            sys.stderr.write(f"\r{'':<{_WIDTH}}\r")
            sys.stderr.flush()

    def _draw_on(self) -> None:
        while not self._over.wait(_REDRAWN_S):
            self._draw()

    def _draw(self) -> None:
        passed_s = time.monotonic() - self._begun
        if passed_s > _PATIENCE_S:
            line = f"{self._what} … {self._share or f'{passed_s:.0f} s'}"
            sys.stderr.write(f"\r{line:<{_WIDTH}}")
            sys.stderr.flush()
            self._shown = True
