"""Settings: what the environment and the file say, and one sentence for what cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from harborline.core.errors import UnusableInput
from harborline.settings import Settings, read_settings


def test_without_anything_the_defaults_hold(tmp_path: Path) -> None:
    given = read_settings({"HARBORLINE_DATA": str(tmp_path)})
    assert given == Settings(data=str(tmp_path))
    assert (given.voice_host, given.voice_port) == ("127.0.0.1", 8001)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "harborline.toml").write_text(
        'voice_port = 9001\nallowed_hosts = ["a.example", "b.example"]\n'
        'national_backup = "+1 800 555 0199"\n',
        encoding="utf-8",
    )
    given = read_settings({"HARBORLINE_DATA": str(tmp_path), "HARBORLINE_VOICE_PORT": "9002"})
    assert given.voice_port == 9002
    assert given.allowed_hosts == ("a.example", "b.example")
    assert given.national_backup == "+1 800 555 0199"


def test_an_empty_variable_is_not_set(tmp_path: Path) -> None:
    given = read_settings({"HARBORLINE_DATA": str(tmp_path), "HARBORLINE_MAP": ""})
    assert given.map is None


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "٣", "8001 "])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(UnusableInput, match="HARBORLINE_VOICE_PORT must be a port"):
        read_settings({"HARBORLINE_VOICE_PORT": port})


@pytest.mark.parametrize("number", ["+18005550199", "800-555-0199", "sip:team@host.example"])
def test_a_national_backup_can_be_dialed(number: str) -> None:
    assert read_settings({"HARBORLINE_NATIONAL_BACKUP": number}).national_backup == number


@pytest.mark.parametrize("number", ["banana", "911", "sip:", "+1800555019x", "8" * 20])
def test_a_national_backup_that_nobody_can_dial_is_refused(number: str) -> None:
    with pytest.raises(UnusableInput, match="must be a number such as"):
        read_settings({"HARBORLINE_NATIONAL_BACKUP": number})


def test_the_clock_of_the_room_is_a_time_zone() -> None:
    assert read_settings({}).room_zone == "America/New_York"
    given = read_settings({"HARBORLINE_ROOM_ZONE": "Pacific/Honolulu"})
    assert given.room_zone == "Pacific/Honolulu"


@pytest.mark.parametrize(
    "zone", ["Eastern", "../etc/passwd", "America/", "/", "x" * 300, "New\0York"]
)
def test_a_zone_that_is_none_is_refused(zone: str) -> None:
    with pytest.raises(UnusableInput, match="must be a time zone such as"):
        read_settings({"HARBORLINE_ROOM_ZONE": zone})


def test_an_unknown_setting_in_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "harborline.toml").write_text("voice_prot = 1\n", encoding="utf-8")
    with pytest.raises(UnusableInput, match="unknown setting 'voice_prot'"):
        read_settings({"HARBORLINE_DATA": str(tmp_path)})


@pytest.mark.parametrize("content", ["voice_port = ", None])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "mine.toml"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(UnusableInput, match=r"mine\.toml cannot be read"):
        read_settings({"HARBORLINE_CONFIG": str(path)})
