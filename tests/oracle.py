"""Recompute every routing decision by brute force, from public documents alone.

The oracle reads what a stranger can read: the document of `harborline network --json`, the origin
that `harborline explain --json` prints, and the population of counties. It walks every center for
every question and keeps no index, so a clever shortcut in the product has nothing here to agree
with. It imports the standard library and one reader of OSM opening hours, and nothing of ours.

Distances are whole tenths of a kilometer; minutes are counted from local midnight.
"""
# Long because a stranger shall read one file from top to bottom, and run it alone.

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, State

EARTH_RADIUS_KM = 6371.0088
DAY_MINUTES = 24 * 60
MAP_DAYS = 800
AREA_CENTERS = 3  # an area code or a state names this many serving centers at most
MILITARY = ("AA", "AE", "AP")  # what stands for a state in a military ZIP
NO_NEXT_CLOSEST = ("state", "none")
# The document may leave any of these out.
DEFAULT_RULES = {"state_line_km": 100, "max_km": 400, "chain_depth": 24, "max_local_legs": 4}

Document = Mapping[str, Any]
Shares = Mapping[str, float]  # county FIPS -> people, or share of the people


@dataclass(frozen=True)
class Occupancy:
    """What is going on right now; the empty one is what public pages decide with."""

    live: Mapping[str, int] = field(default_factory=dict)  # center id -> calls it is on
    tripped: frozenset[str] = frozenset()
    looping: frozenset[str] = frozenset()
    paused: frozenset[str] = frozenset()  # by overlay; the document has its own pauses
    mutual_aid: Sequence[str] = ()  # of a surge overlay, in its order
    # Single phones, by overlay: who has it, and its place among their destinations, from 1.
    paused_phones: frozenset[tuple[str, int]] = frozenset()


QUIET = Occupancy()


class Candidate(NamedTuple):
    """One place in the chain: a center, why it is there, and how far it is (tenths of a km)."""

    center: Document
    reason: str
    tenths: int | None


class Hours:
    """Read OSM texts, one local day at a time, and remember what was read."""

    def __init__(self, starts_on: date | None, days: int) -> None:
        self._starts_on = starts_on
        self._days = days
        self._parsed: dict[str, OpeningHours] = {}
        self._changes: dict[tuple[str, date], tuple[tuple[int, ...], tuple[bool, ...]]] = {}

    def open_at(self, text: str, zone: str, at: datetime) -> bool:
        """Tell whether `text` is open at the minute the wall clock of `zone` shows at `at`."""
        local = at.astimezone(ZoneInfo(zone))
        minutes, states = self.changes(text, local.date())
        return states[bisect_right(minutes, local.hour * 60 + local.minute) - 1]

    def changes(self, text: str, day: date) -> tuple[tuple[int, ...], tuple[bool, ...]]:
        """Give the minutes of the local `day` at which a state begins (0 first), and the states."""
        key = (text, day)
        if key not in self._changes:
            self._changes[key] = self._read(text, day)
        return self._changes[key]

    def always(self, text: str) -> bool:
        """Tell whether `text` is open at every minute, on the map's days and outside them."""
        texts = {text, weekly_pattern(text)}
        return all(self._never_closes(one) for one in texts)

    def _never_closes(self, text: str) -> bool:
        reader = self._reader(text)
        start = datetime(2020, 1, 1)  # noqa: DTZ001 - a wall clock has no zone
        return reader is not None and reader.is_open(start) and reader.next_change(start) is None

    def _read(self, text: str, day: date) -> tuple[tuple[int, ...], tuple[bool, ...]]:
        reader = self._reader(text if self._within(day) else weekly_pattern(text))
        if reader is None:
            return (0,), (False,)
        start = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a wall clock has no zone
        spans = list(reader.intervals(start=start, end=start + timedelta(days=1)))
        minutes = tuple(int((span[0] - start).total_seconds()) // 60 for span in spans)
        return minutes, tuple(span[2] == State.OPEN for span in spans)

    def _reader(self, text: str) -> OpeningHours | None:
        if not text.strip():
            return None  # the library refuses an empty text; to us it means never open
        if text not in self._parsed:
            self._parsed[text] = OpeningHours(text)
        return self._parsed[text]

    def _within(self, day: date) -> bool:
        if self._starts_on is None:
            return True
        return 0 <= (day - self._starts_on).days < self._days


class Oracle:
    """Decide from a network document as `design/routing.md` says.

    `shares` maps a state or an area code to its counties: people for a state, shares for an area
    code. Only origins of those two precisions need it.
    """

    def __init__(self, network: Document, shares: Mapping[str, Shares] | None = None) -> None:
        self.centers: dict[str, Document] = {c["id"]: c for c in network["centers"]}
        self.rules = {**DEFAULT_RULES, **(network.get("rules") or {})}
        self._lines = {line["id"]: line for line in network["lines"]}
        self._state_backups = {b["state"]: b for b in network["state_backups"]}
        self._national = list(network["national_backups"])
        self._shares = shares or {}
        starts_on = network.get("starts_on")
        self.hours = Hours(
            date.fromisoformat(starts_on) if starts_on else None, network.get("days") or MAP_DAYS
        )
        # Radians and a cosine, once per center: the only thing prepared ahead.
        self._points = [
            (
                center["id"],
                math.radians(center["lat"]),
                math.radians(center["lon"]),
                math.cos(math.radians(center["lat"])),
            )
            for center in network["centers"]
        ]
        self._last_point: tuple[float, float] | None = None
        self._last_tenths: dict[str, int] = {}

    # -- the whole decision ----------------------------------------------------------------------

    def decide(
        self,
        origin: Document,
        at: datetime,
        language: str,
        line: str,
        occupancy: Occupancy | None = None,
        area_code: str | None = None,
    ) -> dict[str, Any]:
        """Return `chain`, `legs`, `skipped` and `dropped` as `explain --json` prints them.

        `at` is an aware time. `area_code` names the entry of `shares` for that precision.
        """
        now = occupancy or QUIET
        chain = self.chain(origin, language, line, area_code)
        skipped: list[dict[str, str]] = []
        callable_now = self._without_skipped(chain, at, now, skipped)
        limit = int(self.rules["max_local_legs"])
        local, rest = callable_now[:limit], callable_now[limit:]
        aid = self._mutual_aid(origin, local, at, now, skipped)
        state = self._state_backup(origin, at, now, skipped)
        national = self._national_backups(self._of_line(line, origin), at, now, skipped)
        called = {candidate.center["id"] for candidate in aid}
        dropped = [c.center["id"] for c in rest if c.center["id"] not in called]
        return {
            "chain": [candidate.center["id"] for candidate in chain],
            "legs": [
                *(self._local_leg(origin, candidate, "center") for candidate in local),
                *(self._local_leg(origin, candidate, "mutual_aid") for candidate in aid),
                *(_backup_leg(backup, "state_backup") for backup in state),
                *(_backup_leg(backup, "national_backup") for backup in national),
            ],
            "skipped": skipped,
            "dropped": [{"center": name, "reason": "leg_limit"} for name in dropped],
        }

    # -- steps 1 to 3: the chain -----------------------------------------------------------------

    def chain(
        self, origin: Document, language: str, line: str, area_code: str | None = None
    ) -> list[Candidate]:
        """List who may be called, in order, before anything about this minute is known."""
        serving = self._serving(origin, area_code)
        closest = self._next_closest(origin, {c.center["id"] for c in serving})
        first_language = self._lines[line]["languages"][0]

        def speaks(candidate: Candidate) -> bool:
            return language == first_language or language in candidate.center["languages"]

        def interprets(candidate: Candidate) -> bool:
            return not speaks(candidate) and bool(candidate.center["interpreter"])

        def neither(candidate: Candidate) -> bool:
            return not speaks(candidate) and not candidate.center["interpreter"]

        return [
            *filter(speaks, serving),
            *filter(interprets, serving),
            *filter(speaks, closest),
            *filter(interprets, closest),
            *filter(neither, serving),
            *filter(neither, closest),
        ]

    def _serving(self, origin: Document, area_code: str | None) -> list[Candidate]:
        if origin["precision"] == "area_code":
            shares = self._shares[area_code or ""]
            return self._serving_area(origin, shares, 1.0, "serves_area_code")
        if origin["precision"] == "state":
            shares = self._shares[origin["state"]]
            return self._serving_area(origin, shares, sum(shares.values()), "serves_state")
        by_zip = self._serving_place(origin, "zips", origin["zip"], "serves_zip")
        named = {candidate.center["id"] for candidate in by_zip}
        by_county = self._serving_place(origin, "counties", origin["county"], "serves_county")
        return [*by_zip, *(c for c in by_county if c.center["id"] not in named)]

    def _serving_place(
        self, origin: Document, area: str, place: str | None, reason: str
    ) -> list[Candidate]:
        tenths = self.tenths_from(origin)
        found = [
            Candidate(center, reason, tenths.get(center["id"]))
            for center in self.centers.values()
            if place is not None and place in center[area]
        ]
        return sorted(found, key=lambda c: (c.center["rank"], c.tenths or 0, c.center["id"]))

    def _serving_area(
        self, origin: Document, shares: Shares, whole: float, reason: str
    ) -> list[Candidate]:
        tenths = self.tenths_from(origin)
        found = []
        for center in self.centers.values():
            served = [shares[county] for county in set(center["counties"]) if county in shares]
            if served:
                millionths = round(1_000_000 * sum(sorted(served)) / whole) if whole else 0
                candidate = Candidate(center, reason, tenths.get(center["id"]))
                found.append((-millionths, candidate.tenths or 0, center["id"], candidate))
        return [entry[3] for entry in sorted(found, key=lambda e: e[:3])[:AREA_CENTERS]]

    def _next_closest(self, origin: Document, serving: set[str]) -> list[Candidate]:
        if origin["precision"] in NO_NEXT_CLOSEST:
            return []
        state_line = round(10 * self.rules["state_line_km"])
        limit = round(10 * self.rules["max_km"])
        found = []
        for center_id, tenths in self.tenths_from(origin).items():
            if tenths > limit or center_id in serving:
                continue
            center = self.centers[center_id]
            same_state = center["state"] == origin["state"]
            figure = tenths if same_state else tenths + state_line
            if agreed(center, same_state) and figure <= limit:
                found.append((figure, center_id, Candidate(center, "next_closest", tenths)))
        found.sort(key=lambda entry: entry[:2])
        return [entry[2] for entry in found[: int(self.rules["chain_depth"])]]

    def tenths_from(self, origin: Document) -> Mapping[str, int]:
        """Give every center's distance in tenths of a km; nothing when the origin has no point."""
        if origin["lat"] is None or origin["lon"] is None:
            return {}
        point = (origin["lat"], origin["lon"])
        if point != self._last_point:
            self._last_tenths = self._measure(*point)
            self._last_point = point
        return self._last_tenths

    def _measure(self, lat: float, lon: float) -> dict[str, int]:
        sin, sqrt, asin = math.sin, math.sqrt, math.asin  # a thousand times for each origin
        here_lat, here_lon = math.radians(lat), math.radians(lon)
        here_cos = math.cos(here_lat)
        tenths = {}
        for center_id, there_lat, there_lon, there_cos in self._points:
            up, across = sin((there_lat - here_lat) / 2), sin((there_lon - here_lon) / 2)
            half = up * up + here_cos * there_cos * across * across
            km = 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half)))
            tenths[center_id] = round(km * 10)
        return tenths

    # -- step 4: who cannot be called at this minute ---------------------------------------------

    def open_at(self, center: Document, at: datetime) -> bool:
        """Tell whether the center's text is open at `at` on its own wall clock."""
        return self.hours.open_at(center["hours"], center["zone"], at)

    def _without_skipped(
        self,
        candidates: Iterable[Candidate],
        at: datetime,
        now: Occupancy,
        skipped: list[dict[str, str]],
    ) -> list[Candidate]:
        kept = []
        for candidate in candidates:
            reason = self._local_skip(candidate.center, at, now)
            if reason is None:
                kept.append(candidate)
            else:
                skipped.append({"center": candidate.center["id"], "reason": reason})
        return kept

    def _local_skip(self, center: Document, at: datetime, now: Occupancy) -> str | None:
        shut = self._shut(center, at, now)
        if shut is not None:
            return shut
        center_id, capacity = center["id"], center["capacity"]
        if not center["accepts_calls"]:
            return "not_accepting"
        if capacity is not None and now.live.get(center_id, 0) >= capacity:
            return "at_capacity"
        if center_id in now.tripped:
            return "tripped"
        return "looping" if center_id in now.looping else None

    def _shut(self, entry: Document, at: datetime, now: Occupancy) -> str | None:
        """Name the reason that centers and backups share, the first that applies."""
        if not self.open_at(entry, at):
            return "closed"
        if entry.get("paused") or entry["id"] in now.paused or self._silent(entry, at, now):
            return "paused"
        expires_on = entry.get("expires_on")
        today = at.astimezone(ZoneInfo(entry["zone"])).date()
        if expires_on and today > date.fromisoformat(expires_on):
            return "expired"
        return None

    def _silent(self, entry: Document, at: datetime, now: Occupancy) -> bool:
        """Tell whether every phone that is open is paused; no phone of a national backup can be."""
        if not now.paused_phones or entry in self._national:
            return False
        ringing = [
            place
            for place, phone in enumerate(entry["destinations"], 1)
            if self.hours.open_at(phone["hours"], entry["zone"], at)
        ]
        return all((entry["id"], place) in now.paused_phones for place in ringing)

    # -- steps 5 to 7: mutual aid and the backups ------------------------------------------------

    def _mutual_aid(
        self,
        origin: Document,
        local: Sequence[Candidate],
        at: datetime,
        now: Occupancy,
        skipped: list[dict[str, str]],
    ) -> list[Candidate]:
        """List the overlay's centers that are not legs already and can be called now."""
        tenths = self.tenths_from(origin)
        seen = {candidate.center["id"] for candidate in local}
        seen |= {entry["center"] for entry in skipped}
        named = [i for i in dict.fromkeys(now.mutual_aid) if i in self.centers and i not in seen]
        aid = [Candidate(self.centers[i], "mutual_aid", tenths.get(i)) for i in named]
        return self._without_skipped(aid, at, now, skipped)

    def _state_backup(
        self, origin: Document, at: datetime, now: Occupancy, skipped: list[dict[str, str]]
    ) -> list[Document]:
        backup = self._state_backups.get(origin["state"])
        if backup is None:
            return []
        reason = self._shut(backup, at, now) or ("tripped" if backup["id"] in now.tripped else None)
        if reason is not None:
            skipped.append({"center": backup["id"], "reason": reason})
            return []
        return [backup]

    def _national_backups(
        self,
        declared: Sequence[Document],
        at: datetime,
        now: Occupancy,
        skipped: list[dict[str, str]],
    ) -> list[Document]:
        """Put failed backups behind healthy ones, and one that never closes last.

        That last one is kept whatever is the matter with it.
        """
        ordered = sorted(declared, key=lambda backup: backup["id"] in now.tripped)
        always = (backup for backup in reversed(ordered) if self.hours.always(backup["hours"]))
        last = next(always, ordered[-1])
        kept = []
        for backup in ordered:
            reason = None if backup is last else self._shut(backup, at, now)
            if reason is not None:
                skipped.append({"center": backup["id"], "reason": reason})
            elif backup is not last:
                kept.append(backup)
        return [*kept, last]

    def _of_line(self, line: str, origin: Document) -> list[Document]:
        """List the line's national backups; before them its military one for a military ZIP."""
        named = self._lines[line].get("national_backups") or [b["id"] for b in self._national]
        military = self._lines[line].get("military")
        if military is not None and origin["state"] in MILITARY:
            named = [military, *(name for name in named if name != military)]
        by_id = {backup["id"]: backup for backup in self._national}
        return [by_id[name] for name in named]

    # -- what is printed -------------------------------------------------------------------------

    def _local_leg(self, origin: Document, candidate: Candidate, kind: str) -> dict[str, Any]:
        center, tenths = candidate.center, candidate.tenths
        return {
            "center": center["id"],
            "name": center["name"],
            "kind": kind,
            "reason": candidate.reason,
            "km": None if tenths is None else tenths / 10,
            "crosses_state": origin["state"] is not None and center["state"] != origin["state"],
            "ring_s": center["ring_s"],
        }


def _backup_leg(backup: Document, kind: str) -> dict[str, Any]:
    return {
        "center": backup["id"],
        "name": backup["name"],
        "kind": kind,
        "reason": kind,
        "km": None,
        "crosses_state": False,
        "ring_s": backup["ring_s"],
    }


def agreed(center: Document, same_state: bool) -> bool:  # noqa: FBT001 - one question
    """Tell whether the center takes calls from where it is only next closest."""
    return center["rollover"] == "any" or (center["rollover"] == "state" and same_state)


def weekly_pattern(text: str) -> str:
    """Drop the rules that begin with a year: what is left holds in every week."""
    rules = [rule.strip() for rule in text.split(";")]
    return "; ".join(rule for rule in rules if rule and not re.match(r"\d{4}\b", rule))
