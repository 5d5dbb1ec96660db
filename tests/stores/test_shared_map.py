"""The published map of several machines: one row, and the file that each of them serves."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from harborline.bootstrap.site import site_ports
from harborline.bootstrap.voice import keeper_to_serve
from harborline.core.errors import HarborlineError, UnusableMap
from harborline.core.routing_map import RoutingMap
from harborline.settings import Settings
from harborline.stores.databases import StoreAway
from harborline.stores.map_files import MapKeeper, previous_path, published_path, write_map
from harborline.stores.shared_map import MapCopier, SharedMap, open_shared_map
from small_world import map_of_one_center as map_bytes


def version_of(content: bytes) -> str:
    return RoutingMap(memoryview(content)).version


@pytest.fixture
def shared(tmp_path: Path, database_url: str) -> Iterator[SharedMap]:
    with closing(open_shared_map(str(tmp_path / "shared"), database_url)) as row:
        yield row


@pytest.fixture
def copier(tmp_path: Path, shared: SharedMap) -> MapCopier:
    return MapCopier(shared, str(tmp_path / "here"))


def here(tmp_path: Path) -> bytes:
    return Path(published_path(str(tmp_path / "here"))).read_bytes()


def put(shared: SharedMap, center: str) -> None:
    shared.put(version_of(map_bytes(center)), map_bytes(center))


def test_each_machine_takes_what_was_published_once(
    tmp_path: Path, shared: SharedMap, copier: MapCopier
) -> None:
    assert shared.version() is None
    assert not copier.look()
    for center in ("aster", "birch"):
        put(shared, center)
        assert shared.version() == version_of(map_bytes(center))
        assert copier.look()
        assert not copier.look()
        assert here(tmp_path) == map_bytes(center)
    assert not MapCopier(shared, str(tmp_path / "here")).look()


def test_a_renewed_map_leaves_each_machine_its_way_back(
    tmp_path: Path, shared: SharedMap, copier: MapCopier
) -> None:
    for center in ("aster", "birch"):
        put(shared, center)
        copier.look()
    for center, before in (("cedar", "aster"), ("dogwood", "aster")):
        shared.put(version_of(map_bytes(center)), map_bytes(center), renews=True)
        assert copier.look()
        assert here(tmp_path) == map_bytes(center)
        assert Path(previous_path(str(tmp_path / "here"))).read_bytes() == map_bytes(before)
    put(shared, "elm")
    assert not shared.is_renewal(version_of(map_bytes("elm")))
    copier.look()
    assert Path(previous_path(str(tmp_path / "here"))).read_bytes() == map_bytes("dogwood")


def test_a_map_put_there_by_hand_stays_until_the_next_is_published(
    tmp_path: Path, shared: SharedMap, copier: MapCopier
) -> None:
    put(shared, "aster")
    copier.look()
    write_map(published_path(str(tmp_path / "here")), map_bytes("cedar"))
    assert not copier.look()
    assert here(tmp_path) == map_bytes("cedar")
    put(shared, "birch")
    assert copier.look()
    assert here(tmp_path) == map_bytes("birch")


@pytest.mark.parametrize("content", [b"", b"nothing", map_bytes("birch")[:5000]])
def test_what_is_no_whole_map_is_not_taken(
    tmp_path: Path, shared: SharedMap, copier: MapCopier, content: bytes
) -> None:
    put(shared, "aster")
    copier.look()
    shared.put("f" * 16, content)
    with pytest.raises(UnusableMap):
        copier.look()
    assert here(tmp_path) == map_bytes("aster")


def test_a_thread_looks_says_a_fault_once_and_goes_on(tmp_path: Path, shared: SharedMap) -> None:
    said: list[str] = []
    copier = MapCopier(shared, str(tmp_path / "here"), say=said.append, every_s=0.05)
    shared.put("f" * 16, b"nothing")
    copier.start()
    time.sleep(0.5)
    assert len(said) == 1
    put(shared, "aster")
    ends = time.monotonic() + 5
    while not Path(published_path(str(tmp_path / "here"))).exists():
        assert time.monotonic() < ends
        time.sleep(0.02)
    copier.stop()


def test_two_machines_with_one_database_serve_the_same_within_two_seconds(
    tmp_path: Path, fresh_postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", fresh_postgresql)
    one, other = (str(tmp_path / name) for name in ("one", "here"))
    site = site_ports(Settings(data=one, national_backup="+18005550199"))
    row = open_shared_map(other, fresh_postgresql)
    copier, keeper = MapCopier(row, other), MapKeeper(other)
    copier.start()
    try:
        acts: tuple[Callable[[], str], ...] = (
            *(partial(site.publish, map_bytes(center)) for center in ("aster", "birch")),
            *(partial(site.renew, map_bytes("cedar")), site.roll_back, site.roll_back),
        )
        for act in acts:
            version = act()
            began = time.monotonic()
            assert site.current_map().version == version
            while not (keeper.poll() and keeper.current().version == version):
                assert time.monotonic() - began < 2.0
                time.sleep(0.02)
    finally:
        copier.stop()


def test_a_machine_that_lags_behind_renews_nothing(
    tmp_path: Path, fresh_postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", fresh_postgresql)
    one, other = (
        site_ports(Settings(data=str(tmp_path / name), national_backup="+18005550199"))
        for name in ("one", "here")
    )
    one.publish(map_bytes("aster"))
    with closing(open_shared_map(str(tmp_path), fresh_postgresql)) as row:
        copier = MapCopier(row, str(tmp_path / "here"))
        copier.look()
        assert other.current_map().version == version_of(map_bytes("aster"))
        approved = one.publish(map_bytes("birch"))
        with pytest.raises(HarborlineError, match="another map"):
            other.renew(map_bytes("cedar"))
        assert row.version() == approved
        assert here(tmp_path) == map_bytes("aster")
        copier.look()
        ends = time.monotonic() + 5
        while other.current_map().version != approved:
            assert time.monotonic() < ends
            time.sleep(0.05)
        assert other.renew(map_bytes("cedar")) == row.version()


def test_a_machine_that_joins_begins_with_what_was_published(
    tmp_path: Path, fresh_postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = Settings(data=str(tmp_path / "here"), national_backup="+18005550199")
    monkeypatch.setenv("DATABASE_URL", fresh_postgresql)
    with pytest.raises(UnusableMap, match="demo"):
        keeper_to_serve(given)
    with closing(open_shared_map(str(tmp_path), fresh_postgresql)) as row:
        put(row, "aster")
    assert keeper_to_serve(given).current().version == version_of(map_bytes("aster"))


def test_who_cannot_tell_the_others_publishes_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    site = site_ports(Settings(data=str(tmp_path), national_backup="+18005550199"))
    with pytest.raises(StoreAway, match="DATABASE_URL"):
        site.publish(map_bytes("aster"))
    assert not Path(published_path(str(tmp_path))).exists()
    with pytest.raises(HarborlineError, match="no earlier map"):
        site.roll_back()
