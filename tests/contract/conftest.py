"""Gives each contract test its rig, and lets go of it afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from contract.adapters import RIGS
from contract.rigs import Rig


@pytest.fixture
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    """Makes the rig that `with_rigs` names."""
    adapter = RIGS[request.param]
    if adapter.part is not None:
        request.getfixturevalue("system_part")(adapter.part)
    made = adapter.make()
    try:
        yield made
    finally:
        made.close()
