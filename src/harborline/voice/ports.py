"""What the voice process needs of the other rooms; `bootstrap` hands it in.

Siblings stay strangers: the exchange is described here by what the dial pad asks of it, and what
it reports arrives as JSON-ready documents (`kind`, `at_s` and the fields of that kind).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeAlias

from starlette.routing import BaseRoute

from harborline.callflow.prompts import Say
from harborline.callflow.values import LineType
from harborline.core.routing_map import RoutingMap


class DialPadExchange(Protocol):
    """Practice calls that share one clock and one set of centers; no telephone is behind them.

    Every method raises UnusableInput when the call or leg cannot take it (any more).
    """

    speed: float
    """Simulated seconds per real second."""

    def start_call(
        self, text_from: str, line_type: LineType, line: str | None = None, *, everyone: str
    ) -> str:
        """Lets a caller arrive; the text is cut to a prefix and dropped. Gives the call's id."""

    def press(self, call: str, digit: str) -> None:
        """Lets the caller press one key."""

    def hang_up(self, call: str) -> None:
        """Lets the caller hang up."""

    def answerer_pick_up(self, call: str, leg: int) -> None:
        """Picks up a ringing leg, numbered from 1."""

    def answerer_press(self, call: str, leg: int, digit: str) -> None:
        """Presses a key on the answerer's side: 1 takes the call, 9 passes."""

    def answerer_hang_up(self, call: str, leg: int) -> None:
        """Hangs up on the answerer's side, or declines while it rings."""

    def events(self, call: str) -> AsyncIterator[object]:
        """Yields what happens from the arrival on, then live, until the call has ended."""


class ScriptedCall(NamedTuple):
    """A whole call in advance, for pages without scripts. `keys`: one group for each question."""

    text_from: str
    line_type: LineType
    line: str | None
    at: datetime
    keys: tuple[str, ...]
    everyone: str


class PlaceNames(Protocol):
    """Names of places for people; the routing map holds none."""

    def county(self, fips: str) -> str | None:
        """Gives a county's name without its state, None where it is not known."""

    def counties_of_area_code(self, area_code: int) -> int | None:
        """Gives how many counties an area code spans, None where it is not known."""


class NoPlaceNames:
    """Knows no names: the page then shows county codes."""

    def county(self, fips: str) -> str | None:  # noqa: ARG002 -- the port's signature
        """Gives None."""
        return None

    def counties_of_area_code(self, area_code: int) -> int | None:  # noqa: ARG002
        """Gives None."""
        return None


class Hotline(NamedTuple):
    """A real hotline, named to anyone who reaches a demo in need. `dial`: digits for a link."""

    name: str
    number: str
    dial: str


def utc_now() -> datetime:
    """Gives the real time; the only clock of this room."""
    return datetime.now(UTC)


Service: TypeAlias = Callable[[], AbstractAsyncContextManager[object]]
"""Something that runs as long as the process serves, such as the connection to a switch."""


class VoiceServices(NamedTuple):
    """Everything `create_app` is given.

    `current_map` raises UnusableMap when there is none; `map_age_s` is seconds since it was
    published; `map_fault` says in a sentence why a newer map is not served, None when all is well.
    `open_exchange(starts_at, speed)` gives a new, empty exchange. `to_document` turns
    an observation of `events` or `run_script` into JSON-ready data. `hotline`: named on every page
    while the map is a demo. `allowed_hosts`: host names beside the loopback ones.
    `sound_file`: the recording that an event names, None where there is none. `recordings`:
    those of a sentence, in the order in which they are heard; empty where one is missing.
    `routes`: paths of real telephones, under /telephone, which look to their own signatures instead of the
    page rules of `gate`. `running`: what runs while the process serves.
    """

    current_map: Callable[[], RoutingMap]
    map_age_s: Callable[[], float]
    open_exchange: Callable[[datetime, float], AbstractAsyncContextManager[DialPadExchange]]
    run_script: Callable[[ScriptedCall], Iterable[object]]
    to_document: Callable[[Any], Mapping[str, object]]
    hotline: Hotline
    places: PlaceNames = NoPlaceNames()
    allowed_hosts: tuple[str, ...] = ()
    now: Callable[[], datetime] = utc_now
    map_fault: Callable[[], str | None] = lambda: None
    sound_file: Callable[[str], Path | None] = lambda _name: None
    recordings: Callable[[Say], tuple[Path, ...]] = lambda _say: ()
    routes: tuple[BaseRoute, ...] = ()
    running: tuple[Service, ...] = ()
