"""What an import of a spreadsheet would do: row by row, against the directory as it is now.

Rows come in batches, so that a file of any length needs a few queries for some hundred rows and the
memory of one batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

from harborline.app.spreadsheets.columns import NUMBERS, Column
from harborline.app.spreadsheets.offers import offer_in_words
from harborline.app.spreadsheets.reading import rows_of, shape_of
from harborline.app.spreadsheets.reasons import Reason, Unusable
from harborline.app.spreadsheets.rows import Entry, Fault, read_row, without_repeats
from harborline.atlas.tables import Atlas
from harborline.core.addresses import comparable
from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.directory.models import Center, Coalition
from harborline.web.directory.services.changing import column_faults
from harborline.web.directory.services.checks import CENTER, faults_of
from harborline.web.directory.to_core import training_of
from harborline.web.site.ports import site_ports

BATCH = 500

PLACE = (Column.STREET, Column.CITY, Column.ADDRESS_ZIP)
APART = (Column.COUNTIES, Column.ZIPS, *NUMBERS, Column.TRAINING)
"""What verbs of its own change, beside the columns of a center."""

_NEEDED = (Column.NAME, Column.STATE, Column.COUNTIES)


class Judged(NamedTuple):
    """One row: refused where there is a fault, else what it changes. `changes`: before and after by
    column; of a new center the former are None. `center`: the row that is there already.
    """

    entry: Entry
    center: Center | None = None
    changes: Mapping[Column, tuple[Any, Any]] = {}
    faults: tuple[Fault, ...] = ()

    @property
    def is_new(self) -> bool:
        return self.center is None


class _Against(NamedTuple):
    """What rows are judged by. `blank`: a row to check columns with, for only those that were just set
    are looked at, and making a row for each of a million costs more than all else.
    """

    atlas: Atlas
    coalitions: frozenset[str]
    blank: Center


def judge(file: BinaryIO, mapping: Mapping[Column, int]) -> Iterator[Judged]:
    """Gives each row of a file as it would be applied; a file that breaks off ends with a fault."""
    coalitions = frozenset(Coalition.objects.values_list("pk", flat=True))
    against = _Against(site_ports().atlas(), coalitions, Center())
    entries = without_repeats(_entries(file, mapping, against.atlas))
    while batch := list(islice(entries, BATCH)):
        known = _known([entry.id for entry in batch if entry.id])
        for entry in batch:
            yield _judged(entry, known.get(entry.id), against)


def column_of(column: Column) -> str:
    """Gives the name of the directory's own column."""
    return "coalition_id" if column is Column.COALITION else column.value


def _entries(file: BinaryIO, mapping: Mapping[Column, int], atlas: Atlas) -> Iterator[Entry]:
    try:
        shape = shape_of(file)
        if Column.ID not in mapping:
            raise Unusable(Reason.NO_ID_COLUMN)
        none = True
        for row in rows_of(file, shape):
            none = False
            yield read_row(row, shape.headers, mapping, atlas)
        if none:
            raise Unusable(Reason.NO_ROWS)
    except Unusable as broken:
        fault = Fault(broken.row, "", broken.reason, broken.detail)
        yield Entry(broken.row, "", {}, (fault,), ())


def _known(ids: list[str]) -> dict[str, Center]:
    # An import is the nation's, which its page and its command ask for.
    rows = Center.objects.within(EVERYWHERE).filter(pk__in=ids)
    return {row.pk: row for row in rows.prefetch_related("counties", "zips", "numbers", "training")}


def _judged(entry: Entry, center: Center | None, against: _Against) -> Judged:
    if entry.faults:
        return Judged(entry, center, {}, entry.faults)
    values = dict(entry.values)
    if center is None:
        _complete(values, against.atlas)
    before = _before(center) if center else {}
    changes = {
        column: (before.get(column), value)
        for column, value in values.items()
        if center is None or not _same(column, before[column], value)
    }
    return Judged(entry, center, changes, tuple(_faults(entry, center, changes, against)))


def _complete(values: dict[Column, Any], atlas: Atlas) -> None:
    """Adds what a new center needs and its county tells; it takes no calls until somebody says so."""
    values.setdefault(Column.ACCEPTS_CALLS, False)
    counties = values.get(Column.COUNTIES, ())
    if Column.ZONE not in values and counties:
        zone = next(
            (z.zone for z in atlas.zips.values() if z.county == counties[0] and z.zone), None
        )
        if zone:
            values[Column.ZONE] = zone


def _before(center: Center) -> dict[Column, Any]:
    numbers = list(center.numbers.all())
    return {
        **{column: getattr(center, column_of(column)) for column in Column if column not in APART},
        Column.COUNTIES: [row.fips for row in center.counties.all()],
        Column.ZIPS: [row.zip for row in center.zips.all()],
        **{
            column: [row.number for row in numbers if row.kind == column.value]
            for column in NUMBERS
        },
        Column.TRAINING: [offer_in_words(one) for one in training_of(center)],
    }


def _same(column: Column, before: Any, after: Any) -> bool:
    if column in {Column.COUNTIES, Column.ZIPS}:
        return set(before) == set(after)
    if column in NUMBERS:
        return [comparable(number) for number in before] == [comparable(one) for one in after]
    return bool(before == after)


def _faults(
    entry: Entry,
    center: Center | None,
    changes: Mapping[Column, tuple[Any, Any]],
    against: _Against,
) -> Iterator[Fault]:
    after = {column: value for column, (_, value) in changes.items()}
    if center is None:
        missing = [column.value for column in _NEEDED if column not in after]
        if missing:
            yield Fault(entry.row, "", Reason.NEW_NEEDS, ", ".join(missing))
            return
        if Column.ZONE not in after:
            yield Fault(entry.row, "", Reason.NEW_NEEDS, Column.ZONE.value)
            return
    if after.get(Column.COALITION, "") and after[Column.COALITION] not in against.coalitions:
        yield Fault(entry.row, Column.COALITION.value, Reason.NO_COALITION)
    if after.get(Column.CONFIDENTIAL, center.confidential if center else False):
        if any(after.get(column) for column in PLACE):
            yield Fault(entry.row, "", Reason.CONFIDENTIAL_PLACE)
        if not (Column.COUNTIES in after or (center and center.counties.all())):
            yield Fault(entry.row, "", Reason.CONFIDENTIAL_COUNTY)
    yield from _directory_faults(entry, after, against.blank)


def _directory_faults(entry: Entry, after: Mapping[Column, Any], row: Center) -> Iterator[Fault]:
    """Asks the directory's own checks, so that what passes here is not refused when it is applied."""
    fields = {column_of(column): value for column, value in after.items() if column not in APART}
    for name, value in fields.items():
        setattr(row, name, value)
    names = {name.removesuffix("_id") for name in fields} - {"coalition"}
    for name, says in (column_faults(row, names) | faults_of(fields, CENTER)).items():
        yield Fault(entry.row, name, Reason.REFUSED, str(says))
