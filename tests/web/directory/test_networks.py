"""Verbs of lines, backups and coalitions, and what of them a map is made from."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from harborline.core.directory import ZipPolicy
from harborline.mapmaking.checks import refuse, settled
from harborline.web.audit.models import AuditEntry
from harborline.web.directory import to_core
from harborline.web.directory.models import Coalition
from harborline.web.directory.services import networks
from harborline.web.directory.services.faults import Refused, Stale
from small_world import country, map_of
from web_world import make_backup, make_line, make_network

pytestmark = pytest.mark.django_db
ANA = "ana@example.org"
FIRST_DAY = date(2026, 11, 1)


def test_the_small_network_may_be_published() -> None:
    make_network()
    network = settled(to_core.network(FIRST_DAY, 60), country())
    refuse(network, country(), publishing=True)
    assert [center.id for center in network.centers] == ["alder", "birch", "elm"]
    assert map_of(network).version


@pytest.mark.parametrize(
    ("number", "is_demo"),
    [("+18005550199", True), ("(704) 555-0100", True), ("", True), ("+17045551234", False)],
)
def test_who_can_be_dialed_is_no_demo(number: str, is_demo: bool) -> None:  # noqa: FBT001
    make_line(number=number)
    assert to_core.network(FIRST_DAY, 7).demo is is_demo


def test_a_line_is_made_and_changed() -> None:
    east, west = make_backup("east"), make_backup("west")
    line = networks.create_line(
        ANA, "main", {"name": "Main", "languages": ["en", "es"]}, [east, west]
    )
    networks.edit_line(
        ANA,
        line,
        {"zip_policy": "never", "stagger_s": 12, "military": west, "number": "800-555-0199"},
        backups=[west, east],
        why="the west is closer",
        expected_version=1,
    )
    (found,) = to_core.network(FIRST_DAY, 7).lines
    assert found.national_backups == ("west", "east")
    assert (found.zip_policy, found.stagger_s, found.military) == (ZipPolicy.NEVER, 12, "west")
    entry = AuditEntry.objects.order_by("number").last()
    assert entry is not None
    assert entry.payload.content["after"]["backups"] == ["west", "east"]
    with pytest.raises(Stale):
        networks.edit_line(ANA, line, {"name": "Other"}, expected_version=1)
    networks.edit_line(ANA, line, {"stagger_s": 12}, backups=[west, east])
    assert AuditEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", ""),
        ("languages", []),
        ("number", "call us"),
        ("max_local_wait_s", 7),
        ("stagger_s", 0),
        ("zip_policy", "perhaps"),
    ],
)
def test_a_line_has_bounds(column: str, value: Any) -> None:
    line = make_line()
    with pytest.raises(Refused) as refused:
        networks.edit_line(ANA, line, {column: value})
    assert set(refused.value.faults) == {column}


def test_a_line_ends_at_a_national_team() -> None:
    of_state = make_backup("wl", state="WL")
    with pytest.raises(Refused, match="at least one national team"):
        networks.create_line(ANA, "main", {"name": "Main"}, [])
    with pytest.raises(Refused, match="cannot stand for the national team"):
        networks.create_line(ANA, "main", {"name": "Main"}, [of_state])
    make_line("other")
    with pytest.raises(Refused, match="There is one with this id"):
        networks.create_line(ANA, "other", {"name": "Main"}, [make_backup()])


def test_a_backup_is_made_and_changed() -> None:
    fields = {"name": "West", "zone": "America/Denver", "state": "WL", "languages": ["en"]}
    backup = networks.create_backup(ANA, "west", fields)
    networks.edit_backup(ANA, backup, {"paused": True, "ring_s": 25}, expected_version=1)
    backup.refresh_from_db()
    assert (backup.paused, backup.ring_s, backup.version) == (True, 25, 2)
    with pytest.raises(Stale):
        networks.edit_backup(ANA, backup, {"ring_s": 20}, expected_version=1)
    with pytest.raises(Refused) as refused:
        networks.edit_backup(ANA, backup, {"ring_s": 30, "zone": "Denver"})
    assert set(refused.value.faults) == {"ring_s", "zone"}
    with pytest.raises(Refused, match="There is one with this id"):
        networks.create_backup(ANA, "west", fields)


def test_a_coalition_is_put_once_and_again() -> None:
    networks.put_coalition(ANA, "wl", {"name": "Westland", "state": "WL"})
    networks.put_coalition(ANA, "wl", {"web": "https://wl.example"})
    networks.put_coalition(ANA, "wl", {"web": "https://wl.example"})
    assert Coalition.objects.get().web == "https://wl.example"
    assert AuditEntry.objects.count() == 2
    with pytest.raises(Refused) as refused:
        networks.put_coalition(ANA, "wl", {"web": "somewhere", "name": ""})
    assert set(refused.value.faults) == {"web", "name"}
