"""`harborline simulate`, as typed."""

import pytest

from commands import SENTENCE, Run

SHORT = (
    *("simulate", "--calls-per-day", "2000", "--national-seats", "5", "--hours", "2"),
    *("--warm-up", "1", "--replications", "3", "--at", "2026-12-07T18:00Z"),
)


def test_the_same_seed_prints_the_same(run: Run) -> None:
    first = run(*SHORT, "--json")
    assert first.code == 0
    assert run(*SHORT, "--json", "--workers", "1").json == first.json
    assert run(*SHORT, "--json", "--seed", "2").json["figures"] != first.json["figures"]
    assert first.json["hours"] == 3
    assert first.json["begins"] == "2026-12-07T17:00:00+00:00"


def test_the_warm_up_has_usual_calls_and_the_window_as_many_as_told(run: Run) -> None:
    usual = run(*SHORT, "--json").json["figures"]["offered"]["mean"]
    silent = run(*SHORT, "--times", "0,3", "--json").json["figures"]["offered"]["mean"]
    assert silent == pytest.approx(usual * 9 / 4, rel=0.15)


def test_text_says_of_what_each_share_is(run: Run) -> None:
    told = run(
        *SHORT, "--try", "advocate:demo-national-1:20", "--talk-cv", "1.3", "--absent", "20"
    ).out
    assert "calls offered" in told
    assert "nobody was dialed" in told
    assert "100 %" in told or "100%" in told
    assert "advocate:demo-national-1:20 changes, in points of calls offered" in told
    assert "hung up before a person was there" in told


def test_fewer_calls_than_a_person_still_read_well(run: Run) -> None:
    told = run(*SHORT[:2], "0.0001", *SHORT[3:], "--replications", "1")
    assert told.code == 0
    assert "0 calls offered" in told.out


@pytest.mark.parametrize(
    "given",
    [
        ("--times", "1,x"),
        ("--times", ""),
        ("--times", "-1"),
        ("--hours", "0"),
        ("--hours", "169"),
        ("--zip-uptake", "120"),
        ("--talk-min", "0"),
        ("--patience-min", "nan"),
        ("--seed", "-1"),
        ("--replications", "0"),
        ("--try", "advocate:nobody"),
        ("--aid", "nobody"),
        ("--national-seats", "-1"),
        ("--at", "tomorrow"),
        ("--takes", "130"),
        ("--shock", "-1"),
        ("--workers", "0"),
    ],
)
def test_what_cannot_be_simulated_gets_one_sentence(run: Run, given: tuple[str, str]) -> None:
    found = run(*SHORT, f"{given[0]}={given[1]}")
    assert (found.code, found.out) == (2, "")
    assert SENTENCE.fullmatch(found.err)
