"""Against the official schemas and examples. They lie outside of the product; absent, this says so loudly."""

import csv
import json
import re
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings

from harborline.core.listings import ContactKind, Listings, PublicNumber
from harborline.hsds.documents import read_json
from harborline.hsds.files import Form, export, read_file
from harborline.hsds.nesting import Nest
from harborline.hsds.package import read_package
from harborline.hsds.writing import write
from listings_at_random import listings

FULL = ("organization_full", "service_full", "service_at_location_full")
EACH = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)


def faults(validator: Any, thing: Any) -> list[str]:
    return [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(thing)]


@pytest.mark.parametrize("name", FULL)
def test_the_official_examples_import(official: Path, name: str) -> None:
    found = read_file((official / "examples" / f"{name}.json").read_bytes())
    (center,) = found.listings.centers
    assert found.complete
    assert center.name == "Example Organization Inc."
    assert center.id == "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610"
    assert center.numbers[0].number == "+44 1234 234567 ext. 100"
    assert center.numbers[0].kind is ContactKind.VOICE
    assert center.languages == ("ur",)
    assert center.email == "email@example.com"
    told = " ".join(map(str, found.problems))
    assert "no time zone" in told
    assert "no whole address in the United States" in told or "names no state" in told


@pytest.mark.parametrize("name", ["service_list", "service_at_location_list", "organization_list"])
def test_the_official_pages_import(official: Path, name: str) -> None:
    found = read_file((official / "examples" / f"{name}.json").read_bytes())
    assert found.complete
    assert [center.name for center in found.listings.centers] == ["Example Organization Inc."]


def test_the_official_tables_import(official: Path) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for path in (official / "examples" / "csv").iterdir():
            archive.write(path, path.name)
    found = read_file(packed.getvalue())
    (center,) = found.listings.centers
    assert found.complete
    assert center.name == "Example Organization Inc."
    assert center.numbers == (
        PublicNumber("+44 1234 234567 ext. 100", label=center.numbers[0].label),
    )
    assert center.accessibility.startswith("The building is equipped")


@EACH
@given(given=listings())
def test_our_json_is_valid(schemas: dict[str, Any], given: Listings) -> None:
    document = json.loads(export(given, Form.JSON))
    for name, entity in (
        ("organizations", "organization"),
        ("services", "service"),
        ("taxonomies", "taxonomy"),
        ("taxonomy_terms", "taxonomy_term"),
    ):
        for thing in document[name]:
            assert faults(schemas[entity], thing) == []


@EACH
@given(given=listings())
def test_our_objects_of_every_kind_are_valid(schemas: dict[str, Any], given: Listings) -> None:
    tables = write(given)
    nest = Nest(tables)
    for entity in ("organization", "service", "service_at_location", "location"):
        for row in tables[entity]:
            assert faults(schemas[entity], nest.whole(entity, row)) == []
            assert faults(schemas[entity], nest.brief(entity, row)) == []
    for row in tables["organization"]:
        assert faults(schemas["organization"], nest.organization(row, services=True)) == []


def test_the_gate_of_the_schemas_is_awake(schemas: dict[str, Any]) -> None:
    assert faults(schemas["service"], {"id": "x", "name": "y", "status": "open"})
    assert faults(schemas["service"], {"id": "x", "status": "active"})
    assert faults(schemas["location"], {"id": "x", "location_type": "secret"})
    assert faults(schemas["organization"], {"id": "1", "name": "n", "description": 7})


# -- the tabular package, against the official description of it -----------------------------------

KINDS: dict[str, Callable[[str], object]] = {
    "uuid": lambda cell: str(UUID(cell)) == cell,
    "date": lambda cell: bool(date.fromisoformat(cell)),
    "datetime": lambda cell: bool(datetime.fromisoformat(cell)),
    "time": lambda cell: re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d", cell),
    "uri": lambda cell: re.match(r"[a-z][a-z0-9+.-]*:\S+$", cell),
    "email": lambda cell: re.match(r"\S+@\S+\.\S+$", cell),
    "number": lambda cell: bool(float(cell)) or True,
}


def tables_of(package: bytes) -> dict[str, tuple[list[str], list[dict[str, str]]]]:
    found = {}
    with ZipFile(BytesIO(package)) as archive:
        for name in archive.namelist():
            if name.endswith(".csv"):
                with TextIOWrapper(archive.open(name), "utf-8", newline="") as file:
                    reader = csv.DictReader(file)
                    rows = list(reader)
                    found[name] = (list(reader.fieldnames or ()), rows)
    return found


def package_faults(described: dict[str, Any], package: bytes) -> list[str]:
    """Checks names, required, types, choices, primary and foreign keys, as the description says them."""
    tables = tables_of(package)
    resources = {resource["name"]: resource for resource in described["resources"]}
    ids = {
        name: {row["id"] for row in tables.get(resource["path"], ([], []))[1]}
        for name, resource in resources.items()
    }
    told = [
        f"{path} is no table" for path in tables.keys() - {r["path"] for r in resources.values()}
    ]
    for resource in resources.values():
        if resource["path"] in tables:
            told += table_faults(resource, *tables[resource["path"]], ids)
    return told


def table_faults(
    resource: dict[str, Any],
    header: list[str],
    rows: list[dict[str, str]],
    ids: dict[str, set[str]],
) -> list[str]:
    schema, path = resource["schema"], resource["path"]
    told = []
    if header != [field["name"] for field in schema["fields"]]:
        told.append(f"{path}: other columns")
    if len({row["id"] for row in rows}) != len(rows):
        told.append(f"{path}: an id twice")
    for row in rows:
        for field in schema["fields"]:
            told += [
                f"{path} {field['name']}: {why}" for why in cell_faults(field, row[field["name"]])
            ]
        for key in schema.get("foreignKeys", ()):
            cell = row[key["fields"]]
            if cell and cell not in ids[key["reference"]["resource"]]:
                told.append(f"{path} {key['fields']} names nothing")
    return told


def cell_faults(field: dict[str, Any], cell: str) -> list[str]:
    limits = field["constraints"]
    if not cell:
        return ["required"] if limits["required"] else []
    if "enum" in limits and cell not in limits["enum"]:
        return [f"{cell} is no choice"]
    check = KINDS.get(field.get("format") or field["type"])
    try:
        return [] if check is None or check(cell) else [f"{cell} does not fit"]
    except ValueError:
        return [f"{cell} does not fit"]


@EACH
@given(given=listings())
def test_our_package_is_as_the_official_description_wants_it(
    official: Path, given: Listings
) -> None:
    described = json.loads((official / "datapackage.json").read_text(encoding="utf-8"))
    assert package_faults(described, export(given, Form.TABULAR)) == []


def test_our_own_description_says_the_same_as_the_official_one(official: Path) -> None:
    theirs = json.loads((official / "datapackage.json").read_text(encoding="utf-8"))
    with ZipFile(BytesIO(export(Listings(), Form.TABULAR))) as archive:
        ours = json.loads(archive.read("datapackage.json"))
    by_name = {resource["name"]: resource for resource in theirs["resources"]}
    for resource in ours["resources"]:
        official_one = by_name[resource["name"]]
        assert resource["path"] == official_one["path"]
        for mine, other in zip(
            resource["schema"]["fields"], official_one["schema"]["fields"], strict=True
        ):
            assert (mine["name"], mine["type"]) == (other["name"], other["type"])
            assert mine["constraints"]["required"] == other["constraints"]["required"]
            assert mine["constraints"].get("enum") == other["constraints"].get("enum")


def test_the_check_of_packages_is_awake(official: Path) -> None:
    described = json.loads((official / "datapackage.json").read_text(encoding="utf-8"))
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr(
            "addresses.csv",
            (official / "examples/csv/addresses.csv").read_text().replace("postal\n", "moon\n"),
        )
        archive.writestr("more.csv", "id\n1\n")
    told = package_faults(described, packed.getvalue())
    assert any("names nothing" in fault for fault in told)
    assert any("no table" in fault for fault in told)


def test_reading_knows_the_two_forms_apart(official: Path) -> None:
    assert not read_package(b"{}").complete
    assert not read_json(b"PK\x03\x04").complete
