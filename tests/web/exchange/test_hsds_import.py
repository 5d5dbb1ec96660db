import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from harborline.core.listings import (
    Address,
    BillSafety,
    Coalition,
    ContactKind,
    Listing,
    Listings,
    PublicNumber,
    Serves,
    TrainingAudience,
    TrainingOffer,
    TrainingTopic,
    Verification,
)
from harborline.hsds.files import Form, export, read_file
from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.audit.models import AuditEntry
from harborline.web.audit.services import fault
from harborline.web.directory.models import Center, Destination
from harborline.web.directory.models import Coalition as CoalitionRow
from harborline.web.directory.to_core import listings
from harborline.web.exchange.hsds_services import HsdsReport, export_hsds, import_hsds
from harborline.web.site.ports import install
from small_world import country
from web_world import small_ports

OFFICIAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "hsds-3.0"
NEW = Listing(
    id="oak",
    name="Oak House",
    state="WL",
    zone="America/New_York",
    hours_text="24/7",
    languages=("en", "es"),
    interpreter=True,
    coalition="north",
    description="Open to all.",
    counties=("10003", "10001"),
    numbers=(PublicNumber("+12125550177", ContactKind.TTY, "help", BillSafety.SHOWS),),
    web="https://oak.example.org",
    email="help@oak.example.org",
    address=Address("1 Oak Street", "Oakville", "WL", "11101"),
    serves=(Serves.MEN, Serves.LGBTQ),
    accompaniment=True,
    rtt=True,
    accessibility="A ramp.",
    training=(
        TrainingOffer(TrainingAudience.SCHOOL, TrainingTopic.CONSENT, "es", True, False, 20),
    ),
    verified=Verification(date(2026, 1, 1), "Somebody", "telephone", "them"),
    expires_on=date(2027, 1, 1),
)
NORTH = Coalition("north", "Northern Coalition", "WL", "https://north.example.org")


def brought(*centers: Listing, **options: Any) -> HsdsReport:
    content = export(Listings((NORTH,), centers), options.pop("form", Form.JSON))
    return import_hsds("ana@example.org", content, **options)


def entry_of(wanted: str) -> Listing:
    found = listings(EVERYWHERE, date(2026, 11, 23)).centers
    return next(center for center in found if center.id == wanted)


@pytest.mark.parametrize("form", Form)
def test_a_new_center_comes_in_whole(small_site: dict[str, Center], form: Form) -> None:
    report = brought(NEW, form=form)
    assert (report.new, report.changed, report.imported) == (1, 0, True)
    same = entry_of("oak")
    assert same._replace(hours_text="24/7", verified=NEW.verified, expires_on=NEW.expires_on) == NEW
    row = Center.unscoped.get(pk="oak")
    assert (row.accepts_calls, row.verified_on, row.expires_on) == (False, None, None)
    assert CoalitionRow.objects.get(pk="north").web == "https://north.example.org"
    assert AuditEntry.objects.filter(subject="center:oak", actor="ana@example.org").exists()
    assert fault() is None


def test_bringing_the_same_again_changes_nothing(small_site: dict[str, Center]) -> None:
    brought(NEW)
    entries = AuditEntry.objects.count()
    report = brought(NEW)
    assert (report.new, report.changed, report.same) == (0, 0, 1)
    assert AuditEntry.objects.count() == entries


def test_the_whole_directory_goes_out_and_comes_in_unchanged(small_site: dict[str, Center]) -> None:
    for form in Form:
        content = export_hsds(EVERYWHERE, form)
        assert read_file(content).listings == listings(EVERYWHERE)
        report = import_hsds("ana@example.org", content)
        assert (report.new, report.changed, report.same) == (0, 0, 3)
        assert report.problems == []


def test_destinations_are_neither_given_nor_touched(small_site: dict[str, Center]) -> None:
    before = list(Destination.unscoped.order_by("pk").values())
    for form in Form:
        text = export_hsds(EVERYWHERE, Form.JSON).decode()
        assert not [row for row in before if str(row["address"])[-7:] in text]
        birch = entry_of("birch")
        brought(birch._replace(name="Birch Place", hours_text="Mo 09:00-10:00"), form=form)
    assert list(Destination.unscoped.order_by("pk").values()) == before
    assert Center.unscoped.get(pk="birch").name == "Birch Place"


def test_a_dry_run_says_what_would_change_and_changes_nothing(
    small_site: dict[str, Center],
) -> None:
    entries = AuditEntry.objects.count()
    report = brought(NEW, entry_of("elm")._replace(name="Elm Place"), dry_run=True)
    assert (report.new, report.changed, report.imported) == (1, 1, False)
    assert not Center.unscoped.filter(pk="oak").exists()
    assert Center.unscoped.get(pk="elm").name == "Center Elm"
    assert AuditEntry.objects.count() == entries


def test_one_entry_that_cannot_be_used_stops_them_all(small_site: dict[str, Center]) -> None:
    nowhere = NEW._replace(id="nowhere", counties=(), zips=())
    report = brought(NEW, nowhere, NEW._replace(id="odd", zone="Mars/Olympus"))
    assert not report.imported
    assert [problem.where for problem in report.problems if problem.left_out] == ["nowhere", "odd"]
    assert "no county or ZIP" in str(report.problems[0])
    assert not Center.unscoped.filter(pk="oak").exists()
    assert not CoalitionRow.objects.filter(pk="north").exists()


def test_what_a_file_does_not_say_stays(small_site: dict[str, Center]) -> None:
    brought(NEW)
    before = entry_of("oak")
    report = brought(Listing("oak", "Oak House", "", "", "", languages=(), serves=()))
    assert (report.same, report.imported) == (1, True)
    assert entry_of("oak") == before


def test_a_confidential_place_is_neither_given_nor_uncovered(small_site: dict[str, Center]) -> None:
    brought(NEW._replace(confidential=True))
    row = Center.unscoped.get(pk="oak")
    assert (row.confidential, row.street, row.city) == (True, "", "")
    assert brought(NEW).imported
    row.refresh_from_db()
    assert (row.confidential, row.street, row.city) == (True, "", "")
    Center.unscoped.filter(pk="oak").update(street="1 Oak Street", city="Oakville")
    for form in Form:
        assert b"Oak Street" not in export_hsds(EVERYWHERE, form)
    text = export_hsds(EVERYWHERE, Form.JSON).decode()
    assert "Oak Street" not in text
    assert "Oakville" not in text
    assert "latitude" not in text


def test_somebody_elses_file_becomes_centers(small_site: dict[str, Center]) -> None:
    theirs = {
        "contents": [
            {
                "id": "9f0e5a3c-7d1f-4b8a-9a57-2c3d4e5f6a7b",
                "name": "Helpline",
                "status": "active",
                "organization": {
                    "id": "0b2c3d4e-5f60-4718-8293-a4b5c6d7e8f9",
                    "name": "Their Center",
                    "description": "They help.",
                    "website": "www.their.example.org",
                },
                "phones": [{"id": "p1", "number": "(212) 555-0123", "extension": 4}],
                "service_areas": [{"id": "a1", "name": "ZIP codes", "extent": "11101"}],
                "languages": [{"id": "l1", "name": "Spanish"}],
            }
        ]
    }
    atlas = country()
    home = atlas.zips["11101"]._replace(zone="America/Chicago")
    install(small_ports(atlas=lambda: atlas._replace(zips={**atlas.zips, home.zip: home})))
    report = import_hsds("ana@example.org", json.dumps(theirs).encode())
    assert report.imported, report.problems
    center = entry_of("0b2c3d4e-5f60-4718-8293-a4b5c6d7e8f9")
    assert (center.name, center.web) == ("Their Center", "https://www.their.example.org")
    assert center.numbers == (PublicNumber("(212) 555-0123", label="ext. 4."),)
    assert (center.zips, center.languages, center.zone) == (("11101",), ("es",), "America/Chicago")


def test_the_official_example_is_told_to_lie_nowhere_here(small_site: dict[str, Center]) -> None:
    if not OFFICIAL.is_dir():
        pytest.skip(f"THE OFFICIAL HSDS EXAMPLES ARE ABSENT: put them in {OFFICIAL}")
    content = (OFFICIAL / "examples" / "organization_full.json").read_bytes()
    report = import_hsds("ana@example.org", content)
    assert not report.imported
    assert "no county or ZIP that is known here" in str(report.problems[-1])


@pytest.mark.parametrize("content", [b"", b"PK", b"{}", b"[[]]", b"\xff\xfe", b"[" * 100_000])
def test_a_broken_file_is_told_and_brings_nothing(
    small_site: dict[str, Center], content: bytes
) -> None:
    report = import_hsds("ana@example.org", content)
    assert not report.imported
    assert report.refused
