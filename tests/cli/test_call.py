"""`harborline call`: the JSON that other programs rely on, the text for people, and refusals."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contract.network import ROUTING_MAP
from harborline import bootstrap
from harborline.cli import main
from harborline.core.routing_map import RoutingMap

AT = ["--at", "2026-11-02T15:00Z"]


@pytest.fixture(autouse=True)
def _a_small_map(monkeypatch: pytest.MonkeyPatch) -> None:
    def small(_named: str | None = None) -> RoutingMap:
        return ROUTING_MAP

    monkeypatch.setattr(bootstrap, "current_map", small)


def called(capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, Any]:
    assert main(["call", *AT, *options, "--json"]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def test_a_scripted_call(capsys: pytest.CaptureFixture[str]) -> None:
    document = called(capsys, "--keys", ",11101", "--center", "near=busy")
    assert list(document) == ["legs", "heard", "outcome", "seconds_to_person"]
    assert [(leg["center"], leg["kind"], leg["outcome"]) for leg in document["legs"]] == [
        ("near", "center", "busy"),
        ("next", "center", "accepted"),
    ]
    assert all(isinstance(leg["started_s"], float) for leg in document["legs"])
    assert document["heard"][-1] == "connecting"
    assert document["outcome"] == "answered"
    assert document["seconds_to_person"] < 60


def test_all_centers_covers_state_backups_and_no_national_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    document = called(capsys, "--keys", "1,11101", "--all-centers", "busy")
    assert [leg["outcome"] for leg in document["legs"]] == ["busy"] * 4 + ["accepted"]
    assert document["legs"][-1]["kind"] == "national_backup"


def test_a_call_that_nobody_takes_ends(capsys: pytest.CaptureFixture[str]) -> None:
    national = ["--center", "team=busy", "--center", "second=no_answer"]
    document = called(capsys, "--keys", "0", "--all-centers", "busy", *national)
    assert document["outcome"] == "unanswered"
    assert document["seconds_to_person"] is None


def test_the_same_call_twice_is_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--from", "+13215550100", "--line-type", "wireless", "--all-centers", "voicemail"]
    assert called(capsys, *options) == called(capsys, *options)


def test_text_for_people_tells_what_happens(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["call", *AT, "--keys", "2,11101", "--center", "near=decline"]) == 0
    out = capsys.readouterr().out
    assert "caller hears [es]" in out
    assert "leg 1: Near declined" in out
    assert "A person took the call after" in out


def test_without_a_terminal_it_is_a_silent_caller(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["call", *AT]) == 0
    assert "connecting you with the national team" in capsys.readouterr().out


@pytest.mark.parametrize(
    "options",
    [
        ["--center", "near"],
        ["--center", "nobody=busy"],
        ["--center", "near=asleep"],
        ["--center", "near=manual"],
        ["--center", "near=ends"],
        ["--center", "near=ends:x"],
        ["--center", "near=busy:3"],
        ["--all-centers", "never"],
        ["--keys", "1,abc"],
        ["--center", "+13215550100"],
        ["--center", "+13215550100=busy"],
        ["--center", "near=+13215550100"],
        ["--all-centers", "+13215550100"],
        ["--keys", "+13215550100"],
        ["--line", "nowhere"],
        ["--line-type", "pager"],
        ["--at", "yesterday"],
    ],
)
def test_a_refusal_is_one_plain_sentence(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["call", *options]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "555" not in printed.err
    assert len(printed.err.strip().splitlines()) == 1


def test_a_map_without_addresses_says_that_it_cannot_dial(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(RoutingMap, "can_dial", property(lambda _: False))
    assert main(["call", "--keys", "1"]) == 2
    assert "cannot dial" in capsys.readouterr().err


def test_help_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["call", "--help"]) == 0
    assert "harborline call --from" in capsys.readouterr().out
