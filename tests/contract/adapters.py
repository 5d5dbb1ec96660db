"""The rigs there are, and how a test asks for those that it is about.

`@with_rigs()` runs a test on every adapter; `having` and `lacking` choose by what they can do. An
adapter that needs a part of the system names it: its tests belong to the part `system`, and are left
out aloud where the part is missing (tests/conftest.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import pytest

from contract.markup_rig import MarkupRig
from contract.rigs import LEAST, Rig, SimulatorRig
from harborline.callflow.values import EVERYTHING, Capabilities


class Adapter(NamedTuple):
    """How a rig is made, what it can do, and the part of the system that it needs, if any.

    `make` is None where the fixture `rig` must give it something of the system.
    """

    make: Callable[[], Rig] | None
    capabilities: Capabilities = EVERYTHING
    part: str | None = None


RIGS: dict[str, Adapter] = {
    "simulator": Adapter(SimulatorRig),
    "simulator as a webhook carrier": Adapter(lambda: SimulatorRig(LEAST), LEAST),
    "webhook carrier": Adapter(MarkupRig, MarkupRig.capabilities),
    "asterisk": Adapter(None, part="asterisk"),
}


def names(having: Iterable[str] = (), lacking: Iterable[str] = ()) -> list[str]:
    """Gives the adapters that can do all of `having` and none of `lacking`."""

    def fits(can: Capabilities) -> bool:
        has_all = all(getattr(can, wanted) for wanted in having)
        return has_all and not any(getattr(can, unwanted) for unwanted in lacking)

    return [name for name, adapter in RIGS.items() if fits(adapter.capabilities)]


def with_rigs(having: Iterable[str] = (), lacking: Iterable[str] = ()) -> pytest.MarkDecorator:
    """Runs a test with the fixture `rig` once on each of these adapters."""
    params = [
        pytest.param(name, marks=pytest.mark.system if RIGS[name].part else ())
        for name in names(having, lacking)
    ]
    return pytest.mark.parametrize("rig", params, indirect=True)
