"""What changes for callers between two routing maps: places, counties, people, listings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from harborline.atlas.tables import code_index
from harborline.core.directory import Destination
from harborline.core.hours import Hours, hours_of_days, to_osm
from harborline.core.routing_map import RoutingMap
from harborline.mapmaking.checks import parties_of
from harborline.mapmaking.contents import network_of
from harborline.mapmaking.leads import Leads, shared_numbers

if TYPE_CHECKING:
    from harborline.atlas.tables import County


class Change(NamedTuple):
    """One field that differs. `what`: a line, center or backup id, or "network"."""

    what: str
    field: str
    before: str
    after: str


class CountyChange(NamedTuple):
    """A county whose chain differs: the first center before and after."""

    county: str
    name: str
    state: str
    people: int
    before: str | None
    after: str | None


class Difference(NamedTuple):
    """All differences of two maps.

    `addresses`: destinations whose address differs, counted and never shown. `codes`, `zips`: how
    many lead to another place or chain. `entries_people`: people of the counties that a center
    names whose own entry (hours, pause, expiry, ...) differs.
    """

    before: str
    after: str
    changes: tuple[Change, ...]
    counties: tuple[CountyChange, ...]
    codes: int
    zips: int
    addresses: int
    entries_people: int

    @property
    def decides_the_same(self) -> bool:
        """Tells whether every decision is the same on both maps."""
        return not (self.changes or self.counties or self.codes or self.zips)

    @property
    def people(self) -> int:
        """How many people live in the counties whose first center changes."""
        return sum(row.people for row in self.counties if row.before != row.after)


def difference(before: RoutingMap, after: RoutingMap, counties: Mapping[str, County]) -> Difference:
    """Compares two maps whole; `counties` gives names and people.

    Dated hours are compared on the days that both maps hold: the older ends before the newer does.
    """
    days = range(
        max(before.first_day, after.first_day),
        min(before.first_day + before.days, after.first_day + after.days),
    )
    old, new = _flat(before), _flat(after)
    addresses = [key for key in old.keys() | new.keys() if key[1].startswith("address")]
    differing = sum(old.get(key) != new.get(key) for key in addresses)
    compare = _Places(before, after)
    changes = tuple(_changes(old, new, days))
    return Difference(
        before.version,
        after.version,
        changes,
        tuple(compare.counties(counties)),
        compare.codes(),
        compare.zips(),
        differing,
        _people_of({change.what for change in changes}, (before, after), counties),
    )


def _people_of(
    parties: set[str], maps: Iterable[RoutingMap], counties: Mapping[str, County]
) -> int:
    """Counts the people of every county that one of the parties names on one of the maps."""
    named = {
        fips
        for routing_map in maps
        for center in network_of(routing_map).centers
        if center.id in parties
        for fips in center.counties
    }
    return sum(counties[fips].population for fips in named if fips in counties)


_Flat = dict[tuple[str, str], str | Hours]


def _flat(routing_map: RoutingMap) -> _Flat:
    network = network_of(routing_map)
    flat: _Flat = {
        ("network", "starts_on"): str(network.starts_on),
        ("network", "days"): str(network.days),
        ("network", "demo"): str(network.demo),
        ("network", "rules"): str(tuple(network.rules)),
    }
    for line in network.lines:
        flat |= _rows(line.id, line._asdict())
    for party in parties_of(network):
        flat |= _rows(party.id, party._asdict())
    return flat


def _rows(name: str, fields: Mapping[str, Any]) -> _Flat:
    rows: _Flat = {}
    for field, value in fields.items():
        if field == "destinations":
            for number, destination in enumerate(value, 1):
                rows |= _destination_rows(name, number, destination)
        elif field != "verified_on":
            rows[name, field] = _text(value)
    return rows


def _destination_rows(name: str, number: int, destination: Destination) -> _Flat:
    return {
        (name, f"{field} {number}"): value if isinstance(value, Hours) else _text(value)
        for field, value in destination._asdict().items()
        if field != "id"
    }


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else str(value)


def _changes(old: _Flat, new: _Flat, days: range) -> Iterator[Change]:
    in_words = cache(partial(_in_words, days=days))  # many centers keep the same hours
    for key in sorted(old.keys() | new.keys()):
        before, after = old.get(key, "nothing"), new.get(key, "nothing")
        if before == after or key[1].startswith("address"):
            continue
        texts = in_words(before), in_words(after)
        if texts[0] != texts[1]:
            yield Change(*key, *texts)


def _in_words(value: str | Hours, days: range) -> str:
    """Writes hours day by day: the commonest week of a map depends on when its days begin."""
    if isinstance(value, str):
        return value
    dated = dict(value.exceptions)
    each_day = (dated.get(day, value.weekly[(day - 1) % 7]) for day in days)
    return to_osm(hours_of_days(days.start, each_day)) if days else to_osm(value)


class _Places:
    """Compares where places lead; each pair of cells is looked at once."""

    def __init__(self, before: RoutingMap, after: RoutingMap) -> None:
        self._before, self._after = before, after
        numbers = shared_numbers(before, after)
        self._old, self._new = Leads(before, numbers), Leads(after, numbers)
        self._known: dict[tuple[int, int], bool] = {}

    def _same(self, old: int, new: int) -> bool:
        known = self._known.get((old, new))
        if known is None:
            known = self._known[old, new] = self._old.of(old) == self._new.of(new)
        return known

    def codes(self) -> int:
        """Counts six-digit codes, with their blocks, that lead elsewhere."""
        blocks = self._old.of_blocks().items() ^ self._new.of_blocks().items()
        return len(self._moved("codes") | {code_index(key // 10) for key, _ in blocks})

    def zips(self) -> int:
        """Counts ZIPs that lead elsewhere."""
        return len(self._moved("zips"))

    def _moved(self, section: str) -> set[int]:
        before, after = self._before.sections[section], self._after.sections[section]
        pairs = set(zip(before, after, strict=True))
        elsewhere = {pair for pair in pairs if not self._same(*pair)}
        if not elsewhere:
            return set()
        return {i for i, pair in enumerate(zip(before, after, strict=True)) if pair in elsewhere}

    def counties(self, counties: Mapping[str, County]) -> Iterator[CountyChange]:
        """Gives the counties whose chain differs, most people first."""
        for fips, row in sorted(counties.items(), key=lambda item: (-item[1].population, item[0])):
            old, new = self._before.cell_of_county(fips), self._after.cell_of_county(fips)
            if not self._same(old, new):
                first = _first(self._before, old), _first(self._after, new)
                yield CountyChange(fips, row.name, row.state, row.population, *first)


def _first(routing_map: RoutingMap, cell: int) -> str | None:
    chain = routing_map.chain(cell)
    return chain.ids[0] if chain.serving else None
