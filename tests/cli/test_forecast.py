"""`harborline forecast`, as typed."""

from pathlib import Path

import pytest

from commands import SENTENCE, Run

FIELDS = ["starts_at", "usual", "mean", "low_90", "low_50", "median", "high_50", "high_90"]


@pytest.fixture
def drawn(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "drawn.csv"
    assert run("forecast", "--draw", "kavanaugh-2018", "--csv", str(path)).code == 0
    return path


def until(path: Path, days: int) -> Path:
    lines = path.read_text("utf-8").splitlines(keepends=True)
    cut = path.with_name(f"{days}.csv")
    cut.write_text("".join(lines[: 1 + 48 * days]), "utf-8")
    return cut


def test_quiet_weeks(run: Run, drawn: Path) -> None:
    found = run(
        "forecast", "--calls", str(until(drawn, 56)), "--zone", "America/New_York", "--json"
    )
    assert found.code == 0
    document = found.json
    assert document["from"] == "2018-09-01T04:00Z"
    assert document["alarms"] == []
    assert document["like"] is None
    assert document["times_usual"] < 1.2
    assert len(document["half_hours"]) == 144
    assert list(document["half_hours"][0]) == FIELDS
    assert [row["hours"] for row in document["totals"]] == [6, 24, 72]
    assert document["totals"][1]["low_90"] < 630 < document["totals"][1]["high_90"]


def test_the_evening_of_the_hearing(run: Run, drawn: Path) -> None:
    cut = until(drawn, 56 + 27)
    found = run("forecast", "--calls", str(cut), "--zone", "America/New_York", "--json").json
    assert found["surge_share"] > 0.9
    assert found["times_usual"] > 2
    assert found["alarms"]
    assert found["like"]["event"]
    told = run("forecast", "--calls", str(cut), "--zone", "America/New_York").out
    assert "ALARM at" in told
    assert "the hotline's own weeks" in told


def test_the_table_is_what_staff_reads(run: Run, drawn: Path, tmp_path: Path) -> None:
    ahead = tmp_path / "ahead.csv"
    cut = until(drawn, 58)
    run("forecast", "--calls", str(cut), "--hours", "6", "--csv", str(ahead))
    assert ahead.read_text("utf-8").splitlines()[0] == ",".join(FIELDS)
    staffed = run(
        *("staff", "--calls", str(ahead), "--calls-column", "high_90"),
        *("--aht-min", "10", "--target", "80/20", "--json"),
    )
    assert len(staffed.json["half_hours"]) == 12


def test_attention_is_read_by_hours(run: Run, drawn: Path, tmp_path: Path) -> None:
    felt = tmp_path / "felt.csv"
    felt.write_text(
        "starts_at,attention\n2018-08-31T22:00Z,1\n"
        "2018-08-31T23:00Z,5\n2018-09-01T00:00Z,6\n2018-09-01T01:00Z,7\n",
        "utf-8",
    )
    calls = ("forecast", "--calls", str(until(drawn, 56)), "--json")
    found = run(*calls, "--attention", str(felt)).json
    assert found["attention_up_h"] == pytest.approx(5, abs=1)
    assert run(*calls).json["attention_up_h"] is None
    assert found["totals"][1]["high_90"] > run(*calls).json["totals"][1]["high_90"]


def test_a_synthetic_series_says_so(run: Run) -> None:
    lines = run("forecast", "--draw", "metoo-2017", "--csv", "-").out.splitlines()
    assert lines[0] == "starts_at,posts,made"
    assert all(line.endswith(",synthetic") for line in lines[1:])
    assert sum(int(line.split(",")[1]) for line in lines[1:]) == 1_529_318


TWO = "starts_at,calls\n2018-09-01T00:00Z,3\n2018-09-01T00:30Z,4\n"


@pytest.mark.parametrize(
    ("calls", "more"),
    [
        (TWO, ()),
        (TWO.replace("00:30", "02:30"), ()),
        (TWO.replace("00:30", "00:00"), ()),
        (TWO.replace("4", "4.5"), ()),
        (TWO.replace("4", "many"), ()),
        (TWO, ("--zone", "Mars")),
        (TWO, ("--hours", "100")),
        (TWO, ("--seed", "-1")),
        (TWO, ("--events", "no-such-file")),
        (TWO, ("--attention", "no-such-file")),
    ],
)
def test_what_cannot_be_used(run: Run, tmp_path: Path, calls: str, more: tuple[str, ...]) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(calls, "utf-8")
    found = run("forecast", "--calls", str(path), *more)
    assert (found.code, found.out) == (2, "")
    assert SENTENCE.fullmatch(found.err)


def test_old_attention_is_refused(run: Run, drawn: Path, tmp_path: Path) -> None:
    felt = tmp_path / "felt.csv"
    felt.write_text("starts_at,attention\n2018-08-30T22:00Z,4\n", "utf-8")
    found = run("forecast", "--calls", str(until(drawn, 56)), "--attention", str(felt))
    assert found.code == 2
    assert SENTENCE.fullmatch(found.err)


@pytest.mark.parametrize(
    "more", [("--draw", "no-such", "--csv", "-"), ("--draw", "metoo-2017"), ()]
)
def test_a_series_that_cannot_be_drawn(run: Run, more: tuple[str, ...]) -> None:
    found = run("forecast", *more)
    assert found.code == 2
    assert SENTENCE.fullmatch(found.err)


def test_events_of_ones_own(run: Run, drawn: Path, tmp_path: Path) -> None:
    path = tmp_path / "events.tsv"
    path.write_bytes(b"\xff\xfe")
    asked = ("forecast", "--calls", str(until(drawn, 56)), "--events", str(path))
    assert run(*asked).code == 2
    path.write_text(
        "id\tevent\tyear\tfigure\tunit\twindow\tbaseline\tsource\tpublished\trevises\tnote\n"
        "ours\tours-2025\t2025\t2.2\ttimes\ttwo days\tthe month before\town counts\t2026\t\t\n",
        "utf-8",
    )
    assert run(*asked, "--hours", "6").code == 0
