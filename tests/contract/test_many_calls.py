"""What is promised in numbers, over many calls: voicemails, loops, and how soon the national team rings.

On the adapters whose time is simulated; single calls of each kind run on all of them elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from contract.markup_rig import MarkupRig
from contract.rigs import LEAST, SimulatorRig
from harborline.callflow.values import EVERYTHING
from harborline.telephony.simulator.observations import CallEnded, LegChanged

CENTERS = ("near", "next", "third", "west")
ZIPS = ("11101", "11103", "11105")
MOST_VOICEMAIL_S = 15.0
MOST_LOCAL_WAIT_S = 60.0
ONE_REQUEST_S = 1.0
"""A webhook carrier dials in the document that it asks for next."""

LOST_AT_A_CARRIER = ("voicemail", "voicemail", "no_answer", "busy", "decline")


@pytest.fixture(params=[EVERYTHING, LEAST], ids=["simulator", "as a webhook carrier"])
def rig(request: pytest.FixtureRequest) -> Iterator[SimulatorRig]:
    made = SimulatorRig(request.param)
    yield made
    made.close()


def calls(rig: SimulatorRig, how_many: int, *sides: str) -> Iterator[tuple[str, list[LegChanged]]]:
    """Lets calls come one after the other, each center doing one of these; gives what legs did.

    Each caller stays until a minute after the national team picked up.
    """
    chance = Random(3)
    for _ in range(how_many):
        rig.all.clear()
        outcomes = {center: chance.choice(sides) for center in CENTERS}
        call = rig.call(
            line=chance.choice(("main", "quick", "staggered")),
            keys=("1", chance.choice(ZIPS)),
            outcomes=outcomes,
        )
        rig.wait(chance.uniform(150, 200))
        yield call, [one for one in rig.all if isinstance(one, LegChanged) and one.call == call]
        if call in rig.carrier.calls.live():
            rig.hang_up(call)
        rig.wait(chance.uniform(1, 400))


def test_of_500_voicemails_none_has_a_caller_or_fifteen_seconds_of_them(rig: SimulatorRig) -> None:
    voicemails = 0
    for _call, legs in calls(rig, 900, "voicemail", "voicemail", "no_answer", "busy"):
        picked_up = {leg.leg: leg.at_s for leg in legs if leg.state == "picked_up"}
        for leg in legs:
            if leg.leg not in picked_up or leg.center not in CENTERS:
                continue
            assert leg.state != "bridged"
            if leg.state == "ended":
                voicemails += 1
                assert round(leg.at_s - picked_up[leg.leg], 3) <= MOST_VOICEMAIL_S
                assert leg.outcome in {"not_accepted", "abandoned"}
    assert voicemails >= 500


def test_when_nobody_takes_it_the_national_team_rings_within_a_minute(rig: SimulatorRig) -> None:
    for _call, legs in calls(rig, 300, "busy", "no_answer", "voicemail", "decline", "failed"):
        dialed = {leg.center: leg.at_s for leg in reversed(legs) if leg.state == "dialing"}
        first = min(dialed.values())
        assert round(dialed["team"] - first, 3) <= MOST_LOCAL_WAIT_S
        assert any((leg.center, leg.state) == ("team", "bridged") for leg in legs)


@pytest.mark.parametrize("words_s", [0.4, 3.0])
def test_a_webhook_carrier_holds_the_minute_though_it_never_lets_go_of_a_whisper(
    words_s: float,
) -> None:
    rig, chance = MarkupRig(words_s=words_s), Random(3)
    for _ in range(75):
        call = rig.call(
            line=chance.choice(("main", "quick", "staggered")),
            keys=("1", chance.choice(ZIPS)),
            outcomes={center: chance.choice(LOST_AT_A_CARRIER) for center in CENTERS},
        )
        rig.wait(150)
        seen = rig.seen(call)
        (team,) = [leg.started_s for leg in seen.legs if leg.center == "team"]
        assert team - seen.legs[0].started_s <= MOST_LOCAL_WAIT_S + ONE_REQUEST_S
        assert seen.bridges == 1
        rig.hang_up(call)
    rig.close()


def test_of_1000_calls_that_are_forwarded_back_none_goes_round_twice(rig: SimulatorRig) -> None:
    rounds = 0
    for call, legs in calls(rig, 1000, "loop"):
        ended = [one for one in rig.all if isinstance(one, CallEnded)]
        looped = [one for one in ended if one.outcome == "looped"]
        arrivals = {one.call for one in ended} | {call}
        forwarded = [leg for leg in legs if leg.center in CENTERS and leg.state == "dialing"]
        assert len(looped) == len(arrivals - {call}) <= len(forwarded)
        assert len({leg.center for leg in forwarded}) == len(forwarded), "each rings once"
        assert any((leg.center, leg.state) == ("team", "bridged") for leg in legs)
        rounds += len(looped)
    assert rounds >= 1000
