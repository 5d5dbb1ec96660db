"""Practice calls over HTTP: both sides are played, and every change is told."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import UTC, datetime
from typing import Any, Self

import httpx
import pytest

from harborline.callflow.values import LineType
from harborline.core.numbering import CallerPrefix
from harborline.voice import rooms as rooms_of
from harborline.voice.calls_api import CallsApi
from harborline.voice.ports import VoiceServices
from harborline.voice.refusals import Refusal
from harborline.voice.rooms import CallOrder, Rooms, follow
from voice.fakes import NOW, PlayedExchange, Switchboard, browsing

ORDER = {"from": "704-555-0134", "line_type": "wireless", "line": "demo", "speed": 5}


async def started(client: httpx.AsyncClient, **more: object) -> dict[str, str]:
    answer = await client.post("/phone/calls", json={**ORDER, **more})
    assert answer.status_code == 201, answer.text
    await asyncio.sleep(0)
    return dict(answer.json())


async def post(client: httpx.AsyncClient, call: str, path: str, body: object) -> int:
    answer = await client.post(f"/phone/calls/{call}/{path}", json=body)
    await asyncio.sleep(0.01)  # the event reaches the call by a task of its own
    return answer.status_code


async def look(client: httpx.AsyncClient, call: str) -> dict[str, Any]:
    return dict((await client.get(f"/phone/calls/{call}?lang=en")).json())


async def test_a_call_from_the_first_ring_to_the_end(
    client: httpx.AsyncClient, switchboard: Switchboard
) -> None:
    call = (await started(client))["call"]
    opened_at, exchange = switchboard.opened[0]
    assert (opened_at, exchange.speed) == (NOW, 5)
    assert exchange.heard_of[0] == ("start", "704-555-0134", LineType.WIRELESS, "demo", "manual")

    assert await post(client, call, "keys", {"keys": "28202#"}) == 200
    view = await look(client, call)
    assert view["state_text"] == "A center’s phone rings"
    assert view["heard"][1]["text"] == "The caller pressed 28202#"
    assert view["centers"][0]["acts"] == ["pick_up", "decline"]

    assert await post(client, call, "legs/1", {"act": "pick_up"}) == 200
    assert (await look(client, call))["centers"][0]["hears"] == "Press 1 to take it."
    assert await post(client, call, "legs/1", {"act": "press_1"}) == 200
    assert (await look(client, call))["centers"][0]["state_text"] == "Talking with the caller"

    assert await post(client, call, "hang-up", {}) == 200
    view = await look(client, call)
    assert (view["ended"], view["state_text"]) == (True, "The call has ended")


async def test_what_comes_too_late_is_refused_kindly(client: httpx.AsyncClient) -> None:
    call = (await started(client))["call"]
    await post(client, call, "hang-up", {})
    for path, body in (("keys", {"keys": "1"}), ("hang-up", {}), ("legs/1", {"act": "decline"})):
        answer = await client.post(f"/phone/calls/{call}/{path}", json=body)
        assert answer.status_code == 409
        assert answer.json()["error"].startswith("The call cannot take this now")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("keys", {"keys": "A"}, 422),
        ("keys", {"keys": "1" * 13}, 422),
        ("keys", {}, 422),
        ("legs/1", {"act": "shout"}, 422),
        ("legs/1", {}, 422),
        ("legs/one", {"act": "decline"}, 404),
        ("hang-up", {"why": "tired"}, 422),
    ],
)
async def test_what_a_call_cannot_use_is_refused(
    client: httpx.AsyncClient, path: str, body: object, status: int
) -> None:
    call = (await started(client))["call"]
    assert await post(client, call, path, body) == status


@pytest.mark.parametrize("path", ["", "/events"])
async def test_an_unknown_call_is_not_there(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(f"/phone/calls/7045550134{path}")
    assert answer.status_code == 404
    assert "0134" not in answer.text


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"from": "7" * 65}, "from"),
        ({"line_type": "satellite"}, "line_type"),
        ({"speed": 3}, "speed"),
        ({"speed": True}, "speed"),
        ({"zone": "Mars"}, "zone"),
    ],
)
async def test_an_order_that_cannot_be_used_names_its_field(
    client: httpx.AsyncClient, more: dict[str, object], field: str
) -> None:
    answer = await client.post("/phone/calls", json={**ORDER, **more})
    assert answer.status_code == 422
    assert f'"{field}"' in answer.json()["error"]


async def test_a_chosen_time_is_read_on_the_chosen_clock(
    client: httpx.AsyncClient, switchboard: Switchboard
) -> None:
    await started(client, at="2026-07-01T03:00", zone="pacific")
    assert switchboard.opened[0][0] == datetime(2026, 7, 1, 10, tzinfo=UTC)


async def test_calls_of_one_room_share_an_exchange(
    client: httpx.AsyncClient, switchboard: Switchboard
) -> None:
    room = (await started(client))["room"]
    assert (await started(client, room=room, speed=20))["room"] == room
    assert (await started(client, room="gone"))["room"] != room
    assert [exchange.speed for _, exchange in switchboard.opened] == [20, 5]


async def test_too_many_calls_are_refused(client: httpx.AsyncClient) -> None:
    room = (await started(client))["room"]
    for _ in range(rooms_of.MAX_LIVE_CALLS - 1):
        await started(client, room=room)
    answer = await client.post("/phone/calls", json={**ORDER, "room": room})
    assert answer.status_code == 429
    for _ in range(rooms_of.MAX_ROOMS - 1):
        await started(client)
    assert (await client.post("/phone/calls", json=ORDER)).status_code == 429


async def test_keys_are_refused_once_very_much_has_happened(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = (await started(client))["call"]
    monkeypatch.setattr("harborline.voice.calls_api.MAX_EVENTS", 4)
    assert await post(client, call, "keys", {"keys": "1"}) == 200
    assert await post(client, call, "keys", {"keys": "1"}) == 200
    assert await post(client, call, "keys", {"keys": "1"}) == 429
    assert await post(client, call, "hang-up", {}) == 200


async def test_a_call_is_followed_by_four_at_most(client: httpx.AsyncClient) -> None:
    call = (await started(client))["call"]
    path = f"/phone/calls/{call}/events"
    following = [asyncio.create_task(client.get(path)) for _ in range(rooms_of.MAX_FOLLOWERS)]
    await asyncio.sleep(0.01)
    answer = await client.get(path)
    assert answer.status_code == 429
    assert answer.json()["error"].startswith("This call is followed by many already")
    await post(client, call, "hang-up", {})
    assert [(await one).status_code for one in following] == [200] * rooms_of.MAX_FOLLOWERS
    assert (await client.get(path)).status_code == 200


async def test_a_room_keeps_the_last_of_its_ended_calls(services: VoiceServices) -> None:
    rooms = Rooms(services)
    order = CallOrder("704-555-0134", LineType.UNKNOWN, "demo", NOW, 1)
    first = await rooms.start(order, None)
    room = first.room
    for _ in range(rooms_of.MAX_ENDED_CALLS + 5):
        call = await rooms.start(order, room.id)
        room.exchange.hang_up(call.inner)
        await asyncio.sleep(0.001)
    last = await rooms.start(order, room.id)
    assert sum(call.ended for call in room.calls) == rooms_of.MAX_ENDED_CALLS
    assert room.calls[0] is first
    assert room.calls[-1] is last
    assert len(room._pumps) == 2
    await rooms.close()


async def test_the_stream_tells_whole_views_and_closes_at_the_end(
    client: httpx.AsyncClient,
) -> None:
    call = (await started(client))["call"]
    following = asyncio.create_task(client.get(f"/phone/calls/{call}/events?lang=es"))
    await asyncio.sleep(0.01)
    await post(client, call, "keys", {"keys": "5"})
    await post(client, call, "hang-up", {})
    answer = await following
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = [part.split("\n") for part in answer.text.strip().split("\n\n")]
    assert all(name == "event: view" for _, name, _ in told)
    views = [json.loads(data.removeprefix("data: ")) for _, _, data in told]
    assert [view["ended"] for view in views][-1:] == [True]
    assert views[-1]["state_text"] == "La llamada terminó"
    assert [view["seq"] for view in views] == sorted({view["seq"] for view in views})


async def test_a_quiet_stream_shows_that_it_lives(services: VoiceServices) -> None:
    rooms = Rooms(services)
    order = CallOrder("704-555-0134", LineType.UNKNOWN, "demo", NOW, 1)
    call = await rooms.start(order, None)
    told = follow(call, 0.01)
    assert await anext(told) is True
    while await anext(told):
        pass
    CallsApi(services, rooms)
    await rooms.close()
    assert [beat async for beat in told] == []


async def test_only_the_prefix_is_kept_of_a_caller(services: VoiceServices) -> None:
    rooms = Rooms(services)
    order = CallOrder("704-555-0134", LineType.UNKNOWN, "demo", NOW, 1)
    call = await rooms.start(order, None)
    assert call.prefix == CallerPrefix(704, 555, 0)
    kept = repr(vars(call)) + repr(vars(call.room))
    assert "0134" not in re.sub(r"0x[0-9a-f]+", "", kept)
    await rooms.close()


async def test_digits_of_a_caller_end_with_the_call(
    services: VoiceServices, switchboard: Switchboard
) -> None:
    place = {"precision": "zip", "zip": "28202", "county": "37119", "lat": 35.2, "lon": -80.8}
    decided = {"kind": "decided", "at_s": 5.0, "document": {"origin": place, "legs": []}}
    rooms = Rooms(services)
    call = await rooms.start(CallOrder("704-555-0134", LineType.UNKNOWN, "demo", NOW, 1), None)
    for digit in "28202":
        call.room.exchange.press(call.inner, digit)
    switchboard.opened[0][1]._tell(call.inner, decided)
    await asyncio.sleep(0.01)
    before = CallsApi(services, rooms)._view(call, "en")
    assert (before["heard"][1]["text"], call.prefix) == (
        "The caller pressed 28202",
        CallerPrefix(704, 555, 0),
    )
    call.room.exchange.hang_up(call.inner)
    await asyncio.sleep(0.01)
    after = CallsApi(services, rooms)._view(call, "en")
    assert (call.ended, call.prefix, after["seq"]) == (True, None, len(call.events))
    assert after["heard"][1]["text"] == "The caller pressed •••••"
    assert after["decision"] is not None
    assert after["decision"]["origin"] == "The digits were dropped when the call ended."
    kept = repr(call.events) + repr(after)
    for digits in ("28202", "704", "555", "35.2", "80.8"):
        assert digits not in kept
    await rooms.close()


async def test_a_room_nobody_looks_at_closes_by_itself(
    services: VoiceServices, switchboard: Switchboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms_of, "IDLE_S", 0.05)
    async with browsing(services) as client:
        call = (await started(client))["call"]
        await asyncio.sleep(0.15)
        assert (await client.get(f"/phone/calls/{call}")).status_code == 404
    assert switchboard.opened[0][1].heard_of[-1] == ("closed",)


async def test_a_room_that_closes_forgets_its_calls_at_once(services: VoiceServices) -> None:
    rooms = Rooms(services)
    call = await rooms.start(CallOrder("704-555-0134", LineType.UNKNOWN, "demo", NOW, 1), None)
    call.room._closing.set()
    await call.room.task
    assert call.room.calls == []


async def test_a_call_that_is_lost_ends_and_tells_nothing(
    services: VoiceServices, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: object) -> dict[str, object]:
        raise ValueError("704-555-0134 was in it")

    async with browsing(services._replace(to_document=broken)) as client:
        call = (await started(client))["call"]
        await asyncio.sleep(0.01)
        assert (await look(client, call))["ended"] is True
    assert "ValueError" in caplog.text
    assert "0134" not in caplog.text


async def test_an_exchange_that_does_not_open_is_a_fault_of_ours(
    services: VoiceServices, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(PlayedExchange):
        async def __aenter__(self) -> Self:
            raise OSError("704-555-0134 was in it")

    async with browsing(services._replace(open_exchange=lambda _, speed: Broken(speed))) as client:
        answer = await client.post("/phone/calls", json=ORDER)
    assert answer.status_code == 500
    assert "0134" not in answer.text + caplog.text
    assert "OSError" in caplog.text


async def test_an_exchange_that_does_not_open_keeps_nothing_of_the_caller(
    services: VoiceServices,
) -> None:
    class Broken(PlayedExchange):
        async def __aenter__(self) -> Self:
            raise OSError

    rooms = Rooms(services._replace(open_exchange=lambda _, speed: Broken(speed)))
    with pytest.raises(Refusal) as refused:
        await rooms.start(CallOrder("704-555-0134", LineType.UNKNOWN, "demo", NOW, 1), None)
    assert refused.value.status == 500
    (room,) = rooms._rooms.values()
    assert await room._open is False
    assert refused.value.__context__ is None
