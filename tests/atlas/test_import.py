"""The numbering administrator's reports: told apart, read, placed, kept whole or not at all."""

import gzip
import io
import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harborline.atlas.imported import files
from harborline.atlas.imported.headers import Kind, read_header
from harborline.atlas.imported.keep import FILE_NAME, read_kept
from harborline.atlas.imported.rows import is_code
from harborline.atlas.imported.run import ImportReport, import_files
from harborline.atlas.store import load
from harborline.atlas.tables import Place, code_index
from harborline.core.errors import UnusableAtlas, UnusableInput
from harborline.core.places import Precision

CODES = (
    "State\tNPA-NXX\tOCN\tCompany\tRateCenter\tEffectiveDate\tUse\tAssignDate\tInitial/Growth\n"
    "NC\t704-333\t1234\tACME\tCHARLOTTE\t\tAS\t\tI\n"
    "NC \t980-200 \t1234\tACME\tGASTONIA  \t\tAS\t\tI\n"
    "NC\t704-999\t1234\tACME\t\t\tUA\t\t\n"
)
BLOCKS = (
    '"Region","State","NPA","NXX","X","STATUS","Code Holder","Rate Center","OCN"\n'
    "1,NC,704,555,0,AS,ACME,CHARLOTTE,1234\n"
    "1,NC,704,555,1,AS,ACME,CHARLOTTE,1234\n"
    "1,NC,704,555,2,AS,ACME,GASTONIA,1234\n"
    '1,NC,704,555,3,AV,"ACME, Inc.",GASTONIA,1234\n'
    '1,NC,704,555,4,AS,"ACME, Inc.",NOWHEREYZN,1234\n'
    "1,NC,704,556,0,AS,ACME,GASTONIA,1234\n"
    "1,NC,704,556,1,AS,ACME,GASTONIA,1234\n"
    "1,NC,704,557,0,AS,ACME,GASTONIA,1234\n"
    "1,NC,704,557,1,AS,ACME,CHARLOTTE,1234\n"
)
CENTERS = (
    "state,rate_center,full_name,lata,ilec,lat,lon,closest_city,county_fips\n"
    "NC,CHARLOTTE,Charlotte,422,BELL,35.22717,-80.84313,Charlotte,37119\n"
    "NC,GASTONIA,Gastonia,422,BELL,35.2621,-81.1873,Gastonia,37071\n"
    "CT,HARTFORD,Hartford,920,SNET,41.7637,-72.6851,Hartford,09110\n"
)

Give = Callable[[str, str | bytes], Path]


@pytest.fixture
def give(tmp_path: Path) -> Give:
    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "var" / "atlas"


def run(folder: Path, *paths: Path) -> ImportReport:
    return import_files(paths, folder, load())


def place_of(folder: Path, code: int) -> Place:
    atlas = load(folder)
    return atlas.places[atlas.codes[code_index(code)]]


def zipped(**members: str) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return raw.getvalue()


def test_a_code_lies_where_its_rate_center_lies(give: Give, folder: Path) -> None:
    done = run(folder, give("codes.txt", CODES), give("centers.csv", CENTERS))
    assert (done.codes, done.unplaced, done.refused) == (2, 0, 0)
    assert [table.kind for table in done.tables] == [Kind.CODES, Kind.RATE_CENTERS]
    assert done.tables[0].unassigned == 1
    place = place_of(folder, 980_200)
    assert place == Place(Precision.RATE_CENTER, "NC", "37071", 35.2621, -81.1873, "Gastonia, NC")


def test_all_other_codes_stay_as_shipped(give: Give, folder: Path) -> None:
    run(folder, give("codes.txt", CODES), give("centers.csv", CENTERS))
    before, after = load(), load(folder)
    changed = [at for at in range(len(before.codes)) if before.codes[at] != after.codes[at]]
    assert changed == [code_index(704_333), code_index(980_200)]
    assert after.places[: len(before.places)] == before.places
    assert "codes.txt" in after.source


def test_blocks_that_differ_have_their_own_place(give: Give, folder: Path) -> None:
    run(folder, give("blocks.csv", BLOCKS), give("centers.csv", CENTERS))
    atlas = load(folder)
    assert place_of(folder, 704_555).name == "Charlotte, NC"
    assert place_of(folder, 704_556).name == "Gastonia, NC"
    named = {block: atlas.places[number].name for block, number in atlas.blocks.items()}
    assert named == {
        7_045_550: "Charlotte, NC",
        7_045_551: "Charlotte, NC",
        7_045_552: "Gastonia, NC",
        7_045_554: "area code 704, North Carolina",
        7_045_570: "Gastonia, NC",
        7_045_571: "Charlotte, NC",
    }


def test_of_blocks_in_a_tie_the_smallest_name_has_the_code(give: Give, folder: Path) -> None:
    run(folder, give("blocks.csv", BLOCKS), give("centers.csv", CENTERS))
    assert place_of(folder, 704_557).name == "Charlotte, NC"


def test_blocks_know_better_than_the_code(give: Give, folder: Path) -> None:
    codes = CODES + "NC\t704-556\t1\tACME\tCHARLOTTE\t\tAS\t\tI\n"
    paths = give("codes.txt", codes), give("blocks.csv", BLOCKS), give("centers.csv", CENTERS)
    run(folder, *paths)
    assert place_of(folder, 704_556).name == "Gastonia, NC"


def test_without_coordinates_a_city_of_that_name_serves(give: Give, folder: Path) -> None:
    done = run(folder, give("codes.txt", CODES))
    place = place_of(folder, 980_200)
    assert done.codes == 2
    assert (place.precision, place.county, place.name) == (Precision.CITY, "37071", "Gastonia, NC")


def test_a_city_outside_the_area_code_is_not_believed(give: Give, folder: Path) -> None:
    more = "NC\t252-200\t1\tACME\tCHARLOTTE\t\tAS\t\tI\n"
    done = run(folder, give("codes.txt", CODES + more))
    assert done.unplaced == 1
    assert place_of(folder, 252_200) == place_of(folder.parent, 252_200)


def test_a_county_of_another_year_is_ours(give: Give, folder: Path) -> None:
    codes = "State,NPA-NXX,RateCenter\nCT,860-555,HARTFORD\n"
    run(folder, give("codes.csv", codes), give("centers.csv", CENTERS))
    assert place_of(folder, 860_555).county == "09003"


def test_a_center_without_a_county_has_that_of_the_nearest_zip(give: Give, folder: Path) -> None:
    centers = (
        "State,RateCentre,Latitude,Longitude\nNC,XGASTON,35.2621,-81.1873\nNC,SEA,33.0,-70.0\n"
    )
    codes = "State,NPA-NXX,Rate Center\nNC,704-555,XGASTON\nNC,704-556,SEA\n"
    done = run(folder, give("codes.csv", codes), give("centers.csv", centers))
    assert place_of(folder, 704_555).county == "37071"
    assert done.unplaced == 1


@pytest.mark.parametrize("packed", ["plain", "gzip", "zip", "utf-16", "bom", "title", "semicolons"])
def test_however_it_comes(packed: str, give: Give, folder: Path) -> None:
    content: str | bytes = CODES
    if packed == "gzip":
        content = gzip.compress(CODES.encode())
    elif packed == "zip":
        content = zipped(readme_md="# about", codes_txt=CODES, centers_csv=CENTERS)
    elif packed == "utf-16":
        content = CODES.encode("utf-16")
    elif packed == "bom":
        content = CODES.encode("utf-8-sig")
    elif packed == "title":
        content = f"File Date,11/20/2026\n\n{CODES}"
    elif packed == "semicolons":
        content = CODES.replace("\t", ";").replace("\n", "\r\n")
    done = run(folder, give("report", content), give("centers.csv", CENTERS))
    assert done.codes == 2
    assert place_of(folder, 980_200).name == "Gastonia, NC"


def test_refused_rows_are_named_and_the_rest_is_used(give: Give, folder: Path) -> None:
    bad = (
        "ON\t416-555\t1\tACME\tTORONTO\t\tAS\t\tI\n"
        "NC\t704-55\t1\tACME\tCHARLOTTE\t\tAS\t\tI\n"
        "NC\t704-911\t1\tACME\tCHARLOTTE\t\tAS\t\tI\n"
        "NC\t704\n"
        'NC\t704-558\t1\t"ACME\tCHARLOTTE\n'
        "\n"
    )
    done = run(folder, give("codes.txt", CODES + bad), give("centers.csv", CENTERS))
    assert (done.codes, done.refused) == (2, 5)
    told = [(row.table, row.line, row.reason) for row in done.refusals]
    assert told[0] == ("codes.txt", 5, '"ON" is no state or territory of the US')
    assert told[1][1:] == (6, '"704-55" is not 6 digits')
    assert told[2][1:] == (7, "704-911 cannot be an area code and exchange")
    assert told[3][1:] == (8, "has too few columns")
    assert told[4][1] == 9


def test_refused_rate_centers(give: Give, folder: Path) -> None:
    bad = (
        "NC,A,A,,,,,,37119\nNC,B,B,,,95,-80,,37119\nNC,C,C,,,0,0,,37119\nNC,D,D,,,35,-80,,99999\n"
        "NC,E,E,,,35.2,80.8,,37119\nNC,,F,,,35,-80,,37119\n"
    )
    done = run(folder, give("codes.txt", CODES), give("centers.csv", CENTERS + bad))
    assert [row.reason for row in done.refusals] == [
        "has no coordinates",
        "lies nowhere (95.0, -80.0)",
        "lies nowhere (0.0, 0.0)",
        '"99999" is no county code that we know',
        "lies 11953 km from its county 37119",
        "names no rate center",
    ]


def test_only_the_first_refusals_are_listed(give: Give, folder: Path) -> None:
    bad = "XX\t704-555\t1\tACME\tCHARLOTTE\t\tAS\t\tI\n" * 50
    done = run(folder, give("codes.txt", CODES + bad), give("centers.csv", CENTERS))
    assert (done.refused, len(done.refusals)) == (50, 20)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.csv", b"", "no header"),
        ("letter.txt", b"Dear operator,\nhere is the report.\n" * 40, "no header"),
        ("holes.csv", b"State,NPA-NXX,RateCenter\n", "assign no code"),
        ("bad.csv", b"State,NPA-NXX,RateCenter\nXX,704-555,A\n", "line 2"),
        ("unknown.csv", b"State,NPA-NXX,RateCenter\nNC,704-555,QQQQ\n", "rate-center table"),
        ("book.xlsx", zipped(sheet_xml="<x/>"), "no .txt or .csv"),
        ("cut.gz", gzip.compress(CODES.encode())[:-20], "damaged"),
        ("cut.zip", zipped(codes_txt=CODES)[:-30], "damaged"),
        ("flip.gz", gzip.compress(CODES.encode() * 99)[:100] + b"\0" * 50, "damaged"),
        ("long.csv", b"State,NPA-NXX,RateCenter\n" + b"x" * 50_000, "more than 20000 characters"),
        ("bomb.gz", gzip.compress(b"\0" * 3_000_000), "more than 20000 characters"),
    ],
)
def test_a_file_that_cannot_be_used_leaves_everything_as_it_was(
    name: str, content: bytes, says: str, give: Give, folder: Path
) -> None:
    run(folder, give("codes.txt", CODES), give("centers.csv", CENTERS))
    before = (folder / FILE_NAME).read_bytes()
    paths = [give(name, content)]
    if says != "assign no code" and name not in ("bad.csv", "unknown.csv"):
        paths.insert(0, give("codes.txt", CODES))
    with pytest.raises(UnusableInput) as refusal:
        run(folder, *paths)
    assert says in str(refusal.value)
    assert (folder / FILE_NAME).read_bytes() == before
    assert [path.name for path in folder.iterdir()] == [FILE_NAME]


def test_a_missing_file_is_named(folder: Path) -> None:
    with pytest.raises(UnusableInput, match=r"nothing\.csv cannot be read"):
        run(folder, Path("nothing.csv"))


def test_absurd_sizes_are_refused(
    give: Give, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 1 << 20)
    bomb = gzip.compress(CODES.encode() + b"\n" * 5_000_000)
    with pytest.raises(UnusableInput, match="more than 1 MiB"):
        run(folder, give("bomb.gz", bomb))
    monkeypatch.setattr(files, "MOST_LINES", 2)
    with pytest.raises(UnusableInput, match="more than 2 lines"):
        run(folder, give("codes.txt", CODES))
    many = zipped(**{f"a{number}_txt": CODES for number in range(200)})
    with pytest.raises(UnusableInput, match="holds 200 files"):
        run(folder, give("many.zip", many))


def test_a_locked_archive_is_refused(give: Give, folder: Path) -> None:
    raw = bytearray(zipped(codes_txt=CODES))
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnusableInput, match="unpack it yourself"):
        run(folder, give("locked.zip", bytes(raw)))


def test_a_write_that_fails_leaves_the_old_tables(
    give: Give, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(folder, give("codes.txt", CODES), give("centers.csv", CENTERS))
    before = (folder / FILE_NAME).read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UnusableAtlas, match="No space left"):
        run(folder, give("blocks.csv", BLOCKS), give("centers.csv", CENTERS))
    assert (folder / FILE_NAME).read_bytes() == before
    assert [path.name for path in folder.iterdir()] == [FILE_NAME]


def test_an_import_replaces_the_last_one(give: Give, folder: Path) -> None:
    run(folder, give("codes.txt", CODES), give("centers.csv", CENTERS))
    run(folder, give("blocks.csv", BLOCKS), give("centers.csv", CENTERS))
    assert place_of(folder, 980_200).precision is Precision.AREA_CODE
    assert place_of(folder, 704_556).precision is Precision.RATE_CENTER


def test_the_same_files_give_the_same_bytes(give: Give, tmp_path: Path) -> None:
    paths = [give("blocks.csv", BLOCKS), give("codes.txt", CODES), give("centers.csv", CENTERS)]
    kept = [run(tmp_path / name, *paths).target.read_bytes() for name in ("one", "two")]
    assert kept[0] == kept[1]


@pytest.mark.parametrize("damage", ["cut", "empty", "flipped", "other format"])
def test_damaged_imports_are_refused_when_loaded(damage: str, give: Give, folder: Path) -> None:
    target = run(folder, give("codes.txt", CODES), give("centers.csv", CENTERS)).target
    raw = bytearray(target.read_bytes())
    if damage == "cut":
        target.write_bytes(raw[:-100])
    elif damage == "empty":
        target.write_bytes(b"")
    elif damage == "flipped":
        at = raw.index(b"codes.tsv") + 12
        raw[at] ^= 0xFF
        target.write_bytes(raw)
    else:
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("about.json", '{"format": 99, "files": []}')
    with pytest.raises(UnusableAtlas, match="import them again"):
        load(folder)


def test_nothing_imported_is_nothing_kept(tmp_path: Path) -> None:
    assert read_kept(tmp_path / "nowhere") is None
    assert load(tmp_path).source == load().source


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("State\tNPA-NXX\tOCN\tCompany\tRateCenter\tUse", Kind.CODES),
        ("state, npa, nxx, rate center", Kind.CODES),
        ("Region,State,NPA,NXX,X,STATUS,Rate Center", Kind.BLOCKS),
        ("STATE|NPA|NXX|Thousands-Block|RATE_CENTER", Kind.BLOCKS),
        ("State;NPANXXX;RateCenter", Kind.BLOCKS),
        ("state,rate_center,lat,lon", Kind.RATE_CENTERS),
        ('"State","Rate Centre","Latitude","Longitude","FIPS"', Kind.RATE_CENTERS),
        ("State,City", None),
        ("", None),
        ("NC,704,555", None),
    ],
)
def test_headers_are_known_by_many_names(line: str, kind: Kind | None) -> None:
    header = read_header(line + "\n")
    assert (header.kind if header else None) == kind


@given(st.integers(200_000, 999_999))
def test_codes_are_those_of_the_numbering_plan(code: int) -> None:
    npa, nxx = divmod(code, 1000)
    ruled = npa // 10 % 10 != 9 and npa % 100 != 11 and nxx >= 200 and nxx % 100 != 11
    assert is_code(str(code)) == ruled


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=400) | st.text(max_size=300).map(lambda text: CODES + text))
def test_any_file_is_used_or_refused(
    content: bytes | str, give: Give, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    with suppress(UnusableInput):
        run(folder, give("any", content), give("centers.csv", CENTERS))
    assert [path.name for path in folder.iterdir()] in ([], [FILE_NAME])
