"""Work in the background of the site: which adapter, which jobs, and the thread that does them."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from threading import Event, Thread
from typing import TYPE_CHECKING

from harborline.settings import Settings

if TYPE_CHECKING:
    from harborline.web.freshness.work import Work


def background(given: Settings) -> Work:
    """Gives work that knows every job: in PostgreSQL where the site's rows are, else in a file."""
    from pathlib import Path

    from harborline.bootstrap.live_stores import database_url
    from harborline.web.exchange.models import forget_drafts
    from harborline.web.freshness.jobs import ROUNDS, jobs
    from harborline.web.freshness.work import HueyWork, Job, ProcrastinateWork, Round
    from harborline.web.training.services.rounds import go_round

    def drafts(_subject: str, at: datetime) -> None:
        forget_drafts(at)

    def training(_subject: str, at: datetime) -> None:
        go_round(at)

    made: Work
    known: dict[str, Job] = {
        **jobs(lambda job, subject: made.put(job, subject)),  # noqa: PLW0108 -- made below
        "drafts": drafts,
        "training": training,
    }
    rounds = (*ROUNDS, Round("drafts", 30), Round("training", 1))
    url = database_url()
    if url:
        made = ProcrastinateWork(url, known, rounds)
    else:
        made = HueyWork(Path(given.data, "work.sqlite3"), known, rounds)
    return made


def begin_background(given: Settings, say: Callable[[str], None]) -> None:
    """Begins threads that work as long as this process lives; Django must be ready.

    A fault of the queue ends one attempt, never the site. Hours go out in a thread of their own, for a test
    call holds up the other jobs for two minutes.
    """
    arguments = (given, say, Event())
    Thread(target=_keep_working, args=arguments, name="background", daemon=True).start()
    Thread(target=keep_hours_going, args=(Event(),), name="hours", daemon=True).start()
    _take_maps(given, say)


def _take_maps(given: Settings, say: Callable[[str], None]) -> None:
    """Keeps the map of this machine that of all machines, also while no voice process does it here.

    Otherwise the site would take an old map for one that somebody brought back.
    """
    from harborline.bootstrap.live_stores import database_url
    from harborline.stores.shared_map import MapCopier, open_shared_map

    url = database_url()
    if url:
        MapCopier(open_shared_map(given.data, url), given.data, say=say).start()


def keep_hours_going(stop: Event, every_s: float = 30.0) -> None:
    """Looks every so many seconds whether centers changed hours that callers do not meet yet."""
    from harborline.web.freshness.work import attempt, utc_now
    from harborline.web.publishing.services import OutOfTurn, publish_routine

    def hours(_subject: str, at: datetime) -> None:
        with suppress(OutOfTurn):  # the directory is being changed just now: the next look finds it
            publish_routine(at)

    _be_nicer()
    while not stop.wait(every_s):
        attempt({"hours": hours}, "hours", "", utc_now())


def _be_nicer() -> None:
    with suppress(OSError):  # only this thread: threads have a niceness of their own
        os.nice(_NICER)


def _keep_working(given: Settings, say: Callable[[str], None], stop: Event) -> None:
    _be_nicer()
    while not stop.wait(_FIRST_S):
        try:
            background(given).run(stop)
        except Exception as fault:  # noqa: BLE001 -- whatever it is, the site goes on
            say(f"Work in the background failed ({type(fault).__name__}); it is tried again.")


_NICER = 10
_FIRST_S = 5.0
"""Before it begins, and between attempts: serving comes first."""
