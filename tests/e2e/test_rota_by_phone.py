"""A call to the simulator sets the rota at the real site, over HTTP; what cannot be set leads to a person."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from contract.rigs import SwappableMap
from harborline.callflow.values import LineType
from harborline.telephony.simulator.exchange import SimulatedExchange
from harborline.telephony.simulator.observations import (
    CallEnded,
    CallerHears,
    KeysAsked,
    Observation,
)
from harborline.voice.rota_desk import SiteRotaDesk

if TYPE_CHECKING:
    from harborline.web.directory.models import OnCallPerson

PIN = "482915"
STARTS_AT = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
TOLD = {
    "rota_twelve_hours",
    "rota_stopped",
    "rota_refused",
    "rota_away",
}
pytestmark = pytest.mark.django_db(transaction=True)


async def call_and_key(site: str, secret: str, groups: Sequence[str]) -> list[Observation]:
    """Answers each question with a group of keys at once; time runs faster once the directory has answered."""
    left, seen = list(groups), list[Observation]()
    desk = SiteRotaDesk(site, lambda: secret)
    async with SimulatedExchange(
        SwappableMap(), starts_at=STARTS_AT, seed=7, rota=desk
    ) as exchange:
        call = exchange.start_call("", LineType.UNKNOWN, everyone="ends:30")
        async for observed in exchange.events(call):
            seen.append(observed)
            if isinstance(observed, KeysAsked) and left:
                for key in left.pop(0):
                    exchange.press(call, key)
            if isinstance(observed, CallerHears) and observed.prompt in TOLD:
                exchange.speed = 60.0
    return seen


def heard(seen: Sequence[Observation]) -> list[str]:
    return [one.prompt for one in seen if isinstance(one, CallerHears)]


def outcome(seen: Sequence[Observation]) -> str:
    assert isinstance(seen[-1], CallEnded)
    return seen[-1].outcome


@pytest.fixture
def person() -> OnCallPerson:
    from django.core.cache import cache

    from harborline.web.directory.services import rota, rota_by_phone
    from web_world import make_center

    cache.clear()
    added = rota.add_person("ana@example.org", make_center("alder"), "Zelda", "+17045550147")
    return rota_by_phone.set_pin("ana@example.org", added, PIN)


def dialed(live_server: Any, person: OnCallPerson, pin: str, wish: str) -> list[Observation]:
    from django.conf import settings

    keys = ("9", person.center.rota_code or "", f"{pin}#", wish, "11101")
    return asyncio.run(call_and_key(live_server.url, settings.ROTA_SECRET, keys))


def test_a_call_takes_a_shift_and_another_one_ends_it(
    live_server: Any,
    person: OnCallPerson,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    took = dialed(live_server, person, PIN, "1")
    assert heard(took)[-2:] == ["rota_twelve_hours", "rota_goodbye"]
    assert outcome(took) == "set_rota"
    shift = person.shifts.get()
    assert (shift.ends_at - shift.starts_at).total_seconds() == 12 * 3600
    ended = dialed(live_server, person, PIN, "3")
    assert heard(ended)[-2:] == ["rota_stopped", "rota_goodbye"]
    assert not person.shifts.filter(ends_at__gt=shift.starts_at).exclude(ends_at__lt=shift.ends_at)
    printed = capfd.readouterr()
    assert PIN not in repr(took) + repr(ended) + caplog.text + printed.out + printed.err


def test_a_wrong_pin_goes_on_to_a_person(live_server: Any, person: OnCallPerson) -> None:
    seen = dialed(live_server, person, "593826", "1")
    assert "rota_refused" in heard(seen)
    assert outcome(seen) == "answered"
    assert not person.shifts.exists()


def test_with_the_site_away_the_caller_goes_on_to_a_person(person: OnCallPerson) -> None:
    keys = ("9", person.center.rota_code or "", f"{PIN}#", "1", "11101")
    seen = asyncio.run(call_and_key("http://127.0.0.1:1", "a word", keys))
    assert "rota_away" in heard(seen)
    assert outcome(seen) == "answered"
    assert not person.shifts.exists()
