"""What holds for every public page of training, in each state and both languages."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone
from justhtml import JustHTML

from harborline.app.training import Act, Deed, Outcome, Slot
from harborline.web.training.models import TrainingRequest
from harborline.web.training.services import lives
from reading_level import assert_plain
from training_pages import ASK, TYPED, link_in_mail, send, small_network, stamp

pytestmark = pytest.mark.django_db

LARGEST_FIRST_RESPONSE = 14_000
SLOT = Slot(datetime(2027, 1, 14, 15, tzinfo=UTC), 90)
LIFE = (
    Deed(Act.CONFIRM),
    Deed(Act.PROPOSE, slots=(SLOT, SLOT._replace(minutes=60))),
    Deed(Act.TAKE),
    Deed(Act.REPORT, outcome=Outcome.HELD),
    Deed(Act.RATE),
)


@pytest.fixture(autouse=True)
def network() -> Iterator[None]:
    with small_network():
        yield


def assert_sound(page: str, language: str) -> None:
    """Fails where a page has a fault of HTML, is hard to read, or is heavy."""
    assert JustHTML(page, collect_errors=True).errors == []
    assert page.count("<h1") == 1
    assert f'<html lang="{language}"' in page
    assert_plain(page, language)
    assert len(gzip.compress(page.encode())) <= LARGEST_FIRST_RESPONSE


@pytest.mark.parametrize("language", ["en", "es"])
def test_pages_of_finding_and_asking_are_sound(client: Client, language: str) -> None:
    near, ask = f"/{language}/training", f"/{language}/training/ask"
    for path in (near, ask, f"{ask}/sent", f"/{language}/yours/{'x' * 43}"):
        assert_sound(client.get(path).content.decode(), language)
    for typed in ({"place": "11101"}, {"place": "Town"}, {"place": "33301"}, {"place": "?"}):
        assert_sound(client.post(near, typed).content.decode(), language)
    for typed in ({}, TYPED, TYPED | {"act": "send"}, TYPED | {"act": "change"}):
        assert_sound(client.post(ask, typed).content.decode(), language)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_of_a_request_is_sound_in_every_phase(client: Client, language: str) -> None:
    send(client, path=f"/{language}/training/ask")
    own = link_in_mail()
    assert_sound(client.get(own).content.decode(), language)
    for deed in LIFE:
        lives.act(TrainingRequest.unscoped.get(), deed, timezone.now())
        assert_sound(client.get(own).content.decode(), language)
    erased = client.post(own, {"act": "erase", "stamp": stamp("training-own")})
    assert_sound(erased.content.decode(), language)


@pytest.mark.parametrize("outcome", [Outcome.NOT_HELD, Outcome.UNKNOWN])
def test_a_training_that_was_not_held_is_not_asked_about(client: Client, outcome: Outcome) -> None:
    send(client)
    own = link_in_mail()
    for deed in (*LIFE[:3], Deed(Act.REPORT, outcome=outcome)):
        lives.act(TrainingRequest.unscoped.get(), deed, timezone.now())
    page = client.get(own).content.decode()
    assert ('value="rate"' in page) == (outcome is Outcome.UNKNOWN)


def test_a_page_asks_for_nothing_of_another_origin(client: Client) -> None:
    page = JustHTML(client.get(ASK).content.decode())
    named = [node.attrs or {} for node in page.query("script, link, img")]
    fetched = [one.get("src") or one.get("href") or "" for one in named]
    assert fetched
    assert [one for one in fetched if not one.startswith("/")] == []
    assert page.query("[style], [onclick]") == []
