import numpy as np
import pytest

from harborline.core.routing_map import RoutingMap, read_file
from harborline.mapmaking.batch import NOBODY, first_centers
from harborline.stores.map_files import demo_map_path


@pytest.fixture(scope="module")
def routing_map() -> RoutingMap:
    return read_file(demo_map_path())


@pytest.mark.exhaustive
def test_every_code_has_the_first_center_of_its_chain(routing_map: RoutingMap) -> None:
    first = first_centers(routing_map, np.arange(640_000, dtype=np.uint32))
    expected = [
        next(iter(routing_map.chain(cell).members), NOBODY)
        for cell in routing_map.sections["codes"]
    ]
    assert first.tolist() == expected


def test_the_answer_has_the_shape_of_the_question(routing_map: RoutingMap) -> None:
    codes = np.array([[1, 2, 3], [400_000, 500_000, 639_999]])
    assert first_centers(routing_map, codes).shape == (2, 3)
    assert first_centers(routing_map, np.array([], dtype=np.int64)).shape == (0,)


@pytest.mark.parametrize("outside", [-1, 640_000])
def test_an_index_outside_the_plan_is_refused(routing_map: RoutingMap, outside: int) -> None:
    with pytest.raises(IndexError):
        first_centers(routing_map, np.array([5, outside]))
