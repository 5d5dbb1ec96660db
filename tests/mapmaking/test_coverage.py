"""The proof finds what is planted: a proof that cannot fail would be worth nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import random_networks
import small_world
from harborline.core.directory import Center, Network
from harborline.core.hours import ALL_DAY, is_open, local_minute, union
from harborline.core.map_format import FLAG_ROUND_THE_CLOCK, pack
from harborline.core.map_hours import MapHours
from harborline.core.reasons import LegKind, SkipReason
from harborline.core.routing import Decision, Skip, decide
from harborline.core.routing_map import FREE, RoutingMap
from harborline.mapmaking import coverage
from harborline.mapmaking.checks import parties_of, settled
from harborline.mapmaking.clocks import timetable
from harborline.mapmaking.coverage import Gap, Proof, prove

DAYS = 10
FIRST_MINUTE = datetime.combine(small_world.STARTS_ON, time(), UTC)


def network() -> Network:
    return small_world.network_of(
        [
            ["lines", "id | languages | national backups", "main | en es | night team"],
            ["centers", "id | where | state | serves | notes",
             "aster | 0.0, 10.1 | WL | county 10001 | hours Mo-Fr 09:00-17:00",
             "birch | 0.0, 11.0 | WL | county 10003, ZIP 11101 | languages es",
             "cedar | 0.0, 12.0 | WL | county 10005 | paused",
             "daisy | 0.0, 12.1 | WL | county 10005 | expires 2026-11-03",
             "edel | 0.0, 12.2 | WL | county 10005 | hours Mo-Su 22:00-06:00; zone Pacific/Guam",
             "fern | 0.0, 12.3 | WL | county 10005 | no calls",
             "gold | 0.0, 12.4 | WL | county 10007 | ",
             "heath | 0.0, 12.5 | WL | county 10007 | "],
            ["state backups", "id | state | hours", "wl-team | WL | Mo-Su 08:00-23:00"],
            ["national backups", "id | hours", "night | Mo-Su 20:00-08:00", "team | 24/7"],
        ]
    )  # fmt: skip


@pytest.fixture
def sound() -> RoutingMap:
    return small_world.map_of(network())


@pytest.fixture
def few_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves out the 640,000 codes, which take most of the time and are proven once below."""
    monkeypatch.setattr(coverage._Prover, "codes", lambda _self: 0)


def proof_of(routing_map: RoutingMap) -> Proof:
    return prove(routing_map, small_world.country().counties, days=DAYS)


# -- a sound map --------------------------------------------------------------------------------------


def test_everything_is_proven(sound: RoutingMap) -> None:
    told: list[tuple[str, int, int]] = []
    found = prove(sound, small_world.country().counties, days=DAYS,
                  progress=lambda *step: told.append(step))  # fmt: skip
    assert found[:6] == (sound.version, 1, 640_000, 100_000, 8, DAYS * 1440)
    assert (found.dead_ends, found.faults) == (0, ())
    assert {what for what, _, _ in told} == {
        "six-digit codes", "places", "counties at every minute"
    }  # fmt: skip
    reached = {0} | {int(cell) for name in ("codes", "zips") for cell in sound.sections[name]}
    reached |= {int(cell) for cell in sound.sections["block_cells"]}
    assert found.decisions >= 2 * len(reached)


@pytest.mark.usefixtures("few_codes")
def test_gaps_are_told_in_minutes_and_people(sound: RoutingMap) -> None:
    gaps = {gap.county: gap for gap in proof_of(sound).gaps}
    week_minutes = 8 * 60
    weekdays = 7  # 2026-11-01 is a Sunday: ten days hold Monday to Friday, Monday and Tuesday
    assert gaps["10001"] == Gap(
        "10001", "Alder", "WL", 500, unserved=False,
        minutes=DAYS * 1440 - weekdays * week_minutes,
    )  # fmt: skip
    assert "10003" not in gaps
    assert "10007" not in gaps
    assert gaps["20001"] == Gap("20001", "Elm", "EL", 600, unserved=True, minutes=DAYS * 1440)
    assert proof_of(sound).counties_unserved == 4
    # daisy answers until the end of 3 November in New York, edel in the nights of Guam:
    # 22:00 there is noon in UTC, and each night lasts eight hours.
    last = datetime(2026, 11, 4, 5, tzinfo=UTC)
    first = FIRST_MINUTE
    alone = [first + timedelta(minutes=m) for m in range(DAYS * 1440)]
    closed = [at for at in alone if at >= last and not 12 <= at.hour < 20]
    assert gaps["10005"].minutes == len(closed)


def test_no_more_days_than_the_map_has(sound: RoutingMap, few_codes: None) -> None:
    found = prove(sound, {}, days=4000)
    assert found.minutes == small_world.DAYS * 1440


@pytest.mark.usefixtures("few_codes")
@settings(max_examples=12)
@given(st.integers(0, 2**32), st.integers(0, 12))
def test_any_sound_network_is_proven(seed: int, size: int) -> None:
    routing_map = small_world.map_of(random_networks.network(seed, size))
    prover = coverage._Prover(routing_map, timetable(routing_map, DAYS), lambda *_: None)
    list(prover.counties(small_world.country().counties))
    assert prover.faults == []


# -- planted faults -----------------------------------------------------------------------------------

Spoiled = Callable[[Decision], Decision]


def drop_last(given: Decision) -> Decision:
    return given._replace(legs=given.legs[:-1])


def drop_all(given: Decision) -> Decision:
    return given._replace(legs=())


def drop_first_center(given: Decision) -> Decision:
    kinds = [leg.kind for leg in given.legs]
    return given._replace(legs=given.legs[kinds[0] is LegKind.CENTER :])


def dial_twice(given: Decision) -> Decision:
    return given._replace(legs=(given.legs[0], *given.legs))


def swap(given: Decision) -> Decision:
    if [leg.kind for leg in given.legs[:2]] != [LegKind.CENTER] * 2:
        return given
    return given._replace(legs=(given.legs[1], given.legs[0], *given.legs[2:]))


def dial_a_closed_one(given: Decision) -> Decision:
    closed = [skip for skip in given.skipped if skip.reason is SkipReason.CLOSED]
    if not closed:
        return given
    extra = given.legs[0]._replace(center=closed[0].center, kind=LegKind.STATE_BACKUP)
    return given._replace(legs=(extra, *given.legs))


def dial_a_paused_one(given: Decision) -> Decision:
    paused = [skip for skip in given.skipped if skip.reason is SkipReason.PAUSED]
    if not paused:
        return given
    return given._replace(legs=(given.legs[0]._replace(center=paused[0].center), *given.legs))


def leave_out_the_state(given: Decision) -> Decision:
    legs = tuple(leg for leg in given.legs if leg.kind is not LegKind.STATE_BACKUP)
    return given._replace(legs=legs)


def end_with_the_state(given: Decision) -> Decision:
    last = given.legs[-1]._replace(kind=LegKind.STATE_BACKUP)
    return given._replace(legs=(*given.legs[:-1], last))


def end_with_another(given: Decision) -> Decision:
    return given._replace(legs=(*given.legs[:-1], given.legs[-1]._replace(center="night")))


def forget_what_was_dropped(given: Decision) -> Decision:
    return given._replace(dropped=(*given.dropped, Skip("heath", SkipReason.LEG_LIMIT)))


LIES: list[tuple[Spoiled, bool, str]] = [
    (drop_last, True, "the last leg is no national backup that is open 24/7"),
    (drop_all, True, "the last leg is no national backup that is open 24/7"),
    (end_with_the_state, True, "the last leg is no national backup that is open 24/7"),
    (end_with_another, True, "the last leg is no national backup that is open 24/7"),
    (dial_twice, False, "a center is dialed twice"),
    (drop_first_center, False, "the local legs are not the first open centers of the chain"),
    (swap, False, "the local legs are not the first open centers of the chain"),
    (dial_a_paused_one, False, "the local legs are not the first open centers of the chain"),
    (forget_what_was_dropped, False, "the local legs are not the first open centers of the chain"),
    (dial_a_closed_one, False, "somebody is dialed who cannot be called at that minute"),
    (leave_out_the_state, False, "the state's backup is left out although it is open"),
]


@pytest.mark.usefixtures("few_codes")
@pytest.mark.parametrize(("spoil", "dead_end", "sentence"), LIES)
def test_a_decision_that_errs_is_found(
    sound: RoutingMap,
    spoil: Spoiled,
    dead_end: bool,  # noqa: FBT001 - a column of the table above
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(coverage, "decide", lambda *asked: spoil(decide(*asked)))
    found = proof_of(sound)
    assert any(fault.endswith(f": {sentence}") for fault in found.faults), found.faults[:3]
    assert bool(found.dead_ends) == dead_end


@pytest.mark.usefixtures("few_codes")
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_fault_in_one_language_at_one_minute_of_one_county_is_found(
    sound: RoutingMap, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It errs only while edel of 10005 is open: the classes of minutes leave nothing out."""

    def spoiled(*asked: object) -> Decision:
        decision = decide(*asked)  # type: ignore[arg-type]
        legs = [leg.center for leg in decision.legs]
        narrow = decision.origin.county == "10005" and "edel" in legs
        return drop_last(decision) if narrow and asked[2][1] == language else decision  # type: ignore[index]

    monkeypatch.setattr(coverage, "decide", spoiled)
    assert proof_of(sound).dead_ends


def lying(name: str, change: Callable[[np.ndarray], None]) -> RoutingMap:
    """Gives a sealed map in which one section says something else."""
    read = small_world.map_of(network())
    found = {key: bytes(content) for key, content in read.sections.items()}
    column = np.array(read.sections[name])
    change(column)
    found[name] = column.tobytes()
    return RoutingMap(memoryview(pack(found)))


@pytest.mark.usefixtures("few_codes")
def test_a_flag_that_lies_about_never_closing_is_found() -> None:
    def lie(flags: np.ndarray) -> None:
        night = network().national_backups[0]
        assert night.id == "night"
        flags[-2] |= FLAG_ROUND_THE_CLOCK
        flags[-1] &= ~FLAG_ROUND_THE_CLOCK & 0xFF

    found = proof_of(lying("party_flags", lie))
    assert found.dead_ends


@pytest.mark.usefixtures("few_codes")
def test_a_reader_whose_clock_errs_is_found(
    sound: RoutingMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The timetable does not ask the reader, so an hour too late is seen in the decisions."""
    real = MapHours.local

    def late(self: MapHours, zone: int, minute: int) -> tuple[int, int]:
        return real(self, zone, minute - 60)

    monkeypatch.setattr(MapHours, "local", late)
    found = proof_of(sound)
    assert found.faults
    assert found.dead_ends == 0


@pytest.mark.usefixtures("few_codes")
def test_a_reader_that_takes_everybody_for_open_is_found(
    sound: RoutingMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MapHours, "spans", lambda *_: ALL_DAY)
    assert proof_of(sound).faults


# -- the timetable ------------------------------------------------------------------------------------


def can_be_dialed(network: Network, number: int, at: datetime) -> bool:
    """Says from the network alone whether a party takes calls at a minute."""
    party = parties_of(network)[number]
    hours = union(destination.hours for destination in party.destinations)
    day, _ = local_minute(party.zone, at)
    refuses = party.paused or (isinstance(party, Center) and not party.accepts_calls)
    expired = party.expires_on is not None and day > party.expires_on.toordinal()
    return is_open(hours, party.zone, at) and not refuses and not expired


@settings(max_examples=15)
@given(st.integers(0, 2**32), st.integers(0, 8))
def test_the_timetable_the_reader_and_the_network_agree(seed: int, size: int) -> None:
    given_network = settled(random_networks.network(seed, size), small_world.country())
    routing_map = small_world.map_of(given_network)
    table = timetable(routing_map, small_world.DAYS)
    rng = Random(seed)
    minutes = table.minutes.tolist()
    assert int(table.lasting.sum()) == small_world.DAYS * 1440
    for _ in range(120):
        column = rng.randrange(len(minutes))
        minute = minutes[column] + rng.choice((0, rng.randrange(int(table.lasting[column]))))
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
        for number in range(len(routing_map.ids)):
            free = bool(table.free[number, column])
            assert free == can_be_dialed(given_network, number, at), (number, at)
            assert free == (routing_map.judge(number, routing_map.moment(minute)) == FREE), (
                number,
                at,
            )


def test_each_column_begins_with_a_change(sound: RoutingMap) -> None:
    table = timetable(sound, DAYS)
    assert (table.free[:, 1:] != table.free[:, :-1]).any(axis=0).all()
    assert table.minutes[0] * 60 == FIRST_MINUTE.timestamp()
