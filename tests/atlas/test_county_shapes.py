import re

import pytest

from harborline.atlas.build.outlines import outline_rows
from harborline.atlas.build.shapes import Ring, Shape
from harborline.atlas.county_shapes import FINER, HEIGHT, WIDTH, box_around, county_shapes
from harborline.atlas.projection import MAINLAND, project
from harborline.atlas.store import load

shapely = pytest.importorskip("shapely", reason="install the extra `atlas` to test the build")


def square(west: float, south: float, side: float = 1) -> tuple[Ring, ...]:
    east, north = west + side, south + side
    return (((west, south), (west, north), (east, north), (east, south), (west, south)),)


def test_every_county_of_the_atlas_has_a_shape_and_no_other_has() -> None:
    assert county_shapes().whole.keys() == county_shapes().near.keys() == load().counties.keys()


def test_every_outline_is_a_path_on_whole_steps_within_the_drawing() -> None:
    path = re.compile(r"(M-?\d+ -?\d+l-?\d+( -?\d+|-\d+)*z)+")
    for outline in county_shapes().whole.values():
        assert path.fullmatch(outline), outline
    box = box_around(county_shapes().near, margin=0)
    assert box.left >= 0
    assert box.top >= 0
    assert box.left + box.width <= WIDTH * FINER
    assert box.top + box.height <= HEIGHT * FINER


def test_a_box_holds_its_counties_alone_and_the_whole_where_none_is_known() -> None:
    new_york, nation = box_around(["36061"]), box_around([])
    assert new_york.width < nation.width / 50
    assert (nation.width, nation.height) == (WIDTH * FINER, HEIGHT * FINER)
    assert box_around(["36061", "99999"]) == new_york


def test_the_middle_of_the_mainland_lies_where_its_frame_says() -> None:
    assert project(MAINLAND, MAINLAND.lon, MAINLAND.lat) == (MAINLAND.x, MAINLAND.y)
    east, south = project(MAINLAND, -95, 37.5), project(MAINLAND, -96, 36.5)
    assert east[0] > MAINLAND.x
    assert south[1] > MAINLAND.y


def test_two_states_share_a_border_that_is_drawn_once() -> None:
    rows = list(
        outline_rows(
            [Shape("20001", "A", "06", square(-99, 38)), Shape("31001", "B", "06", square(-98, 38))]
        )
    )
    assert [code for code, _, _ in rows] == ["20001", "31001", "states"]
    assert rows[-1][1].count("M") == 1


def test_the_former_county_of_alaska_is_cut_in_two_and_empty_islands_are_left_out() -> None:
    valdez = ((-148.0, 60.5), (-148.0, 62.5), (-143.0, 62.5), (-143.0, 60.5), (-148.0, 60.5))
    rows = {
        code: (whole, near)
        for code, whole, near in outline_rows(
            [
                Shape("02261", "Valdez-Cordova", "05", (valdez,)),
                Shape("15003", "Honolulu", "06", (*square(-158, 21), *square(-170, 25))),
                Shape("60030", "Rose Island", "00", square(-168, -15, 0.1)),
                Shape("31001", "B", "06", square(-98, 38)),
            ]
        )
    }
    assert rows.keys() == {"02063", "02066", "15003", "31001", "states"}
    assert rows["15003"][0].count("M") == 1


def test_a_county_smaller_than_the_grid_is_still_there() -> None:
    rows = list(outline_rows([Shape("51610", "Falls Church", "25", square(-77.2, 38.9, 0.001))]))
    assert rows[0][1].endswith("l1 0 0 1-1 0z")
