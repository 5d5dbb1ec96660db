"""One leg's telephones: together, in order, over another trunk, and who gets the call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest
import pytest_asyncio

from harborline.callflow.events import (
    CarrierError,
    EndCause,
    HoldOffAsked,
    LegAccepted,
    LegBusy,
    LegDeclined,
    LegEnded,
    LegFailed,
    LegNoAnswer,
    LegPickedUp,
    LegRinging,
)
from harborline.callflow.prompts import Prompt, Say
from harborline.telephony.ari.legs import Leg, Telephone
from telephony.ari.fake_asterisk import LINE, FakeAsterisk, until
from telephony.ari.parts import LegAlone

A, B, C = "+14155550101", "+14155550102", "+14155550103"


@pytest_asyncio.fixture
async def alone() -> AsyncIterator[LegAlone]:
    async with FakeAsterisk() as fake, LegAlone(fake) as leg:
        yield leg


async def telephones(alone: LegAlone, leg: Leg, count: int) -> list[Telephone]:
    """Waits until as many telephones ring."""
    await until(lambda: len(alone.fake.legs()) == count)
    return list(leg.telephones.values())


async def test_a_telephone_is_rung_with_the_lines_number_and_nothing_else(
    alone: LegAlone,
) -> None:
    leg = alone.dial((A, 1))
    (telephone,) = await telephones(alone, leg, 1)
    asked = alone.fake.asked[0]
    assert asked.path == f"/channels/{telephone.channel}" == "/channels/hl-1-c0-1-1"
    assert asked.query == {}
    assert asked.body == {
        "endpoint": f"PJSIP/{A}@trunk-1",
        "app": "harborline-1",
        "appArgs": "out",
        "callerId": LINE,
        "timeout": 40,
        "variables": {"HL_LINE": "main", "HL_LANGUAGE": "en", "HL_LEG": "1"},
    }


async def test_those_of_one_order_ring_together_and_the_first_to_accept_wins(
    alone: LegAlone,
) -> None:
    leg = alone.dial((A, 1), (B, 1), (C, 2))
    one, other = await telephones(alone, leg, 2)
    leg.rings(one)
    leg.rings(other)
    leg.picked_up(one)
    leg.picked_up(other)
    await until(lambda: alone.fake.heard_on(other.channel))
    leg.press(other, "1")
    leg.press(one, "1")
    assert alone.told == [LegRinging(1), LegPickedUp(1), LegAccepted(1)]
    assert leg.answerer is other
    taken = ["sound:/sounds/answerer_taken"]
    await until(lambda: taken in [a.body["media"] for a in alone.fake.asked if "/play/" in a.path])
    assert list(leg.telephones) == [other.channel]


async def test_the_next_order_rings_when_the_first_is_lost(alone: LegAlone) -> None:
    leg = alone.dial((A, 1), (B, 2))
    (first,) = await telephones(alone, leg, 1)
    leg.destroyed(first, {"cause": 17})
    await until(lambda: len(alone.fake.legs()) == 2)
    assert alone.told == []
    leg.destroyed(next(iter(leg.telephones.values())), {"cause": 19})
    assert alone.told == [LegBusy(1)]


async def test_orders_share_the_ring_and_the_leg_ends_in_time(alone: LegAlone) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    leg = alone.dial((A, 1), (B, 2), ring_s=8)
    (first,) = await telephones(alone, leg, 1)
    leg.rings(first)
    await until(lambda: len(alone.fake.of("POST", "1-2")) == 1)
    assert loop.time() - began >= 4 / 20
    await until(lambda: alone.told[1:])
    assert 8 / 20 <= loop.time() - began < 16 / 20
    assert alone.told == [LegRinging(1), LegNoAnswer(1)]
    await until(lambda: not leg.telephones)
    assert len(alone.fake.of("DELETE", first.channel)) == 1


async def test_a_number_that_a_trunk_cannot_reach_goes_by_the_next(alone: LegAlone) -> None:
    leg = alone.dial((A, 1))
    (first,) = await telephones(alone, leg, 1)
    leg.destroyed(first, {"cause": 34, "tech_cause": 503})
    await until(lambda: len(alone.fake.asked) == 2)
    assert alone.fake.rung()[1] == f"PJSIP/{A}@trunk-2"
    leg.destroyed(next(iter(leg.telephones.values())), {"cause": 38})
    assert alone.told == [LegFailed(1)]


async def test_a_trunk_that_asterisk_does_not_know_is_left_too(alone: LegAlone) -> None:
    alone.fake.answers = lambda asked: 500 if "trunk-1" in str(asked.body) else None
    alone.dial((A, 1))
    await until(lambda: len(alone.fake.asked) == 2)
    assert alone.told == []


async def test_a_silent_trunk_is_left_after_five_seconds_but_not_one_that_rings(
    alone: LegAlone,
) -> None:
    alone.fake.silent_probes = {"probe-1"}
    leg = alone.dial((A, 1), (B, 1))
    silent, ringing = await telephones(alone, leg, 2)
    leg.rings(ringing)
    await until(lambda: len(alone.fake.of("POST", "1-3")) == 1)
    await until(lambda: silent.channel not in leg.telephones)
    assert ringing.channel in leg.telephones
    assert len(alone.fake.of("DELETE", silent.channel)) == 1


async def test_a_trunk_that_answers_its_probe_has_time_until_a_mobile_rings(
    alone: LegAlone,
) -> None:
    leg = alone.dial((A, 1))
    (slow,) = await telephones(alone, leg, 1)
    await until(lambda: len(alone.fake.of("GET", "probe-1")) == 1)
    await asyncio.sleep(2 / 20)
    assert list(leg.telephones) == [slow.channel]
    leg.rings(slow)
    assert alone.told == [LegRinging(1)]


async def test_busy_declined_and_no_answer_are_tried_by_no_other_trunk(alone: LegAlone) -> None:
    for cause, event in ((17, LegBusy(1)), (21, LegDeclined(1)), (19, LegNoAnswer(1))):
        leg = alone.dial((A, 1))
        leg.destroyed(next(iter(leg.telephones.values())), {"cause": cause})
        assert alone.told.pop() == event
    assert alone.told == []


async def test_of_several_losses_the_one_that_tells_most_is_told(alone: LegAlone) -> None:
    leg = alone.dial((A, 1), (B, 1), (C, 1))
    for telephone, cause in zip(tuple(leg.telephones.values()), (19, 21, 17), strict=True):
        leg.destroyed(telephone, {"cause": cause})
    assert alone.told == [LegDeclined(1)]


async def test_nine_passes_and_hanging_up_is_no_acceptance(alone: LegAlone) -> None:
    for passes in (True, False):
        leg = alone.dial((A, 1))
        telephone = next(iter(leg.telephones.values()))
        leg.picked_up(telephone)
        if passes:
            leg.press(telephone, "9")
        else:
            leg.destroyed(telephone, {"cause": 16})
        last = LegDeclined(1) if passes else LegEnded(1, EndCause.NORMAL)
        assert alone.told == [LegPickedUp(1), last]
        alone.told.clear()


async def test_nine_of_one_leaves_the_others_ringing(alone: LegAlone) -> None:
    leg = alone.dial((A, 1), (B, 1))
    one, other = leg.telephones.values()
    leg.picked_up(one)
    leg.press(one, "9")
    leg.picked_up(other)
    leg.press(other, "1")
    assert alone.told == [LegPickedUp(1), LegAccepted(1)]


async def test_without_a_whisper_picking_up_is_enough(alone: LegAlone) -> None:
    leg = alone.dial((A, 1), (B, 1), whisper=None)
    one, other = await telephones(alone, leg, 2)
    leg.picked_up(one)
    assert alone.told == [LegPickedUp(1)]
    assert leg.answerer is one
    await until(lambda: other.channel not in alone.fake.channels)


async def test_a_whisper_is_said_three_times_at_most(alone: LegAlone) -> None:
    leg = alone.dial((A, 1))
    (telephone,) = await telephones(alone, leg, 1)
    leg.picked_up(telephone)
    leg.picked_up(telephone)
    for name in (f"hl-1-{telephone.channel}-p{number}" for number in range(3)):
        await until(partial(alone.fake.of, "POST", name))
        leg._desk.player.finished(name)
    await asyncio.sleep(0.2)
    assert sum("/play/" in asked.path for asked in alone.fake.asked) == 3


async def test_star_nine_in_mid_call_asks_for_a_hold_off(alone: LegAlone) -> None:
    leg = alone.dial((A, 1))
    telephone = next(iter(leg.telephones.values()))
    leg.picked_up(telephone)
    for key in "19*1*9":
        leg.press(telephone, key)
    assert alone.told == [LegPickedUp(1), LegAccepted(1), HoldOffAsked(1)]


async def test_the_end_of_a_talk_says_who_ended_it(alone: LegAlone) -> None:
    for cause, end in ((16, EndCause.NORMAL), (27, EndCause.NETWORK)):
        leg = alone.dial((A, 1), whisper=None)
        telephone = next(iter(leg.telephones.values()))
        leg.picked_up(telephone)
        leg.destroyed(telephone, {"cause": cause})
        assert alone.told.pop() == LegEnded(1, end)


async def test_a_leg_that_was_given_up_says_no_more(alone: LegAlone) -> None:
    leg = alone.dial((A, 1), (B, 1))
    _, other = await telephones(alone, leg, 2)
    leg.cancel()
    await until(lambda: not alone.fake.legs())
    await asyncio.sleep(0.1)
    assert other.channel not in alone.fake.channels
    assert alone.told == []


async def test_only_who_has_picked_up_is_told_why(alone: LegAlone) -> None:
    leg = alone.dial((A, 1), (B, 1))
    one, other = await telephones(alone, leg, 2)
    leg.picked_up(one)
    leg.dismiss(Say(Prompt.ANSWERER_CALLER_GONE, "en"))
    await until(lambda: other.channel not in alone.fake.channels)
    played = [a for a in alone.fake.asked if "/play/" in a.path]
    assert [a.path.split("/")[2] for a in played] == [one.channel]
    assert played[0].body == {"media": ["sound:/sounds/answerer_caller_gone"]}
    assert one.channel in alone.fake.channels
    leg._desk.player.finished(played[0].path.rsplit("/", 1)[1])
    await until(lambda: not alone.fake.legs())


async def test_last_words_whose_end_is_never_told_end_all_the_same(alone: LegAlone) -> None:
    leg = alone.dial((A, 1))
    (telephone,) = await telephones(alone, leg, 1)
    leg.picked_up(telephone)
    leg.dismiss(Say(Prompt.ANSWERER_CALLER_GONE, "en"))
    await until(lambda: not alone.fake.legs())


async def test_a_switch_that_is_away_is_no_fault_of_the_centers(
    alone: LegAlone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harborline.telephony.ari.client._TRIES_S", 0.05)
    server = alone._client._server
    alone._client._server = server._replace(url="http://127.0.0.1:9/ari")
    alone.dial((A, 1), ring_s=600)
    await until(lambda: alone.told)
    assert alone.told == [CarrierError()]


async def test_an_address_that_no_trunk_takes_rings_nobody(alone: LegAlone) -> None:
    leg = alone.dial(("sip:a@b.example/x", 1), ("", 2))
    assert not leg.telephones
    assert alone.fake.asked == []
