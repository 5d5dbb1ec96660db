"""What every test may lean on: parts of the system, who may open sockets, and the parts of a run.

`make test` runs three parts, quickest first: `decisions` (core and callflow, with coverage), `rest`
(no system part), `system` (browser, PostgreSQL). A test belongs to `system` when it lies in
tests/e2e or uses the fixture `system_part`; nobody has to mark it.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"

# Where the subject is a server of ours: loopback alone. All other tests cannot open a socket.
MAY_USE_LOOPBACK = frozenset({"contract", "e2e", "feeds", "stores", "telephony", "voice"})
LOOPBACK = ["127.0.0.1", "::1", "localhost"]
DECISION_ROOMS = frozenset({"callflow", "core"})

# Machines differ, so no example is ever too slow; a failure prints how to have it again.
settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")

_left_out = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--part",
        choices=["decisions", "rest", "system"],
        help="run one of the three parts of `make test`",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_left_out] = []
    if (
        config.getoption("--part") != "decisions"
    ):  # those start in tenths of a second, without Django
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harborline.web.site.settings")
        import django

        django.setup()
        make_hashing_cheap()
        show_each_change_at_once()


def show_each_change_at_once() -> None:
    """Lets no page of the public be given again: tests look at one right after they changed a row."""
    from django.conf import settings as site

    site.PAGES_LAST_S = 0


def make_hashing_cheap() -> None:
    """Lets the site's own way of hashing take a hundredth of the work: thousands of tests sign in."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    Argon2PasswordHasher.time_cost = 1
    Argon2PasswordHasher.memory_cost = 64  # KiB
    Argon2PasswordHasher.parallelism = 1


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Deciding is tested without Django, so nothing that needs it is read then."""
    if config.getoption("--part") != "decisions" or collection_path in {TESTS, ROOT}:
        return None
    return None if folder_of(collection_path / "any") in DECISION_ROOMS else True


def folder_of(path: Path) -> str:
    """Names the folder of tests/ that holds a path; empty for files directly in it."""
    parts = path.relative_to(TESTS).parts if path.is_relative_to(TESTS) else ()
    return parts[0] if len(parts) > 1 else ""


def room_of(item: pytest.Item) -> str:
    return folder_of(item.path)


def part_of(item: pytest.Item) -> str:
    if item.get_closest_marker("system"):
        return "system"
    if room_of(item) in DECISION_ROOMS and not item.get_closest_marker("exhaustive"):
        return "decisions"
    return "rest"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if room_of(item) == "e2e" or "system_part" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.system)
        may_use_loopback = room_of(item) in MAY_USE_LOOPBACK or item.get_closest_marker("system")
        if may_use_loopback and not item.get_closest_marker("allow_hosts"):
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))
    part = config.getoption("--part")
    if part is not None:
        config.hook.pytest_deselected(items=[item for item in items if part_of(item) != part])
        items[:] = [item for item in items if part_of(item) == part]


def _first(*candidates: str | None) -> Path | None:
    return next((Path(found) for found in candidates if found), None)


def _find_chromium() -> Path | None:
    return _first(shutil.which("chromium"), shutil.which("chromium-browser"))


def _find_postgresql() -> Path | None:
    """Finds the folder of `initdb` and `pg_ctl`, of the newest version; PostGIS must be there."""
    extensions = Path("/usr/share/postgresql").glob("*/extension/postgis.control")
    versions = sorted((int(path.parts[4]) for path in extensions), reverse=True)
    folders = [Path(f"/usr/lib/postgresql/{version}/bin") for version in versions]
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def _find_asterisk() -> Path | None:
    """Finds the root of Asterisk, its own or the system's, by the script that makes it."""
    asked = subprocess.run(
        [ROOT / "scripts" / "asterisk-root", "--find"], capture_output=True, text=True, check=False
    )
    return Path(asked.stdout.strip()) if asked.returncode == 0 else None


FINDERS: dict[str, Callable[[], Path | None]] = {
    "asterisk": _find_asterisk,
    "chromium": _find_chromium,
    "postgresql": _find_postgresql,
    "sipp": lambda: _first(shutil.which("sipp")),
}


def system_parts_are_required() -> bool:
    """In CI a missing part fails the run; a person's machine may do without."""
    return (
        os.environ.get("CI") == "true"
        or os.environ.get("HARBORLINE_REQUIRE_SYSTEM_PARTS", "0") != "0"
    )


@pytest.fixture(scope="session")
def system_part(request: pytest.FixtureRequest) -> Callable[[str], Path]:
    """Gives the path of a part of the system: a program (`chromium`, `sipp`), `postgresql` (its bin)
    or `asterisk` (its root).
    """

    def find(name: str) -> Path:
        found = FINDERS[name]()
        if found is not None:
            return found
        if system_parts_are_required():
            pytest.fail(f"{name} is missing and this run requires it: run scripts/system-parts")
        request.config.stash[_left_out].append(name)
        pytest.skip(f"{name} is missing: run scripts/system-parts to install it")

    return find


@pytest.fixture
def asterisk_house(system_part: Callable[[str], Path]) -> Iterator[Callable[..., object]]:
    """Opens real Asterisks that end with the test; see tests/asterisk_house.py."""
    from asterisk_house import AsteriskHouse

    root = system_part("asterisk")
    with ExitStack() as houses:
        yield lambda **settings: houses.enter_context(AsteriskHouse(root, **settings))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    left_out: list[str] = config.stash[_left_out]
    for name in sorted(set(left_out)):
        terminalreporter.write_line(
            f"NOT TESTED: whatever needs {name}. scripts/system-parts installs it.",
            yellow=True,
            bold=True,
        )


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A part without any test is no fault of the part."""
    if session.config.getoption("--part") and exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        session.exitstatus = pytest.ExitCode.OK
