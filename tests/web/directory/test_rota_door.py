"""Where voice processes ask: a question of theirs is answered once, and anything else is turned away."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from harborline.app.rota_desk import PATH, SIGNATURE, RotaQuestion, key_from, sealed
from harborline.callflow.values import RotaWish
from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.directory import rota_door
from harborline.web.directory.models import OnCallPerson, Shift
from harborline.web.directory.services import rota, rota_by_phone
from web_world import make_center

pytestmark = pytest.mark.django_db
PIN = "482915"


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


@pytest.fixture
def person() -> OnCallPerson:
    added = rota.add_person("ana@example.org", make_center("alder"), "Zelda", "+17045550147")
    return rota_by_phone.set_pin("ana@example.org", added, PIN)


def ask(
    pin: str = PIN,
    *,
    once: str = "w1",
    late_s: float = 0.0,
    secret: str | None = None,
    wish: RotaWish = RotaWish.TWELVE_HOURS,
) -> Any:
    key = key_from(settings.ROTA_SECRET if secret is None else secret)
    body, signature = sealed(RotaQuestion("1111", pin, wish), key, once, time.time() - late_s)
    return post(body, signature)


def post(body: bytes, signature: str | None) -> Any:
    headers = {} if signature is None else {SIGNATURE: signature}
    strict = Client(enforce_csrf_checks=True)
    return strict.post(PATH, body, content_type="application/json", headers=headers)


def count() -> int:
    return Shift.objects.within(EVERYWHERE).count()


def test_a_question_sets_the_rota_and_a_wrong_pin_does_not(person: OnCallPerson) -> None:
    said = ask()
    assert (said.status_code, said.json()) == (200, {"answer": "twelve_hours"})
    assert person.shifts.count() == 1
    assert ask("593826", once="w2").json() == {"answer": "refused"}
    assert not said.cookies


def test_a_question_is_answered_once(person: OnCallPerson) -> None:
    assert ask(wish=RotaWish.STOP).json() == {"answer": "stopped"}
    assert ask(wish=RotaWish.STOP).status_code == 403
    assert person.shifts.count() == 0


@pytest.mark.usefixtures("person")
def test_what_is_old_or_signed_otherwise_is_turned_away() -> None:
    for refused in (
        ask(late_s=31),
        ask(late_s=-31),
        ask(secret="another word"),
        post(b"{}", None),
        post(b"{}", "0" * 64),
        post(b"{}", "\u00e9"),
    ):
        assert (refused.status_code, refused.content) == (403, b"")
    assert count() == 0


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'"word"',
        b"{",
        b"\xff",
        b'{"code":"1111","pin":"482915","wish":"twelve_hours","once":"x","at_s":null}',
        b'{"code":"1111","pin":"482915","wish":"for ever","once":"x","at_s":1}',
        b'{"pin":"' + b"1" * 500 + b'"}',
    ],
)
def test_a_signed_body_that_is_no_question_is_turned_away(body: bytes) -> None:
    import hmac

    signature = hmac.new(key_from(settings.ROTA_SECRET), body, "sha256").hexdigest()
    assert post(body, signature).status_code == 403
    assert count() == 0


@pytest.mark.usefixtures("person")
def test_what_takes_too_long_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rota_door, "CHANGES_WITHIN_S", 0.0)
    assert ask().json() == {"answer": "away"}
    assert count() == 0


@pytest.mark.usefixtures("person")
def test_what_lay_waiting_too_long_changes_nothing() -> None:
    assert ask(late_s=4).json() == {"answer": "away"}
    assert count() == 0
    assert ask(once="w2", late_s=1).json() == {"answer": "twelve_hours"}


def test_a_clock_that_is_ahead_gives_no_more_time(
    person: OnCallPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rota_door, "CHANGES_WITHIN_S", 0.0)
    assert ask(late_s=-20).json() == {"answer": "away"}
    assert person.shifts.count() == 0


def test_the_door_takes_posts_alone() -> None:
    assert Client().get(PATH).status_code == 405
