"""Work in the background keeps its promises on SQLite and on PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from harborline.web.freshness.work import (
    HueyWork,
    Job,
    NoWork,
    ProcrastinateWork,
    Round,
    Rounds,
    Work,
)

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
Make = Callable[[dict[str, Job], tuple[Round, ...]], Work]


@pytest.fixture
def make(database_url: str, tmp_path: Path) -> Make:
    def made(jobs: dict[str, Job], rounds: tuple[Round, ...] = ()) -> Work:
        if database_url:
            return ProcrastinateWork(database_url, jobs, rounds, lambda: AT)
        return HueyWork(tmp_path / "work.sqlite3", jobs, rounds, lambda: AT)

    return made


def run_until(work: Work, done: Callable[[], bool], longest_s: float = 15.0) -> None:
    stop = Event()
    worker = Thread(target=work.run, args=[stop])
    worker.start()
    end = time.monotonic() + longest_s
    try:
        while not done() and time.monotonic() < end:
            time.sleep(0.02)
    finally:
        stop.set()
        worker.join(longest_s)
    assert done()
    assert not worker.is_alive()


def test_what_is_queued_is_done_once_and_in_order(make: Make) -> None:
    seen: list[tuple[str, datetime]] = []
    work = make({"note": lambda subject, at: seen.append((subject, at))}, ())
    for subject in ("a", "b", "c"):
        work.put("note", subject)
    run_until(work, lambda: len(seen) >= 3)
    assert seen == [("a", AT), ("b", AT), ("c", AT)]


def test_what_was_queued_before_a_restart_is_done_after_it(make: Make) -> None:
    seen: list[str] = []
    jobs: dict[str, Job] = {"note": lambda subject, _at: seen.append(subject)}
    make(jobs, ()).put("note", "a")
    run_until(make(jobs, ()), lambda: seen == ["a"])


def test_a_job_that_fails_ends_nothing_and_says_no_subject(
    make: Make, capfd: pytest.CaptureFixture[str]
) -> None:
    seen: list[str] = []

    def fail(subject: str, _at: datetime) -> None:
        raise ValueError(subject)

    work = make({"fail": fail, "note": lambda subject, _at: seen.append(subject)}, ())
    work.put("fail", "secret-subject")
    work.put("note", "b")
    run_until(work, lambda: seen == ["b"])
    said = capfd.readouterr().err
    assert "The job 'fail' failed: ValueError." in said
    assert "secret-subject" not in said


def test_rounds_come_by_themselves(make: Make) -> None:
    seen: list[str] = []
    work = make({"look": lambda _subject, _at: seen.append("look")}, (Round("look", 60),))
    run_until(work, lambda: bool(seen))
    assert seen == ["look"]  # the time stands still, so no second round


def test_a_job_that_does_not_exist_is_refused(make: Make) -> None:
    with pytest.raises(KeyError):
        make({}, ()).put("nothing", "a")


def test_no_work_waits_for_the_end() -> None:
    stop = Event()
    NoWork().put("anything", "a")
    stop.set()
    NoWork().run(stop)


def test_each_round_is_due_at_once_and_then_by_its_minutes() -> None:
    rounds = Rounds((Round("a", 5), Round("b", 60)))
    assert rounds.due(AT) == ("a", "b")
    assert rounds.due(AT + timedelta(minutes=4)) == ()
    assert rounds.due(AT + timedelta(minutes=5)) == ("a",)
    assert rounds.due(AT + timedelta(minutes=60)) == ("a", "b")
