"""The map in use is whole or it is the former one: writing, publishing, keeping, falling back."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

import small_world
from harborline.core.errors import HarborlineError, UnusableMap
from harborline.core.golden import open_verified
from harborline.core.occupancy import NOTHING_KNOWN
from harborline.core.routing import Evidence, Needs, decide, locate
from harborline.core.routing_map import RoutingMap
from harborline.stores.map_files import (
    MapKeeper,
    demo_map_path,
    open_in_use,
    path_in_use,
    previous_path,
    publish_map,
    published_path,
    write_map,
)

SENTENCE = re.compile(r"[A-Z][^\n]*[^.\n]\.")
DAMAGED = 1000
DAMAGED_DEMO = 24


map_bytes = small_world.map_of_one_center


def version_of(content: bytes) -> str:
    return RoutingMap(memoryview(content)).version


def first_center(routing_map: RoutingMap) -> str:
    origin = locate(routing_map, Evidence(county="10001"))
    at = small_world.moment("2026-11-23T15:00Z")
    return decide(routing_map, origin, Needs(None, "en"), NOTHING_KNOWN, at).legs[0].center


def replace(path: Path, content: bytes) -> None:
    """Puts a file in place of another, as a careful program does."""
    fresh = path.with_name("fresh")
    fresh.write_bytes(content)
    os.replace(fresh, path)  # noqa: PTH105 - the call that is meant


def overwrite(path: Path, content: bytes) -> None:
    """Writes over a file, as a careless copy does."""
    path.write_bytes(content)


def damaged(content: bytes, number: int) -> bytes:
    """Gives a truncated, bit-flipped or half-written copy, by turns."""
    rng = Random(number)
    at = rng.randrange(len(content) - 32)
    if number % 3 == 0:
        return content[:at]
    if number % 3 == 1:
        return content[:at] + bytes([content[at] ^ 1 << rng.randrange(8)]) + content[at + 1 :]
    return content[:at] + bytes(len(content) - at)


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A data folder with a published map; gives the path of that map."""
    return Path(publish_map(str(tmp_path), map_bytes()))


# -- writing ----------------------------------------------------------------------------------------


def test_writing_makes_the_folder_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "new.map"
    write_map(str(path), b"content")
    assert path.read_bytes() == b"content"
    assert list(path.parent.iterdir()) == [path]


def test_writing_over_a_map_leaves_the_opened_one_whole(published: Path) -> None:
    before = open_verified(str(published))
    write_map(str(published), map_bytes("birch"))
    assert first_center(before) == "aster"
    assert first_center(open_verified(str(published))) == "birch"


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_failing_write_leaves_the_former_and_nothing_behind(
    published: Path, failing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, failing, full)
    with pytest.raises(HarborlineError) as refused:
        write_map(str(published), map_bytes("birch"))
    assert str(refused.value) == (
        f"The map cannot be written to {published}: No space left on device."
    )
    assert list(published.parent.iterdir()) == [published]
    assert first_center(open_verified(str(published))) == "aster"


def test_a_path_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(HarborlineError, match=r"^The map cannot be written to .*: .*\.$"):
        write_map(str(tmp_path / "file" / "new.map"), b"content")
    with pytest.raises(HarborlineError, match=r"^The map cannot be written to .*: .*\.$"):
        write_map(str(tmp_path), b"content")


def test_what_is_no_regular_file_is_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(HarborlineError, match=r"^The map cannot be written to .*: .*\.$"):
        write_map(str(pipe), b"content")
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


# -- publishing and opening -------------------------------------------------------------------------


def test_the_demo_map_until_one_is_published(tmp_path: Path) -> None:
    assert path_in_use(str(tmp_path)) == demo_map_path()
    publish_map(str(tmp_path), map_bytes())
    assert path_in_use(str(tmp_path)) == published_path(str(tmp_path))
    assert path_in_use(str(tmp_path), "named.map") == "named.map"


def test_publishing_keeps_the_former_beside_it(tmp_path: Path) -> None:
    data = str(tmp_path)
    publish_map(data, map_bytes("aster"))
    assert not Path(previous_path(data)).exists()
    publish_map(data, map_bytes("birch"))
    publish_map(data, map_bytes("cedar"))
    assert Path(previous_path(data)).read_bytes() == map_bytes("birch")
    opened, fault = open_in_use(data)
    assert (first_center(opened), fault) == ("cedar", None)


def test_a_damaged_published_map_gives_way_to_the_former(tmp_path: Path) -> None:
    data = str(tmp_path)
    publish_map(data, map_bytes("aster"))
    path = Path(publish_map(data, map_bytes("birch")))
    overwrite(path, map_bytes("birch")[:5000])
    opened, fault = open_in_use(data)
    assert first_center(opened) == "aster"
    assert fault == "The routing map is damaged or half-written; copy or compile it again."


def test_damaged_with_no_former_or_a_damaged_former_is_refused(published: Path) -> None:
    data = str(published.parent.parent)
    overwrite(published, b"half")
    with pytest.raises(UnusableMap):
        open_in_use(data)
    overwrite(Path(previous_path(data)), b"half")
    with pytest.raises(UnusableMap):
        open_in_use(data)


def test_a_named_map_has_no_former(tmp_path: Path, published: Path) -> None:
    publish_map(str(tmp_path), map_bytes("birch"))
    named = tmp_path / "named.map"
    named.write_bytes(b"half")
    with pytest.raises(UnusableMap):
        open_in_use(str(tmp_path), str(named))


# -- keeping ----------------------------------------------------------------------------------------

WAYS = pytest.mark.parametrize("put", [replace, overwrite])


@WAYS
def test_a_keeper_swaps_for_a_good_map(published: Path, put: Callable[[Path, bytes], None]) -> None:
    keeper = MapKeeper(str(published.parent.parent))
    assert not keeper.poll()
    put(published, map_bytes("birch"))
    assert keeper.poll()
    assert not keeper.poll()
    assert first_center(keeper.current()) == "birch"
    assert keeper.fault is None
    assert keeper.age_s() >= 0


@WAYS
def test_a_thousand_damaged_maps_and_the_former_is_kept(
    published: Path, put: Callable[[Path, bytes], None]
) -> None:
    keeper = MapKeeper(str(published.parent.parent))
    former = keeper.current()
    for number in range(DAMAGED // 2):
        put(published, damaged(map_bytes("birch"), number))
        assert not keeper.poll(), number
        assert keeper.current() is former
        assert SENTENCE.fullmatch(keeper.fault or ""), keeper.fault
        assert first_center(keeper.current()) == "aster"
    put(published, map_bytes("cedar"))
    assert keeper.poll()
    assert (first_center(keeper.current()), keeper.fault) == ("cedar", None)


def test_damaged_copies_of_the_demo_map_are_refused(tmp_path: Path) -> None:
    content = Path(demo_map_path()).read_bytes()
    path = tmp_path / "demo.map"
    path.write_bytes(content)
    keeper = MapKeeper(str(tmp_path), str(path))
    for number in range(DAMAGED_DEMO):
        replace(path, damaged(content, number))
        assert not keeper.poll()
        assert keeper.current().version == version_of(content)


@WAYS
def test_a_map_that_answers_otherwise_is_not_taken(
    published: Path, put: Callable[[Path, bytes], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The golden decisions are asked before the swap, not after it."""
    keeper, fresh = MapKeeper(str(published.parent.parent)), map_bytes("birch")
    monkeypatch.setattr("harborline.core.golden.answer", lambda _map, _question: "other")
    put(published, fresh)
    assert not keeper.poll()
    assert first_center(keeper.current()) == "aster"
    assert "otherwise than when it was compiled" in (keeper.fault or "")


def test_a_map_that_is_taken_away_is_still_served(published: Path) -> None:
    keeper = MapKeeper(str(published.parent.parent), str(published))
    published.unlink()
    assert not keeper.poll()
    assert first_center(keeper.current()) == "aster"
    assert "There is no routing map" in (keeper.fault or "")


def test_a_keeper_begins_with_the_former_if_the_newest_is_damaged(tmp_path: Path) -> None:
    data = str(tmp_path)
    publish_map(data, map_bytes("aster"))
    path = Path(publish_map(data, map_bytes("birch")))
    overwrite(path, b"half")
    keeper = MapKeeper(data)
    assert first_center(keeper.current()) == "aster"
    assert "not a routing map" in (keeper.fault or "")
    replace(path, map_bytes("birch"))
    assert keeper.poll()
    assert (first_center(keeper.current()), keeper.fault) == ("birch", None)


def test_a_keeper_finds_the_first_published_map(tmp_path: Path) -> None:
    keeper = MapKeeper(str(tmp_path))
    assert keeper.current().demo
    publish_map(str(tmp_path), map_bytes())
    assert keeper.poll()
    assert first_center(keeper.current()) == "aster"


# -- a real map is never lost to something lesser ---------------------------------------------------


def test_a_real_map_that_is_taken_away_is_not_replaced_by_the_demo(published: Path) -> None:
    keeper = MapKeeper(str(published.parent.parent))
    away = published.rename(published.with_name("away.map"))
    assert not keeper.poll()
    assert first_center(keeper.current()) == "aster"
    assert (
        keeper.fault or ""
    ) == "The published map is gone; the one in memory is served meanwhile."
    assert not keeper.poll()
    away.rename(published)
    assert keeper.poll()
    assert (first_center(keeper.current()), keeper.fault) == ("aster", None)


def test_a_real_map_that_is_taken_away_is_not_replaced_by_the_former(tmp_path: Path) -> None:
    publish_map(str(tmp_path), map_bytes("aster"))
    published = Path(publish_map(str(tmp_path), map_bytes("birch")))
    keeper = MapKeeper(str(tmp_path))
    published.unlink()
    assert not keeper.poll()
    assert first_center(keeper.current()) == "birch"
    assert keeper.fault == "The published map is gone; the one in memory is served meanwhile."


def test_a_start_without_the_published_map_takes_the_former(tmp_path: Path) -> None:
    publish_map(str(tmp_path), map_bytes("aster"))
    Path(publish_map(str(tmp_path), map_bytes("birch"))).unlink()
    keeper = MapKeeper(str(tmp_path))
    assert first_center(keeper.current()) == "aster"
    assert keeper.fault == "The published map is gone; put it back, or publish one."
    assert not keeper.poll()
    overwrite(Path(previous_path(str(tmp_path))), b"half")
    with pytest.raises(UnusableMap):
        MapKeeper(str(tmp_path))


def test_the_demo_does_not_take_the_place_of_a_real_map(published: Path) -> None:
    keeper = MapKeeper(str(published.parent.parent))
    replace(published, Path(demo_map_path()).read_bytes())
    assert not keeper.poll()
    assert first_center(keeper.current()) == "aster"
    assert (
        keeper.fault == "The newest map is the demo's; the real one in memory is served meanwhile."
    )


def test_a_map_that_cannot_dial_does_not_take_the_place_of_one_that_can(published: Path) -> None:
    keeper = MapKeeper(str(published.parent.parent))
    replace(published, map_bytes("birch", can_dial=False))
    assert not keeper.poll()
    assert first_center(keeper.current()) == "aster"
    assert keeper.fault == (
        "The newest map holds no addresses and cannot dial; the one in memory is served meanwhile."
    )


# -- a file that could not be read is tried again ---------------------------------------------------


def test_a_file_that_could_not_be_read_once_is_tried_again(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = MapKeeper(str(published.parent.parent))
    replace(published, map_bytes("birch"))
    with monkeypatch.context() as locked:
        locked.setattr("builtins.open", forbidden)
        assert not keeper.poll()
    assert "cannot be read" in (keeper.fault or "")
    assert keeper.poll()
    assert (first_center(keeper.current()), keeper.fault) == ("birch", None)


def forbidden(*_: object, **_named: object) -> None:
    raise PermissionError(errno.EACCES, "Permission denied")


def test_a_change_of_rights_is_looked_at(published: Path) -> None:
    keeper = MapKeeper(str(published.parent.parent))
    published.chmod(0o600)
    assert keeper.poll()
    assert first_center(keeper.current()) == "aster"


@pytest.mark.parametrize("number", range(6))
def test_publishing_over_a_damaged_map_serves_the_new_one_and_keeps_the_last_good(
    tmp_path: Path, number: int
) -> None:
    data = str(tmp_path)
    publish_map(data, map_bytes())
    publish_map(data, map_bytes("birch"))
    keeper = MapKeeper(data)
    overwrite(Path(published_path(data)), damaged(map_bytes("birch"), number))
    assert not keeper.poll()
    assert first_center(keeper.current()) == "birch"
    publish_map(data, map_bytes("cedar"))
    assert keeper.poll()
    assert keeper.fault is None
    assert first_center(keeper.current()) == "cedar"
    assert Path(previous_path(data)).read_bytes() == map_bytes()
