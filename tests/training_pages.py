"""The small country as the public pages of training meet it: who offers what, and what an organiser types."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.core import mail
from django.test import Client
from django.utils import timezone

from harborline.core.listings import TrainingAudience, TrainingTopic
from harborline.web.directory.models import Center, TrainingOffer
from harborline.web.public import sending
from harborline.web.site.ports import install, site_ports
from harborline.web.training.services import posting
from small_world import map_of, network_of
from web_world import make_network, small_ports

ASK = "/en/training/ask"
SENT = "/en/training/ask/sent"
NEAR = "/en/training"

TYPED: dict[str, Any] = {
    "audience": "school",
    "size": "25",
    "goals": ["understand_consent", "step_in"],
    "note": "We have a hall.",
    "language": "en",
    "way": "on_site",
    "place": "11101",
    "name": "Ana Ruiz",
    "email": "ana@example.org",
    "organisation": "Bellwether High",
}

_MAP = [
    ["lines", "id | languages | national backups", "main | en es | national"],
    [
        "centers",
        "id | where | state | serves | notes",
        "alder | 0.0, 10.0 | WL | county 10001 |",
        "birch | 0.0, 11.0 | WL | county 10003 |",
        "elm | 0.0, 13.0 | EL | county 20001 |",
    ],
    ["national backups", "id", "national"],
]
_LINK = re.compile(r"https?://[^/\s]+(/(?:en|es)/yours/[A-Za-z0-9_-]{43})")


@contextmanager
def small_network() -> Iterator[dict[str, Center]]:
    """Gives its centers by id; alder and birch hold a training, elm says nothing of it."""
    before, routing_map = site_ports(), map_of(network_of(_MAP))
    install(small_ports(current_map=lambda: routing_map))
    centers = make_network()
    offer(centers["alder"], fee_usd=50, lead_days=14)
    offer(centers["birch"], topic=TrainingTopic.BYSTANDER.value, online=True)
    yield centers
    install(before)


def offer(center: Center, **fields: Any) -> TrainingOffer:
    """Writes an offer: consent for schools, in English, on site, unless told otherwise."""
    usual = {"audience": TrainingAudience.SCHOOL.value, "topic": TrainingTopic.CONSENT.value}
    made: TrainingOffer = TrainingOffer.unscoped.create(center=center, **(usual | fields))
    return made


def stamp(form: str = "training-ask", *, age_s: float = 60) -> str:
    """Gives the stamp of a form that was opened so long ago."""
    with patch("django.core.signing.time.time", return_value=time.time() - age_s):
        return sending.stamp(form)


def send(client: Client, path: str = ASK, **typed: Any) -> Any:
    """Sends the page on which a request was checked; mails what is owed, as the worker does within a minute."""
    answer = client.post(path, TYPED | {"act": "send", "stamp": stamp()} | typed)
    posting.post(timezone.now())
    return answer


def link_in_mail(index: int = -1) -> str:
    """Gives the path of the first link in a mail that was sent, with those that are owed now."""
    posting.post(timezone.now())
    found = _LINK.search(str(mail.outbox[index].body))
    assert found is not None
    return found[1]


def press(client: Client, path: str, act: str, **answer: str) -> Any:
    """Presses a button of the organiser's own page."""
    return client.post(path, {"act": act, "stamp": stamp("training-own")} | answer)
