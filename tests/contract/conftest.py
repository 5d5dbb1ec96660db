"""Gives each contract test its rig, and lets go of it afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from asterisk_house import AsteriskHouse
from contract.adapters import RIGS
from contract.asterisk_rig import AsteriskRig
from contract.rigs import Rig


@pytest.fixture(scope="session")
def one_asterisk(system_part: Callable[[str], Path]) -> Iterator[AsteriskHouse]:
    """Runs one Asterisk for all contract tests, one after the other."""
    with AsteriskHouse(system_part("asterisk")) as house:
        yield house


@pytest.fixture
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    """Makes the rig that `with_rigs` names."""
    adapter = RIGS[request.param]
    if adapter.make is None:
        made: Rig = AsteriskRig(request.getfixturevalue("one_asterisk"))
    else:
        made = adapter.make()
    try:
        yield made
    finally:
        made.close()
