"""`harborline doctor`: what is looked at, what it says, and when it counts as a fault."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from commands import Printed
from harborline.app.examining import examine_map
from harborline.cli import main
from harborline.core.routing_map import RoutingMap, read_file
from harborline.stores.map_files import demo_map_path
from harborline.telephony import slots


@pytest.fixture(scope="module")
def demo() -> RoutingMap:
    return read_file(demo_map_path())


def sentences(routing_map: RoutingMap, today: date, backup: str | None = None) -> dict[str, str]:
    found = examine_map(routing_map, today, backup)
    return {finding.sentence: finding.level for finding in found}


Doctor = Callable[..., Printed]


@pytest.fixture
def doctor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Doctor:
    monkeypatch.setenv("HARBORLINE_DATA", str(tmp_path))
    return lambda *words: Printed(main(["doctor", *words]), *capsys.readouterr())


def test_a_fresh_installation_is_well(doctor: Doctor) -> None:
    told = doctor("--json")
    assert told.code == 0
    assert {row["level"] for row in told.json} <= {"ok", "note"}
    assert any("nobody real answers" in row["sentence"] for row in told.json)


def test_harborline_itself_on_its_port_is_no_reason_to_stop_anything(
    doctor: Doctor, tmp_path: Path
) -> None:
    held = slots.lock(str(tmp_path), slots.voice_name(1))
    assert held is not None
    told = doctor()
    held.release()
    assert "ok     Harborline runs in this data folder, on port 8001." in told.out
    assert "stop what holds it" not in told.out


def test_a_damaged_map_is_a_fault(doctor: Doctor, tmp_path: Path) -> None:
    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "current.map").write_bytes(b"half a map")
    told = doctor()
    assert told.code == 1
    assert "FAULT  This file is not a routing map" in told.out


def test_the_demo_where_people_call_is_a_fault(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARBORLINE_NATIONAL_BACKUP", "+18005550199")
    told = doctor()
    assert told.code == 1
    assert "FAULT  HARBORLINE_NATIONAL_BACKUP is set, so people call here" in told.out


def test_days_before_within_and_after_the_map_are_told(demo: RoutingMap) -> None:
    before = sentences(demo, demo.starts_on - timedelta(days=1))
    assert any("the weekly pattern applies" in text for text in before)
    near = sentences(demo, demo.ends_on - timedelta(days=5))
    assert (
        near[
            "The map's hours are known day by day for 5 more days; then the weekly pattern applies."
        ]
        == "note"
    )
    after = sentences(demo, demo.ends_on + timedelta(days=1))
    assert any(level == "fault" and "holidays are missed" in text for text, level in after.items())


def test_listings_that_end_soon_are_named(demo: RoutingMap) -> None:
    expires = [day for day in demo.sections["party_expires"] if day]
    told = sentences(demo, date.fromordinal(min(expires)))
    assert any("listings expire within 30 days: demo-" in text for text in told)


def test_doctor_tells_of_a_webhook_carrier_that_is_half_set_up(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARBORLINE_TWILIO_ACCOUNT", "AC0-secret")
    told = doctor()
    assert told.code == 1
    assert "FAULT  Twilio is half set up: without HARBORLINE_TWILIO_TOKEN" in told.out
    assert "note   Twilio stores callers' numbers" in told.out
    assert "AC0-secret" not in told.out
