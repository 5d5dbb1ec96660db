"""From public entries to a table of text that opens in any spreadsheet program.

Its columns are those that an import knows, so that what was exported can be imported again, and a few
that it leaves alone. Nothing of a destination is here, and of a confidential center no place.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from harborline.app.spreadsheets.cells import FORMULA_STARTS
from harborline.app.spreadsheets.columns import NUMBERS, ONLY_WRITTEN, Column
from harborline.app.spreadsheets.offers import offer_in_words
from harborline.core.listings import ContactKind, Listing

WRITTEN = (
    *(Column.ID, Column.NAME, Column.STATE, Column.COALITION, Column.ZONE, Column.COUNTIES),
    *(Column.ZIPS, Column.LANGUAGES, Column.INTERPRETER, Column.DESCRIPTION, Column.SERVES),
    *(Column.ACCOMPANIMENT, Column.RTT, Column.ACCESSIBILITY, Column.CONFIDENTIAL, Column.WEB),
    *(Column.EMAIL, Column.STREET, Column.CITY, Column.ADDRESS_ZIP, *NUMBERS, Column.TRAINING),
)


def table_of(listings: Iterable[Listing]) -> Iterator[str]:
    """Gives the table line by line, headers first; begins with the mark by which Excel knows UTF-8."""
    echo = _Echo()
    writer = csv.writer(echo, lineterminator="\r\n")
    yield "\ufeff" + writer.writerow([*(column.value for column in WRITTEN), *ONLY_WRITTEN])
    for listing in listings:
        yield writer.writerow([harmless(cell) for cell in _cells(listing)])


def harmless(text: str) -> str:
    """Puts an apostrophe before what a spreadsheet program would take for a formula."""
    return f"'{text}" if text[:1] and text[0] in FORMULA_STARTS else text


def _cells(listing: Listing) -> Iterator[str]:
    place = None if listing.confidential else listing.address
    values: dict[Column, Any] = {
        Column.ID: listing.id,
        Column.NAME: listing.name,
        Column.STATE: listing.state,
        Column.COALITION: listing.coalition or "",
        Column.ZONE: listing.zone,
        Column.COUNTIES: "; ".join(listing.counties),
        Column.ZIPS: "; ".join(listing.zips),
        Column.LANGUAGES: "; ".join(listing.languages),
        Column.INTERPRETER: listing.interpreter,
        Column.DESCRIPTION: listing.description,
        Column.SERVES: "; ".join(listing.serves),
        Column.ACCOMPANIMENT: listing.accompaniment,
        Column.RTT: listing.rtt,
        Column.ACCESSIBILITY: listing.accessibility,
        Column.CONFIDENTIAL: listing.confidential,
        Column.WEB: listing.web,
        Column.EMAIL: listing.email,
        Column.STREET: place.street if place else "",
        Column.CITY: place.city if place else "",
        Column.ADDRESS_ZIP: place.zip if place else "",
        **{column: _numbers(listing, column) for column in NUMBERS},
        Column.TRAINING: "; ".join(map(offer_in_words, listing.training)),
    }
    for column in WRITTEN:
        value = values[column]
        yield ("yes" if value else "no") if isinstance(value, bool) else str(value)
    verified = listing.verified
    yield listing.hours_text
    yield verified.on.isoformat() if verified else ""
    yield verified.by if verified else ""
    yield listing.expires_on.isoformat() if listing.expires_on else ""


def _numbers(listing: Listing, column: Column) -> str:
    kind = ContactKind(column.value)
    return "; ".join(entry.number for entry in listing.numbers if entry.kind is kind)


class _Echo:
    """Gives back each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line
