"""What holds for every decision, whatever the network, the caller, the trouble and the minute."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import groupby
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import random_networks
import small_world
from harborline.core.directory import Network
from harborline.core.golden import open_verified
from harborline.core.hours import Hours, is_open, is_round_the_clock, union
from harborline.core.map_format import FLAG_PAUSED
from harborline.core.numbering import NoPrefix, parse
from harborline.core.occupancy import NOTHING_KNOWN, Occupancy
from harborline.core.places import Precision
from harborline.core.reasons import LegKind, LegReason, SkipReason
from harborline.core.routing import Decision, Evidence, Needs, decide, locate
from harborline.core.routing_map import RoutingMap
from harborline.mapmaking.checks import parties_of
from harborline.stores.map_files import demo_map_path

QUESTIONS = 40
seeds = st.integers(0, 2**32)
sizes = st.integers(0, 12)
LAST_MINUTE = datetime(2100, 12, 31, 23, 59, tzinfo=UTC)
ORDER = list(LegKind)


def hours_of(network: Network, name: str) -> tuple[Hours, str]:
    """Gives when somebody answers there, and on which clock."""
    for party in parties_of(network):
        if party.id == name:
            return union(destination.hours for destination in party.destinations), party.zone
    raise KeyError(name)


def assert_sound(network: Network, given: Decision, at: datetime) -> None:
    assert_ends_well(network, given)
    assert_everybody_has_one_fate(given)
    assert_open(network, given, at)
    kinds = [kind for kind, _ in groupby(leg.kind for leg in given.legs)]
    assert kinds == sorted(set(kinds), key=ORDER.index)
    local = [leg for leg in given.legs if leg.kind is LegKind.CENTER]
    assert len(local) <= network.rules.max_local_legs
    assert sum(leg.kind is LegKind.STATE_BACKUP for leg in given.legs) <= 1


def assert_ends_well(network: Network, given: Decision) -> None:
    assert given.legs
    last = given.legs[-1]
    assert last.kind is LegKind.NATIONAL_BACKUP
    assert is_round_the_clock(hours_of(network, last.center)[0])


def assert_somebody_may_ring(
    routing_map: RoutingMap, given: Decision, now: Occupancy, at: datetime
) -> None:
    """Nobody is dialed where every open destination is paused, and the national team always is."""
    for leg in given.legs:
        if leg.kind is not LegKind.NATIONAL_BACKUP or leg == given.legs[-1]:
            assert routing_map.destinations(leg.center, at, now.paused_destinations), leg
    for skip in given.skipped:
        if skip.reason is SkipReason.PAUSED and skip.center not in now.paused:
            index = routing_map.parties[skip.center]
            by_map = routing_map.flags_of[index] & FLAG_PAUSED
            assert by_map or not routing_map.destinations(
                skip.center, at, now.paused_destinations
            ), skip


def assert_open(network: Network, given: Decision, at: datetime) -> None:
    for leg in given.legs:
        hours, zone = hours_of(network, leg.center)
        assert is_open(hours, zone, at), leg


def assert_everybody_has_one_fate(given: Decision) -> None:
    fates = [leg.center for leg in given.legs]
    fates += [skip.center for skip in (*given.skipped, *given.dropped)]
    assert len(fates) == len(set(fates))
    assert set(given.chain) <= set(fates)
    assert len(given.chain) == len(set(given.chain)) == len(given.chain_reasons)
    assert {skip.reason for skip in given.dropped} <= {SkipReason.LEG_LIMIT}


def asked(
    routing_map: RoutingMap, network: Network, rng: Random
) -> Iterable[tuple[Decision, datetime]]:
    for _ in range(QUESTIONS):
        origin = locate(routing_map, random_networks.evidence(rng))
        needs = Needs(rng.choice((None, "main", "otra")), rng.choice(("en", "es", "vi", "xx")))
        now = rng.choice((NOTHING_KNOWN, random_networks.occupancy(rng, network)))
        at = random_networks.moment(rng)
        decision = decide(routing_map, origin, needs, now, at)
        assert decision == decide(routing_map, origin, needs, now, at)
        assert_somebody_may_ring(routing_map, decision, now, at)
        yield decision, at


@settings(max_examples=30)
@given(seeds, sizes)
def test_every_decision_is_sound(seed: int, centers: int) -> None:
    network = random_networks.network(seed, centers)
    routing_map = small_world.map_of(network)
    for decision, at in asked(routing_map, network, Random(seed)):
        assert_sound(network, decision, at)


@settings(max_examples=10)
@given(seeds, sizes)
def test_the_order_of_the_network_changes_nothing(seed: int, centers: int) -> None:
    network = random_networks.network(seed, centers)
    rng = Random(seed)
    turned = network._replace(
        centers=tuple(rng.sample(network.centers, len(network.centers))),
        state_backups=network.state_backups[::-1],
        national_backups=network.national_backups[::-1],
    )
    assert small_world.draft_of(turned) == small_world.draft_of(network)


@settings(max_examples=10)
@given(seeds, sizes)
def test_a_map_read_anew_decides_the_same(seed: int, centers: int) -> None:
    """What a map remembers between calls is of the map alone, whatever was asked before."""
    network = random_networks.network(seed, centers)
    content = memoryview(small_world.draft_of(network))
    used = RoutingMap(content)
    for decision, at in asked(used, network, Random(seed)):
        origin = decision.origin
        again = decide(RoutingMap(content), origin, Needs(None, "es"), NOTHING_KNOWN, at)
        assert again == decide(used, origin, Needs(None, "es"), NOTHING_KNOWN, at)


# -- total over all that can come -------------------------------------------------------------------


@cache
def demo_map() -> RoutingMap:
    return open_verified(demo_map_path())


def decided(evidence: Evidence, at: datetime, now: Occupancy = NOTHING_KNOWN) -> Decision:
    return decide(demo_map(), locate(demo_map(), evidence), Needs(None, "en"), now, at)


minutes = st.integers(0, int(LAST_MINUTE.timestamp()) // 60).map(
    lambda minute: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
)


@given(st.text() | st.from_regex(r"\+?1?[2-9]\d{9}", fullmatch=True), minutes)
def test_every_caller_id_at_every_minute(text: str, at: datetime) -> None:
    prefix = parse(text)
    decision = decided(Evidence(prefix=None if isinstance(prefix, NoPrefix) else prefix), at)
    assert decision.legs[-1].reason is LegReason.NATIONAL_BACKUP
    assert_everybody_has_one_fate(decision)


@given(st.text() | st.from_regex(r"\d{5}", fullmatch=True), minutes)
def test_every_string_as_a_zip_and_as_a_county(text: str, at: datetime) -> None:
    for evidence in (Evidence(zip=text), Evidence(county=text)):
        assert decided(evidence, at).legs[-1].reason is LegReason.NATIONAL_BACKUP


@pytest.mark.exhaustive
def test_every_zip_string_has_a_place() -> None:
    found = {locate(demo_map(), Evidence(zip=f"{n:05d}")).precision for n in range(100_000)}
    assert found == {Precision.ZIP, Precision.NONE}


def test_unknown_zips_are_nowhere() -> None:
    known = locate(demo_map(), Evidence(zip="28202"))
    assert (known.zip, known.precision) == ("28202", Precision.ZIP)
    for text in (
        "00000",
        "99999",
        "2820",
        "282020",
        "\uff12\uff18\uff12\uff10\uff12",
        "28 02",
        "",
        "abcde",
    ):
        nowhere = locate(demo_map(), Evidence(zip=text))
        assert (nowhere.zip, nowhere.precision) == (None, Precision.NONE)


def test_every_minute_of_the_day_of_a_change_of_clocks() -> None:
    network = random_networks.network(7, 12)
    routing_map = small_world.map_of(network)
    origin = locate(routing_map, Evidence(county="10003"))
    first = datetime(2026, 11, 1, tzinfo=UTC)
    for minute in range(1440):
        at = first + timedelta(minutes=minute)
        given = decide(routing_map, origin, Needs(None, "en"), NOTHING_KNOWN, at)
        assert_sound(network, given, at)


def test_seconds_within_a_minute_change_nothing() -> None:
    at = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    for seconds in (1, 59.999999):
        later = decided(Evidence(zip="28202"), at + timedelta(seconds=seconds))
        assert later == decided(Evidence(zip="28202"), at)
