"""Gives the command line the directory's doors: files in and out, on behalf of who runs the command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from harborline.core.errors import UnusableInput

if TYPE_CHECKING:
    from harborline.web.exchange.csv_services import Report

ACTOR = "system:command-line"


def import_csv(file: BinaryIO, chosen: Mapping[str, str], *, dry_run: bool) -> Report:
    """Imports a spreadsheet whole, or not at all; `chosen`: our columns by the headers of the file.

    A report with refused rows is one of a file that was not imported. Raises UnusableInput.
    """
    from harborline.app.spreadsheets.columns import Column, suggest
    from harborline.app.spreadsheets.reading import shape_of
    from harborline.app.spreadsheets.reasons import Unusable
    from harborline.app.spreadsheets.rows import Fault
    from harborline.bootstrap.site_setup import django_ready

    django_ready()
    from harborline.web.exchange import csv_services, csv_words

    try:
        headers = shape_of(file).headers
    except Unusable as refused:
        fault = Fault(0, "", refused.reason, refused.detail)
        raise UnusableInput(csv_words.says(fault)) from None
    mapping = suggest(headers)
    for ours, theirs in chosen.items():
        if ours not in set(Column):
            raise UnusableInput(f"There is no column of ours with this name; there are: {_ours()}.")
        if theirs not in headers:
            raise UnusableInput(f"The file has no column for {ours} with the header that you gave.")
        mapping[Column(ours)] = headers.index(theirs)
    if dry_run:
        return csv_services.dry_run(file, mapping)
    try:
        return csv_services.import_csv(ACTOR, file, mapping, "CSV by the command line")
    except csv_services.NotClean as refused:
        return refused.report


def export_csv() -> Iterator[str]:
    """Gives every public entry as lines of a spreadsheet."""
    from harborline.app.spreadsheets.writing import table_of
    from harborline.bootstrap.site_setup import django_ready

    django_ready()
    from harborline.web.accounts.scopes import EVERYWHERE
    from harborline.web.directory.to_core import listings

    return table_of(listings(EVERYWHERE).centers)


def lines_of(report: Report) -> tuple[list[str], list[str]]:
    """Gives what was mended and what was refused, a line each."""
    from harborline.web.exchange import csv_words

    return (
        [csv_words.line_of_note(note) for note in report.mended],
        [csv_words.line_of(fault) for fault in report.faults],
    )


def report_document(report: Report, *, dry_run: bool) -> dict[str, Any]:
    """Gives a report ready for JSON."""
    from harborline.web.exchange import csv_words

    counts = {
        name: getattr(report, name)
        for name in ("rows", "new", "changed", "same", "refused", "notes")
    }
    faults = [
        {
            "row": fault.row,
            "column": fault.column,
            "reason": fault.reason.value,
            "says": csv_words.says(fault),
        }
        for fault in report.faults
    ]
    return {"imported": report.is_clean and not dry_run, **counts, "faults": faults}


def _ours() -> str:
    from harborline.app.spreadsheets.columns import Column

    return ", ".join(Column)
