"""Names of what is played, which guard and voice process must both know.

A caller to whom something is played leaves for the dialplan only when that ends, and a ring tone never
does. So what is played on a channel has one of a few names that follow from the channel's own, and
whoever sends a caller on stops them all.
"""

from __future__ import annotations

PLAYBACKS = 8
"""More than can be begun on one channel before the first of them is gone."""


def playback_name(slot: int, channel: str, number: int) -> str:
    """Gives the name of the `number`-th thing that is played on a channel."""
    return f"hl-{slot}-{channel}-p{number % PLAYBACKS}"


def playback_names(slot: int, channel: str) -> tuple[str, ...]:
    """Gives every name under which something may be playing on a channel."""
    return tuple(playback_name(slot, channel, number) for number in range(PLAYBACKS))
