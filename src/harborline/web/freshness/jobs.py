"""The jobs of freshness, and how often each round comes. Each is safe to repeat at any time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from harborline.web.freshness.services import checking, reminding, testing
from harborline.web.freshness.work import Job, Round
from harborline.web.site.ports import site_ports

ROUNDS = (Round("expiries", 60), Round("addresses", 60), Round("test_calls", 5))
"""Every five minutes is often enough to begin a test call within agreed hours of ten minutes."""

Put = Callable[[str, str], None]


def jobs(put: Put) -> Mapping[str, Job]:
    """Gives each job by its name; `put` queues what a round found.

    In a demo nobody is written to, called or looked at: its centers are invented.
    """

    def expiries(_subject: str, at: datetime) -> None:
        reminding.extend(at)
        reminding.remind(at)

    def addresses(_subject: str, at: datetime) -> None:
        for center in checking.due_addresses(at):
            put("address", center)

    def address(subject: str, at: datetime) -> None:
        checking.check_address(subject, at)

    def plan(_subject: str, at: datetime) -> None:
        for key in testing.plan_test_calls(at):
            put("test_call", str(key))

    def place(subject: str, at: datetime) -> None:
        testing.place_test_call(int(subject), at)

    found: dict[str, Job] = {
        "expiries": expiries,
        "addresses": addresses,
        "address": address,
        "test_calls": plan,
        "test_call": place,
    }
    return {name: _in_earnest(job) for name, job in found.items()}


def _in_earnest(job: Job) -> Job:
    def do(subject: str, at: datetime) -> None:
        if not site_ports().is_demo():
            job(subject, at)

    return do
