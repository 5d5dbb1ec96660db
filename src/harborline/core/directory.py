"""Who answers: lines, centers, destinations, service areas, backups, and the whole network.

Plain values that every room shares. Nothing here decides and nothing here is stored.
Named tuples, because `harborline explain` must start in a few milliseconds.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from harborline.core.hours import ALWAYS, Hours


class DestinationKind(StrEnum):
    """What kind of telephone endpoint a destination is."""

    ADVOCATE_LINE = "advocate_line"
    SWITCHBOARD = "switchboard"
    ON_CALL_MOBILE = "on_call_mobile"
    ANSWERING_SERVICE = "answering_service"


class Acceptance(StrEnum):
    """How an answerer takes a call: by pressing 1, or at once by picking up."""

    PRESS_1 = "press_1"
    AT_ONCE = "at_once"


class Rollover(StrEnum):
    """What a center agreed to take as next closest."""

    NONE = "none"
    STATE = "state"
    ANY = "any"


class ZipPolicy(StrEnum):
    """When a line asks its callers for a ZIP."""

    ALWAYS = "always"
    WHEN_UNCERTAIN = "when_uncertain"
    NEVER = "never"


class Destination(NamedTuple):
    """One telephone endpoint. `address` is a number or SIP URI, None where it is not known.

    Destinations of a center are listed in the order in which they ring; those of one `order`
    ring together. `id`: by which one can be paused alone, opaque and never shown, empty = none.
    """

    kind: DestinationKind
    address: str | None
    hours: Hours
    order: int = 1
    acceptance: Acceptance = Acceptance.PRESS_1
    id: str = ""


class Center(NamedTuple):
    """An organisation that answers locally.

    `lat`, `lon`: the routing point in degrees on a grid of 0.0001; for a confidential center it
    is the interior point of the first county it serves, never its own place.
    `counties`: FIPS codes; `zips`: five digits; `rank`: from 1, smallest first.
    `zone`: IANA name. `capacity`: calls at once, None = undeclared. `ring_s`: 8 to 25 seconds.
    `expires_on`: last day in its own zone on which it takes calls, None = no end.
    """

    id: str
    name: str
    state: str
    lat: float
    lon: float
    counties: tuple[str, ...]
    zips: tuple[str, ...]
    zone: str
    languages: tuple[str, ...]
    destinations: tuple[Destination, ...]
    rank: int = 1
    rollover: Rollover = Rollover.NONE
    capacity: int | None = None
    interpreter: bool = False
    paused: bool = False
    accepts_calls: bool = True
    expires_on: date | None = None
    ring_s: int = 20
    confidential: bool = False
    verified_on: date | None = None


class Backup(NamedTuple):
    """A line behind the centers: a state's coalition (`state` set) or the national team."""

    id: str
    name: str
    state: str | None
    zone: str
    languages: tuple[str, ...]
    destinations: tuple[Destination, ...]
    paused: bool = False
    expires_on: date | None = None
    ring_s: int = 20


class Line(NamedTuple):
    """A number the public dials, with its languages, greeting and policy.

    `languages`: ISO 639-1 codes, the first is the one everybody speaks. `national_backups`: ids in
    order. `military`: id of a backup for callers who key a military ZIP. `max_local_wait_s`: wall
    clock seconds from the first dial to the national team. `stagger_s`: seconds after which the
    next leg starts while the former still rings, None = one after the other.
    """

    id: str
    name: str
    number: str | None
    languages: tuple[str, ...]
    national_backups: tuple[str, ...]
    zip_policy: ZipPolicy = ZipPolicy.WHEN_UNCERTAIN
    military: str | None = None
    discreet: bool = False
    says_center_name: bool = False
    max_local_wait_s: int = 60
    stagger_s: int | None = None


class Rules(NamedTuple):
    """The figures of the chain: kilometres and counts, as `docs/routing.md` defines them."""

    state_line_km: int = 100
    max_km: int = 400
    chain_depth: int = 24
    max_local_legs: int = 4


class Network(NamedTuple):
    """Everything a routing map is compiled from, but for the facts of the atlas.

    `starts_on`: first local day whose hours are compiled day by day; `days`: how many.
    `demo`: nobody real answers here, so the real national hotline is named to anyone in need.
    """

    lines: tuple[Line, ...]
    centers: tuple[Center, ...]
    state_backups: tuple[Backup, ...]
    national_backups: tuple[Backup, ...]
    starts_on: date
    days: int = 800
    rules: Rules = Rules()
    demo: bool = False


def always_open(kind: DestinationKind, address: str | None) -> Destination:
    """Gives a destination that is open every minute and takes calls at once."""
    return Destination(kind, address, ALWAYS, 1, Acceptance.AT_ONCE)
