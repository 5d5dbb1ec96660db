"""What publishing answers to somebody who asks out of turn."""

from __future__ import annotations

from harborline.core.errors import HarborlineError


class OutOfTurn(HarborlineError):
    """What was asked cannot be done as things stand now; nothing was changed."""
