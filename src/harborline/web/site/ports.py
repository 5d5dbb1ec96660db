"""What the site needs of other rooms, as one value that bootstrap installs before Django starts.

Where nothing was installed, as when types are checked, the null ports serve: no map, no overlay.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from harborline.app.overlays import NoOverlayBook, OverlayBook
from harborline.atlas.tables import Atlas
from harborline.callflow.prompts import Say
from harborline.core.errors import UnusableMap
from harborline.core.routing_map import RoutingMap


class Hotline(NamedTuple):
    """A real hotline, named to anyone who reaches a demo in need. `dial`: digits for a link."""

    name: str
    number: str
    dial: str


class Serving(NamedTuple):
    """What a voice process says of itself. `seen_s`: how long ago; `fault`: why it keeps an older map."""

    process: int
    version: str
    seen_s: float
    fault: str | None = None


class LegCount(NamedTuple):
    """How often one thing came of a center's legs in a week. `week`: its Monday."""

    week: datetime
    reason: str
    outcome: str
    times: int


class CallCount(NamedTuple):
    """How often calls that came in a half hour (aware, UTC) ended in one way after such a wait.

    `outcome`, `wait`: as `app.counting` names them. A call is counted when it has ended.
    """

    half_hour: datetime
    outcome: str
    wait: str
    times: int


class TestCallResult(StrEnum):
    """What picked up when a destination was called to test it. `NOBODY`: it rang, or was busy, and no
    one did; `DEAD`: it cannot be reached; `LOOP`: it leads back to a line of ours.
    """

    __test__ = False

    PERSON = "person"
    ANSWERING_SERVICE = "answering_service"
    VOICEMAIL = "voicemail"
    NOBODY = "nobody"
    DEAD = "dead"
    LOOP = "loop"


class CallToTest(NamedTuple):
    """A destination to call. `address` is secret: an order shows nothing of itself."""

    address: str
    is_answering_service: bool
    language: str

    def __repr__(self) -> str:
        return "<CallToTest>"


def _no_test_call(_order: CallToTest) -> TestCallResult | None:
    return None


def _no_map() -> RoutingMap:
    raise UnusableMap("There is no routing map here.")


def _no_atlas() -> Atlas:
    raise UnusableMap("There is no atlas here.")


class SitePorts(NamedTuple):
    """`current_map`: the one in use; raises UnusableMap. `publish`: makes the bytes of a map the one in
    use, and gives its version; raises HarborlineError. `roll_back`: makes the one before it the one in use.
    `can_roll_back`: tells whether that one is kept.
    `renew`: as `publish`, but a roll-back still leads to where it led.
    `serving`: what each voice process serves. `leg_counts`: a center's own figures, newest week first.
    `call_counts`: the whole network's, of half hours from the first time on and before the second (aware).
    `hotline`: named on every page of a demo. `place_test_call`: calls a destination, says so first, and
    gives what picked up; takes up to two minutes; None where there is no switch. `recordings`: the WAV files
    of what is said on a line, by its id, in their order; none where one is missing. `other_ways`: the web
    address and the number for texts that callers are told of, None where there is none.
    """

    current_map: Callable[[], RoutingMap] = _no_map
    publish: Callable[[bytes], str] = lambda _content: ""
    renew: Callable[[bytes], str] = lambda _content: ""
    roll_back: Callable[[], str] = lambda: ""
    can_roll_back: Callable[[], bool] = lambda: False
    serving: Callable[[], tuple[Serving, ...]] = lambda: ()
    overlays: OverlayBook = NoOverlayBook()
    atlas: Callable[[], Atlas] = _no_atlas
    leg_counts: Callable[[str], tuple[LegCount, ...]] = lambda _center: ()
    call_counts: Callable[[datetime, datetime], tuple[CallCount, ...]] = lambda _since, _until: ()
    hotline: Hotline | None = None
    place_test_call: Callable[[CallToTest], TestCallResult | None] = _no_test_call
    recordings: Callable[[tuple[Say, ...], str], tuple[Path, ...]] = lambda _says, _line: ()
    other_ways: tuple[str | None, str | None] = (None, None)

    def is_demo(self) -> bool:
        """Tells whether the map in use is the demo's, or there is none."""
        try:
            return self.current_map().demo
        except UnusableMap:
            return False


_installed = SitePorts()


def install(ports: SitePorts) -> None:
    """Makes these the ports of this process."""
    global _installed  # noqa: PLW0603 -- Django builds its views itself; one process has one site
    _installed = ports


def site_ports() -> SitePorts:
    """Gives the ports of this process."""
    return _installed
