"""The verbs of publishing: `proposing.py`, `deciding.py` (approve, withdraw), `using.py` (publish, roll back),
`routine.py` (hours by themselves).

Each is one transaction with its audit entry; what takes seconds is done before it begins. Whoever asks out
of turn gets `OutOfTurn` with one sentence.
"""

from __future__ import annotations

from harborline.web.publishing.services.deciding import approve, needs_second, withdraw
from harborline.web.publishing.services.errors import OutOfTurn
from harborline.web.publishing.services.noticing import in_use, newest, notice
from harborline.web.publishing.services.proposing import compare_again, dry_run, propose
from harborline.web.publishing.services.routine import publish_routine
from harborline.web.publishing.services.standing import Reach, base, before, reach
from harborline.web.publishing.services.using import is_current, publish, roll_back

__all__ = [
    "OutOfTurn",
    "Reach",
    "approve",
    "base",
    "before",
    "compare_again",
    "dry_run",
    "in_use",
    "is_current",
    "needs_second",
    "newest",
    "notice",
    "propose",
    "publish",
    "publish_routine",
    "reach",
    "roll_back",
    "withdraw",
]
