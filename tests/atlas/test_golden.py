"""The text tables of tests/data/atlas, which a hotline worker can read and correct."""

from datetime import date
from pathlib import Path

import pytest

from harborline.atlas.osm_hours import parse
from harborline.atlas.store import load
from harborline.atlas.tables import code_index
from harborline.core.errors import UnusableHours
from harborline.core.hours import spans_on

TABLES = Path(__file__).parent.parent / "data" / "atlas"


def rows(name: str) -> list[dict[str, str]]:
    lines = (TABLES / name).read_text(encoding="utf-8").splitlines()
    parted = [
        [cell.strip() for cell in line.split("|")]
        for line in lines
        if line and not line.startswith("#")
    ]
    return [dict(zip(parted[0], cells, strict=True)) for cells in parted[1:]]


def dash(value: str | None) -> str:
    return value or "-"


@pytest.mark.parametrize("row", rows("zips.txt"), ids=lambda row: f"{row['zip']} {row['why']}")
def test_zip(row: dict[str, str]) -> None:
    atlas = load()
    found = atlas.zips[row["zip"]]
    county = atlas.counties.get(found.county or "")
    assert (found.city, found.state, dash(found.county)) == (
        row["city"],
        row["state"],
        row["county"],
    )
    assert dash(county.name if county else None) == row["name"]
    assert (found.kind, found.active) == (row["kind"], row["active"] == "yes")
    assert (found.lat is None) == (found.kind == "military")


@pytest.mark.parametrize("row", rows("codes.txt"), ids=lambda row: f"{row['code']} {row['why']}")
def test_code(row: dict[str, str]) -> None:
    atlas = load()
    place = atlas.places[atlas.codes[code_index(int(row["code"]))]]
    largest, share = place.shares[0] if place.shares else (place.county, None)
    assert place.precision == row["precision"]
    assert (dash(place.state), dash(largest), place.name) == (
        row["state"],
        row["county"],
        row["name"],
    )
    assert ("-" if share is None else f"{100 * share:.0f}") == row["share"]
    assert (place.county is not None) == (row["precision"] == "city")
    assert (place.lat is None) == (row["precision"] == "none")


@pytest.mark.parametrize(
    "row", rows("hours.txt"), ids=lambda row: f"{row['written']} on {row['day']}"
)
def test_hours(row: dict[str, str]) -> None:
    weekday, day = row["day"].split()
    when = date.fromisoformat(day)
    assert when.strftime("%a")[:2] == weekday
    written, first_day = row["written"], date(2026, 11, 1)
    if row["answered"] == "refused":
        with pytest.raises(UnusableHours):
            parse(written, zone="America/New_York", state="MA", first_day=first_day)
        return
    hours = parse(written, zone="America/New_York", state="MA", first_day=first_day)
    spans = spans_on(hours, when.toordinal())
    assert (" ".join(map(clock, spans)) or "-") == row["answered"]


def clock(span: tuple[int, int]) -> str:
    start, end = span
    return f"{start // 60:02d}:{start % 60:02d}-{end // 60:02d}:{end % 60:02d}"
