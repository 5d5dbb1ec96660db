"""A request, and who may hold it: what the tests of trainings share.

In Bellwether alder serves 10001 and teaches; birch serves 10003 and is next; both are of `wl-coalition`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core import mail

from harborline.app.training import Goal, Holder, HolderKind, Mode, Slot, Wanted
from harborline.core.listings import TrainingAudience
from harborline.web.directory.models import Center, TrainingOffer
from harborline.web.site.ports import SitePorts, install, site_ports
from harborline.web.training.models import TrainingRequest
from harborline.web.training.services import asking, links, organising, posting
from small_world import map_of, network_of
from web_world import make_network, small_ports

AT = datetime(2026, 11, 23, 15, tzinfo=UTC)
"""A Monday, ten o'clock in New York."""
A_DAY = timedelta(days=1)
ALDER, BIRCH = Holder(HolderKind.CENTER, "alder"), Holder(HolderKind.CENTER, "birch")
COALITION = Holder(HolderKind.COALITION, "wl-coalition")
SLOT = Slot(datetime(2027, 1, 14, 15, tzinfo=UTC), 90)
OTHER_SLOT = Slot(datetime(2027, 1, 21, 15, tzinfo=UTC), 60)
ADA = "ada@school.example.org"
WISH = asking.Wish(
    audience=TrainingAudience.SCHOOL,
    size=25,
    goals=(Goal.UNDERSTAND_CONSENT, Goal.STEP_IN),
    language="en",
    way=Mode.EITHER,
    county="10001",
    name="Ada Quill",
    email=ADA,
    days=(Wanted(date(2027, 1, 11), date(2027, 1, 15)),),
    note="Two groups in one afternoon.",
    organisation="Bellwether School",
)
_LINK = re.compile(r"/yours/([A-Za-z0-9_-]{43})")
_MAP = [
    ["lines", "id | languages | national backups", "main | en es | national"],
    [
        "centers",
        "id | where | state | serves | notes",
        "alder | 0.0, 10.0 | WL | county 10001 |",
        "birch | 0.0, 11.0 | WL | county 10003 |",
    ],
    ["national backups", "id", "national"],
]


@contextmanager
def with_ports(**ports: Any) -> Iterator[SitePorts]:
    """Installs ports of the small country for a while: its map, which is no demo's."""
    before, routing_map = site_ports(), map_of(network_of(_MAP))
    install(small_ports(current_map=lambda: routing_map, **ports))
    try:
        yield site_ports()
    finally:
        install(before)


def make_centers() -> dict[str, Center]:
    """Writes the small network; alder and birch teach, and alder has an address for notices."""
    centers = make_network()
    centers["alder"].notices = "notices@alder.example.org"
    centers["alder"].save()
    for name in ("alder", "birch"):
        TrainingOffer.unscoped.create(center=centers[name], audience="school", topic="consent")
    return centers


def asked(at: datetime = AT, **changes: Any) -> TrainingRequest:
    """Asks, mails the link as the worker does within a minute, and gives the row, not yet confirmed."""
    asking.ask(WISH._replace(**changes), at)
    with suppress(OSError):
        posting.post(at)
    found: TrainingRequest = TrainingRequest.unscoped.latest("pk")
    return found


def confirmed(at: datetime = AT, **changes: Any) -> TrainingRequest:
    """Asks and confirms."""
    return organising.confirm(asked(at, **changes), at)


def tokens() -> list[str]:
    """Gives the tokens of all links that were mailed, in order."""
    return [token for letter in mail.outbox for token in _LINK.findall(str(letter.body))]


def by_mail() -> TrainingRequest | None:
    """Gives the request that the last mailed link leads to."""
    return links.request_of(tokens()[-1])
