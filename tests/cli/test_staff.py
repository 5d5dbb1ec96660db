"""`harborline staff` and `harborline shifts`, as typed."""

from pathlib import Path

import pytest
from icalendar import Calendar

from commands import SENTENCE, Run
from harborline.cli.shifts import _told
from harborline.planning.shifts import Plan, Rules

HOUR = ("staff", "--calls-per-hour", "35.9", "--aht-min", "10")
KEYS = ["staff", "answered_in_target", "lost", "asa_s", "occupancy"]
PATIENT = ("--patience-min", "5")


def test_without_a_patience_it_is_erlang_c(run: Run) -> None:
    found = run(*HOUR, "--target", "80/20", "--json")
    assert found.code == 0
    assert list(found.json) == KEYS
    assert (found.json["staff"], found.json["lost"]) == (9, 0)
    assert run(*HOUR, "--target", "95/20", "--json").json["staff"] == 11


def test_with_a_patience_the_loss_counts_too(run: Run) -> None:
    alone = run(*HOUR, *PATIENT, "--target", "80/20", "--json").json
    both = run(*HOUR, *PATIENT, "--target", "80/20", "--max-lost", "3", "--json").json
    assert (alone["staff"], both["staff"]) == (8, 10)
    assert alone["lost"] > 0.03 >= both["lost"]
    same = run(*HOUR, *PATIENT, "--target", "80/20", "--model", "erlang-c", "--json").json
    assert same["staff"] == 9


def test_eleven_on_duty_meet_a_surge(run: Run) -> None:
    surge = ("staff", "--calls-per-hour", str(574 / 16 * 3.01), "--aht-min", "10", *PATIENT)
    found = run(*surge, "--target", "80/20", "--on-duty", "11", "--json").json
    assert found["staff"] == 11
    assert found["lost"] == pytest.approx(0.399, abs=0.0006)
    assert found["answered_in_target"] == pytest.approx(0.123, abs=0.0006)
    told = run(*surge, "--target", "80/20", "--on-duty", "11").out
    assert "NOT kept" in told


def test_more_is_printed_where_more_is_asked(run: Run) -> None:
    given = (*HOUR, *PATIENT, "--target", "80/20", "--redials", "40", "--shrinkage", "30")
    found = run(*given, "--json").json
    assert list(found) == [*KEYS, "rostered", "offered_per_hour", "never_answered"]
    assert found["rostered"] == 13
    assert found["offered_per_hour"] > 35.9


def test_every_rate_says_of_what(run: Run) -> None:
    told = run(*HOUR, *PATIENT, "--target", "80/20", "--redials", "40", "--shrinkage", "30").out
    rates = [line for line in told.splitlines() if line[:2] == "  " and "%" in line]
    assert len(rates) == 4
    assert all(" of " in line for line in rates)
    assert "--max-lost" in told
    assert "--max-lost" not in run(*HOUR, *PATIENT, "--target", "80/20", "--max-lost", "5").out


def test_a_queue_without_end_has_no_wait_in_numbers(run: Run) -> None:
    found = run(*HOUR, "--target", "80/20", "--on-duty", "4", "--json").json
    assert (found["asa_s"], found["answered_in_target"]) == (None, 0)
    assert "without end" in run(*HOUR, "--target", "80/20", "--on-duty", "4").out


@pytest.mark.parametrize(
    "given",
    [
        ("--target", "80"),
        ("--target", "80/soon"),
        ("--target", "100/20"),
        ("--target", "80/-1"),
        ("--target", "80/20", "--max-lost", "0"),
        ("--target", "80/20", "--patience-min", "0"),
        ("--target", "80/20", "--model", "erlang-a"),
        ("--target", "80/20", "--redials", "40"),
        ("--target", "80/20", "--shrinkage", "100"),
        ("--target", "80/20", "--at-least", "0"),
        ("--target", "80/20", "--on-duty", "0"),
        ("--target", "80/20", "--csv", "out.csv"),
        ("--target", "80/20", "--model", "guess"),
        ("--target", "80/20", "--calls", "calls.csv"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence(run: Run, given: tuple[str, ...]) -> None:
    found = run(*HOUR, *given)
    assert (found.code, found.out) == (2, "")
    assert SENTENCE.fullmatch(found.err)


@pytest.mark.parametrize("calls", ["0", "-3", "nan", "inf", "many"])
def test_calls_that_are_none(run: Run, calls: str) -> None:
    found = run("staff", f"--calls-per-hour={calls}", "--aht-min", "10", "--target", "80/20")
    assert found.code == 2
    assert SENTENCE.fullmatch(found.err)


@pytest.fixture
def calls_file(tmp_path: Path) -> Path:
    path = tmp_path / "calls.csv"
    rows = [
        f"2026-11-23T{hour:02}:{half}-05:00,{4 + hour % 3}"
        for hour in range(8, 20)
        for half in ("00", "30")
    ]
    path.write_text("\n".join(["starts_at,calls", *rows]), encoding="utf-8")
    return path


def test_half_hours_of_a_file(run: Run, calls_file: Path, tmp_path: Path) -> None:
    given = ("staff", "--calls", str(calls_file), "--aht-min", "10", *PATIENT, "--target", "80/20")
    told = run(*given, "--max-lost", "5")
    assert told.code == 0
    assert len(told.out.splitlines()) == 24 + 3
    document = run(*given, "--json").json
    assert len(document["half_hours"]) == 24
    out = tmp_path / "need.csv"
    assert run(*given, "--csv", str(out)).out == ""
    assert out.read_text("utf-8").startswith("center,starts_at,calls,staff,")
    assert run(*given, "--csv", "-").out.count("\n") == 25


def test_a_patience_in_rows_asks_for_one_of_the_others(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("starts_at,calls,patience_min\n2026-11-23T14:00Z,18,5\n", encoding="utf-8")
    given = ("staff", "--calls", str(path), "--aht-min", "10", "--target", "80/20", "--json")
    refused = run(*given)
    assert refused.code == 2
    assert SENTENCE.fullmatch(refused.err)
    (row,) = run(*given, *PATIENT).json["half_hours"]
    assert row["lost"] > 0


def test_faults_of_files_and_of_options_beside_them(run: Run, calls_file: Path) -> None:
    given = ("--aht-min", "10", *PATIENT, "--target", "80/20")
    for words in (
        ("staff", "--calls", "nowhere.csv", *given),
        ("staff", "--calls", str(calls_file), "--on-duty", "3", *given),
        ("staff", "--calls", str(calls_file), "--csv", "/nowhere/at/all.csv", *given),
    ):
        found = run(*words)
        assert found.code == 2
        assert SENTENCE.fullmatch(found.err)


@pytest.fixture
def planned(run: Run, calls_file: Path, tmp_path: Path) -> tuple[str, ...]:
    need, people = tmp_path / "need.csv", tmp_path / "people.csv"
    run(
        "staff",
        "--calls",
        str(calls_file),
        "--aht-min",
        "5",
        "--target",
        "50/60",
        "--csv",
        str(need),
    )
    rows = [
        f"{name},2026-11-23T{begins:02}:00-05:00,2026-11-23T{ends}:00-05:00,8"
        for name, begins, ends in (
            *(("Ana", 8, 14), ("Bo", 8, 14), ("Cy", 13, 20), ("Dee", 14, 20)),
            *(("Eve", 8, 20), ("Fay", 8, 20)),
        )
    ]
    people.write_text("\n".join(["person,free_from,free_until,max_hours", *rows]), encoding="utf-8")
    return ("shifts", "--need", str(need), "--people", str(people), "--zone", "America/New_York")


def test_a_plan_is_told_and_written(run: Run, planned: tuple[str, ...], tmp_path: Path) -> None:
    table, calendar = tmp_path / "plan.csv", tmp_path / "plan.ics"
    found = run(*planned, "--csv", str(table), "--ics", str(calendar))
    assert found.code == 0
    assert "Every half hour is covered." in found.out
    assert "Mon 2026-11-23 08:00 to Mon" in found.out
    shifts = table.read_text("utf-8").splitlines()[1:]
    events = Calendar.from_ical(calendar.read_bytes()).walk("VEVENT")
    assert len(shifts) == len(events) > 0
    run(*planned, "--ics", str(calendar), "--only", "Ana")
    assert "Ana" not in calendar.read_text("utf-8")


def test_what_stays_short_is_told_with_exit_code_1(run: Run, planned: tuple[str, ...]) -> None:
    people = Path(planned[4])
    lines = people.read_text("utf-8").splitlines()
    people.write_text("\n".join([lines[0], lines[1]]), encoding="utf-8")
    found = run(*planned)
    assert found.code == 1
    assert "half hours stay short:" in found.out
    assert "only 0 free" in found.out
    document = run(*planned, "--json").json
    assert document["least_short"] is True
    assert {short["on_duty"] < short["wanted"] for short in document["short"]} == {True}


@pytest.mark.parametrize(
    "given",
    [
        ("--lengths", "some"),
        ("--lengths", "4,0.2"),
        ("--rest", "-1"),
        ("--starts-every", "7"),
        ("--zone", "Nowhere/AtAll"),
        ("--seconds", "0"),
        ("--only", "Ana"),
        ("--center", "aster"),
        ("--people", "nowhere.csv"),
    ],
)
def test_what_no_plan_can_be_made_of(
    run: Run, planned: tuple[str, ...], given: tuple[str, ...]
) -> None:
    found = run(*planned, *given)
    assert (found.code, found.out) == (2, "")
    assert SENTENCE.fullmatch(found.err)


@pytest.mark.parametrize(
    ("proven", "said"),
    [
        ((False, False), "less short may exist"),
        ((True, False), "fairer hours"),
        ((True, True), None),
    ],
)
def test_a_plan_that_may_be_better_says_so(proven: tuple[bool, bool], said: str | None) -> None:
    told = _told(Plan((), (), (), *proven), Rules())
    assert ("The time ran out" in told) == (said is not None)
    assert said is None or said in told
