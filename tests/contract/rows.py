"""A plug-in of pytest that notes which rows of the phone tree's table a run exercises.

    pytest -p contract.rows --rows-to FILE tests/contract

test_rows.py runs the contract on the simulator with it, and names the rows that nothing reached.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from contract.tapped import Tap
from harborline.app.calls import Calls
from harborline.app.ports import Ports
from harborline.callflow.machine import TABLE, Key
from harborline.callflow.timers import TimerName

_taps: list[Tap] = []


def name_of(key: Key) -> str:
    """Gives a row as people read it: its phase and its event."""
    phase, kind = key
    return f"{phase}: {f'timer {kind}' if isinstance(kind, TimerName) else kind.__name__}"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rows-to", help="write the rows that were exercised into this file")


def pytest_configure(config: pytest.Config) -> None:
    """Taps every Calls that is made from here on."""
    if config.getoption("--rows-to") is None:
        return
    make = Calls.__init__

    def tapped(self: Calls, ports: Ports, *more: object, **named: object) -> None:
        make(self, ports, *more, **named)  # type: ignore[arg-type]
        _taps.append(Tap(self, ports.telephony, ports.watcher))

    Calls.__init__ = tapped  # type: ignore[method-assign]


def pytest_sessionfinish(session: pytest.Session) -> None:
    target = session.config.getoption("--rows-to")
    if target is None:
        return
    reached = {name_of(key) for tap in _taps for key in tap.rows if key in TABLE}
    Path(target).write_text(json.dumps(sorted(reached)), encoding="utf-8")
