"""What is written when something of ours fails: one line for who runs the site.

The line names the kind of the fault and its place in our code. Messages, paths, queries, forms and
addresses may hold somebody's words, so none of them is ever written.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path
from traceback import extract_tb
from types import TracebackType

_HERE = Path(__file__).parents[2]
"""The folder of our own package."""
_OUR_FAULT = 500


class FaultLine(logging.StreamHandler):  # type: ignore[type-arg]  # it writes to standard error
    """Writes records without what they may repeat of a request.

    One with an exception becomes its kind and place. `requests`: the records tell of requests, of
    which faults of ours alone are written; other records are written as they are.
    """

    def __init__(self, *, requests: bool = False) -> None:
        super().__init__()
        self._requests = requests

    def filter(self, record: logging.LogRecord) -> bool:
        """Leaves out what a request merely asked wrongly."""
        if self._requests and getattr(record, "status_code", 0) < _OUR_FAULT:
            return False
        return bool(super().filter(record))

    def format(self, record: logging.LogRecord) -> str:
        """Gives the one line."""
        kind, _fault, trace = record.exc_info or (None, None, None)
        if kind is not None:
            return f"Something failed in the site: {kind.__name__} at {place(trace)}"
        if self._requests:
            return f"Something failed in the site: status {getattr(record, 'status_code', 0)}"
        return super().format(record)


def place(trace: TracebackType | None) -> str:
    """Gives file, line and function of the innermost of our own lines, else of the innermost at all."""
    frames = extract_tb(trace)
    for frame in reversed(frames):
        with suppress(ValueError):
            name = Path(frame.filename).relative_to(_HERE).as_posix()
            return f"{name}:{frame.lineno} {frame.name}"
    if not frames:
        return "an unknown line"
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno} {frames[-1].name}"
