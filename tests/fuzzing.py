"""Asking an API by chance whatever its OpenAPI document allows, and what it does not.

`HARBORLINE_FUZZ_REQUESTS=50000` sends so many requests in all, half of them to each of the two APIs; the
suite alone sends a few.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from schemathesis import GenerationMode

FOR_EACH_API = int(os.environ.get("HARBORLINE_FUZZ_REQUESTS", "400")) // 2
MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
SEED = 20261123


def operations(schema: Any, mode: GenerationMode) -> list[Any]:
    """Gives the paths; one that takes nothing cannot be asked wrongly."""
    found = [one.ok() for one in schema.get_all_operations()]
    if mode is GenerationMode.POSITIVE:
        return found
    return [one for one in found if {"parameters", "requestBody"} & set(one.definition.raw)]


def times(several: list[Any]) -> int:
    """Gives how often each path is asked in one mode."""
    return FOR_EACH_API // (len(MODES) * len(several)) + 1


def asking(count: int) -> Callable[[Any], Any]:
    """Gives the settings of a test that asks so often, and looks for no smaller question that fails."""
    return settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
