"""Work in the background: a port, and its two adapters.

A job has a name and a subject, which is a key and never a number or an address. It is done by one
worker, soon, at least tried once; one that fails is told on standard error and not tried again, for what
is due is found anew at the next round. Rounds are jobs that come by themselves every so many minutes;
each worker does them, so each must be safe to repeat.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple, Protocol

Job = Callable[[str, datetime], None]
"""Does something about a subject at a time."""

Now = Callable[[], datetime]
_LOOK_S = 0.5


class Round(NamedTuple):
    """A job that comes by itself."""

    job: str
    every_min: int


class Work(Protocol):
    """Queues jobs, and does them."""

    def put(self, job: str, subject: str) -> None:
        """Queues a job. Raises KeyError for one that does not exist."""

    def run(self, stop: Event) -> None:
        """Does what is queued and each round in its time, until `stop` is set."""


class NoWork:
    """Does nothing, ever."""

    def put(self, job: str, subject: str) -> None:
        """Forgets at once."""

    def run(self, stop: Event) -> None:
        """Waits for the end."""
        stop.wait()


def utc_now() -> datetime:
    return datetime.now(UTC)


class Rounds:
    """Knows which rounds are due: each at once, and then whenever its minutes are over."""

    def __init__(self, rounds: tuple[Round, ...]) -> None:
        self._rounds = rounds
        self._done: dict[str, datetime] = {}

    def due(self, at: datetime) -> tuple[str, ...]:
        """Gives the rounds that are due, and takes them for done."""
        found = tuple(
            one.job
            for one in self._rounds
            if one.job not in self._done
            or (at - self._done[one.job]).total_seconds() >= one.every_min * 60
        )
        self._done |= dict.fromkeys(found, at)
        return found


def attempt(jobs: Mapping[str, Job], job: str, subject: str, at: datetime) -> bool:
    """Does a job; one that fails is told by its name and kind of fault alone. Gives whether it went well."""
    from django.db import close_old_connections

    try:
        jobs[job](subject, at)
    except Exception as fault:  # noqa: BLE001 -- a job of whatever kind must not end the worker
        print(f"The job {job!r} failed: {type(fault).__name__}.", file=sys.stderr)  # noqa: T201
        return False
    finally:
        close_old_connections()
    return True


class HueyWork:
    """Queues in a SQLite file of its own: for one machine."""

    def __init__(
        self,
        path: Path,
        jobs: Mapping[str, Job],
        rounds: tuple[Round, ...] = (),
        now: Now = utc_now,
    ) -> None:
        from huey import SqliteHuey

        self._jobs, self._rounds, self._now = jobs, Rounds(rounds), now
        self._queue: Any = SqliteHuey("harborline", filename=str(path), results=False)
        self._task = self._queue.task(name="job")(self._do)

    def put(self, job: str, subject: str) -> None:
        """Queues a job."""
        self._jobs[job]
        self._task(job, subject)

    def run(self, stop: Event) -> None:
        """Does one job after the other."""
        while not stop.is_set():
            for job in self._rounds.due(self._now()):
                self._do(job, "")
            queued = self._queue.dequeue()
            if queued is None:
                stop.wait(_LOOK_S)
            else:
                self._queue.execute(queued)
        self._queue.storage.close()

    def _do(self, job: str, subject: str) -> None:
        attempt(self._jobs, job, subject, self._now())


class ProcrastinateWork:
    """Queues in PostgreSQL: for several machines, of which one does each job."""

    def __init__(
        self, url: str, jobs: Mapping[str, Job], rounds: tuple[Round, ...] = (), now: Now = utc_now
    ) -> None:
        from procrastinate import App, SyncPsycopgConnector

        self._url, self._jobs, self._now = url, jobs, now
        self._rounds = Rounds(rounds)
        self._app = App(connector=SyncPsycopgConnector(conninfo=url))
        self._task = self._app.task(name="job", pass_context=False)(self._do)
        self._is_open = False

    def put(self, job: str, subject: str) -> None:
        """Queues a job."""
        self._jobs[job]
        self._opened()
        self._task.defer(job=job, subject=subject)

    def run(self, stop: Event) -> None:
        """Does one job after the other; what is done is deleted."""
        from procrastinate import PsycopgConnector

        self._opened()
        while not stop.is_set():
            for job in self._rounds.due(self._now()):
                self._do(job, "")
            with self._app.replace_connector(PsycopgConnector(conninfo=self._url)) as app:
                app.run_worker(
                    wait=False,
                    listen_notify=False,
                    install_signal_handlers=False,
                    delete_jobs="always",
                )
            stop.wait(_LOOK_S)
        self.close()

    def close(self) -> None:
        """Lets the connection go."""
        if self._is_open:
            self._app.close()
            self._is_open = False

    def _opened(self) -> None:
        if self._is_open:
            return
        self._app.open()
        self._is_open = True
        found = self._app.connector.get_sync_connector().execute_query_one(
            "SELECT to_regclass('procrastinate_jobs') AS found"
        )
        if found["found"] is None:
            self._app.schema_manager.apply_schema()

    def _do(self, job: str, subject: str) -> None:
        attempt(self._jobs, job, subject, self._now())
