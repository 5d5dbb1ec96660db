"""The verbs of spreadsheets: a dry run that counts and explains, and the import, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.db import transaction

from harborline.app.spreadsheets.columns import NUMBERS, Column
from harborline.app.spreadsheets.offers import read_offer
from harborline.app.spreadsheets.reasons import Reason
from harborline.app.spreadsheets.rows import Fault, Mended
from harborline.core.addresses import comparable
from harborline.core.errors import HarborlineError
from harborline.core.listings import BillSafety, ContactKind, PublicNumber
from harborline.web.directory.models import Center
from harborline.web.directory.services.areas import set_area
from harborline.web.directory.services.centers import create_center, edit_center
from harborline.web.directory.services.faults import Refused
from harborline.web.directory.services.listing import set_numbers, set_training
from harborline.web.exchange.csv_judging import APART, Judged, column_of, judge
from harborline.web.site.ports import site_ports

TOLD = 500
"""How many refusals and notes a report holds; it counts all of them."""

SHOWN = 20


@dataclass(slots=True)
class Report:
    """What an import does, or would do. Counts are of rows; `notes` of cells."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    notes: int = 0
    faults: list[Fault] = field(default_factory=list)
    mended: list[Mended] = field(default_factory=list)
    sample: list[Judged] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return self.refused == 0

    @property
    def would_change(self) -> int:
        return self.new + self.changed

    def add(self, judged: Judged) -> None:
        """Counts one row."""
        self.rows += 1
        self.notes += len(judged.entry.mended)
        self.mended += judged.entry.mended[: max(TOLD - len(self.mended), 0)]
        if judged.faults:
            self.refused += 1
            self.faults += judged.faults[: max(TOLD - len(self.faults), 0)]
        elif not judged.changes:
            self.same += 1
        else:
            self.new += judged.is_new
            self.changed += not judged.is_new
            if len(self.sample) < SHOWN:
                self.sample.append(judged)


class NotClean(HarborlineError):
    """A file with refused rows was not imported. `report` tells each of them."""

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__(f"Nothing was imported: {report.refused} rows cannot be used.")


def dry_run(file: BinaryIO, mapping: Mapping[Column, int]) -> Report:
    """Tells what an import would do, and does nothing."""
    report = Report()
    for judged in judge(file, mapping):
        report.add(judged)
    return report


def import_csv(actor: str, file: BinaryIO, mapping: Mapping[Column, int], why: str = "") -> Report:
    """Imports a file whole, by the directory's verbs, or not at all. Raises NotClean.

    It goes through the file once more than it must, so that nothing is locked while a file that will
    be refused is read; what changed meanwhile is judged again within the transaction.
    """
    report = dry_run(file, mapping)
    if not report.is_clean:
        raise NotClean(report)
    report = Report()
    with transaction.atomic():
        for judged in judge(file, mapping):
            report.add(_applied(actor, judged, why))
        if not report.is_clean:
            raise NotClean(report)
    return report


def _applied(actor: str, judged: Judged, why: str) -> Judged:
    if judged.faults or not judged.changes:
        return judged
    after = {column: value for column, (_, value) in judged.changes.items()}
    try:
        with transaction.atomic():
            _apply(actor, judged, after, why)
    except Refused as refused:
        says = tuple(
            Fault(judged.entry.row, name, Reason.REFUSED, str(sentence))
            for name, sentence in refused.faults.items()
        )
        return judged._replace(faults=says)
    return judged


def _apply(actor: str, judged: Judged, after: Mapping[Column, Any], why: str) -> None:
    fields = {column_of(column): value for column, value in after.items() if column not in APART}
    confidential = {"confidential": True} if fields.pop("confidential", False) else {}
    if Column.CONFIDENTIAL in after and not confidential:
        fields["confidential"] = False
    center = judged.center or _create(actor, judged.entry.id, fields, after, why)
    if Column.COUNTIES in after or Column.ZIPS in after:
        counties = after.get(Column.COUNTIES, [row.fips for row in center.counties.all()])
        zips = after.get(Column.ZIPS, [row.zip for row in center.zips.all()])
        center = set_area(actor, center, counties, zips, why)
    changes = confidential if judged.is_new else fields | confidential
    if changes:  # a center hides behind its county, so the county comes first
        center = edit_center(actor, center, changes, why)
    if any(column in after for column in NUMBERS):
        center = set_numbers(actor, center, _numbers(center, after), why)
    if Column.TRAINING in after:
        set_training(actor, center, list(map(read_offer, after[Column.TRAINING])), why)


def _create(
    actor: str, id_: str, fields: Mapping[str, Any], after: Mapping[Column, Any], why: str
) -> Center:
    county = site_ports().atlas().counties[after[Column.COUNTIES][0]]
    return create_center(actor, id_, {**fields, "lat": county.lat, "lon": county.lon}, why)


def _numbers(center: Center, after: Mapping[Column, Any]) -> list[PublicNumber]:
    """Gives all public numbers: of the kinds that the row names its own, with the words and the bill
    safety that a number had before.
    """
    kept = [
        PublicNumber(row.number, ContactKind(row.kind), row.label, BillSafety(row.bill_safety))
        for row in center.numbers.all()
    ]
    known = {comparable(one.number): one for one in kept}
    given = {ContactKind(column.value) for column in NUMBERS if column in after}
    found = [one for one in kept if one.kind not in given]
    for column in NUMBERS:
        kind = ContactKind(column.value)
        for number in after.get(column, ()):
            before = known.get(comparable(number), PublicNumber(number))
            found.append(before._replace(number=number, kind=kind))
    return found
