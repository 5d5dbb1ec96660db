"""Spreadsheets of centers are read with patience, and written so that nothing in them is a formula."""

from __future__ import annotations

import csv
import gzip
import io
import shutil
import subprocess
import sys
import tracemalloc
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.app.spreadsheets.cells import FORMULA_STARTS, read_cell
from harborline.app.spreadsheets.columns import Column, suggest, usable
from harborline.app.spreadsheets.reading import MOST_COLUMNS, Row, rows_of, shape_of
from harborline.app.spreadsheets.reasons import Note, Reason, Unusable
from harborline.app.spreadsheets.rows import Fault, read_row, without_repeats
from harborline.app.spreadsheets.writing import WRITTEN, harmless, table_of
from harborline.atlas.store import load
from harborline.atlas.tables import Atlas
from harborline.core.listings import Address, ContactKind, Listing, PublicNumber


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load()


def table(text: str, encoding: str = "utf-8") -> tuple[tuple[str, ...], list[Row]]:
    file = io.BytesIO(text.encode(encoding))
    shape = shape_of(file)
    return shape.headers, list(rows_of(file, shape))


def refused(content: bytes) -> Unusable:
    file = io.BytesIO(content)
    with pytest.raises(Unusable) as raised:
        list(rows_of(file, shape_of(file)))
    return raised.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_usual_encoding_and_separator_is_read(encoding: str, separator: str) -> None:
    text = f'id{separator}name\r\nc1{separator}"Casa José – ayuda"\r\n'
    headers, rows = table(text, encoding)
    assert headers == ("id", "name")
    assert rows == [Row(2, ("c1", "Casa José – ayuda"))]


def test_a_quoted_cell_may_hold_separators_quotes_and_new_lines() -> None:
    _, rows = table('id,name\r\nc1,"A, ""B""\r\nand C"\r\n\r\nc2,D\r\n')
    assert [row.cells for row in rows] == [("c1", 'A, "B"\r\nand C'), ("c2", "D")]
    assert [row.number for row in rows] == [2, 4]  # as the spreadsheet shows them


def test_short_rows_are_filled_and_what_stands_beyond_the_headers_is_kept_to_be_told() -> None:
    _, rows = table("id,name,state\nc1\nc2,B,NC,,\nc3,C,NC,more\n")
    assert [len(row.cells) for row in rows] == [3, 3, 4]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (gzip.compress(b"id,name\n", mtime=0), Reason.COMPRESSED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, Reason.WORKBOOK),
        (b"id,name\nc1,\x00\n", Reason.NOT_TEXT),
        (b"id\n\x81\xff\x8d\n", Reason.NOT_TEXT),
        (b"\xff\xfei\x00d", Reason.NOT_TEXT),
        (b"\xff\xfe\x00\xd8i\x00", Reason.NOT_TEXT),
        (b"", Reason.NO_HEADERS),
        (b"\n\n ,\n", Reason.NO_HEADERS),
        (b"a," * (MOST_COLUMNS + 1), Reason.TOO_MANY_COLUMNS),
        (b'id,name\nc1,"open\nc2,x\n', Reason.OPEN_QUOTE),
        (b"id,name\nc1," + b"x" * 200_000, Reason.LONG_CELL),
    ],
)
def test_what_is_no_table_of_text_is_refused(content: bytes, reason: Reason) -> None:
    assert refused(content).reason is reason


def test_a_long_cell_is_refused_whatever_limit_another_reader_set() -> None:
    before = csv.field_size_limit(1 << 20)
    try:
        assert refused(b"id,name\nc1," + b"x" * 200_000).row == 2
    finally:
        csv.field_size_limit(before)


def test_a_zip_bomb_is_refused_without_being_unpacked() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("centers.csv", b"0" * (1 << 26))
    tracemalloc.start()
    assert refused(bomb.getvalue()).reason is Reason.WORKBOOK
    assert tracemalloc.get_traced_memory()[1] < 1 << 20
    tracemalloc.stop()


def test_a_quote_that_never_closes_is_told_with_its_row() -> None:
    assert refused(b'id,name\nc1,a\nc2,"b\nc3,c\n').row == 3


@given(st.binary(max_size=300))
def test_no_bytes_do_anything_but_be_read_or_refused(content: bytes) -> None:
    file = io.BytesIO(content)
    with suppress(Unusable):
        list(rows_of(file, shape_of(file)))


def test_columns_are_suggested_by_what_people_call_them() -> None:
    headers = ("Agency Name", "ID", "FIPS", "Página", "Teléfono", "Zip Code", "Phone")
    assert suggest(headers) == {
        Column.NAME: 0,
        Column.ID: 1,
        Column.COUNTIES: 2,
        Column.VOICE: 4,
        Column.ADDRESS_ZIP: 5,
    }


def test_a_mapping_from_outside_names_only_what_there_is() -> None:
    assert usable({"id": 0, "name": 9, "address": 1, "zips": -1}, 3) == {Column.ID: 0}


@pytest.mark.parametrize(
    ("column", "text", "value", "notes"),
    [
        (Column.ZIPS, "2134; 02139-1234 28202.0", ["02134", "02139", "28202"], 2),
        (Column.COUNTIES, "1001,37119", ["01001", "37119"], 1),
        (Column.VOICE, "'+1 (704) 555-0123 | 704.555.0124", ["+17045550123", "+17045550124"], 0),
        (Column.LANGUAGES, "English, Español; vi", ["en", "es", "vi"], 0),
        (Column.SERVES, "All genders; men", ["all_genders", "men"], 0),
        (Column.CONFIDENTIAL, "Sí", True, 0),
        (Column.RTT, "N", False, 0),
        (Column.CAPACITY, "3.0", 3, 0),
        (Column.WEB, "example.org/help", "https://example.org/help", 0),
        (Column.STATE, "nc", "NC", 0),
        (Column.NAME, "'=Not a formula", "=Not a formula", 0),
    ],
)
def test_a_cell_becomes_a_value_and_says_what_was_mended(
    column: Column, text: str, value: object, notes: int, atlas: Atlas
) -> None:
    cell = read_cell(column, text, atlas)
    assert cell is not None
    assert cell.value == value
    assert len(cell.notes) == notes


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        (Column.ID, "two words", Reason.BAD_ID),
        (Column.NAME, "x" * 201, Reason.TOO_LONG),
        (Column.NAME, "a\x07b", Reason.CONTROL),
        (Column.NAME, "#REF!", Reason.SHEET_ERROR),
        (Column.VOICE, "1.70E+10", Reason.SHEET_NUMBER),
        (Column.VOICE, "911", Reason.NOT_A_NUMBER),
        (Column.COUNTIES, "4820148203", Reason.JOINED),
        (Column.COUNTIES, "99999", Reason.NOT_A_COUNTY),
        (Column.COUNTIES, "Wake County", Reason.NOT_A_COUNTY),
        (Column.ZIPS, "00000", Reason.NOT_A_ZIP),
        (Column.ADDRESS_ZIP, "28202 28203", Reason.NOT_A_ZIP),
        (Column.STATE, "XX", Reason.NOT_A_STATE),
        (Column.ZONE, "Eastern", Reason.NOT_A_ZONE),
        (Column.LANGUAGES, "Klingon", Reason.NOT_A_LANGUAGE),
        (Column.SERVES, "cats", Reason.NOT_ONE_OF),
        (Column.ROLLOVER, "maybe", Reason.NOT_ONE_OF),
        (Column.RTT, "perhaps", Reason.NOT_YES_NO),
        (Column.RING_S, "3", Reason.OUT_OF_RANGE),
        (Column.RANK, "-1", Reason.NOT_WHOLE),
        (Column.WEB, "javascript:alert(1)", Reason.NOT_A_LINK),
        (Column.WEB, "https://[::1", Reason.NOT_A_LINK),
        (Column.EMAIL, "nobody", Reason.NOT_AN_EMAIL),
    ],
)
def test_a_cell_that_cannot_be_used_is_refused_with_its_reason(
    column: Column, text: str, reason: Reason, atlas: Atlas
) -> None:
    with pytest.raises(Unusable) as raised:
        read_cell(column, text, atlas)
    assert raised.value.reason is reason
    assert text not in str(raised.value)  # it might be a number that stands in the wrong column


@given(st.sampled_from(Column), st.text(max_size=60))
def test_no_cell_does_anything_but_be_read_or_refused(column: Column, text: str) -> None:
    with suppress(Unusable):
        read_cell(column, text, load_once())


def load_once(kept: list[Atlas] = []) -> Atlas:  # noqa: B006 -- one atlas for all examples
    if not kept:
        kept.append(load())
    return kept[0]


def test_a_row_tells_all_of_its_faults(atlas: Atlas) -> None:
    headers = ("id", "State", "FIPS", "Zip")
    entry = read_row(
        Row(7, ("", "XX", "1001", "x")),
        headers,
        {Column.ID: 0, Column.STATE: 1, Column.COUNTIES: 2, Column.ADDRESS_ZIP: 3},
        atlas,
    )
    assert set(entry.faults) == {
        Fault(7, "State", Reason.NOT_A_STATE),
        Fault(7, "Zip", Reason.NOT_A_ZIP),
        Fault(7, "", Reason.NO_ID),
    }
    assert entry.values == {Column.COUNTIES: ["01001"]}
    assert entry.mended == ((7, "FIPS", Note.LOST_ZEROS),)


def test_the_second_row_of_an_id_is_refused_and_names_the_first(atlas: Atlas) -> None:
    headers, rows = table("id\nc1\nc2\nc1\n")
    entries = (read_row(row, headers, {Column.ID: 0}, atlas) for row in rows)
    faults = [fault for entry in without_repeats(entries) for fault in entry.faults]
    assert faults == [Fault(4, "", Reason.SAME_ID, "2")]


def parsed(listings: tuple[Listing, ...]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(table_of(listings)).removeprefix("\ufeff"))))


LISTING = Listing(
    "c1",
    "=HYPERLINK(1)",
    "NC",
    "America/New_York",
    "24/7",
    counties=("37119",),
    zips=("02134",),
    numbers=(PublicNumber("+17045550123"), PublicNumber("+17045550124", ContactKind.TEXT)),
    description='Warm, "kind"\nand open',
    address=Address("1 Main St", "Charlotte", "NC", "28202"),
)


def test_no_exported_cell_is_a_formula() -> None:
    (row,) = parsed((LISTING,))
    assert row["name"] == "'=HYPERLINK(1)"
    assert all(cell[:1] not in FORMULA_STARTS for cell in row.values() if cell)


@given(st.text(max_size=20))
def test_whatever_a_cell_holds_it_is_harmless_and_comes_back(text: str) -> None:
    cell = harmless(text)
    assert not cell.startswith(tuple(FORMULA_STARTS))
    if cell != text:
        assert cell == f"'{text}"


def test_a_confidential_center_has_no_place_in_an_export() -> None:
    (row,) = parsed((LISTING._replace(confidential=True),))
    assert (row["street"], row["city"], row["address_zip"]) == ("", "", "")


def test_what_was_exported_reads_as_it_was(atlas: Atlas) -> None:
    file = io.BytesIO("".join(table_of([LISTING])).encode())
    shape = shape_of(file)
    mapping = suggest(shape.headers)
    assert set(mapping) == set(WRITTEN)
    (entry,) = (read_row(row, shape.headers, mapping, atlas) for row in rows_of(file, shape))
    assert not entry.faults
    assert not entry.mended
    assert entry.values[Column.NAME] == LISTING.name
    assert entry.values[Column.VOICE] == ["+17045550123"]
    assert entry.values[Column.TEXT] == ["+17045550124"]
    assert entry.values[Column.ZIPS] == ["02134"]
    assert entry.values[Column.DESCRIPTION] == LISTING.description


class Endless(io.RawIOBase):
    """A file of a million rows that is nowhere in memory."""

    def __init__(self, rows: int) -> None:
        self._rows, self._at, self._left = rows, 0, b"id,name,fips\n"
        self._read = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, place: int, whence: int = 0) -> int:
        assert (place, whence) == (0, 0)
        self._at, self._left, self._read = 0, b"id,name,fips\n", 0
        return 0

    def tell(self) -> int:
        return self._read

    def readinto(self, into: bytearray) -> int:  # type: ignore[override]  # a buffer of bytes
        while len(self._left) < len(into) and self._at < self._rows:
            first, self._at = self._at, min(self._at + 2000, self._rows)
            self._left += b"".join(
                b"c%d,Center %d,37119\n" % (i, i) for i in range(first, self._at)
            )
        size = min(len(into), len(self._left))
        into[:size], self._left = self._left[:size], self._left[size:]
        self._read += size
        return size


def endless(rows: int) -> BinaryIO:
    return cast("BinaryIO", io.BufferedReader(cast("io.RawIOBase", Endless(rows))))


READ_ALL = """
import sys
from harborline.app.spreadsheets.columns import suggest
from harborline.app.spreadsheets.reading import rows_of, shape_of
from harborline.app.spreadsheets.rows import read_row, without_repeats
from harborline.atlas.store import load

atlas = load()
with open(sys.argv[1], "rb") as file:
    shape = shape_of(file)
    mapping = suggest(shape.headers)
    read = (read_row(row, shape.headers, mapping, atlas) for row in rows_of(file, shape))
    print(sum(not entry.faults for entry in without_repeats(read)))
# What ru_maxrss names begins with the peak of whoever started this process.
status = dict(line.split(":") for line in open("/proc/self/status") if line.startswith("Vm"))
print(int(status["VmHWM"].split()[0]) >> 10)
"""


@pytest.mark.exhaustive
def test_a_million_rows_pass_in_less_than_300_mb(tmp_path: Path) -> None:
    """A process of its own, whose memory is all counted: the atlas, the interpreter and the ids."""
    path = tmp_path / "million.csv"
    with path.open("wb") as file:
        shutil.copyfileobj(endless(1_000_000), file)
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL, str(path)], capture_output=True, text=True, check=True
    )
    good, peak_mb = map(int, done.stdout.split())
    assert good == 1_000_000
    assert peak_mb < 300


@pytest.mark.exhaustive
def test_one_row_more_than_a_million_is_refused() -> None:
    file = endless(1_000_001)
    with pytest.raises(Unusable) as raised:
        for _ in rows_of(file, shape_of(file)):
            pass
    assert raised.value.reason is Reason.TOO_MANY_ROWS
