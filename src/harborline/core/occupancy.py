"""What is known at this minute of who is busy: a hint, never a promise.

Correctness rests on *busy -> next leg*; these values only spare callers a useless ring.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Surge(NamedTuple):
    """A surge overlay: centers of other places that help, in order."""

    mutual_aid: tuple[str, ...] = ()


class Occupancy(NamedTuple):
    """Live facts by id of center or backup.

    `live`: legs ringing or bridged now. `paused`: overlay pauses. `tripped`: three failed or
    not-accepted legs in a row within five minutes. `looping`: forwards back to our own lines.
    """

    live: Mapping[str, int] = MappingProxyType({})
    paused: frozenset[str] = frozenset()
    tripped: frozenset[str] = frozenset()
    looping: frozenset[str] = frozenset()
    surge: Surge | None = None


NOTHING_KNOWN = Occupancy()
"""What public pages and API keys decide with: nobody outside learns that a center is on a call."""
