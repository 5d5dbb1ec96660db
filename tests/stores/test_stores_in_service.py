"""A real voice process: what the site writes changes its decisions within two seconds."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harborline.app.overlays import Pause, SurgeOn
from harborline.app.ports import LegTotal
from harborline.bootstrap.live_stores import LiveStores
from harborline.bootstrap.voice import voice_services
from harborline.callflow.values import LegOutcome
from harborline.core.occupancy import Surge
from harborline.core.reasons import LegReason
from harborline.settings import Settings
from harborline.stores.map_files import MapKeeper, demo_map_path, publish_map
from harborline.stores.overlays import StoredOverlays, open_overlays
from harborline.stores.serving import who_serves
from harborline.stores.totals import open_totals

COMMAND = [sys.executable, "-c", "import sys; from harborline.cli import main; sys.exit(main())"]
ANA = "ana@example.org"
PAUSED = "paused for now"
WITHIN_S = 2.0
STARTS_WITHIN_S = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Voice:
    """One `harborline voice`, asked through the dial pad that works without scripts."""

    def __init__(self, data: Path, url: str) -> None:
        self.data, self.port = data, free_port()
        kept = {name: text for name, text in os.environ.items() if "HARBORLINE" not in name}
        self._environment = {
            **kept,
            "DATABASE_URL": url,
            "HARBORLINE_DATA": str(data),
            "HARBORLINE_VOICE_PORT": str(self.port),
        }
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen([*COMMAND, "voice"], env=self._environment)
        until(self.answers, STARTS_WITHIN_S)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)

    def answers(self) -> bool:
        with suppress(OSError):
            self.page()
            return True
        return False

    def page(self) -> str:
        """Gives what happens to a caller who keys 28202 on a Wednesday noon."""
        order = {"from": "", "keys": ",28202", "at": "2026-07-01T12:00", "zone": "eastern"}
        body = urllib.parse.urlencode(order).encode()
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}/phone/plain", body)
        with urllib.request.urlopen(asked, timeout=5) as answer:  # noqa: S310 -- our own
            return str(answer.read().decode())

    def first(self) -> str:
        """Gives the id of the center that this caller reaches."""
        found = re.search(r"Demo Center Mecklenburg (\d)", self.page())
        assert found is not None
        return f"demo-nc-mecklenburg-{found[1]}"


def until(happens: Callable[[], object], within_s: float) -> None:
    ends = time.monotonic() + within_s
    while not happens():
        if time.monotonic() > ends:
            pytest.fail(f"it did not come within {within_s} s")
        time.sleep(0.05)


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[str], Voice]]:
    """Starts a voice process with a DATABASE_URL; it ends with the test."""
    with ExitStack() as ending:

        def start(url: str) -> Voice:
            voice = Voice(tmp_path, url)
            ending.callback(voice.stop)
            return voice

        yield start


@pytest.fixture
def site(tmp_path: Path, database_url: str) -> Iterator[StoredOverlays]:
    with closing(open_overlays(str(tmp_path), database_url)) as book:
        yield book


def test_a_pause_and_a_surge_change_decisions_within_two_seconds(
    serve: Callable[[str], Voice], site: StoredOverlays, database_url: str
) -> None:
    voice = serve(database_url)
    usual, soon = voice.first(), datetime.now(UTC) + timedelta(hours=1)
    assert PAUSED not in voice.page()
    site.pause(Pause(usual, soon, ANA))
    until(lambda: voice.first() != usual, WITHIN_S)
    assert PAUSED in voice.page()

    voice.stop()
    voice.start()
    assert voice.first() != usual

    site.resume(usual)
    until(lambda: voice.first() == usual, WITHIN_S)
    far = "Demo Center Anchorage 1"
    assert far not in voice.page()
    site.switch_surge(SurgeOn(Surge(("demo-ak-anchorage-1",)), soon, ANA))
    until(lambda: far in voice.page(), WITHIN_S)
    site.switch_surge(None)
    until(lambda: far not in voice.page(), WITHIN_S)


def test_a_store_that_is_gone_ends_no_service(
    serve: Callable[[str], Voice], tmp_path: Path
) -> None:
    (tmp_path / "overlays.sqlite3").write_bytes(b"damaged" * 4096)
    (tmp_path / "totals.sqlite3").write_bytes(b"damaged" * 4096)
    assert serve("").first()


def test_a_database_that_is_away_delays_no_start_and_ends_no_service(
    serve: Callable[[str], Voice],
) -> None:
    assert serve(f"postgresql://nobody@127.0.0.1:{free_port()}/none").first()


def test_each_process_says_what_it_serves_until_it_ends(
    serve: Callable[[str], Voice], tmp_path: Path
) -> None:
    voice = serve("")
    until(lambda: who_serves(str(tmp_path)), WITHIN_S)
    (said,) = who_serves(str(tmp_path))
    assert (said.slot, said.fault) == (1, None)
    publish_map(str(tmp_path), Path(demo_map_path()).read_bytes())
    damaged = tmp_path / "maps" / "current.map"
    damaged.write_bytes(damaged.read_bytes()[:5000])
    until(lambda: who_serves(str(tmp_path))[0].fault is not None, WITHIN_S)
    assert who_serves(str(tmp_path))[0].version == said.version
    assert who_serves(str(tmp_path))[0].seen_s < WITHIN_S
    voice.stop()
    assert who_serves(str(tmp_path)) == ()


async def test_what_was_counted_is_written_before_the_process_has_ended(tmp_path: Path) -> None:
    """SIGTERM ends the services in their order: calls first, which may count once more, then this."""
    live = LiveStores(MapKeeper(str(tmp_path), None), Settings(data=str(tmp_path)), 1)
    monday = datetime.now(UTC).date()
    async with live.running():
        live.totals.add(LegTotal(monday, "ma-1", LegReason.SERVES_ZIP, LegOutcome.ACCEPTED))
    with closing(open_totals(str(tmp_path), "")) as kept:
        assert [row.times for row in kept.leg_counts("ma-1")] == [1]


def test_what_counts_ends_after_whatever_makes_calls(tmp_path: Path) -> None:
    """Services end in the reverse of their order."""
    keeper, given = MapKeeper(str(tmp_path), None), Settings(data=str(tmp_path))
    assert isinstance(
        getattr(voice_services(keeper, given).running[0], "__self__", None), LiveStores
    )
