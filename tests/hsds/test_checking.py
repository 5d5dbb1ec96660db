from datetime import date
from typing import Any

import pytest

from harborline.core.listings import Address, Listing, Listings, PublicNumber, Verification
from harborline.hsds.checking import faults
from harborline.hsds.files import Form, NotStrict, export
from harborline.hsds.rows import Row, Tables
from harborline.hsds.writing import write

ONE = Listing(
    "one",
    "One",
    "TX",
    "America/Chicago",
    "Mo 09:00-17:00",
    numbers=(PublicNumber("+12125550101"),),
    counties=("48201",),
    address=Address("1 Main St", "Houston", "TX", "77001"),
    verified=Verification(date(2026, 1, 2), "ana@example.org", "telephone", "them"),
)


def tables(**changes: Any) -> Tables:
    return write(Listings((), (ONE._replace(**changes),)))


def test_what_we_write_passes() -> None:
    assert faults(tables()) == []


@pytest.mark.parametrize(
    ("entity", "field", "value", "says"),
    [
        ("service", "status", "open", "status is not as"),
        ("service", "id", "s", "id is not as"),
        ("service", "organization_id", "00000000-0000-4000-8000-000000000000", "names no organiz"),
        ("schedule", "opens_at", "9am", "opens_at is not as"),
        ("schedule", "closes_at", "24:00:00", "closes_at is not as"),
        ("schedule", "freq", "DAILY", "freq is not as"),
        ("service", "assured_date", "2026-02-30", "assured_date is not as"),
        ("organization", "website", "example.org", "website is not as"),
        ("organization", "email", "nobody", "email is not as"),
        ("address", "city", None, "city is missing"),
        ("address", "moon", "full", "no field moon"),
        ("phone", "number", 7, "number is not as"),
    ],
)
def test_what_the_standard_refuses_is_found(entity: str, field: str, value: Any, says: str) -> None:
    rows = tables()
    row = rows[entity][0]
    if value is None:
        del row.fields[field]
    else:
        row.fields[field] = value
    assert any(says in fault for fault in faults(rows)), faults(rows)


def test_an_id_twice_is_found() -> None:
    rows = tables()
    rows["phone"].append(Row("", dict(rows["phone"][0].fields)))
    assert any("used twice" in fault for fault in faults(rows))


def test_an_address_of_a_confidential_place_is_not_written_and_would_be_found() -> None:
    hidden = tables(confidential=True)
    assert hidden["address"] == []
    assert hidden["location"][0].fields["location_type"] == "virtual"
    hidden["location"][0].fields["latitude"] = "29.7"
    assert any("says where it is" in fault for fault in faults(hidden))
    shown = tables()
    hidden = tables(confidential=True)
    hidden["address"] += shown["address"]
    assert any("says where it is" in fault for fault in faults(hidden))


def test_nothing_leaves_that_is_not_strict() -> None:
    with pytest.raises(NotStrict, match="name is missing"):
        export(Listings((), (ONE._replace(name=""),)), Form.JSON)


def test_who_verified_is_not_named_by_an_address() -> None:
    for form in Form:
        assert b"ana@example.org" not in export(Listings((), (ONE,)), form)


def test_what_the_standard_would_refuse_is_left_out() -> None:
    rows = tables(web="example.org", email="nobody", address=Address("", "Houston", "TX", "77001"))
    assert faults(rows) == []
    assert "website" not in rows["organization"][0].fields
    assert rows["address"] == []
