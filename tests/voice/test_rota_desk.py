"""The desk that asks the site: it waits for nobody, and whatever goes wrong is an answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from harborline.app.rota_desk import (
    PATH,
    SIGNATURE,
    NoRotaDesk,
    Opened,
    RotaQuestion,
    key_from,
    opened,
)
from harborline.callflow.values import RotaAnswer, RotaWish
from harborline.voice import rota_desk
from harborline.voice.rota_desk import SiteRotaDesk

SECRET = "a word of both sides"
QUESTION = RotaQuestion("4711", "482915", RotaWish.UNTIL_MORNING)
Answers = Callable[[web.Request], Awaitable[web.StreamResponse]]


def secret() -> str:
    return SECRET


async def asked(desk: SiteRotaDesk) -> RotaAnswer:
    """Asks, and waits for the answer, which never comes before `ask` has returned."""
    answers: asyncio.Queue[RotaAnswer] = asyncio.Queue()
    desk.ask(QUESTION, answers.put_nowait)
    assert answers.empty()
    return await asyncio.wait_for(answers.get(), 10)


def at_site(answers: Answers) -> RotaAnswer:
    async def run() -> RotaAnswer:
        site = web.Application()
        site.router.add_post(PATH, answers)
        async with TestServer(site) as server:
            return await asked(SiteRotaDesk(f"{server.make_url('/')}", secret))

    return asyncio.run(run())


def test_a_question_is_sealed_and_its_answer_told() -> None:
    taken: list[Opened | None] = []

    async def answers(request: web.Request) -> web.Response:
        body, signature = await request.read(), request.headers[SIGNATURE]
        taken.append(opened(body, signature, key_from(SECRET), time.time()))
        return web.json_response({"answer": "until_morning"})

    assert at_site(answers) is RotaAnswer.UNTIL_MORNING
    assert taken[0] is not None
    assert taken[0].question == QUESTION


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (500, ""),
        (403, ""),
        (302, ""),
        (200, ""),
        (200, "<html>"),
        (200, "[]"),
        (200, "{}"),
        (200, '{"answer": "gladly"}'),
        (200, '{"answer": []}'),
    ],
)
def test_no_answer_is_that_the_rota_cannot_be_set(status: int, text: str) -> None:
    async def answers(_request: web.Request) -> web.Response:
        return web.Response(status=status, text=text, headers={"Location": "/"})

    assert at_site(answers) is RotaAnswer.AWAY


def test_a_site_that_is_slow_or_not_there_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rota_desk, "ANSWERED_WITHIN_S", 0.2)

    async def sleeps(_request: web.Request) -> web.Response:
        await asyncio.sleep(5)
        return web.Response()

    assert at_site(sleeps) is RotaAnswer.AWAY
    nowhere = SiteRotaDesk("http://127.0.0.1:1", secret)
    assert asyncio.run(asked(nowhere)) is RotaAnswer.AWAY


def test_no_more_than_a_few_are_asked_at_once() -> None:
    async def run() -> list[RotaAnswer]:
        desk, answers = SiteRotaDesk("http://127.0.0.1:1", secret), asyncio.Queue[RotaAnswer]()
        for _ in range(9):
            desk.ask(QUESTION, answers.put_nowait)
        at_once = [answers.get_nowait()]
        assert answers.empty()
        for _ in range(8):
            await asyncio.wait_for(answers.get(), 10)
        return at_once

    assert asyncio.run(run()) == [RotaAnswer.AWAY]


def test_without_a_directory_the_rota_cannot_be_set_and_nothing_shows_a_pin() -> None:
    answers: list[RotaAnswer] = []
    NoRotaDesk().ask(QUESTION, answers.append)
    assert answers == [RotaAnswer.AWAY]
    assert "482915" not in repr(QUESTION) + repr(Opened(QUESTION, "once", 0.0))
