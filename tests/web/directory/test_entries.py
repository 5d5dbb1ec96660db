"""Verbs of an entry and its area: what is refused, what is told, who was quicker."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.audit.models import AuditEntry, AuditPayload
from harborline.web.audit.services import fault
from harborline.web.directory.models import Center
from harborline.web.directory.services.areas import set_area
from harborline.web.directory.services.centers import create_center, edit_center, remove_center
from harborline.web.directory.services.faults import Refused, Stale
from harborline.web.directory.services.rota import add_person
from web_world import make_center, make_coalition, make_network

pytestmark = pytest.mark.django_db
ANA = "ana@example.org"


def told() -> dict[str, Any]:
    """Gives the newest entry of the trail with its payload."""
    entry = AuditEntry.objects.order_by("number").last()
    assert entry is not None
    assert fault() is None
    return {
        "verb": entry.verb,
        "subject": entry.subject,
        "why": entry.why,
        **entry.payload.content,
    }


def kept(center: Center) -> Center:
    return Center.objects.within(EVERYWHERE).get(pk=center.pk)


def test_a_change_is_kept_and_told() -> None:
    center = make_center("alder", rank=1)
    edit_center(ANA, center, {"name": "Alder House", "capacity": 3}, "they moved")
    row = kept(center)
    assert (row.name, row.capacity, row.version) == ("Alder House", 3, 2)
    assert told() == {
        "verb": "edit center",
        "subject": "center:alder",
        "why": "they moved",
        "before": {"name": "Center Alder", "capacity": None},
        "after": {"name": "Alder House", "capacity": 3},
    }


def test_nothing_changed_is_not_told() -> None:
    center = make_center("alder")
    edit_center(ANA, center, {"name": center.name})
    assert kept(center).version == 1
    assert not AuditEntry.objects.exists()


def test_two_who_edit_at_once_notice() -> None:
    center = make_center("alder")
    edit_center(ANA, center, {"ring_s": 15}, expected_version=1)
    with pytest.raises(Stale, match="Somebody else changed this meanwhile"):
        edit_center("bo@example.org", center, {"ring_s": 10}, expected_version=1)
    assert kept(center).ring_s == 15
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("ring_s", 7),
        ("ring_s", 26),
        ("ring_s", "20"),
        ("rank", 0),
        ("capacity", 0),
        ("capacity", True),
        ("zone", "America/Nowhere"),
        ("languages", []),
        ("languages", ["en", "en"]),
        ("languages", ["English"]),
        ("serves", []),
        ("serves", ["everybody"]),
        ("state", "ZZ"),
        ("name", ""),
        ("name", "two\nlines"),
        ("web", "no address"),
        ("email", "nobody"),
        ("notices", "nobody"),
        ("address_zip", "00000"),
        ("lat", 91.0),
        ("lon", float("nan")),
        ("rollover", "sometimes"),
        ("coalition_id", "unknown"),
        ("name", "x" * 201),
    ],
)
def test_a_fault_has_one_sentence_beside_its_field(column: str, value: object) -> None:
    center = make_center("alder")
    with pytest.raises(Refused) as refused:
        edit_center(ANA, center, {column: value})
    assert set(refused.value.faults) == {column.removesuffix("_id")}
    says = str(refused.value)
    assert says.endswith(".")
    assert says.count(". ") == 0
    assert kept(center).version == 1
    assert not AuditEntry.objects.exists()


def test_several_faults_are_told_at_once() -> None:
    center = make_center("alder")
    with pytest.raises(Refused) as refused:
        edit_center(ANA, center, {"ring_s": 0, "zone": "", "name": "Fine"})
    assert set(refused.value.faults) == {"ring_s", "zone"}


def test_what_no_verb_changes_cannot_be_changed() -> None:
    with pytest.raises(KeyError):
        edit_center(ANA, make_center("alder"), {"version": 9})


def test_a_center_that_becomes_confidential_loses_its_place_in_the_trail_too() -> None:
    center = make_center("alder", counties=["10003"], lat=0.5, lon=10.5)
    edit_center(ANA, center, {"street": "1 Hidden Lane", "city": "Town", "address_zip": "11101"})
    edit_center(ANA, center, {"confidential": True})
    row = kept(center)
    assert (row.street, row.city, row.address_zip) == ("", "", "")
    assert (row.lat, row.lon) == (0.0, 11.0)  # Birch's interior point
    at_rest = str(list(AuditPayload.objects.values_list("content", flat=True)))
    assert "Hidden" not in at_rest
    assert "10.5" not in at_rest
    assert told()["after"] == {"confidential": True}


def test_a_confidential_center_gets_no_address_and_keeps_its_county_point() -> None:
    center = make_center("alder", counties=["10001"], confidential=True)
    with pytest.raises(Refused, match="has no address here"):
        edit_center(ANA, center, {"street": "1 Hidden Lane"})
    edit_center(ANA, center, {"lat": 0.7, "lon": 10.9, "rank": 2})
    assert (kept(center).lat, kept(center).lon) == (0.0, 10.0)
    assert told()["after"] == {"rank": 2}


def test_without_a_county_nobody_is_confidential() -> None:
    with pytest.raises(Refused, match="Name a county that it serves first"):
        edit_center(ANA, make_center("alder"), {"confidential": True})


FIELDS = {"name": "Alder", "state": "WL", "zone": "America/New_York", "lat": 0.0, "lon": 10.0}


def test_a_center_is_made_with_its_area() -> None:
    make_coalition()
    fields = FIELDS | {"coalition_id": "wl-coalition", "confidential": True, "lat": 0.3}
    made = create_center(ANA, "alder", fields, counties=["10003"], zips=["11101"])
    row = kept(made)
    assert (row.confidential, row.lat, row.coalition_id) == (True, 0.0, "wl-coalition")
    assert [one.fips for one in row.counties.all()] == ["10003"]
    assert "0.3" not in str(list(AuditPayload.objects.values_list("content", flat=True)))


@pytest.mark.parametrize("name", ["", "två", "with space", "-minus", "x" * 81])
def test_an_id_is_ascii(name: str) -> None:
    with pytest.raises(Refused) as refused:
        create_center(ANA, name, FIELDS)
    assert "id" in refused.value.faults


def test_an_id_is_given_once_and_what_is_needed_is_asked_for() -> None:
    create_center(ANA, "alder", FIELDS)
    with pytest.raises(Refused, match="There is a center with this id"):
        create_center(ANA, "alder", FIELDS)
    with pytest.raises(Refused) as refused:
        create_center(ANA, "birch", {})
    assert set(refused.value.faults) == {"name", "state", "zone", "lat", "lon"}


def test_a_center_that_goes_takes_its_people_out_of_the_trail() -> None:
    center = make_center("alder")
    add_person(ANA, center, "Zelda", "+17045550147")
    remove_center(ANA, center, "closed for good")
    assert not Center.objects.within(EVERYWHERE).exists()
    assert "Zelda" not in str(list(AuditPayload.objects.values_list("content", flat=True)))
    assert told()["verb"] == "remove center"


# -- areas ----------------------------------------------------------------------------------------


def test_an_area_is_replaced_in_its_order_and_old_codes_become_ours() -> None:
    center = make_network()["alder"]
    set_area(ANA, center, ["20001", "10901", "20001", " "], ["22201", "11101"], "new bounds")
    row = kept(center)
    assert [one.fips for one in row.counties.order_by("id")] == ["20001", "10001"]
    assert [one.zip for one in row.zips.order_by("id")] == ["22201", "11101"]
    assert row.version == 2
    assert told()["before"] == {"counties": ["10001"], "zips": []}
    set_area(ANA, row, ["20001", "10001"], ["22201", "11101"])
    assert kept(row).version == 2


def test_unknown_places_are_named_and_nothing_is_half_changed() -> None:
    center = make_network()["alder"]
    with pytest.raises(Refused) as refused:
        set_area(ANA, center, ["10001", "99999"], [f"0000{i}" for i in range(8)])
    assert refused.value.faults == {
        "counties": "There is no county 99999.",
        "zips": "There is no ZIP 00000, 00001, 00002, 00003, 00004….",
    }
    assert [one.fips for one in center.counties.all()] == ["10001"]


def test_a_confidential_center_moves_with_its_first_county() -> None:
    center = make_center("alder", counties=["10001"], confidential=True)
    set_area(ANA, center, ["20001", "10001"], [])
    assert kept(center).lon == 13.0
    with pytest.raises(Refused, match="at least one county"):
        set_area(ANA, center, [], ["11101"])


def test_a_change_without_its_trail_does_not_happen(monkeypatch: pytest.MonkeyPatch) -> None:
    center = make_center("alder")

    def fails(*args: object, **more: object) -> None:
        raise IntegrityError

    monkeypatch.setattr("harborline.web.directory.services.centers.record", fails)
    with pytest.raises(IntegrityError), transaction.atomic():
        edit_center(ANA, center, {"rank": 4})
    assert kept(center).rank == 1
