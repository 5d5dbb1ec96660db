"""Listings as the bytes of a file and back: the doors that other rooms use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from harborline.core.errors import HarborlineError
from harborline.core.listings import Listings
from harborline.hsds.archives import MOST_BYTES
from harborline.hsds.checking import faults
from harborline.hsds.documents import read_json, to_json
from harborline.hsds.package import read_package, to_package
from harborline.hsds.reading import Found
from harborline.hsds.writing import write


class Form(StrEnum):
    """JSON, or the tabular package in a zip file."""

    JSON = "json"
    TABULAR = "tabular"


class NotStrict(HarborlineError):
    """A written row that the standard would refuse. Permanent: a fault of ours; nothing leaves."""


def export(
    listings: Listings,
    form: Form,
    *,
    places: Mapping[str, str] | None = None,
    changed_at: Mapping[str, datetime] | None = None,
) -> bytes:
    """Gives the bytes of a file. Raises NotStrict sooner than write what the standard refuses."""
    tables = write(listings, places=places, changed_at=changed_at)
    wrong = faults(tables)
    if wrong:
        raise NotStrict(f"Nothing was exported: {wrong[0]} ({len(wrong)} faults in all)")
    return to_json(tables) if form is Form.JSON else to_package(tables)


def is_package(content: bytes) -> bool:
    """Tells by its first bytes whether a file is of the tabular form."""
    return content.startswith(b"PK")


def read_file(content: bytes, *, most_bytes: int = MOST_BYTES) -> Found:
    """Gives the listings of a file of either form; never raises. `most_bytes`: of a package, unpacked."""
    if is_package(content):
        return read_package(content, most_bytes=most_bytes)
    return read_json(content)
