"""What overlays change of a call: who rings, what is asked, how long the centers near are tried."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from callflow.worlds import TERMS
from contract.rigs import SimulatorRig
from harborline.app.overlays import (
    LONGEST,
    NoOverlayBook,
    Pause,
    SurgeOn,
    occupancy_of,
    until,
)
from harborline.app.ports import DialOrder, NoOverlays
from harborline.core.directory import ZipPolicy
from harborline.core.errors import UnusableInput
from harborline.core.occupancy import NOTHING_KNOWN, Surge
from small_world import map_of, network_of

TABLES = """
lines
id   | languages | national backups
main | en es     | team

centers
id   | state | where     | serves       | notes
near | WL    | 0.0, 10.1 | county 10001 | hours 24/7 + 24/7
next | WL    | 0.0, 10.6 | county 10003 |

national backups
id   | hours
team | 24/7 + 24/7
"""
TWO_PHONES = map_of(network_of([block.splitlines() for block in TABLES.strip().split("\n\n")]))
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
KEYS = ("1", "11101")


class OrdersSeen(SimulatorRig):
    """A rig that notes which phones an order rings."""

    def __init__(self) -> None:
        super().__init__()
        self.maps.map = TWO_PHONES
        self.rung: list[tuple[str, ...]] = []
        self.silenced: frozenset[str] = frozenset()
        self.overlays.paused_destinations = lambda: self.silenced  # type: ignore[method-assign]
        dial = self.carrier.dial

        def noting(call: str, order: DialOrder) -> None:
            self.rung.append(tuple(one.id for one in order.destinations))
            dial(call, order)

        self.carrier.dial = noting  # type: ignore[method-assign]


def test_a_paused_phone_is_left_out_of_the_order() -> None:
    rig = OrdersSeen()
    rig.silenced = frozenset({"near 2"})
    rig.call(keys=KEYS)
    rig.wait(10)
    assert rig.rung == [("near 1",)]


def test_a_phone_that_is_paused_after_the_decision_does_not_ring() -> None:
    rig = OrdersSeen()
    call = rig.call(keys=KEYS, outcomes={"near": "busy"})
    rig.wait(1)
    rig.silenced = frozenset({"next 1"})
    rig.wait(60)
    assert "next" not in rig.seen(call).rang
    assert rig.seen(call).bridges == 1


def test_a_center_whose_every_phone_is_paused_is_passed_over_and_comes_back() -> None:
    rig = OrdersSeen()
    rig.silenced = frozenset({"near 1", "near 2"})
    call = rig.call(keys=KEYS)
    rig.wait(10)
    assert rig.seen(call).rang == ["next"]
    rig.silenced = frozenset()
    again = rig.call(keys=KEYS)
    rig.wait(10)
    assert rig.seen(again).rang == ["near"]


def test_the_national_team_rings_with_all_its_phones() -> None:
    rig = OrdersSeen()
    rig.silenced = frozenset({"near 1", "near 2", "next 1", "team 1", "team 2"})
    call = rig.call(keys=KEYS)
    rig.wait(10)
    assert rig.seen(call).bridges == 1
    assert rig.rung == [("team 1", "team 2")]


# -- surge ------------------------------------------------------------------------------------------------


def test_a_surge_that_asks_nobody_for_a_zip() -> None:
    rig = SimulatorRig()
    rig.overlays.surge_now = Surge(zip_policy=ZipPolicy.NEVER)
    call = rig.call(keys=("1",))
    rig.wait(20)
    assert "ask_zip" not in rig.seen(call).heard
    rig.overlays.surge_now = None
    later = rig.call(keys=("1",))
    rig.wait(20)
    assert "ask_zip" in rig.seen(later).heard


def test_a_surge_that_asks_everybody_for_a_zip() -> None:
    rig = SimulatorRig()
    rig.overlays.surge_now = Surge(zip_policy=ZipPolicy.ALWAYS)
    call = rig.call(line="quick")
    rig.wait(30)
    assert "ask_zip" in rig.seen(call).heard


@pytest.mark.parametrize(("wait_s", "team_after_s"), [(None, 60), (20, 20)])
def test_the_local_wait_of_a_surge(wait_s: int | None, team_after_s: int) -> None:
    rig = SimulatorRig()
    rig.overlays.surge_now = Surge(local_wait_s=wait_s)
    call = rig.call(keys=KEYS, everyone="no_answer", outcomes={"team": "answer"})
    rig.wait(120)
    legs = rig.seen(call).legs
    team = next(leg for leg in legs if leg.center == "team")
    assert team.started_s - legs[0].started_s == pytest.approx(team_after_s, abs=2)


def test_everybody_hears_the_wait_notice_once_and_in_their_language() -> None:
    rig = SimulatorRig()
    rig.overlays.surge_now = Surge(wait_notice=True)
    patient, spanish = rig.call(), rig.call()
    rig.wait(1)
    rig.press(spanish, "2")
    rig.wait(60)
    for call, language in ((patient, "en"), (spanish, "es")):
        seen = rig.seen(call)
        told = [
            heard
            for word, heard in zip(seen.heard, seen.languages, strict=True)
            if word == "wait_notice"
        ]
        assert told[-1] == language
        assert told.count(language) == 1
    rig.overlays.surge_now = Surge()
    later = rig.call()
    rig.wait(60)
    assert "wait_notice" not in rig.seen(later).heard


def test_the_cap_of_hold_ends_nobodys_wait_in_a_surge_of_any_kind() -> None:
    rig = SimulatorRig()
    rig.overlays.surge_now = Surge(zip_policy=ZipPolicy.NEVER, local_wait_s=8, wait_notice=True)
    busy = {"team": "busy", "second": "busy"}
    call = rig.call(keys=("1",), everyone="busy", outcomes=busy)
    rig.wait(45 * 60)
    assert rig.seen(call).outcome is None
    assert "hold_long_surge" in rig.seen(call).heard


def test_the_terms_of_a_line_say_no_notice_unless_told() -> None:
    assert not TERMS.wait_notice


# -- what overlays say to a decision ---------------------------------------------------------------------


def test_pauses_of_both_kinds_and_a_surge_as_a_decision_has_them() -> None:
    later = NOON + timedelta(hours=1)
    surge = Surge(("next",), ZipPolicy.NEVER)
    known = occupancy_of(
        (Pause("near", later, "ana"), Pause("next", later, "ana", "d12")),
        SurgeOn(surge, later, "ben"),
    )
    assert known.paused == {"near"}
    assert known.paused_destinations == {"d12"}
    assert known.surge == surge
    assert occupancy_of((), None) == NOTHING_KNOWN


def test_no_overlay_outlasts_a_day() -> None:
    assert until(NOON, LONGEST) == NOON + timedelta(hours=24)
    for lasts in (timedelta(), LONGEST + timedelta(seconds=1), timedelta(days=-1)):
        with pytest.raises(UnusableInput, match="24 hours"):
            until(NOON, lasts)


def test_where_nothing_is_kept_nothing_holds() -> None:
    book = NoOverlayBook()
    book.pause(Pause("near", NOON + LONGEST, "ana", "d12"))
    book.resume("near", "d12")
    assert book.pauses(NOON) == ()
    assert NoOverlays().paused_destinations() == frozenset()
