"""The verbs of publishing: `proposing.py`, `deciding.py` (approve, withdraw), `using.py` (publish, roll back).

Each is one transaction with its audit entry; what takes seconds is done before it begins. Whoever asks out
of turn gets `OutOfTurn` with one sentence.
"""

from __future__ import annotations

from harborline.web.publishing.services.deciding import approve, needs_second, withdraw
from harborline.web.publishing.services.errors import OutOfTurn
from harborline.web.publishing.services.noticing import in_use, newest, notice
from harborline.web.publishing.services.proposing import compare_again, dry_run, propose
from harborline.web.publishing.services.using import publish, roll_back

__all__ = [
    "OutOfTurn",
    "approve",
    "compare_again",
    "dry_run",
    "in_use",
    "needs_second",
    "newest",
    "notice",
    "propose",
    "publish",
    "roll_back",
    "withdraw",
]
