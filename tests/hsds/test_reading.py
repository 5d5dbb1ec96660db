"""Files of other people: whatever is in them, reading tells where and what, and never raises."""

import json
import zipfile
from io import BytesIO
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from harborline.core.hours import to_osm
from harborline.core.listings import BillSafety, ContactKind, Listing, PublicNumber
from harborline.hsds import profile
from harborline.hsds.entities import ENTITIES, NESTED
from harborline.hsds.files import read_file
from harborline.hsds.reading import Found
from listings_at_random import HOURS

BASE: dict[str, Any] = {"id": "one", "name": "One", "description": "d"}


def found(thing: Any) -> Found:
    return read_file(json.dumps(thing).encode())


def center_of(thing: Any) -> Listing:
    (center,) = found(thing).listings.centers
    return center


def told(thing: Any) -> str:
    return "\n".join(map(str, found(thing).problems))


def service(**fields: Any) -> dict[str, Any]:
    return {"id": "s", "name": "S", "status": "active", "organization": BASE, **fields}


def test_a_name_is_all_that_is_needed() -> None:
    center = center_of(BASE)
    assert (center.id, center.name, center.state, center.languages) == ("one", "One", "", ())
    assert not found({"id": "two"}).complete
    assert "It has no name" in told({"id": "two", "name": " \u0000 "})
    assert "It has no id" in told({"name": "Nobody"})


def test_numbers_are_cleaned_and_strange_ones_are_told() -> None:
    phones = [
        {"id": "1", "number": ' "+1 (212) 555-0101" ', "type": "Voice"},
        {"id": "2", "number": "tel:2125550102", "type": "TTY"},
        {"id": "3", "number": "741741", "type": "sms", "extension": 7.0},
        {"id": "4", "number": "none", "type": "voice"},
        {"id": "5", "number": "2125550103", "type": "fax"},
        {"id": "6", "number": 2125550104},
        {"id": "7", "number": None},
        {"id": "8", "number": {"a": 1}},
    ]
    center = center_of(service(phones=phones))
    assert center.numbers == (
        PublicNumber("+1 (212) 555-0101"),
        PublicNumber("2125550102", ContactKind.TTY),
        PublicNumber("741741 ext. 7", ContactKind.TEXT),
        PublicNumber("2125550104"),
    )
    says = told(service(phones=phones))
    assert "document.phones[3]: It is no telephone number" in says
    assert "document.phones[4]: A number of the kind “fax”" in says


def test_bill_safety_is_read_by_the_uri_of_its_term() -> None:
    term = {"id": "t", "name": "n", "term_uri": f"{profile.PROFILE}:bill-safety:carrier_omits"}
    other = {"id": "u", "name": "n", "term_uri": "https://other.example/confidential"}
    phone = {"id": "p", "number": "2125550101"}
    words = [{"id": "b", "taxonomy_term": other}, {"id": "a", "taxonomy_term": term}]
    center = center_of(service(phones=[phone | {"attributes": words}], attributes=words[:1]))
    assert center.numbers[0].bill_safety is BillSafety.CARRIER_OMITS
    assert not center.confidential


def test_hours_are_read_as_people_write_them() -> None:
    def hours(*schedules: dict[str, Any]) -> str:
        rows = [{"id": str(at), **row} for at, row in enumerate(schedules)]
        return center_of(service(schedules=rows)).hours_text

    assert hours({"byday": "MO,TU", "opens_at": "09:00", "closes_at": "17:00:00Z"}) == (
        "Mo,Tu 09:00-17:00"
    )
    assert hours({"byday": "mo tu", "opens_at": "9am", "closes_at": "5:30 PM"}) == (
        "Mo,Tu 09:00-17:30"
    )
    assert hours({"byday": "FR", "opens_at": "22:00", "closes_at": "06:00"}) == (
        "Fr 22:00-24:00; Sa 00:00-06:00"
    )
    week = "MO,TU,WE,TH,FR,SA,SU"
    assert hours({"byday": week, "opens_at": "00:00", "closes_at": "23:59"}) == "24/7"
    assert hours({"byday": week, "opens_at": "00:00:00", "closes_at": "00:00:00"}) == "24/7"
    new_year = {"valid_from": "2027-01-01", "valid_to": "2027-01-01"}
    assert hours({"byday": "FR", "opens_at": "09:00", "closes_at": "12:00"}, new_year) == (
        "Fr 09:00-12:00; 2027 Jan 01 off"
    )
    assert hours({"description": "Call us any time"}) == ""
    assert hours({"byday": "1MO", "freq": "MONTHLY", "opens_at": "9", "closes_at": "10"}) == ""


def test_schedules_that_cannot_be_used_are_told() -> None:
    rows = [
        {"id": "a", "byday": "XX", "opens_at": "09:00", "closes_at": "10:00"},
        {"id": "b", "byday": "MO", "opens_at": "soon", "closes_at": "10:00"},
        {"id": "c", "byday": "MO", "opens_at": "99:00", "closes_at": "10:00"},
        {"id": "d", "freq": "MONTHLY", "byday": "MO", "opens_at": "9", "closes_at": "10"},
    ]
    says = told(service(schedules=rows))
    for sentence in ("“XX” is no weekday", "are not in the form", "does not come every week"):
        assert sentence in says


def test_areas_are_read_where_they_say_what_their_digits_are() -> None:
    areas = [
        {"id": "1", "name": "ZIP codes 77001, 77002 and 77002"},
        {"id": "2", "extent": "48201", "extent_type": "text", "description": "county FIPS"},
        {"id": "3", "uri": f"{profile.COUNTY}48203"},
        {"id": "4", "name": "Greater Houston"},
        {"id": "5", "name": "12345"},
    ]
    center = center_of(service(service_areas=areas))
    assert (center.zips, center.counties) == (("77001", "77002"), ("48201", "48203"))
    assert told(service(service_areas=areas)).count("names no county or ZIP") == 2


def test_what_3_1_adds_and_nobody_knows_is_named_once() -> None:
    new = {"capacities": [], "urls": [], "x" * 99: 1}
    says = told([service(**new), service(**new)])
    assert says.count("These fields are not kept: capacities, urls, " + "x" * 40) == 1


def test_service_areas_of_3_1_hang_on_a_service_at_a_location() -> None:
    area = {"id": "a", "uri": f"{profile.ZIP}77001"}
    at = {"id": "at", "location": {"id": "l", "location_type": "virtual"}, "service_areas": [area]}
    assert center_of(service(service_at_locations=[at])).zips == ("77001",)


def test_an_address_in_the_united_states_is_read_whole_or_not() -> None:
    def address(**fields: Any) -> Any:
        whole = {"id": "a", "address_1": "1 Main St", "address_2": "Suite 2", "city": "Houston"}
        whole |= {"state_province": "Texas", "postal_code": "77001-1234", "country": "US"}
        place = {"id": "l", "location_type": "physical", "addresses": [whole | fields]}
        return center_of({**BASE, "locations": [place]})

    assert address().address == ("1 Main St, Suite 2", "Houston", "TX", "77001")
    assert address().state == "TX"
    for dirt in ({"city": ""}, {"postal_code": "ABC 1234"}, {"address_type": "postal"}):
        assert address(**dirt).address is None


def test_a_confidential_center_loses_the_address_that_a_file_has() -> None:
    term = {"id": "t", "name": "n", "term_uri": f"{profile.PROFILE}:confidential"}
    whole = {"id": "a", "address_1": "1 Main St", "city": "Houston", "state_province": "TX"}
    place = {"id": "l", "addresses": [whole | {"postal_code": "77001"}], "latitude": 1}
    center = center_of(
        service(
            attributes=[{"id": "x", "taxonomy_term": term}],
            service_at_locations=[{"id": "at", "location": place}],
        )
    )
    assert center.confidential
    assert center.address is None


def test_parents_become_coalitions_and_missing_ones_are_told() -> None:
    body = {"id": "body", "name": "Body", "description": "d"}
    members = [
        {**BASE, "parent_organization_id": "body"},
        {**BASE, "id": "two", "parent_organization_id": "gone"},
    ]
    listings = found([body, *members]).listings
    assert [coalition.id for coalition in listings.coalitions] == ["body"]
    assert [center.coalition for center in listings.centers] == ["body", None]
    assert "[2]: The organization above it is not in this file" in told([body, *members])


def test_an_id_twice_and_ids_of_other_letters() -> None:
    assert "written as caf-1" in told({**BASE, "id": "caf\u00e9 1"})
    twice = [{**BASE, "id": "a b"}, {**BASE, "id": "a-b"}]
    assert "is used twice" in told(twice)
    assert not found(twice).complete


def test_a_table_of_another_code_page_and_unknown_columns() -> None:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(
            "Organizations.csv", "ID,Name,description,moon\n1,Caf\xe9,d,x\n".encode("cp1252")
        )
        archive.writestr("readme.txt", "hello")
    result = read_file(content.getvalue())
    assert result.listings.centers[0].name == "Caf\u00e9"
    says = "\n".join(map(str, result.problems))
    for sentence in ("Windows-1252", "columns are not kept: moon", "readme.txt: This file is not"):
        assert sentence in says


def test_what_is_too_deep_or_no_json_is_told() -> None:
    deep: Any = BASE
    for _ in range(30):
        deep = {**BASE, "id": "x", "services": [service(organization=deep)]}
    assert "nested too deeply" in told(deep)
    for content in (b"[" * 200_000, b'{"a": ' + b"1" * 9999 + b"}", b"nul", b"\xff"):
        result = read_file(content)
        assert not result.complete
        assert result.listings.centers == ()


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = sorted(
    {name for entity in ENTITIES.values() for name in entity.columns}
    | {name for nested in NESTED.values() for name in nested}
    | {"attributes", "contents", "organizations", "services", "phones"}
)
THINGS = st.recursive(
    JUNK,
    lambda inner: (
        st.dictionaries(st.sampled_from(NAMES), inner, max_size=6) | st.lists(inner, max_size=3)
    ),
    max_leaves=20,
)


@given(THINGS)
def test_no_json_breaks_the_reader(thing: Any) -> None:
    result = read_file(json.dumps(thing).encode())
    assert result.problems or result.listings.centers or result.listings.coalitions


@given(HOURS, st.permutations(range(6)))
def test_rows_in_any_order_say_the_same_hours(hours: Any, order: list[int]) -> None:
    from harborline.hsds.rows import Problem, Row
    from harborline.hsds.schedules import hours_of, schedule_fields

    rows = [Row("", dict(fields)) for fields in schedule_fields(to_osm(hours))]
    problems: list[Problem] = []
    shuffled = [rows[at] for at in order if at < len(rows)] + rows[6:]
    assert hours_of(shuffled, problems) == hours_of(rows, problems)
