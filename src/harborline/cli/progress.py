"""One line of progress on a terminal for work that lasts; nothing anywhere else."""

from __future__ import annotations

import sys
import time

_PATIENCE_S = 1.0
_WIDTH = 60


class ProgressLine:
    """Shows what is being done and how far it is, once a second has passed."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._shown = False

    def __call__(self, what: str, done: int, total: int) -> None:
        """Redraws the line."""
        if sys.stderr.isatty() and time.monotonic() - self._begun > _PATIENCE_S:
            share = f"{100 * done // max(total, 1)} %"
            sys.stderr.write(f"\r{f'{what} … {share}':<{_WIDTH}}")
            sys.stderr.flush()
            self._shown = True

    def close(self) -> None:
        """Clears the line."""
        if self._shown:
            sys.stderr.write(f"\r{'':<{_WIDTH}}\r")
            sys.stderr.flush()
