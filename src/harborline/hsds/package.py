"""The tabular package: one CSV file a table and `datapackage.json`, in one zip file."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from harborline.core.errors import UnusableInput
from harborline.hsds.archives import MOST_BYTES, unpack
from harborline.hsds.entities import ENTITIES, VERSION, Entity, Field
from harborline.hsds.formulas import guarded, restored
from harborline.hsds.profile import PROFILE
from harborline.hsds.reading import Found, read
from harborline.hsds.rows import Problem, Row, Tables

_SAME_TIME = (2020, 1, 1, 0, 0, 0)
"""Of every member, so that the same directory gives the same bytes."""

_LONGEST_CELL = 1024 * 1024
_UNUSED = ("programs.csv", "contacts.csv", "funding.csv", "cost_options.csv", "metadata.csv")


def to_package(tables: Tables) -> bytes:
    """Gives the rows as a zip file. A cell that looks like a formula begins with an apostrophe."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        described = json.dumps(descriptor(), ensure_ascii=False, indent=1)
        _add(archive, "datapackage.json", described)
        for entity in ENTITIES.values():
            _add(archive, entity.file, _table(entity, tables[entity.name]))
    return packed.getvalue()


def _add(archive: ZipFile, name: str, content: str) -> None:
    archive.writestr(ZipInfo(name, _SAME_TIME), content.encode(), ZIP_DEFLATED)


def _table(entity: Entity, rows: list[Row]) -> str:
    file = StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(entity.columns)
    for row in rows:
        writer.writerow([guarded(str(row.fields.get(name, ""))) for name in entity.columns])
    return file.getvalue()


def descriptor() -> dict[str, Any]:
    """Gives the description of the package: tables, fields, keys."""
    return {
        "name": "human_services_data",
        "profile": "tabular-data-package",
        "version": f"{VERSION}.0",
        "homepage": PROFILE,
        "resources": [_resource(entity) for entity in ENTITIES.values()],
    }


def _resource(entity: Entity) -> dict[str, Any]:
    keys = [
        {"fields": field, "reference": {"resource": other, "fields": "id"}}
        for field, other in entity.keys.items()
    ]
    schema: dict[str, Any] = {"primaryKey": "id"}
    schema["fields"] = [_described(field) for field in entity.fields]
    if keys:
        schema["foreignKeys"] = keys
    read_as = {"format": "csv", "mediatype": "text/csv", "profile": "tabular-data-resource"}
    return {"name": entity.name, "path": entity.file, **read_as, "schema": schema}


_FORMATS = {"uuid", "uri", "email"}


def _described(field: Field) -> dict[str, Any]:
    kind = "string" if field.kind in {*_FORMATS, "text"} else field.kind
    limits: dict[str, Any] = {"required": field.required, "unique": field.name == "id"}
    if field.choices:
        limits["enum"] = list(field.choices)
    made: dict[str, Any] = {"name": field.name, "type": kind, "constraints": limits}
    return made | ({"format": field.kind} if field.kind in _FORMATS else {})


def read_package(content: bytes, *, most_bytes: int = MOST_BYTES) -> Found:
    """Gives the listings of a zip file of tables, of so many bytes unpacked at most; never raises."""
    problems: list[Problem] = []
    tables: Tables = {name: [] for name in ENTITIES}
    try:
        members = unpack(content, most_bytes=most_bytes)
    except UnusableInput as fault:
        return read(tables, [Problem("package", str(fault), left_out=True)])
    files = {entity.file: entity for entity in ENTITIES.values()}
    for name, member in members.items():
        entity = files.get(name.lower())
        if entity is not None:
            tables[entity.name] = list(_rows(name, entity, member, problems))
        elif name.lower() not in {*_UNUSED, "datapackage.json"}:
            problems.append(Problem(name, "This file is not used."))
    return read(tables, problems)


def _rows(name: str, entity: Entity, content: bytes, problems: list[Problem]) -> Iterator[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.append(Problem(name, "It is not written in UTF-8; read as Windows-1252."))
        text = content.decode("cp1252", "replace")
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(StringIO(text.replace("\0", ""), newline=""))
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        unknown = [name for name in header if name and name not in entity.columns]
        if unknown:
            shown = ", ".join(name[:40] for name in unknown[:20])
            problems.append(Problem(name, f"These columns are not kept: {shown}."))
        for number, cells in enumerate(reader, 2):
            fields = {
                column: restored(cell)
                for column, cell in zip(header, cells, strict=False)
                if column in entity.columns and cell
            }
            if fields:
                yield Row(f"{name}, row {number}", {"id": f"({name}, row {number})"} | fields)
    except csv.Error:
        where = f"{name}, line {reader.line_num}"
        problems.append(Problem(where, "It is no readable CSV.", left_out=True))
