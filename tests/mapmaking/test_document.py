"""The public document of a network: what it holds, what it never holds, and what it refuses."""

import copy
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from harborline.atlas.osm_hours import parse
from harborline.atlas.store import load
from harborline.core.directory import (
    Acceptance,
    Backup,
    Center,
    Destination,
    DestinationKind,
    Network,
    Rules,
)
from harborline.core.errors import RefusedNetwork
from harborline.core.hours import ALWAYS, NEVER, Hours, is_round_the_clock
from harborline.demo.network import network
from harborline.mapmaking.document import from_document, to_document

Document = dict[str, Any]

OFFICE = "Mo-Fr 09:00-17:00; PH off"
LEAST: Document = {
    "starts_on": "2026-11-01",
    "lines": [{"id": "help", "languages": ["en"], "national_backups": ["team"]}],
    "centers": [
        {
            "id": "mountain",
            "state": "AZ",
            "lat": 33.4484,
            "lon": -112.074,
            "counties": ["04013"],
            "zone": "America/Phoenix",
            "languages": ["en", "es"],
            "hours": OFFICE,
        }
    ],
    "state_backups": [],
    "national_backups": [
        {"id": "team", "zone": "America/New_York", "languages": ["en"], "hours": "24/7"}
    ],
}


@pytest.fixture(scope="module")
def demo() -> Network:
    return network(load())


@pytest.fixture(scope="module")
def printed(demo: Network) -> str:
    return json.dumps(to_document(demo))


def without_addresses(demo: Network) -> Network:
    def bare(party: Any) -> Any:
        silent = (destination._replace(address=None) for destination in party.destinations)
        return party._replace(destinations=tuple(silent))

    return demo._replace(
        centers=tuple(map(bare, demo.centers)),
        state_backups=tuple(map(bare, demo.state_backups)),
        national_backups=tuple(map(bare, demo.national_backups)),
    )


def faults_of(document: object) -> tuple[str, ...]:
    with pytest.raises(RefusedNetwork) as refused:
        from_document(document, parse)
    return refused.value.faults


# -- writing --------------------------------------------------------------------------------------


def test_what_is_written_reads_the_same_but_for_addresses(demo: Network, printed: str) -> None:
    assert from_document(json.loads(printed), parse) == without_addresses(demo)


def test_reading_and_writing_again_gives_the_same_text(printed: str) -> None:
    assert json.dumps(to_document(from_document(json.loads(printed), parse))) == printed


def test_no_destination_is_named(demo: Network, printed: str) -> None:
    public = {line.number for line in demo.lines}
    parties = (demo.centers, demo.state_backups, demo.national_backups)
    for destinations in (party.destinations for several in parties for party in several):
        for destination in destinations:
            assert destination.address
            assert destination.address not in public
            assert destination.address[2:] not in printed
    assert "address" not in printed


def test_hours_need_no_calendar_of_their_reader(printed: str) -> None:
    document = json.loads(printed)
    parties = (*document["centers"], *document["state_backups"], *document["national_backups"])
    for party in parties:
        for text in (party["hours"], *(entry["hours"] for entry in party["destinations"])):
            assert "PH" not in text
            assert "SH" not in text


def test_the_fields_that_others_rely_on(printed: str) -> None:
    document = json.loads(printed)
    assert list(document)[:4] == ["starts_on", "days", "demo", "rules"]
    assert {
        *("id", "name", "state", "lat", "lon", "counties", "zips", "rank", "rollover", "hours"),
        *("zone", "capacity", "languages", "interpreter", "paused", "accepts_calls"),
        *("expires_on", "ring_s", "confidential", "destinations"),
    } <= set(document["centers"][0])
    assert {"kind", "hours", "acceptance"} <= set(document["centers"][0]["destinations"][0])


# -- reading --------------------------------------------------------------------------------------


def test_the_least_document_gets_defaults() -> None:
    read = from_document(LEAST, parse)
    (center,) = read.centers
    assert (read.days, read.rules, read.demo) == (800, Rules(), False)
    assert center == Center(
        id="mountain",
        name="mountain",
        state="AZ",
        lat=33.4484,
        lon=-112.074,
        counties=("04013",),
        zips=(),
        zone="America/Phoenix",
        languages=("en", "es"),
        destinations=center.destinations,
    )


def test_hours_alone_are_one_advocate_line() -> None:
    read = from_document(LEAST, parse)
    (destination,) = read.centers[0].destinations
    assert destination.kind is DestinationKind.ADVOCATE_LINE
    assert destination.address is None
    assert destination.hours == parse(
        OFFICE, zone="America/Phoenix", state="AZ", first_day=date(2026, 11, 1), days=800
    )
    thanksgiving = date(2026, 11, 26).toordinal()
    assert (thanksgiving, ()) in destination.hours.exceptions


def test_a_national_backup_takes_calls_at_once() -> None:
    (destination,) = from_document(LEAST, parse).national_backups[0].destinations
    assert destination.acceptance is Acceptance.AT_ONCE
    assert is_round_the_clock(destination.hours)


def test_hours_in_other_words_agree_with_the_destinations() -> None:
    document = copy.deepcopy(LEAST)
    document["centers"][0]["destinations"] = [
        {"kind": "switchboard", "hours": "Mo-Fr 09:00-12:00; PH off", "acceptance": "press_1"},
        {"kind": "advocate_line", "hours": "Mo-Fr 12:00-17:00; PH off", "acceptance": "at_once"},
    ]
    first, second = from_document(document, parse).centers[0].destinations
    assert (first.kind, second.acceptance) == (DestinationKind.SWITCHBOARD, Acceptance.AT_ONCE)


def test_destinations_alone_say_the_hours() -> None:
    document = copy.deepcopy(LEAST)
    del document["centers"][0]["hours"]
    document["centers"][0]["destinations"] = [{"kind": "switchboard", "hours": "24/7"}]
    (destination,) = from_document(document, parse).centers[0].destinations
    assert is_round_the_clock(destination.hours)


def test_a_center_without_destinations_stays_without() -> None:
    center = from_document(LEAST, parse).centers[0]._replace(destinations=())
    closed = from_document(LEAST, parse)._replace(centers=(center,))
    assert to_document(closed)["centers"][0]["hours"] == "off"
    assert from_document(to_document(closed), parse) == closed


def test_points_are_rounded_to_the_grid_of_a_map() -> None:
    document = copy.deepcopy(LEAST)
    document["centers"][0]["lat"] = 33.44839999
    assert from_document(document, parse).centers[0].lat == 33.4484


def test_a_network_of_own_values_survives() -> None:
    odd = Hours((((0, 90), (1380, 1440)),) * 7, ((date(2026, 12, 25).toordinal(), ()),))
    read = from_document(LEAST, parse)
    backup = Backup(
        "team",
        "Team",
        None,
        "Pacific/Guam",
        ("en",),
        (Destination(DestinationKind.SWITCHBOARD, None, odd),),
    )
    mine = read._replace(national_backups=(backup,), rules=Rules(10, 20, 3, 1), days=30)
    # Read for fewer days, so the center's holidays are fewer.
    again = from_document(to_document(mine._replace(centers=())), parse)
    assert again == mine._replace(centers=())
    assert ALWAYS not in {entry.hours for entry in again.national_backups[0].destinations}
    assert NEVER not in {entry.hours for entry in again.national_backups[0].destinations}


# -- refusing: one sentence each, with the id and what to do --------------------------------------

CENTER_FAULTS: list[tuple[str, object, str]] = [
    ("id", "two words", 'Center two words has "two words" as id; give an id of letters, digits and signs without spaces.'),
    ("state", "Arizona", 'Center mountain has "Arizona" as state; give a state\'s two capital letters.'),
    ("lat", 133.4, "Center mountain has 133.4 as lat; give degrees from -90 to 90."),
    ("lon", "west", 'Center mountain has "west" as lon; give degrees from -180 to 180.'),
    ("lat", True, "Center mountain has true as lat; give degrees from -90 to 90."),
    ("counties", "04013", 'Center mountain has "04013" as counties; give a list.'),
    ("counties", [4013], "Center mountain has 4013 as counties; list five digits in quotes only."),
    ("zips", ["85001", "85001"], "Center mountain lists something twice in zips; name each once."),
    ("rank", 0, "Center mountain has 0 as rank; give a whole number from 1 to 1000."),
    ("rank", 1.5, "Center mountain has 1.5 as rank; give a whole number from 1 to 1000."),
    ("rank", None, "Center mountain has null as rank; give a whole number from 1 to 1000."),
    ("rollover", "all", 'Center mountain has "all" as rollover; choose one of none, state, any.'),
    ("zone", "Phoenix", 'Center mountain has "Phoenix" as zone; give an IANA name such as America/Chicago.'),
    ("zone", "../etc", 'Center mountain has "../etc" as zone; give an IANA name such as America/Chicago.'),
    ("capacity", 0, "Center mountain has 0 as capacity; give a whole number from 1 to 1000."),
    ("languages", [], "Center mountain has no languages; list at least one."),
    ("languages", ["Spanish"], 'Center mountain has "Spanish" as languages; list language codes such as es only.'),
    ("paused", "no", 'Center mountain has "no" as paused; give true or false.'),
    ("expires_on", "soon", 'Center mountain has "soon" as expires_on; give a date such as 2026-11-01.'),
    ("ring_s", 90, "Center mountain has 90 as ring_s; give a whole number from 8 to 25."),
    ("name", "two\nlines", 'Center mountain has "two\\nlines" as name; give a text of one line.'),
    ("hours", 24, "Center mountain has 24 as hours; give a text of one line."),
    ("phone", "x", 'Center mountain has the field "phone", which is none of a center\'s; remove it.'),
    ("destinations", [{"kind": "pager", "hours": OFFICE}], 'Center mountain: destination 1 has "pager" as kind; choose one of advocate_line, switchboard, on_call_mobile, answering_service.'),
    ("destinations", [{"hours": OFFICE, "phone": "x"}], 'Center mountain: destination 1 has the field "phone", which is none of a destination\'s; remove it.'),
    ("destinations", [{"kind": "switchboard"}], "Center mountain: destination 1 has no hours; add it."),
    ("destinations", ["24/7"], 'Center mountain: destination 1 is "24/7"; give an object with named fields.'),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value", "sentence"), CENTER_FAULTS)
def test_a_fault_of_a_center_is_one_sentence(field: str, value: object, sentence: str) -> None:
    document = copy.deepcopy(LEAST)
    document["centers"][0][field] = value
    assert sentence in faults_of(document)


@pytest.mark.parametrize("field", ["id", "state", "lat", "zone", "languages", "hours"])
def test_a_field_that_must_be_there(field: str) -> None:
    document = copy.deepcopy(LEAST)
    del document["centers"][0][field]
    (fault,) = faults_of(document)
    who = "Center 1" if field == "id" else "Center mountain"
    assert fault.startswith(f"{who} has no {field}; ")


def test_hours_that_do_not_parse_say_why() -> None:
    document = copy.deepcopy(LEAST)
    document["centers"][0]["hours"] = "Mo-Fr sunrise-17:00"
    (fault,) = faults_of(document)
    assert fault.startswith("Center mountain has hours that cannot be used: ")
    assert "sun" in fault
    assert fault.count(". ") == 0


def change(*path: str | int, to: object) -> Callable[[Document], None]:
    def changed(document: Any) -> None:
        for key in path[:-1]:
            document = document[key]
        document[path[-1]] = to

    return changed


NETWORK_FAULTS: list[tuple[Callable[[Document], None], str]] = [
    (change("starts_on", to=None), "The document has null as starts_on; give a date such as 2026-11-01."),
    (change("starts_on", to="0001-01-01"), 'The document has "0001-01-01" as starts_on; give a date such as 2026-11-01.'),
    (change("starts_on", to="soon"), 'The document has "soon" as starts_on; give a date such as 2026-11-01.'),
    (change("days", to=0), "The document has 0 as days; give a whole number from 1 to 4000."),
    (change("centres", to=[]), 'The document has the field "centres", which is none of a network\'s; remove it.'),
    (change("centers", to={}), "The document has {} as centers; give a list."),
    (change("rules", to={"depth": 3}), 'The document: rules has the field "depth", which is none of the rules\'; remove it.'),
    (change("lines", 0, "zip_policy", to="ask"), 'Line help has "ask" as zip_policy; choose one of always, when_uncertain, never.'),
    (change("lines", 0, "national_backups", to=[]), "Line help has no national_backups; list at least one."),
    (change("lines", 0, "colour", to=1), 'Line help has the field "colour", which is none of a line\'s; remove it.'),
    (change("national_backups", 0, "id", to="mountain"), "The document has 2 entries with the id mountain; give each its own."),
    (change("national_backups", 0, "state", to="AZ"), "National backup team has a state; list it under state_backups, or set its state to null."),
    (change("national_backups", 0, "rank", to=1), 'National backup team has the field "rank", which is none of a backup\'s; remove it.'),
    (change("state_backups", to=[{"id": "az", "zone": "America/Phoenix", "languages": ["en"], "hours": "24/7"}]), "State backup az has no state; add it."),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "sentence"), NETWORK_FAULTS)
def test_a_fault_of_the_network_is_one_sentence(
    spoil: Callable[[Document], None], sentence: str
) -> None:
    document = copy.deepcopy(LEAST)
    spoil(document)
    assert sentence in faults_of(document)


@pytest.mark.parametrize("given", [[], "network", None, 3])
def test_a_document_of_another_kind_is_refused(given: object) -> None:
    (fault,) = faults_of(given)
    assert fault == f"The document is {json.dumps(given)}; give an object with named fields."


def test_every_fault_is_told_at_once() -> None:
    document = copy.deepcopy(LEAST)
    document["centers"][0].update(rank=0, ring_s=1, zone="x", hours="nonsense")
    document["lines"][0]["languages"] = []
    assert len(faults_of(document)) == 5


@pytest.mark.parametrize("missing", ["lines", "centers", "state_backups", "national_backups"])
def test_lists_may_be_empty_but_not_missing(missing: str) -> None:
    document = copy.deepcopy(LEAST)
    del document[missing]
    assert faults_of(document) == (f"The document has no {missing}; give a list.",)


def test_hours_decide_where_somebody_corrected_them_alone() -> None:
    document = to_document(network(load()))
    center = next(row for row in document["centers"] if len(row["destinations"]) > 1)
    center["hours"] = "Mo-Fr 10:00-11:00"
    read = from_document(document, parse)
    (found,) = (one for one in read.centers if one.id == center["id"])
    expected = parse(
        "Mo-Fr 10:00-11:00", zone=found.zone, state=found.state, first_day=read.starts_on
    )
    assert {destination.hours for destination in found.destinations} == {expected}


# -- addresses, which are read and never written --------------------------------------------------


def dialing(**center: object) -> Document:
    team = {**LEAST["national_backups"][0], "address": "+18005550190"}
    return {
        **LEAST,
        "centers": [{**LEAST["centers"][0], **center}],
        "national_backups": [team],
    }


def test_a_document_with_addresses_gives_a_network_that_dials() -> None:
    read = from_document(dialing(address="sip:desk@center.example"), parse)
    assert read.centers[0].destinations[0].address == "sip:desk@center.example"
    assert read.national_backups[0].destinations[0].address == "+18005550190"


def test_each_destination_may_have_its_own_address() -> None:
    listed = [
        {"hours": OFFICE, "address": "+16025550101"},
        {"kind": "on_call_mobile", "hours": OFFICE, "address": "6025550102", "order": 2},
    ]
    (center,) = from_document(dialing(destinations=listed), parse).centers
    assert [place.address for place in center.destinations] == ["+16025550101", "6025550102"]


def test_addresses_are_never_written() -> None:
    read = from_document(dialing(address="+16025550101"), parse)
    written = json.dumps(to_document(read))
    assert "address" not in written
    assert "555" not in written


@pytest.mark.parametrize(
    "address",
    ["", "call me", "602 555 0101", "+1602555010112345", 16025550101, "sip:a b@c", "tel:5550101"],
)
def test_an_address_that_cannot_be_dialed_is_a_fault_that_does_not_repeat_it(
    address: object,
) -> None:
    first = faults_of(dialing(address=address))[0]
    assert first.startswith("Center mountain has an address that cannot be dialed; give a number")
    assert str(address or "none") not in first


def test_half_of_the_addresses_are_not_enough() -> None:
    assert faults_of(dialing()) == (
        "The document has addresses, but none for mountain; add theirs, or leave all out.",
    )
