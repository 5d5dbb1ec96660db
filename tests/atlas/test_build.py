"""How the shipped tables are joined, on a world small enough to check by hand."""

import math
import struct
from pathlib import Path

import pytest

from harborline.atlas.build.area_codes import make_area_codes, make_states
from harborline.atlas.build.cities import CityBook, named_cities
from harborline.atlas.build.counties import make_counties
from harborline.atlas.build.packages import CensusZip, PostalZip
from harborline.atlas.build.shapes import Ring, Shape, interior_point, neighbours, read_shapes
from harborline.atlas.build.zips import join_zips, plain_county
from harborline.atlas.names import middle, plain_city
from harborline.atlas.tables import Place, Zip
from harborline.core.places import Precision

shapely = pytest.importorskip("shapely", reason="install the extra `atlas` to test the build")


def square(west: float, south: float) -> tuple[Ring, ...]:
    east, north = west + 1, south + 1
    ring = ((west, south), (west, north), (east, north), (east, south), (west, south))
    return (ring,)


SHAPES = [
    Shape("02020", "Anchorage", "12", square(-150, 61)),
    Shape("02261", "Valdez-Cordova", "05", square(-149, 61)),
    Shape("24005", "Baltimore", "06", square(-77, 39)),
    Shape("24510", "Baltimore", "25", square(-76, 39)),
    Shape("60030", "Rose Island", "00", square(-168, -15)),
    Shape("66010", "Guam", "00", square(144, 13)),
    Shape("72021", "Bayamón", "13", square(-66, 18)),
]


def postal(zip_: str, city: str, state: str, county: str, kind: str = "STANDARD") -> PostalZip:
    return PostalZip(
        zip_, city, (), (), state, county, 39.5, -76.5, "America/New_York", kind, True, ()
    )


def census(zip_: str, county: str | None, population: int, lat: float = 39.25) -> CensusZip:
    return CensusZip(
        zip_, "Town", "MD", county, lat, -76.25, "America/New_York", "Standard", population
    )


POSTAL = [
    postal("21201", "Baltimore", "MD", "Baltimore City")._replace(area_codes=("410",)),
    postal("21204", "Towson", "MD", "Baltimore County")._replace(area_codes=("410",)),
    postal("21298", "Baltimore", "MD", "Baltimore City", "PO BOX"),
    postal("21299", "Baltimore", "MD", "", "UNIQUE"),
    postal("00958", "Bayamon", "PR", "Bayamon", "PO BOX"),
    postal("99686", "Valdez", "AK", "Valdez Cordova")._replace(lat=61.1, lon=-146.3),
    postal("99588", "Glennallen", "AK", "")._replace(lat=62.1, lon=-145.5),
    postal("96910", "Hagatna", "GU", "Guam")._replace(area_codes=("671",), zone="Guam"),
    postal("09001", "Apo", "AE", "", "MILITARY"),
]
CENSUS = [
    census("21201", "24510", 900),
    census("21204", "24005", 300, lat=39.75),
    census("99686", "02063", 50)._replace(lat=61.1, lon=-146.3),
    census("99588", "02066", 40)._replace(lat=62.1, lon=-145.5),
    census("21290", None, 0),
]


@pytest.fixture(scope="module")
def zips() -> list[Zip]:
    return join_zips(POSTAL, CENSUS, SHAPES)


def by_code(zips: list[Zip]) -> dict[str, Zip]:
    return {row.zip: row for row in zips}


def test_every_zip_of_both_lists_is_there_once_in_order(zips: list[Zip]) -> None:
    codes = [row.zip for row in zips]
    assert codes == sorted({row.zip for row in POSTAL} | {row.zip for row in CENSUS})


def test_a_city_that_is_its_own_county_is_not_the_county_of_that_name(zips: list[Zip]) -> None:
    found = by_code(zips)
    assert (found["21298"].county, found["21204"].county) == ("24510", "24005")
    assert found["00958"].county == "72021"
    assert found["21299"].county is None


def test_what_each_list_knows_best_is_taken(zips: list[Zip]) -> None:
    found = by_code(zips)
    assert (found["21201"].lat, found["21298"].lat) == (39.25, 39.5)
    assert (found["21201"].population, found["21298"].population) == (900, 0)
    assert found["21290"].active is False
    assert found["96910"].zone is None
    assert (found["09001"].kind, found["09001"].lat) == ("military", None)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Bayamón Municipio", "bayamon"),
        ("St. Mary's Parish", "stmarys"),
        ("Saint Louis City", "stlouiscity"),
        ("LaPorte", "laporte"),
        ("La Porte County", "laporte"),
        ("Valdez-Cordova Census Area", "valdez-cordova"),
    ],
)
def test_county_names_are_compared_in_one_form(name: str, plain: str) -> None:
    assert plain_county(name) == plain


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("St. Louis", "Saint Louis"),
        ("Ft Worth", "Fort Worth"),
        ("Old Orchard Bch", "Old Orchard Beach"),
        ("Gloucester Ct Hse", "Gloucester Court House"),
        ("Cañon City", "Canon City"),
        ("Truth Or Cnsqncs", "Truth or Consequences"),
        ("Winston-Salem", "Winston Salem"),
        ("N Little Rock", "North Little Rock"),
    ],
)
def test_city_names_are_compared_in_one_form(name: str, other: str) -> None:
    assert plain_city(name) == plain_city(other)


def test_counties_are_of_our_vintage(zips: list[Zip]) -> None:
    counties = make_counties(SHAPES, zips)
    assert list(counties) == ["02020", "02063", "02066", "24005", "24510", "66010", "72021"]
    assert counties["24510"].name == "Baltimore city"
    assert counties["24005"].name == "Baltimore"
    assert counties["24510"].population == 900
    assert counties["02020"].neighbours == ("02063",)
    assert (counties["02063"].lat, counties["24005"].lat) == (61.1, 39.5)


def test_borders_make_neighbours_and_corners_do_not() -> None:
    corner = Shape("24999", "Corner", "06", square(-75, 40))
    found = neighbours([*SHAPES, corner])
    assert found["24510"] == ("24005",)
    assert "24999" not in found


def test_an_interior_point_lies_inside() -> None:
    around = Shape(
        "1", "U", "06", (((0, 0), (0, 9), (9, 9), (9, 8), (1, 8), (1, 1), (9, 1), (9, 0), (0, 0)),)
    )
    lat, lon = interior_point(around)
    assert shapely.Polygon(around.rings[0]).contains(shapely.Point(lon, lat))
    assert interior_point(SHAPES[2]) == (39.5, -76.5)


def test_shapefiles_are_read(tmp_path: Path) -> None:
    base = tmp_path / "counties"
    base.with_suffix(".shp").write_bytes(shapefile(SHAPES))
    base.with_suffix(".dbf").write_bytes(table(SHAPES))
    assert read_shapes(base) == sorted(SHAPES)


def shapefile(shapes: list[Shape]) -> bytes:
    raw = b"\0" * 100
    for shape in shapes:
        points = [corner for ring in shape.rings for corner in ring]
        record = struct.pack("<i4d2i", 5, 0, 0, 0, 0, len(shape.rings), len(points))
        record += struct.pack("<i", 0)
        record += b"".join(struct.pack("<2d", *corner) for corner in points)
        raw += struct.pack(">2i", 1, len(record) // 2) + record
    return raw


def table(shapes: list[Shape]) -> bytes:
    fields = [(b"GEOID", 5), (b"LSAD", 2), (b"NAME", 20)]
    header = b"".join(
        name.ljust(11, b"\0") + b"C" + b"\0" * 4 + bytes([size]) + b"\0" * 15
        for name, size in fields
    )
    size = 1 + sum(size for _, size in fields)
    raw = b"\3\0\0\0" + struct.pack("<IHH", len(shapes), 32 + len(header) + 1, size) + b"\0" * 20
    raw += header + b"\r"
    for shape in shapes:
        cells = (shape.fips, shape.lsad, shape.name)
        raw += b" " + b"".join(
            cell.encode().ljust(size) for cell, (_, size) in zip(cells, fields, strict=True)
        )
    return raw


def test_an_area_code_has_the_people_inside_its_shape(zips: list[Zip]) -> None:
    counties = make_counties(SHAPES, zips)
    shapes = {"443": shapely.box(-77, 39, -76, 39.5), "604": shapely.box(0, 0, 1, 1)}
    found = make_area_codes(["410", "443", "671", "604"], shapes, POSTAL, zips, counties)
    assert found["443"].shares == (("24510", 1.0),)
    assert found["410"].shares == (("24510", 0.75), ("24005", 0.25))
    assert (found["410"].lat, found["410"].name) == (39.375, "area code 410, Maryland")
    assert found["671"].shares == (("66010", 1.0),)
    assert "604" not in found


def test_states_have_their_counties(zips: list[Zip]) -> None:
    states = make_states(make_counties(SHAPES, zips), zips)
    assert list(states) == ["AK", "GU", "MD", "PR"]
    assert states["MD"].shares == (("24510", 0.75), ("24005", 0.25))
    assert states["GU"].shares == (("66010", 1.0),)


def test_a_middle_near_the_date_line_stays_there() -> None:
    one = by_code(join_zips(POSTAL, CENSUS, SHAPES))["99686"]
    east, west = one._replace(lon=-178.0), one._replace(lon=178.0)
    assert math.isclose(middle([east, west])[1], -180.0)


def area_code(npa: str, **shares: float) -> Place:
    people = tuple((fips.removeprefix("f"), share) for fips, share in shares.items())
    return Place(Precision.AREA_CODE, "MD", None, 39.0, -76.0, npa, people)


def test_cities_named_by_six_digits_are_believed(zips: list[Zip]) -> None:
    book = CityBook(POSTAL, CENSUS, zips)
    named = {
        "410200": "Towson, MD",
        "410201": "Lost, MD",
        "41033": "Baltimore, MD",
        "410": "Maryland",
        "416": "Toronto, ON",
    }
    found = named_cities(named, {"410": area_code("410", f24510=0.75)}, {"410"}, book)
    assert {prefix: place and place.county for prefix, place in found.items()} == {
        "410200": "24005",
        "410201": None,
        "41033": "24510",
    }


@pytest.mark.parametrize(("share", "cities"), [(0.95, ["410"]), (0.6, []), (0.0, [])])
def test_a_whole_area_code_is_one_city_only_if_nearly_all_live_there(
    share: float, cities: list[str], zips: list[Zip]
) -> None:
    book = CityBook(POSTAL, CENSUS, zips)
    places = {"410": area_code("410", f24510=share, f24005=1 - share)}
    found = named_cities({"410": "Baltimore, MD"}, places, {"410"}, book)
    assert list(found) == cities
