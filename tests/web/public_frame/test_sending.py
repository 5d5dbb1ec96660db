"""A form of the public is taken when this site gave it out, to a person, today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.signing import TimestampSigner
from django.test import RequestFactory
from django.utils.translation import override

from harborline.web.public import sending
from harborline.web.public.sending import Refusal, in_words, refusal, stamp

FORM = "training"
NOON_S = datetime(2026, 11, 23, 12, tzinfo=UTC).timestamp()


class Clock:
    """A clock that a test sets; seconds."""

    def __init__(self) -> None:
        self.now_s = NOON_S

    def time(self) -> float:
        return self.now_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    made = Clock()
    monkeypatch.setattr("django.core.signing.time", made)
    return made  # type: ignore[return-value]


def sent(given: str | None, **headers: str) -> Any:
    typed = {} if given is None else {sending.FIELD: given}
    return RequestFactory().post("/en/training", typed, headers=headers)


@pytest.mark.parametrize(
    ("after", "why"),
    [
        (timedelta(seconds=0), Refusal.TOO_QUICK),
        (timedelta(seconds=1.9), Refusal.TOO_QUICK),
        (timedelta(seconds=3.1), None),
        (timedelta(hours=23, minutes=59), None),
        (timedelta(hours=24, seconds=2), Refusal.TOO_OLD),
        (timedelta(days=400), Refusal.TOO_OLD),
    ],
)
def test_a_form_has_its_time(clock: Clock, after: timedelta, why: Refusal | None) -> None:
    given = stamp(FORM)
    clock.now_s += after.total_seconds()
    assert refusal(sent(given), FORM) == why


def test_no_two_stamps_are_alike(clock: Clock) -> None:
    assert stamp(FORM) != stamp(FORM)


@pytest.mark.parametrize("why", ["other form", "prefix", "forged", "other salt", "absent", "odd"])
def test_what_this_site_did_not_give_out_for_this_form_is_not_taken(clock: Clock, why: str) -> None:
    given = {
        "other form": stamp("plan"),
        "prefix": stamp(f"{FORM}s"),
        "forged": stamp(FORM)[:-1] + "!",
        "other salt": TimestampSigner(salt="x").sign(f"{FORM}~abc"),
        "absent": None,
        "odd": "\x00\u202eé:::~" * 2000,
    }[why]
    clock.now_s += 10
    assert refusal(sent(given), FORM) is Refusal.UNSIGNED


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"origin": "http://testserver"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"origin": "null"}, False),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "http://testserver.evil.example"}, False),
        ({"origin": "http://testserver@evil.example"}, False),
        ({"origin": "http://[::1"}, False),
    ],
)
def test_what_another_site_sends_is_not_taken(
    clock: Clock, headers: dict[str, str], *, taken: bool
) -> None:
    given = stamp(FORM)
    clock.now_s += 10
    why = None if taken else Refusal.ELSEWHERE
    assert refusal(sent(given, **headers), FORM) is why


def test_the_public_address_of_the_site_counts_as_its_own(clock: Clock, settings: Any) -> None:
    settings.SITE_URL = "https://help.example.org"
    given = stamp(FORM)
    clock.now_s += 10
    assert refusal(sent(given, origin="https://help.example.org"), FORM) is None


@pytest.mark.parametrize("why", list(Refusal))
def test_every_refusal_says_what_to_do_in_both_languages(why: Refusal) -> None:
    english = in_words(why)
    with override("es"):
        spanish = in_words(why)
    assert english.endswith(".")
    assert spanish.endswith(".")
    assert english != spanish
