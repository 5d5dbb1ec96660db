"""A center is paused: audited, shown, refused beyond a day, and back with its next opening."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harborline.app.overlays import Pause
from harborline.core.errors import HarborlineError
from harborline.web.accounts.permissions import Role
from harborline.web.audit.models import AuditEntry
from harborline.web.console.center.pause import opens_again
from harborline.web.directory.models import Center
from harborline.web.directory.to_core import hours_of_center
from web_world import OFFICE_WEEK, make_destination


@pytest.fixture
def admin(client: Client, signed_in: Any, alder: Any) -> Client:
    signed_in(client, Role.CENTER_ADMIN, alder)
    return client


def post(client: Client, **fields: Any) -> str:
    answer = client.post(reverse("console:pause", args=["alder"]), fields, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("number").values_list("verb", flat=True))


def test_a_pause_holds_is_audited_and_ends(admin: Client, overlays: Any) -> None:
    assert "You are paused" in post(admin, act="pause", until="hour", why="storm")
    pause = overlays.kept["alder"]
    assert timedelta(minutes=58) < pause.until - timezone.now() <= timedelta(hours=1)
    assert "Calls come again" in post(admin, act="resume")
    assert overlays.kept == {}
    assert verbs() == ["pause center", "resume center"]


def test_a_pause_without_an_end_is_shown(admin: Client, alder: Center) -> None:
    path = reverse("console:center", args=["alder"])
    assert "tag warn" not in admin.get(path).content.decode()
    Center.unscoped.filter(pk=alder.pk).update(paused=True)
    assert "Paused</span>" in admin.get(path).content.decode()


@pytest.mark.parametrize("when", ["2030-01-01T00:00", "2020-01-01T00:00", "", "soon"])
def test_a_pause_of_more_than_a_day_is_refused(admin: Client, overlays: Any, when: str) -> None:
    said = post(admin, act="pause", until="custom", when=when, why="storm")
    assert 'id="id_when_error"' in said
    assert "storm" in said
    assert overlays.kept == {}
    assert verbs() == []


def test_a_pause_that_cannot_be_kept_leaves_no_entry(
    admin: Client, overlays: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_pause: Pause) -> None:
        raise HarborlineError("away")

    monkeypatch.setattr(overlays, "pause", away)
    assert "could not be kept" in post(admin, act="pause", until="hour")
    assert verbs() == []


def test_a_center_opens_again_with_its_next_span(alder: Center) -> None:
    alder.destinations.all().delete()
    make_destination(alder, weekly=OFFICE_WEEK)
    friday_night = datetime(2026, 11, 27, 23, tzinfo=UTC)
    hours = hours_of_center(alder, friday_night.date(), 4)
    assert opens_again(alder, hours, friday_night) is None
    monday = datetime(2026, 11, 30, 9, tzinfo=UTC)
    assert opens_again(alder, hours, monday) == datetime(2026, 11, 30, 14, tzinfo=UTC)
