"""Rolling back: the map before the published one is the one in use again, whatever happens meanwhile."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from harborline.core.errors import HarborlineError
from harborline.core.routing_map import RoutingMap
from harborline.stores.map_files import (
    MapKeeper,
    previous_path,
    publish_map,
    published_path,
    roll_back_map,
)
from small_world import map_of_one_center as map_bytes


def version_of(content: bytes) -> str:
    return RoutingMap(memoryview(content)).version


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_rolling_back_lets_two_maps_change_places(tmp_path: Path) -> None:
    data = str(tmp_path)
    for center in ("aster", "birch"):
        publish_map(data, map_bytes(center))
    keeper = MapKeeper(data)
    for center in ("aster", "birch"):
        assert roll_back_map(data) == version_of(map_bytes(center))
        assert keeper.poll()
        assert keeper.current().version == version_of(map_bytes(center))


def test_a_renewed_map_leaves_the_one_to_roll_back_to(tmp_path: Path) -> None:
    data = str(tmp_path)
    for center in ("aster", "birch"):
        publish_map(data, map_bytes(center))
    for center in ("cedar", "dogwood"):
        publish_map(data, map_bytes(center), renews=True)
        assert Path(published_path(data)).read_bytes() == map_bytes(center)
        assert Path(previous_path(data)).read_bytes() == map_bytes("aster")
    roll_back_map(data)
    assert Path(published_path(data)).read_bytes() == map_bytes("aster")
    assert Path(previous_path(data)).read_bytes() == map_bytes("dogwood")


def test_rolling_back_needs_an_earlier_map_that_can_be_served(tmp_path: Path) -> None:
    data = str(tmp_path)
    publish_map(data, map_bytes("aster"))
    with pytest.raises(HarborlineError, match="no earlier map"):
        roll_back_map(data)
    publish_map(data, map_bytes("birch"))
    Path(previous_path(data)).write_bytes(map_bytes("aster")[:5000])
    with pytest.raises(HarborlineError, match="no earlier map"):
        roll_back_map(data)
    assert Path(published_path(data)).read_bytes() == map_bytes("birch")


def test_rolling_back_from_a_damaged_map_keeps_the_good_one(tmp_path: Path) -> None:
    data = str(tmp_path)
    publish_map(data, map_bytes("aster"))
    Path(publish_map(data, map_bytes("birch"))).write_bytes(b"nothing")
    roll_back_map(data)
    assert {Path(path(data)).read_bytes() for path in (published_path, previous_path)} == {
        map_bytes("aster")
    }


def test_a_full_disk_while_rolling_back_loses_no_map(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = str(tmp_path)
    for center in ("aster", "birch"):
        publish_map(data, map_bytes(center))
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(HarborlineError):
        roll_back_map(data)
    kept = [Path(path(data)).read_bytes() for path in (published_path, previous_path)]
    assert kept == [map_bytes("birch"), map_bytes("aster")]
