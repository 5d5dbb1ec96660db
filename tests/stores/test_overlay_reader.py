"""The overlays that calls are decided with: never a wait, never one that ended, none forgotten."""

from __future__ import annotations

import json
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harborline.app.overlays import NoOverlayBook, Pause, SurgeOn
from harborline.core.directory import ZipPolicy
from harborline.core.occupancy import Surge
from harborline.stores.databases import StoreAway
from harborline.stores.overlay_reader import OverlayReader
from harborline.stores.overlays import open_overlays

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HELP = Surge(("ma-2", "ny-1"))


class Book(NoOverlayBook):
    """A store whose rows are set, and which may be away."""

    def __init__(self) -> None:
        self.paused: tuple[Pause, ...] = ()
        self.surge_on: SurgeOn | None = None
        self.away = False

    def pauses(self, at: datetime) -> tuple[Pause, ...]:
        if self.away:
            raise StoreAway("The store is away.")
        return tuple(one for one in self.paused if one.until > at)

    def surge(self, at: datetime) -> SurgeOn | None:
        on = self.surge_on
        return on if on is not None and on.until > at else None

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)

    def close(self) -> None:
        self.away = True


class World:
    """A reader with a clock that is set, and everything that it said."""

    def __init__(self, folder: Path) -> None:
        self.at, self.book, self.folder = NOON, Book(), folder
        self.lifted: list[frozenset[str]] = []
        self.said: list[str] = []
        self.reader = self.open()

    def open(self) -> OverlayReader:
        return OverlayReader(
            self.book,
            str(self.folder / "run" / "overlays.json"),
            lifted=self.lifted.append,
            say=self.said.append,
            now=lambda: self.at,
            every_s=0.05,
        )


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def pause(*centers: str, until: datetime = NOON + HOUR) -> tuple[Pause, ...]:
    return tuple(Pause(center, until, "ana@example.org") for center in centers)


def test_what_the_store_holds_is_known_after_a_look(world: World) -> None:
    assert world.reader.paused() == frozenset()
    assert world.reader.surge() is None
    world.book.paused = pause("ma-1", "ny-1")
    world.book.surge_on = SurgeOn(HELP, NOON + HOUR, "ana@example.org")
    world.reader.look()
    assert world.reader.paused() == {"ma-1", "ny-1"}
    assert world.reader.paused_destinations() == frozenset()
    assert world.reader.surge() == HELP


def test_one_destination_is_paused_and_comes_back_as_its_center(world: World) -> None:
    world.book.paused = (
        Pause("ma-1", NOON + HOUR, "ana@example.org", "d12"),
        Pause("ny-1", NOON + 2 * HOUR, "ana@example.org", "p7"),
    )
    world.reader.look()
    assert world.reader.paused() == frozenset()
    assert world.reader.paused_destinations() == {"d12", "p7"}
    world.book.away = True
    assert world.open().paused_destinations() == {"d12", "p7"}
    world.at += HOUR
    world.reader.look()
    assert world.reader.paused_destinations() == {"p7"}
    assert world.lifted == [{"ma-1"}]


@pytest.mark.parametrize("wrong", [timedelta(days=400), timedelta(hours=26)])
def test_what_would_outlive_its_longest_end_counts_for_nothing(
    world: World, wrong: timedelta
) -> None:
    """A clock was far ahead when it was written, or was set back since."""
    world.book.paused = pause("ma-1", until=NOON + wrong) + pause("ny-1", until=NOON + 24 * HOUR)
    world.book.surge_on = SurgeOn(HELP, NOON + wrong, "ana@example.org")
    world.reader.look()
    assert world.reader.paused() == {"ny-1"}
    assert world.reader.surge() is None
    world.at -= HOUR / 2  # clocks of two machines differ
    assert world.reader.paused() == {"ny-1"}
    world.at -= 2 * HOUR
    assert world.reader.paused() == frozenset()
    world.at = NOON
    assert world.reader.paused() == {"ny-1"}


@pytest.mark.parametrize(
    "surge",
    [HELP, Surge((), ZipPolicy.NEVER, 20, wait_notice=True), Surge(("ma-2",), None, 600)],
)
def test_a_restart_forgets_nothing_of_a_surge(world: World, surge: Surge) -> None:
    world.book.surge_on = SurgeOn(surge, NOON + HOUR, "ana@example.org")
    world.reader.look()
    world.book.away = True
    assert world.open().surge() == surge


def test_a_copy_of_the_version_before_is_read(world: World) -> None:
    path = world.folder / "run" / "overlays.json"
    path.parent.mkdir()
    until = (NOON + HOUR).isoformat()
    former = {"paused": {"ma-1": until}, "surge": {"mutual_aid": ["ma-2", "ny-1"], "until": until}}
    path.write_text(json.dumps(former))
    again = world.open()
    assert again.paused() == {"ma-1"}
    assert again.paused_destinations() == frozenset()
    assert again.surge() == HELP


def test_an_overlay_ends_by_itself_even_while_the_store_is_away(world: World) -> None:
    world.book.paused = pause("ma-1") + pause("ny-1", until=NOON + 2 * HOUR)
    world.book.surge_on = SurgeOn(HELP, NOON + HOUR, "ana@example.org")
    world.reader.look()
    world.book.away = True
    world.at += HOUR
    assert world.reader.paused() == {"ny-1"}
    assert world.reader.surge() is None


def test_what_was_known_holds_on_and_the_fault_is_said_once_each_time(world: World) -> None:
    world.book.paused = pause("ma-1")
    world.reader.look()
    for _ in range(2):
        world.book.away = True
        world.reader.look()
        world.reader.look()
        assert world.reader.paused() == {"ma-1"}
        world.book.away = False
        world.reader.look()
    assert len(world.said) == 2
    assert "The store is away." in world.said[0]


def test_whoever_waits_for_a_center_hears_that_it_is_back(world: World) -> None:
    world.book.paused = pause("ma-1", "ny-1") + pause("vt-1", until=NOON + 2 * HOUR)
    world.reader.look()
    assert world.lifted == []
    world.book.paused = world.book.paused[1:]
    world.reader.look()
    assert world.lifted == [{"ma-1"}]
    world.book.away = True
    world.at += HOUR
    world.reader.look()
    world.reader.look()
    assert world.lifted == [{"ma-1"}, {"ny-1"}]


def test_a_restart_forgets_none_though_the_store_is_away(world: World) -> None:
    world.book.paused = pause("ma-1") + pause("ny-1", until=NOON + 2 * HOUR)
    world.book.surge_on = SurgeOn(HELP, NOON + HOUR, "ana@example.org")
    world.reader.look()
    world.book.away = True
    again = world.open()
    assert again.paused() == {"ma-1", "ny-1"}
    assert again.surge() == HELP
    world.at += HOUR
    assert world.open().paused() == {"ny-1"}
    assert world.open().surge() is None


def test_the_copy_names_nobody_who_switched_something(world: World) -> None:
    world.book.paused = pause("ma-1")
    world.book.surge_on = SurgeOn(HELP, NOON + HOUR, "ben@example.org")
    world.reader.look()
    assert b"example.org" not in (world.folder / "run" / "overlays.json").read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "null",
        "[1]",
        '{"paused": 3}',
        '{"paused": {"ma-1": 5}, "surge": null}',
        '{"paused": {"ma-1": "soon"}, "surge": null}',
        '{"paused": {}, "surge": {"mutual_aid": 4, "until": "2026-06-01T13:00:00+00:00"}}',
        '{"paused": {}}',
        '{"paused": {}, "destinations": {"d12": "soon"}, "surge": null}',
    ],
)
def test_a_copy_that_is_none_is_passed_over(world: World, content: str) -> None:
    path = world.folder / "run" / "overlays.json"
    path.parent.mkdir()
    path.write_text(content)
    again = world.open()
    assert again.paused() == frozenset()
    assert again.surge() is None


def test_a_folder_that_cannot_be_written_to_costs_the_copy_alone(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("no folder")
    world = World(tmp_path)
    world.book.paused = pause("ma-1")
    world.reader.look()
    assert world.reader.paused() == {"ma-1"}


def until(happens: object) -> None:
    ends = time.monotonic() + 10
    while time.monotonic() < ends:
        if callable(happens) and happens():
            return
        time.sleep(0.01)
    pytest.fail("it did not come")


def test_the_thread_looks_again_and_again_and_ends(world: World) -> None:
    world.reader.start()
    assert world.reader.wait_for_first(10)
    world.book.paused = pause("ma-1")
    until(lambda: world.reader.paused() == {"ma-1"})
    world.book.away = True
    until(lambda: world.said)
    world.book.away = False
    world.book.paused = ()
    until(lambda: world.lifted == [{"ma-1"}])
    world.reader.stop()
    until(lambda: world.book.away)


def test_two_processes_agree_within_two_seconds(tmp_path: Path, database_url: str) -> None:
    """The real store between them, and real time."""
    heard: list[frozenset[str]] = []
    reader = OverlayReader(
        open_overlays(str(tmp_path), database_url),
        str(tmp_path / "run" / "overlays.json"),
        lifted=heard.append,
    )
    reader.start()
    assert reader.wait_for_first(10)
    now = datetime.now(UTC)
    try:
        with closing(open_overlays(str(tmp_path), database_url)) as site:
            for _ in range(3):
                began = time.monotonic()
                site.pause(Pause("ma-1", now + HOUR, "ana@example.org"))
                until(lambda: reader.paused() == {"ma-1"})
                site.resume("ma-1")
                until(lambda: reader.paused() == frozenset())
                assert time.monotonic() - began < 4.0
            began = time.monotonic()
            site.pause(Pause("ma-1", now + HOUR, "ana@example.org", "d12"))
            surge = Surge(("ny-1",), ZipPolicy.NEVER, 20, wait_notice=True)
            site.switch_surge(SurgeOn(surge, now + HOUR, "ana@example.org"))
            until(lambda: reader.paused_destinations() == {"d12"} and reader.surge() == surge)
            site.resume("ma-1", "d12")
            until(lambda: not reader.paused_destinations())
            assert time.monotonic() - began < 4.0
            site.pause(Pause("ma-1", datetime.now(UTC) + timedelta(seconds=1.5), "ana@example.org"))
            until(lambda: reader.paused() == {"ma-1"})
            until(lambda: reader.paused() == frozenset())
        until(lambda: len(heard) == 5)
        kept = json.loads((tmp_path / "run" / "overlays.json").read_text())
        assert set(kept) == {"paused", "destinations", "surge"}
    finally:
        reader.stop()
