"""How long to wait before a source is asked again: twice as long each time, with chance, up to a minute."""

from __future__ import annotations

from harborline.planning.attention import SECOND_US

LONGEST_S = 60.0
MOST_ASKED_S = 900.0
"""A source may ask for more patience, but not for ever."""
LIVED_US = 60 * SECOND_US
"""What held for so long counts as good, so that the next fault is a first one again."""


class Patience:
    """Counts faults in a row. Chance keeps many readers from coming back at the same moment."""

    def __init__(self) -> None:
        self._faults = 0

    def held(self, for_us: int) -> None:
        """Hears how long the last connection held."""
        if for_us >= LIVED_US:
            self._faults = 0

    def next_s(self, chance: float, asked_s: float = 0.0) -> float:
        """Gives how long to wait. `chance`: 0 up to 1; `asked_s`: what the source asked for."""
        usual_s = min(LONGEST_S, 2.0 ** min(self._faults, 10))
        self._faults += 1
        return max(usual_s * (0.5 + chance / 2), min(asked_s, MOST_ASKED_S))
