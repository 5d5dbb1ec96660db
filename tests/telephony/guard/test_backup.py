"""Which number Asterisk is told to dial by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from harborline.bootstrap import guard
from harborline.bootstrap.guard import NationalBackup, dialable, first_address
from harborline.core.directory import Network
from harborline.settings import Settings
from harborline.stores.map_files import publish_map, published_path
from small_world import bytes_of, map_of, network_of

FIRST, SECOND, SET = "+14155550105", "+14155550106", "+18005550107"

TABLES = """
lines
id   | languages | national backups
main | en        | first second

national backups
id     | notes
first  | hours 24/7
second | hours 24/7
"""


def network(first: str | None, second: str | None, hours: str = "24/7") -> Network:
    tables = TABLES.replace("first  | hours 24/7", f"first  | hours {hours}")
    found = network_of([block.splitlines() for block in tables.strip().split("\n\n")])
    one, two = found.national_backups
    return found._replace(
        national_backups=(
            one._replace(destinations=(one.destinations[0]._replace(address=first),)),
            two._replace(destinations=(two.destinations[0]._replace(address=second),)),
        )
    )


@pytest.mark.parametrize(
    ("first", "second", "hours", "expected"),
    [
        (FIRST, SECOND, "24/7", FIRST),
        ("+1 (415) 555-0105", SECOND, "24/7", FIRST),
        ("sip:team@192.0.2.20", SECOND, "24/7", "sip:team@192.0.2.20"),
        (FIRST, SECOND, "off", SECOND),
        ("a word that nobody can dial", SECOND, "24/7", SECOND),
        (None, None, "24/7", None),
    ],
)
def test_the_first_that_is_open_and_can_be_dialed(
    first: str | None, second: str | None, hours: str, expected: str | None
) -> None:
    assert first_address(map_of(network(first, second, hours))) == expected


def test_what_could_be_read_as_more_than_one_address_is_not_dialed() -> None:
    assert dialable("+14155550105&PJSIP/1900@trunk-1") is None
    assert dialable("sip:team@192.0.2.20,s,1)") is None


def test_it_follows_the_map_and_outlives_a_damaged_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "_MAP_LOOK_S", 0.0)
    backup = NationalBackup(Settings(data=str(tmp_path), map=None, national_backup=SET))
    publish_map(str(tmp_path), bytes_of(network(FIRST, SECOND)))
    assert backup() == FIRST
    publish_map(str(tmp_path), bytes_of(network(SECOND, FIRST)))
    assert backup() == SECOND
    Path(published_path(str(tmp_path))).write_bytes(b"no map")
    assert backup() == SECOND


def test_without_a_map_the_setting_counts(tmp_path: Path) -> None:
    given = Settings(data=str(tmp_path), map=str(tmp_path / "none.map"), national_backup=SET)
    assert NationalBackup(given)() == SET
    assert NationalBackup(given._replace(national_backup=None))() is None
