"""What bootstrap hands to the site: the map in use, publishing, rolling back, what is served, figures."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from harborline.app.overlays import Pause
from harborline.app.ports import LegTotal, NetworkTotal
from harborline.bootstrap.site import site_ports
from harborline.callflow.prompts import Prompt, Say
from harborline.callflow.values import LegOutcome
from harborline.core.errors import HarborlineError, UnusableInput, UnusableMap
from harborline.core.places import Precision
from harborline.core.reasons import LegReason
from harborline.core.routing_map import RoutingMap
from harborline.settings import Settings
from harborline.stores.map_files import demo_map_path, published_path
from harborline.stores.serving import ServingFile
from harborline.stores.totals import open_totals
from harborline.web.site.ports import CallCount, LegCount, Serving, SitePorts
from small_world import map_of_one_center as map_bytes

BACKUP = "+18005550199"


def version_of(content: bytes) -> str:
    return RoutingMap(memoryview(content)).version


@pytest.fixture(autouse=True)
def in_the_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture
def real(tmp_path: Path) -> SitePorts:
    """Gives the ports of an installation that people call."""
    return site_ports(Settings(data=str(tmp_path), national_backup=BACKUP))


def test_a_fresh_folder_is_a_demo_and_names_a_real_hotline(tmp_path: Path) -> None:
    ports = site_ports(Settings(data=str(tmp_path)))
    assert ports.is_demo()
    assert ports.hotline is not None
    assert ports.serving() == ()
    assert ports.leg_counts("demo-nc-mecklenburg-1") == ()
    assert ports.overlays.pauses(datetime.now(UTC)) == ()
    assert ports.atlas() is ports.atlas()


def test_what_is_published_is_in_use_and_can_be_rolled_back(real: SitePorts) -> None:
    aster, birch = map_bytes("aster"), map_bytes("birch")
    assert real.publish(aster) == version_of(aster)
    assert not real.can_roll_back()  # before it was the demo's map, which the folder does not hold
    assert real.publish(birch) == version_of(birch) == real.current_map().version
    assert real.can_roll_back()
    assert real.roll_back() == version_of(aster) == real.current_map().version
    assert real.roll_back() == version_of(birch) == real.current_map().version


def test_a_renewed_map_leaves_the_one_to_roll_back_to(real: SitePorts) -> None:
    aster, birch, cedar = (map_bytes(center) for center in ("aster", "birch", "cedar"))
    real.publish(aster)
    real.publish(birch)
    assert real.renew(cedar) == version_of(cedar) == real.current_map().version
    assert real.roll_back() == version_of(aster) == real.current_map().version
    with pytest.raises(UnusableMap, match="cannot dial"):
        real.renew(map_bytes("birch", can_dial=False))
    assert real.current_map().version == version_of(aster)


def test_a_map_that_no_caller_could_be_served_with_is_not_published(
    tmp_path: Path, real: SitePorts
) -> None:
    good = map_bytes("aster")
    real.publish(good)
    bad = bytearray(map_bytes("birch"))
    bad[len(bad) // 2] ^= 1
    demo = Path(demo_map_path()).read_bytes()
    for content in (bytes(bad), b"", map_bytes("cedar", can_dial=False), demo):
        with pytest.raises(UnusableMap):
            real.publish(content)
    assert Path(published_path(str(tmp_path))).read_bytes() == good


def test_a_real_map_needs_the_number_that_is_dialed_at_last(tmp_path: Path) -> None:
    ports = site_ports(Settings(data=str(tmp_path)))
    with pytest.raises(UnusableInput, match="HARBORLINE_NATIONAL_BACKUP"):
        ports.publish(map_bytes("aster"))
    assert ports.is_demo()


def test_there_is_nothing_to_roll_back_to_at_first(real: SitePorts) -> None:
    real.publish(map_bytes("aster"))
    with pytest.raises(HarborlineError, match="no earlier map"):
        real.roll_back()


def test_a_named_map_is_not_published_over(tmp_path: Path) -> None:
    named = Settings(data=str(tmp_path), map=demo_map_path(), national_backup=None)
    ports = site_ports(named)
    with pytest.raises(HarborlineError, match="HARBORLINE_MAP"):
        ports.publish(map_bytes("aster"))
    with pytest.raises(HarborlineError, match="HARBORLINE_MAP"):
        ports.roll_back()


def test_a_map_that_somebody_else_published_is_seen(
    tmp_path: Path, real: SitePorts, monkeypatch: pytest.MonkeyPatch
) -> None:
    from harborline.bootstrap import site

    monkeypatch.setattr(site, "_LOOK_S", 0.0)
    real.publish(map_bytes("aster"))
    other = site_ports(Settings(data=str(tmp_path), national_backup=BACKUP))
    assert other.current_map().version == real.current_map().version
    birch = other.publish(map_bytes("birch"))
    assert real.current_map().version == birch


def test_processes_overlays_and_figures_are_those_of_the_data_folder(
    tmp_path: Path, real: SitePorts
) -> None:
    ServingFile(str(tmp_path), 1).say("a" * 16, "The newest map is damaged.")
    (process,) = real.serving()
    assert process._replace(seen_s=0.0) == Serving(1, "a" * 16, 0.0, "The newest map is damaged.")

    now = datetime.now(UTC)
    pause = Pause("ma-1", now + timedelta(hours=1), "ana@example.org")
    real.overlays.pause(pause)
    assert real.overlays.pauses(now) == (pause,)

    leg = LegTotal(date(2026, 6, 1), "ma-1", LegReason.SERVES_ZIP, LegOutcome.ACCEPTED)
    came = datetime(2026, 6, 1, 12, 30, tzinfo=UTC)
    answered = NetworkTotal(came, "main", "en", "answered", "under_20", Precision.ZIP)
    with closing(open_totals(str(tmp_path), "")) as totals:
        totals.add_all({leg: 3}, LegTotal)
        totals.add_all({answered: 6}, NetworkTotal)
    monday = datetime(2026, 6, 1, tzinfo=UTC)
    assert real.leg_counts("ma-1") == (LegCount(monday, "serves_zip", "accepted", 3),)
    hour = timedelta(hours=1)
    assert real.call_counts(came - hour, came + hour) == (
        CallCount(came, "answered", "under_20", 6),
    )


def test_what_a_caller_hears_is_found_as_recordings(tmp_path: Path) -> None:
    recordings = site_ports(Settings(data=str(tmp_path))).recordings
    files = recordings((Say(Prompt.DANGER, "en"), Say(Prompt.NATIONAL_KEY, "es")), "demo")
    assert [(path.parent.name, path.stem) for path in files] == [
        ("en", "danger"),
        ("es", "national_key"),
    ]
    assert recordings((), "demo") == ()
