"""Tells whether a real Asterisk starts with the configuration that we ship."""

from __future__ import annotations

from asterisk_house import OpenHouse


def test_asterisk_starts_and_finds_nothing_wrong(asterisk_house: OpenHouse) -> None:
    house = asterisk_house()
    told = [row for row in house.log_text().splitlines() if "ERROR" in row or "WARNING" in row]
    assert told == []
    status, body = house.ari("GET", "/asterisk/info")
    assert (status, b"version" in body) == (200, True)


def test_two_asterisks_run_beside_each_other(asterisk_house: OpenHouse) -> None:
    one, other = asterisk_house(), asterisk_house()
    assert one.ari("GET", "/channels") == other.ari("GET", "/channels") == (200, b"[]")
