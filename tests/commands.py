"""What a command leaves when tests run it in their own process (fixture `run` of tests/cli)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

SENTENCE = re.compile(r"[A-Z][^\n]*\.\n")
"""What stands on the error output when an option cannot be used: one line, one sentence."""


class Printed(NamedTuple):
    """The exit code and both outputs."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Printed]
