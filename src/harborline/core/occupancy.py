"""What is known at this minute of who is busy: a hint, never a promise.

Correctness rests on *busy -> next leg*; these values only spare callers a useless ring.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from harborline.core.directory import ZipPolicy

SHORTEST_WAIT_S, LONGEST_WAIT_S = 8, 600
"""What a surge may set as local wait, in seconds."""


class Surge(NamedTuple):
    """A surge overlay: centers of other places that help, in order, and what callers meet meanwhile.

    `zip_policy`, `local_wait_s` (seconds): in place of the line's own, None = as the line has it.
    `wait_notice`: callers hear at the beginning that it may take longer than usual.
    """

    mutual_aid: tuple[str, ...] = ()
    zip_policy: ZipPolicy | None = None
    local_wait_s: int | None = None
    wait_notice: bool = False


class Occupancy(NamedTuple):
    """Live facts by id of center or backup.

    `live`: legs ringing or bridged now. `paused`: overlay pauses. `tripped`: three failed or
    not-accepted legs in a row within five minutes. `looping`: forwards back to our own lines.
    `paused_destinations`: overlay pauses of one destination each, by its id.
    """

    live: Mapping[str, int] = MappingProxyType({})
    paused: frozenset[str] = frozenset()
    tripped: frozenset[str] = frozenset()
    looping: frozenset[str] = frozenset()
    surge: Surge | None = None
    paused_destinations: frozenset[str] = frozenset()


NOTHING_KNOWN = Occupancy()
"""What public pages and API keys decide with: nobody outside learns that a center is on a call."""
