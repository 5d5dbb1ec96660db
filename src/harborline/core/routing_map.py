"""Reads a routing map: the immutable answer to "who serves this place, and who is next".

Sections are read in place (mmap), nothing is parsed that a decision does not need. The memos
below hold facts of the map alone (places, chains, who is open at this minute), never of a call.
The only file of core that may import mmap.
"""

from __future__ import annotations

import json
import mmap
from bisect import bisect_left
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from harborline.core.directory import Destination, Line, Rules, ZipPolicy
from harborline.core.errors import UnusableMap
from harborline.core.hours import contains
from harborline.core.map_destinations import MapDestinations
from harborline.core.map_format import (
    FLAG_ACCEPTS,
    FLAG_INTERPRETER,
    FLAG_PAUSED,
    FLAG_ROUND_THE_CLOCK,
    NONE_U8,
    NONE_U16,
    unpack,
)
from harborline.core.map_hours import MapHours
from harborline.core.numbering import CallerPrefix
from harborline.core.places import Origin, Precision, Source

PRECISIONS = tuple(Precision)
FREE, CLOSED, PAUSED, EXPIRED, NOT_ACCEPTING = range(5)
"""What the map alone says of a party at a minute: small numbers, as they are kept in bytes."""
NOT_JUDGED = 0xFF
DEGREES = 10_000
PARTY_COLUMNS = tuple(
    f"party_{column}"
    for column in (
        *("lat", "lon", "state", "zone", "schedule", "rank", "capacity", "ring_s", "flags"),
        *("rollover", "languages", "expires", "verified"),
    )
)
"""Sections with one entry for each party."""


class Chain(NamedTuple):
    """How many name the ZIP, how many serve, the parties in order, and their ids."""

    naming: int
    serving: int
    members: tuple[int, ...]
    ids: tuple[str, ...]


class Card(NamedTuple):
    """A party as legs name it: id, name, state, seconds to ring, routing point in degrees."""

    id: str
    name: str
    state: str | None
    ring_s: int
    lat: float
    lon: float


class Moment(NamedTuple):
    """A minute, what is known of each party then (NOT_JUDGED at first), and the zones' clocks.

    Whoever decides holds one from beginning to end, so threads at other minutes cannot mix in.
    """

    minute: int
    standings: bytearray
    clocks: dict[int, tuple[int, int]]


def read_file(path: str, *, held: bool = False) -> RoutingMap:
    """Opens and verifies a file, mapped or `held` in memory. Raises UnusableMap with one sentence.

    Whoever answers calls holds it: a mapped file that is written over in place would change under
    a call, and one cut short would end the process.
    """
    try:
        with open(path, "rb") as file:
            content = file.read() if held else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError:
        raise UnusableMap(f"There is no routing map at {path}; compile one first.") from None
    except (OSError, ValueError):
        raise UnusableMap(f"The routing map at {path} cannot be read, or is empty.") from None
    return RoutingMap(memoryview(content))


class RoutingMap:
    """One verified routing map. Parties are numbered: centers by id, state, then national backups.

    `version` is a hash of the content. All minutes are UTC minutes since 1970 unless said.
    """

    def __init__(self, content: memoryview) -> None:
        self.version, sections = unpack(content)
        self.size = len(content)
        try:
            self._take(sections)
        except (AttributeError, LookupError, TypeError, ValueError) as fault:
            raise UnusableMap("The routing map contradicts itself; compile it again.") from fault

    def _take(self, sections: dict[str, memoryview]) -> None:
        self.sections = sections
        self.meta: dict[str, Any] = json.loads(bytes(sections["meta"]))
        meta = self.meta
        self.demo: bool = meta["demo"]
        self.rules = Rules(**meta["rules"])
        self.lines = tuple(_line(row) for row in meta["lines"])
        self.languages: dict[str, int] = {name: 1 << i for i, name in enumerate(meta["languages"])}
        self.zones: list[str] = meta["zones"]
        self.states: list[str] = meta["states"]
        self.first_day: int = meta["first_day"]
        self.days: int = meta["days"]
        self.hours = MapHours(sections, self.zones, self.first_day, self.days)
        self.center_count: int = meta["centers"]
        self.state_backups: dict[str, int] = meta["state_backups"]
        self.ids = bytes(sections["party_ids"]).decode().split("\n")
        self.names = bytes(sections["party_names"]).decode().split("\n")
        self.parties = {name: i for i, name in enumerate(self.ids)}
        self._line_by_id = {line.id: line for line in self.lines}
        self._codes, self._zips = sections["codes"], sections["zips"]
        self._block_flags = sections["block_flags"]
        self._has_blocks = len(sections["block_keys"]) > 0
        self._schedule = sections["party_schedule"]
        self.languages_of, self.capacity_of = (
            sections["party_languages"],
            sections["party_capacity"],
        )
        self.flags_of, self.ring_s_of = sections["party_flags"], sections["party_ring_s"]
        self.states_of = [
            None if state == NONE_U8 else self.states[state] for state in sections["party_state"]
        ]
        self._cell_chain = sections["cell_chain"]
        self._origins: list[Origin | None] = [None] * len(self._cell_chain)
        self._chains: list[Chain | None] = [None] * len(self._cell_chain)
        self._shared_chains: dict[int, Chain] = {}
        self._cards: list[Card | None] = [None] * len(self.ids)
        self._spoken: dict[str, bytes] = {}
        self._expires = sections["party_expires"]
        self._moment = Moment(-1, bytearray(), {})
        self._check_counts()
        pausable = self.center_count + len(self.state_backups)
        self.answering = MapDestinations(sections, self.hours, pausable)
        self.nationals = {
            line.id: tuple([self.parties[name] for name in line.national_backups])
            for line in self.lines
        }
        self.last_resort = {line.id: self._last_resort(line) for line in self.lines}

    def _last_resort(self, line: Line) -> int:
        """The last national backup of a line that never closes: no decision ever skips it."""
        for name in reversed(line.national_backups):
            if self.flags_of[self.parties[name]] & FLAG_ROUND_THE_CLOCK:
                return self.parties[name]
        raise UnusableMap(f"Line {line.id} has no national backup that is open 24/7.")

    def _check_counts(self) -> None:
        parties, cells = len(self.ids), len(self._cell_chain)
        expected = {
            "codes": 640_000, "zips": 100_000, "block_flags": 80_000,
            "cell_lat": cells, "cell_lon": cells, "cell_county": cells, "cell_state": cells,
            "cell_precision": cells, "county_cells": len(self.sections["county_fips"]),
            "block_cells": len(self.sections["block_keys"]),
            "zone_offsets": len(self.zones) + 1, "party_destinations": parties + 1,
            "party_counties": parties + 1, "party_zips": parties + 1,
            **dict.fromkeys(PARTY_COLUMNS, parties),
        }  # fmt: skip
        for name, count in expected.items():
            if len(self.sections[name]) != count:
                raise UnusableMap(f"The routing map's section {name} has a wrong length.")
        if not self.lines or len(self.names) != parties or self.center_count >= parties:
            raise UnusableMap("The routing map names no line or no national backup.")

    # ---- places ---------------------------------------------------------------------------

    def place_of_prefix(self, prefix: CallerPrefix) -> Origin:
        """Gives what six or seven digits say: the way of most calls, so nothing is in the way."""
        index = prefix[0] * 800 + prefix[1] - 160_200
        cell = self._cell_of_block(prefix, index) if self._has_blocks else self._codes[index]
        return self._origins[cell] or self.place(cell)

    def _cell_of_block(self, prefix: CallerPrefix, index: int) -> int:
        npa, nxx, block = prefix
        if block is not None and self._block_flags[index >> 3] >> (index & 7) & 1:
            keys = self.sections["block_keys"]
            key = npa * 10_000 + nxx * 10 + block
            at = bisect_left(keys, key)
            if at < len(keys) and keys[at] == key:
                return self.sections["block_cells"][at]
        return self._codes[index]

    def cell_of_zip(self, text: str) -> int:
        """Gives the cell of a ZIP; 0 for every other string."""
        return self._zips[int(text)] if _is_digits(text) else 0

    def cell_of_county(self, fips: str) -> int:
        """Gives the cell of a county code of any known vintage; 0 for every other string."""
        if not _is_digits(fips):
            return 0
        known = self.sections["county_fips"]
        code = int(self.meta["aliases"].get(fips, fips))
        at = bisect_left(known, code)
        return self.sections["county_cells"][at] if at < len(known) and known[at] == code else 0

    def place(self, cell: int) -> Origin:
        """Gives what the map knows of a cell, as an origin that six digits gave."""
        origin = self._origins[cell]
        if origin is None:
            origin = self._origins[cell] = self._read_place(cell)
        return origin

    def _read_place(self, cell: int) -> Origin:
        cut = self.sections
        precision = PRECISIONS[cut["cell_precision"][cell]]
        county, state = cut["cell_county"][cell], cut["cell_state"][cell]
        lat, lon = cut["cell_lat"][cell], cut["cell_lon"][cell]
        placed = (lat, lon) != (0, 0)
        return Origin(
            None,
            None if county == NONE_U16 else f"{cut['county_fips'][county]:05d}",
            None if state == NONE_U8 else self.states[state],
            lat / DEGREES if placed else None,
            lon / DEGREES if placed else None,
            precision,
            Source.NONE if precision is Precision.NONE else Source.PREFIX,
            cell,
        )

    def chain(self, cell: int) -> Chain:
        """Gives who serves a cell and who is next, before language and the minute count."""
        return self._chains[cell] or self._keep_chain(cell)

    def _keep_chain(self, cell: int) -> Chain:
        found = self._chains[cell] = self._read_chain(self._cell_chain[cell])
        return found

    def _read_chain(self, offset: int) -> Chain:
        """Chains that several cells share are read once."""
        found = self._shared_chains.get(offset)
        if found is None:
            naming, serving, count = self.sections["chains"][offset : offset + 3]
            members = tuple(self.sections["chains"][offset + 3 : offset + 3 + count])
            ids = tuple([self.ids[party] for party in members])
            found = self._shared_chains[offset] = Chain(naming, serving, members, ids)
        return found

    def card(self, party: int) -> Card:
        """Gives what a leg says of a party."""
        known = self._cards[party]
        if known is None:
            known = self._cards[party] = Card(
                self.ids[party],
                self.names[party],
                self.states_of[party],
                self.ring_s_of[party],
                *self.point(party),
            )
        return known

    def point(self, party: int) -> tuple[float, float]:
        """Gives a party's routing point in degrees."""
        return (
            self.sections["party_lat"][party] / DEGREES,
            self.sections["party_lon"][party] / DEGREES,
        )

    def spoken(self, language: str) -> bytes:
        """Tells of every party: 0 speaks the language, 1 has an interpreter, 2 neither."""
        language = language if language in self.languages else ""
        known = self._spoken.get(language)
        if known is None:
            bit = self.languages.get(language, 0)
            known = self._spoken[language] = bytes(
                0 if bits & bit else 1 if flags & FLAG_INTERPRETER else 2
                for bits, flags in zip(self.languages_of, self.flags_of, strict=True)
            )
        return known

    # ---- the minute -----------------------------------------------------------------------

    def moment(self, minute: int) -> Moment:
        """Gives what is known of a minute. One is remembered: the next caller comes within it."""
        known = self._moment
        if known.minute != minute:
            known = self._moment = Moment(minute, bytearray([NOT_JUDGED]) * len(self.ids), {})
        return known

    def judge(self, party: int, moment: Moment) -> int:
        """Tells what the map alone says of a party at a moment, and notes it there."""
        clock = self._clock(self.sections["party_zone"][party], moment)
        known = moment.standings[party] = self._standing(party, *clock)
        return known

    def _clock(self, zone: int, moment: Moment) -> tuple[int, int]:
        clock = moment.clocks.get(zone)
        if clock is None:
            clock = moment.clocks[zone] = self.hours.local(zone, moment.minute)
        return clock

    def _standing(self, party: int, day: int, local: int) -> int:
        if not contains(self.hours.spans(self._schedule[party], day), local):
            return CLOSED
        flags = self.flags_of[party]
        if flags & FLAG_PAUSED:
            return PAUSED
        expires = self._expires[party]
        if expires and day > expires:
            return EXPIRED
        return FREE if flags & FLAG_ACCEPTS else NOT_ACCEPTING

    # ---- who answers ----------------------------------------------------------------------

    def line(self, line: str | None = None) -> Line:
        """Gives a line by id, the first one for None. Raises KeyError."""
        return self.lines[0] if line is None else self._line_by_id[line]

    def destinations(
        self, party: str, at: datetime, paused: frozenset[str] = frozenset()
    ) -> tuple[Destination, ...]:
        """Gives a center's or backup's destinations open at `at` and not `paused`, as they ring."""
        return self.answering.open_at(self.parties[party], int(at.timestamp()) // 60, paused)

    def all_destinations(self, index: int) -> tuple[Destination, ...]:
        """Gives every destination of a party by number, with its hours."""
        return self.answering.of(index)

    def are_all_paused(self, party: int, moment: Moment, paused: frozenset[str]) -> bool:
        """Tells whether pauses of single destinations leave nobody of a party to ring at a moment."""
        if party not in self.answering.holding(paused):
            return False
        zone = self.sections["party_zone"][party]
        return self.answering.are_all_paused(party, *self._clock(zone, moment), paused)

    @property
    def can_dial(self) -> bool:
        """Tells whether the map holds addresses; one made from the public document does not."""
        return any(self.answering.addresses)

    @property
    def starts_on(self) -> date:
        """The first local day whose hours are known day by day."""
        return date.fromordinal(self.first_day)

    @property
    def ends_on(self) -> date:
        """The last local day whose hours are known day by day."""
        return date.fromordinal(self.first_day + self.days - 1)


def _is_digits(text: str) -> bool:
    return len(text) == 5 and text.isascii() and text.isdigit()


def _line(row: Mapping[str, Any]) -> Line:
    return Line(
        **{
            **row,
            "languages": tuple(row["languages"]),
            "national_backups": tuple(row["national_backups"]),
            "zip_policy": ZipPolicy(row["zip_policy"]),
        }
    )
