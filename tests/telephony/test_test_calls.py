"""A test call rings a destination of the map in use and no other, and says what picked up."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from harborline.bootstrap import rehearsal, test_calls
from harborline.callflow.rehearsing import Result
from harborline.core.errors import HarborlineError, UnusableMap
from harborline.settings import Settings
from harborline.web.site.ports import CallToTest, TestCallResult

WITH_ASTERISK = Settings(ari_url="http://127.0.0.1:1")
ORDER = CallToTest("+17045550123", is_answering_service=False, language="en")


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (Result.TAKEN, TestCallResult.PERSON),
        (Result.PASSED, TestCallResult.PERSON),
        (Result.NO_KEY, TestCallResult.VOICEMAIL),
        (Result.NO_ANSWER, TestCallResult.NOBODY),
        (Result.BUSY, TestCallResult.NOBODY),
        (Result.DECLINED, TestCallResult.NOBODY),
        (Result.FAILED, TestCallResult.DEAD),
    ],
)
def test_each_end_has_its_result(result: Result, expected: TestCallResult) -> None:
    assert test_calls.result_of(result, is_answering_service=False) is expected


def test_a_key_at_an_answering_service_is_no_person_of_the_center() -> None:
    found = test_calls.result_of(Result.TAKEN, is_answering_service=True)
    assert found is TestCallResult.ANSWERING_SERVICE


def no_map() -> object:
    raise UnusableMap("There is none.")


@pytest.mark.parametrize("settings", [Settings(), WITH_ASTERISK])
def test_without_asterisk_or_a_map_no_call_is_placed(settings: Settings) -> None:
    assert test_calls.placing(settings, no_map)(ORDER) is None  # type: ignore[arg-type]  # raises


@pytest.fixture
def practised(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Stands in for the map's destinations and for the telephone."""
    asked: list[object] = []

    def practise(where: object, language: str, *, test_ring: bool) -> object:
        asked.append((where, language, test_ring))
        return SimpleNamespace(result=Result.TAKEN, rang_s=3.0)

    monkeypatch.setattr("harborline.app.rehearsal.place_of_number", lambda _map, number: number)
    monkeypatch.setattr(rehearsal, "practise", practise)
    return asked


def test_a_call_says_first_that_it_is_a_test(practised: list[object]) -> None:
    place = test_calls.placing(WITH_ASTERISK, lambda: None)  # type: ignore[arg-type, return-value]
    assert place(ORDER) is TestCallResult.PERSON
    assert practised == [("+17045550123", "en", True)]  # the test ring begins by saying so


def test_a_switch_that_is_away_is_no_call(
    practised: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> object:
        raise HarborlineError("Asterisk cannot be reached.")

    monkeypatch.setattr(rehearsal, "practise", away)
    place = test_calls.placing(WITH_ASTERISK, lambda: None)  # type: ignore[arg-type, return-value]
    assert place(ORDER) is None
