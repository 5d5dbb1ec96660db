"""Tells whether a real Asterisk starts with the configuration that we ship."""

from __future__ import annotations

from asterisk_house import OpenHouse

OF_ITS_OWN = "registered during operation"
"""On a busy machine Asterisk's SIP threads may run before its own modules are all there, and it says so."""


def test_asterisk_starts_and_finds_nothing_wrong(asterisk_house: OpenHouse) -> None:
    house = asterisk_house()
    told = [row for row in house.log_text().splitlines() if "ERROR" in row or "WARNING" in row]
    assert [row for row in told if OF_ITS_OWN not in row] == []
    status, body = house.ari("GET", "/asterisk/info")
    assert (status, b"version" in body) == (200, True)


def test_two_asterisks_run_beside_each_other(asterisk_house: OpenHouse) -> None:
    one, other = asterisk_house(), asterisk_house()
    assert one.ari("GET", "/channels") == other.ari("GET", "/channels") == (200, b"[]")
