"""The public document of a network, `harborline network --json`, written and read back.

What is written holds what a stranger needs to recompute every decision and never an address:
destinations are secret, while the numbers of lines are public. It decides the same and cannot dial. An
operator may put addresses into a document of their own: they are read, and never written again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from harborline.core.directory import (
    Acceptance,
    Backup,
    Center,
    Destination,
    DestinationKind,
    Line,
    Network,
    Rollover,
    Rules,
    ZipPolicy,
)
from harborline.core.errors import RefusedNetwork, UnusableHours
from harborline.core.hours import NEVER, Hours, Spans, to_osm, union
from harborline.mapmaking.fields import FIVE_DIGITS, ID, LANGUAGE, STATE, Fields

Document = dict[str, Any]


class HoursOf(Protocol):
    """Reads OSM opening_hours text, as `atlas.osm_hours.parse` does. Raises UnusableHours."""

    def __call__(
        self, text: str, *, zone: str, state: str, first_day: date, days: int
    ) -> Hours: ...


# -- writing --------------------------------------------------------------------------------------


def to_document(network: Network) -> Document:
    """Gives the document of a network, ready for JSON."""
    texts = _Texts()
    return {
        "starts_on": network.starts_on.isoformat(),
        "days": network.days,
        "demo": network.demo,
        "rules": network.rules._asdict(),
        "lines": [_line_document(line) for line in network.lines],
        "centers": [_center_document(center, texts) for center in network.centers],
        "state_backups": [_backup_document(backup, texts) for backup in network.state_backups],
        "national_backups": [
            _backup_document(backup, texts) for backup in network.national_backups
        ],
    }


class _Texts:
    """Writes hours as text; the centers of a network share few, so each is written once."""

    def __init__(self) -> None:
        self._written: dict[tuple[Hours, ...], str] = {}

    def of(self, destinations: Iterable[Destination]) -> str:
        parts = tuple(destination.hours for destination in destinations)
        if parts not in self._written:
            self._written[parts] = to_osm(union(parts))
        return self._written[parts]


def _line_document(line: Line) -> Document:
    return {
        **line._asdict(),
        "languages": list(line.languages),
        "national_backups": list(line.national_backups),
        "zip_policy": line.zip_policy.value,
    }


def _center_document(center: Center, texts: _Texts) -> Document:
    return {
        "id": center.id,
        "name": center.name,
        "state": center.state,
        "lat": center.lat,
        "lon": center.lon,
        "counties": list(center.counties),
        "zips": list(center.zips),
        "rank": center.rank,
        "rollover": center.rollover.value,
        "hours": texts.of(center.destinations),
        "zone": center.zone,
        "capacity": center.capacity,
        "languages": list(center.languages),
        "interpreter": center.interpreter,
        "paused": center.paused,
        "accepts_calls": center.accepts_calls,
        "expires_on": _day_document(center.expires_on),
        "ring_s": center.ring_s,
        "confidential": center.confidential,
        "verified_on": _day_document(center.verified_on),
        "destinations": _destinations_document(center.destinations, texts),
    }


def _backup_document(backup: Backup, texts: _Texts) -> Document:
    return {
        "id": backup.id,
        "name": backup.name,
        "state": backup.state,
        "hours": texts.of(backup.destinations),
        "zone": backup.zone,
        "languages": list(backup.languages),
        "paused": backup.paused,
        "expires_on": _day_document(backup.expires_on),
        "ring_s": backup.ring_s,
        "destinations": _destinations_document(backup.destinations, texts),
    }


def _destinations_document(destinations: Iterable[Destination], texts: _Texts) -> list[Document]:
    return [
        {
            "kind": destination.kind.value,
            "hours": texts.of((destination,)),
            "acceptance": destination.acceptance.value,
            "order": destination.order,
        }
        for destination in destinations
    ]


def _day_document(day: date | None) -> str | None:
    return day.isoformat() if day else None


# -- reading --------------------------------------------------------------------------------------


def from_document(document: object, hours_of: HoursOf) -> Network:
    """Reads a document back. Destinations have the addresses that an operator put into it, all or none.

    Raises RefusedNetwork with every fault: unknown fields, values out of their bounds, hours that
    do not parse, and centers whose hours are not those of their destinations together.
    """
    faults: list[str] = []
    top = Fields("The document", document, faults)
    starts_on, days = top.first_day("starts_on"), top.whole("days", 800, 1, 4000)
    reader = _Reader(hours_of, starts_on, days)
    network = Network(
        lines=tuple(map(_line, top.children("lines", "Line"))),
        centers=tuple(map(reader.center, top.children("centers", "Center"))),
        state_backups=tuple(
            reader.backup(given, of_state=True)
            for given in top.children("state_backups", "State backup")
        ),
        national_backups=tuple(
            reader.backup(given, of_state=False)
            for given in top.children("national_backups", "National backup")
        ),
        starts_on=starts_on,
        days=days,
        rules=_rules(top.child("rules")),
        demo=top.flag("demo"),
    )
    top.done("a network's")
    _refuse_twins(network, top)
    _refuse_half_of_the_addresses(network, top)
    if faults:
        raise RefusedNetwork(faults)
    return network


def _refuse_twins(network: Network, top: Fields) -> None:
    centers = [center.id for center in network.centers]
    backups = [backup.id for backup in (*network.state_backups, *network.national_backups)]
    for ids in ([line.id for line in network.lines], centers + backups):
        for name, count in Counter(filter(None, ids)).items():
            if count > 1:
                top.fault(f"has {count} entries with the id {name}; give each its own")


def _refuse_half_of_the_addresses(network: Network, top: Fields) -> None:
    """A map that dials some and not others would look whole and lose legs at night."""
    parties: tuple[Center | Backup, ...] = (
        *network.centers,
        *network.state_backups,
        *network.national_backups,
    )
    without = [
        party.id for party in parties if any(place.address is None for place in party.destinations)
    ]
    dials = any(place.address for party in parties for place in party.destinations)
    if dials and without:
        top.fault(
            f"has addresses, but none for {', '.join(without[:_NAMED])}"
            f"{' and others' if len(without) > _NAMED else ''}; add theirs, or leave all out"
        )


_NAMED = 5
"""How many are named in one sentence."""


def _rules(given: Fields) -> Rules:
    usual = Rules()
    rules = Rules(
        state_line_km=given.whole("state_line_km", usual.state_line_km, 0, 20_000),
        max_km=given.whole("max_km", usual.max_km, 0, 20_000),
        chain_depth=given.whole("chain_depth", usual.chain_depth, 0, 1000),
        max_local_legs=given.whole("max_local_legs", usual.max_local_legs, 0, 100),
    )
    given.done("the rules'")
    return rules


def _line(given: Fields) -> Line:
    name = given.text("id", form=ID)
    line = Line(
        id=name,
        name=given.text("name", name or "unnamed"),
        number=given.text_or_none("number"),
        languages=given.texts("languages", LANGUAGE, needed=True),
        national_backups=given.texts("national_backups", ID, needed=True),
        zip_policy=given.choice("zip_policy", ZipPolicy.WHEN_UNCERTAIN),
        military=given.text_or_none("military", ID),
        discreet=given.flag("discreet"),
        says_center_name=given.flag("says_center_name"),
        max_local_wait_s=given.whole("max_local_wait_s", 60, 8, 600),
        stagger_s=given.whole_or_none("stagger_s", 1, 600),
    )
    given.done("a line's")
    return line


class _Reader:
    """Reads whoever has hours; equal texts are parsed once."""

    def __init__(self, hours_of: HoursOf, starts_on: date, days: int) -> None:
        self._starts_on = starts_on
        self._days = days
        self._hours_of = hours_of
        self._parsed: dict[tuple[str, str, str], Hours | UnusableHours] = {}
        self._agreed: set[tuple[Hours, ...]] = set()

    def center(self, given: Fields) -> Center:
        name = given.text("id", form=ID)
        state, zone = given.text("state", form=STATE), given.zone()
        center = Center(
            id=name,
            name=given.text("name", name or "unnamed"),
            state=state,
            lat=given.degrees("lat", 90),
            lon=given.degrees("lon", 180),
            counties=given.texts("counties", FIVE_DIGITS),
            zips=given.texts("zips", FIVE_DIGITS),
            zone=zone,
            languages=given.texts("languages", LANGUAGE, needed=True),
            destinations=self._destinations(given, zone, state, Acceptance.PRESS_1),
            rank=given.whole("rank", 1, 1, 1000),
            rollover=given.choice("rollover", Rollover.NONE),
            capacity=given.whole_or_none("capacity", 1, 1000),
            interpreter=given.flag("interpreter"),
            paused=given.flag("paused"),
            accepts_calls=given.flag("accepts_calls", default=True),
            expires_on=given.day_or_none("expires_on"),
            ring_s=given.whole("ring_s", 20, 8, 25),
            confidential=given.flag("confidential"),
            verified_on=given.day_or_none("verified_on"),
        )
        given.done("a center's")
        return center

    def backup(self, given: Fields, *, of_state: bool) -> Backup:
        name, zone = given.text("id", form=ID), given.zone()
        state = given.text("state", form=STATE) if of_state else given.text_or_none("state", STATE)
        if state and not of_state:
            given.fault("has a state; list it under state_backups, or set its state to null")
        usual = Acceptance.PRESS_1 if of_state else Acceptance.AT_ONCE
        backup = Backup(
            id=name,
            name=given.text("name", name or "unnamed"),
            state=state,
            zone=zone,
            languages=given.texts("languages", LANGUAGE, needed=True),
            destinations=self._destinations(given, zone, state or "", usual),
            paused=given.flag("paused"),
            expires_on=given.day_or_none("expires_on"),
            ring_s=given.whole("ring_s", 20, 8, 25),
        )
        given.done("a backup's")
        return backup

    def _destinations(
        self, given: Fields, zone: str, state: str, acceptance: Acceptance
    ) -> tuple[Destination, ...]:
        """Reads destinations; who names only hours has one line that is open then.

        `hours` is what decides: where somebody corrected them there alone, every destination
        follows, since the document cannot say which of them the correction meant.
        """
        if not given.has("destinations"):
            address, hours = given.address_or_none(), self._hours(given, zone, state)
            return (Destination(DestinationKind.ADVOCATE_LINE, address, hours, 1, acceptance),)
        destinations = tuple(
            self._destination(entry, zone, state)
            for entry in given.children("destinations", f"{given.who}: destination")
        )
        if given.has("hours"):
            stated = self._hours(given, zone, state)
            if not self._agree(stated, tuple(entry.hours for entry in destinations)):
                return tuple(entry._replace(hours=stated) for entry in destinations)
        return destinations

    def _destination(self, given: Fields, zone: str, state: str) -> Destination:
        destination = Destination(
            kind=given.choice("kind", DestinationKind.ADVOCATE_LINE),
            address=given.address_or_none(),
            hours=self._hours(given, zone, state),
            order=given.whole("order", 1, 1, 255),
            acceptance=given.choice("acceptance", Acceptance.PRESS_1),
        )
        given.done("a destination's")
        return destination

    def _hours(self, given: Fields, zone: str, state: str) -> Hours:
        text = given.text("hours")
        key = (text, zone, state)
        if text and key not in self._parsed:
            self._parsed[key] = self._parse(*key)
        found = self._parsed.get(key, NEVER)
        if isinstance(found, UnusableHours):
            given.fault(f"has hours that cannot be used: {str(found).rstrip('.')}")
            return NEVER
        return found

    def _parse(self, text: str, zone: str, state: str) -> Hours | UnusableHours:
        try:
            return self._hours_of(
                text, zone=zone, state=state, first_day=self._starts_on, days=self._days
            )
        except UnusableHours as error:
            return error

    def _agree(self, stated: Hours, parts: tuple[Hours, ...]) -> bool:
        """Tells whether the parts together are open just when it is stated, on every day."""
        if (stated, *parts) not in self._agreed:
            if self._each_day(stated) != self._each_day(union(parts)):
                return False
            self._agreed.add((stated, *parts))
        return True

    def _each_day(self, hours: Hours) -> list[Spans]:
        dated = dict(hours.exceptions)
        first = self._starts_on.toordinal()
        days = range(first, first + self._days)
        return [dated.get(day, hours.weekly[(day - 1) % 7]) for day in days]
