"""Notes a fault of ours by its type and place alone: its message may hold a caller's words."""

from __future__ import annotations

import logging
from traceback import extract_tb

_LOG = logging.getLogger("harborline.voice")


def note_fault(error: Exception) -> None:
    """Writes one line that is enough to find the fault, and tells nothing of who met it."""
    frames = extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "an unknown line"
    _LOG.error("Something failed: %s at %s", type(error).__name__, place)
