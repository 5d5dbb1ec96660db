"""`harborline rehearse` on the terminal, and what it says of a telephone that was rung."""

from __future__ import annotations

import io

import pytest

from commands import SENTENCE, Run
from harborline.app.rehearsal import Place
from harborline.bootstrap import rehearsal
from harborline.callflow.rehearsing import Result
from harborline.core.errors import UnusableInput
from harborline.telephony.ari.rehearsing import Outcome


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


@pytest.mark.parametrize(
    ("keys", "whispers", "end"),
    [
        ("1\n", 1, "Well done."),
        ("\n9\n", 2, "You passed the call on."),
        ("5\n*1\n", 2, "Well done."),
        ("", 3, "We heard no key."),
    ],
)
def test_a_person_practises_on_the_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch, keys: str, whispers: int, end: str
) -> None:
    typed(monkeypatch, keys)
    done = run("rehearse")
    assert done.code == 0
    assert done.out.count("Hotline call for your center, in English. Press 1") == whispers
    assert "This is a practice call." in done.out
    assert done.out.splitlines()[-1].startswith(f"you hear: {end}")


def test_in_another_language(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "1\n")
    assert "Llamada para tu centro, en español." in run("rehearse", "--language", "es").out


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> list[Outcome]:
    """Gives the outcomes of telephones to come; no switch is there."""
    outcomes: list[Outcome] = []

    def practise(_where: Place, _language: str | None, *, test_ring: bool) -> Outcome:
        assert test_ring in {True, False}
        return outcomes.pop(0)

    place = Place("near", "Near", "+14155550101", "main", "en", None)
    monkeypatch.setattr(rehearsal, "place", lambda *_: place)
    monkeypatch.setattr(rehearsal, "practise", practise)
    return outcomes


@pytest.mark.parametrize(
    ("outcome", "code", "words"),
    [
        (Outcome(Result.NO_KEY, 23.6), 0, "It rang for 23.6 s; rings: 4.\nSuggested ring_s: 20."),
        (Outcome(Result.NO_KEY, 9.0), 0, "let it wait for more rings"),
        (Outcome(Result.NO_ANSWER, 60.0), 0, "Suggested ring_s: 25."),
        (Outcome(Result.TAKEN, 5.0), 0, "Try once more and let it ring"),
        (Outcome(Result.BUSY, 0.0), 1, "It was busy. It rang for 0 s; rings: 0."),
    ],
)
def test_a_test_ring_tells_rings_and_suggests_ring_s(
    run: Run, rings: list[Outcome], outcome: Outcome, code: int, words: str
) -> None:
    rings.append(outcome)
    done = run("rehearse", "--center", "near", "--test-ring")
    assert done.code == code
    assert words in done.out


@pytest.mark.parametrize(
    ("result", "code"),
    [(Result.TAKEN, 0), (Result.PASSED, 0), (Result.NO_KEY, 1), (Result.NO_ANSWER, 1)],
)
def test_a_practice_call_is_well_when_a_key_came(
    run: Run, rings: list[Outcome], result: Result, code: int
) -> None:
    rings.append(Outcome(result, 7.0))
    done = run("rehearse", "--call", "+14155550101", "--json")
    assert done.code == code
    assert done.json == {"result": result, "rang_s": 7.0, "rings": 2, "ring_s": None}


def test_without_a_switch_it_is_said_which_setting_is_missing(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HARBORLINE_ARI_URL", raising=False)
    place = Place("near", "Near", "+14155550101", "main", "en", None)
    with pytest.raises(UnusableInput, match="HARBORLINE_ARI_URL"):
        rehearsal.practise(place, None, test_ring=False)


@pytest.mark.parametrize(
    "words", [("--test-ring",), ("--json",), ("--center", "nobody"), ("--call", "7045550134")]
)
def test_what_cannot_be_done_is_one_sentence(run: Run, words: tuple[str, ...]) -> None:
    done = run("rehearse", *words)
    assert done.code == 2
    assert SENTENCE.fullmatch(done.err)
    assert "7045550134" not in done.err
