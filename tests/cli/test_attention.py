"""`harborline attention`, as typed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from commands import SENTENCE, Run

EXPORT = Path(__file__).parent.parent / "data" / "feeds" / "google-trends.csv"
TAKE = ("attention", "import", "--source", "google-trends", "--tag", "#MeToo")


@pytest.fixture
def days(tmp_path: Path) -> str:
    """Gives a table of eleven weeks: 100 a day, and 300 on each of the last three days."""
    last = datetime(2017, 11, 22, tzinfo=UTC)
    rows = [(last - timedelta(days=back), 300 if back < 3 else 100) for back in range(77)]
    table = "Day,views\n" + "".join(f"{at:%Y-%m-%d},{n}\n" for at, n in reversed(rows))
    path = tmp_path / "days.csv"
    path.write_text(table, encoding="utf-8")
    return str(path)


def test_counts_of_a_file_make_a_meter(run: Run, days: str) -> None:
    taken = run(*TAKE, days, "--json")
    assert taken.json == {
        "counts": 77,
        "first": "2017-09-07T00:00:00+00:00",
        "last": "2017-11-22T00:00:00+00:00",
    }
    at = ("attention", "report", "--at", "2017-11-23T08:00Z")
    assert run(*at, "--json").json == {
        "at": "2017-11-23T08:00:00+00:00",
        "gauges": [
            {
                "source": "google-trends",
                "tag": "metoo",
                "span_s": 86_400,
                "starts_at": "2017-11-22T00:00:00+00:00",
                "count": 300,
                "usual": 100.0,
                "weeks": 8,
                "times_usual": 3.0,
                "at_least": False,
                "at_most": False,
                "trend": "rising",
                "since": "2017-11-20T00:00:00+00:00",
            }
        ],
    }
    assert run(*at, "--tag", "MeToo").out == (
        "google-trends, metoo, day of 2017-11-22: x3.0 of usual (300; usual 100, from 8 weeks), "
        "rising, unusual since 2017-11-20 00:00Z.\n"
    )
    assert "Nothing was watched" in run(*at, "--tag", "other").out


def test_an_export_of_google_trends(run: Run) -> None:
    found = run(*TAKE, str(EXPORT))
    assert found.out == "4 counts taken, 2017-10-13 00:00Z to 2017-10-16 00:00Z.\n"
    said = run("attention", "report", "--at", "2017-10-17T00:00Z").out
    assert said == (
        "google-trends, metoo, day of 2017-10-16: 100; too little past to say what is usual (0 of "
        "at least 3 weeks).\n"
    )


def test_page_views(run: Run, tmp_path: Path) -> None:
    items = [{"timestamp": f"2017101{day}00", "views": day} for day in range(5, 9)]
    (tmp_path / "views.json").write_text(json.dumps({"items": items}), encoding="utf-8")
    found = run("attention", "import", str(tmp_path / "views.json"), "--source", "w", "--tag", "t")
    assert found.out.startswith("4 counts taken, 2017-10-15")


def test_the_off_switch(run: Run, days: str) -> None:
    assert run(*TAKE, days).code == 0
    off = run("attention", "off")
    assert off.code == 0
    assert "totals are kept" in off.out
    refused = run(*TAKE, days)
    assert refused.code == 2
    assert "switched off" in refused.err
    watch = ("attention", "watch", "--tag", "metoo", "--mastodon", "http://127.0.0.1:9")
    assert "switched off" in run(*watch).err
    assert run("attention", "report", "--at", "2017-11-23T08:00Z", "--json").json["gauges"]
    assert "are deleted" in run("attention", "off", "--forget").out
    assert not run("attention", "report", "--at", "2017-11-23T08:00Z", "--json").json["gauges"]
    assert run("attention", "on").code == 0
    assert run(*TAKE, days).code == 0


@pytest.mark.parametrize(
    "typed",
    [
        ("attention", "watch"),
        ("attention", "watch", "--tag", "metoo"),
        ("attention", "watch", "--jetstream", "wss://example.org/subscribe"),
        ("attention", "watch", "--tag", "", "--jetstream", "wss://example.org/subscribe"),
        ("attention", "watch", "--tag", "two words", "--mastodon", "https://example.org"),
        ("attention", "watch", "--tag", "a", "--jetstream", "https://example.org"),
        ("attention", "watch", "--tag", "a", "--mastodon", "example"),
        ("attention", "watch", "--wikipedia", "Me_Too"),
        ("attention", "watch", "--wikipedia", "en.wikipedia/X", "--for-min", "0"),
        ("attention", "watch", "--wikipedia", "en.wikipedia/X", "--for-min", "nan"),
        ("attention", "watch", "--wikipedia", "en.wikipedia/X", "--contact", "a\nb"),
        ("attention", "import", "/nowhere.csv", "--source", "a", "--tag", "b"),
        ("attention", "import", str(EXPORT), "--source", "own", "--tag", "b"),
        ("attention", "import", str(EXPORT), "--source", "a b", "--tag", "b"),
        ("attention", "import", str(EXPORT), "--source", "a", "--tag", "b", "--zone", "x"),
        ("attention", "import", str(EXPORT), "--source", "a", "--tag", "b", "--column", "x"),
        ("attention", "report", "--at", "now"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(run: Run, typed: tuple[str, ...]) -> None:
    found = run(*typed)
    assert found.code == 2
    assert SENTENCE.fullmatch(found.err), found.err


def test_json_that_is_none(run: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    found = run("attention", "import", str(tmp_path / "broken.json"), "--source", "w", "--tag", "t")
    assert found.code == 2
    assert "JSON" in found.err
