"""The public site as people meet it: the demo in a folder of its own, served by its real server.

`pages()` finds every path of the public site in the table of paths, so that a page of tomorrow is looked
at tomorrow. What a path names is in `NAMES`; a parameter that is not there fails the test that asks.
"""

from __future__ import annotations

import atexit
import gzip
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from asterisk_house import free_port

COMMAND = [sys.executable, "-c", "import sys; from harborline.cli import main; sys.exit(main())"]
SEED = (
    "from harborline.bootstrap.site_setup import django_ready; django_ready();"
    "from harborline.web.site.ports import site_ports;"
    "from harborline.web.directory.seeding import seed_demo; seed_demo(site_ports().atlas())"
)
READY_WITHIN_S = 120.0
CENTER = "demo-nc-mecklenburg-1"

NAMES: Mapping[str, Mapping[str, str]] = {
    "": {
        "language": "en",
        "center": CENTER,
        "county": "37119",
        "fips": "37119",
        "state": "nc",
        "slug": "consent",
        "kind": "center",
        "id": CENTER,
        "shape": "wide",
        "paper": "letter",
        "form": "poster",
        "part": "greeting",
        "resource": "rainn",
    },
    "public:share:county": {"id": "37119"},
    "public:share:resource": {"id": "988"},
}
"""What stands in a path for a parameter; by the name of the route where it differs there."""

ASKED: Mapping[str, str] = {"share:oembed": "?url={site}/en/center/" + CENTER}
"""What a path is asked with, beside itself."""

NEEDS_MORE = frozenset({"training:own", "training:calendar"})
"""Private pages behind a secret that only a mail holds; tests of theirs look at them."""

OF_OTHERS = ("directory:", "freshness:", "hsds:", "accounts:", "console:")


class Answered(NamedTuple):
    """What came over the wire. `size`: bytes of the body as sent; `body`: as it was meant."""

    status: int
    headers: Any
    size: int
    body: bytes

    @property
    def kind(self) -> str:
        return str(self.headers.get("Content-Type", "")).partition(";")[0]


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_opener = urllib.request.build_opener(_Stay)


@dataclass
class Site:
    """The running site. `host`: its address without a slash at the end; `exit`: where leaving leads."""

    host: str
    exit: str
    _known: dict[str, Answered] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answered:
        """Asks for a path as a browser does; the same path is asked once."""
        if not headers and path in self._known:
            return self._known[path]
        asked = {"Accept-Encoding": "gzip"} | {k.replace("_", "-"): v for k, v in headers.items()}
        address = self.host + path
        request = urllib.request.Request(address, headers=asked)  # noqa: S310 -- our own, by http
        try:
            answer = _opener.open(request, timeout=30)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            sent = answer.read()
        packed = answer.headers.get("Content-Encoding") == "gzip"
        body = gzip.decompress(sent) if packed else sent
        found = Answered(answer.status, answer.headers, len(sent), body)
        if not headers:
            self._known[path] = found
        return found


@contextmanager
def running(folder: Path, exit_url: str) -> Iterator[Site]:
    """Serves a copy of the demo, and ends it."""
    port = free_port()
    shutil.copytree(_seeded(), folder / "data")
    environment = {
        **_environment(folder / "data"),
        "HARBORLINE_PORT": str(port),
        "HARBORLINE_EXIT_URL": exit_url,
    }
    site = Site(f"http://localhost:{port}", exit_url)
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen([*COMMAND, "site"], env=environment, stdout=said, stderr=said)
        try:
            _wait(site, process, folder / "said")
            yield site
        finally:
            process.terminate()
            process.wait(30)


def _environment(data: Path) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if "HARBORLINE" not in name}
    kept.pop("DATABASE_URL", None)
    return {**kept, "HARBORLINE_DATA": str(data)}


@cache
def _seeded() -> Path:
    """Gives a folder of the demo, seeded once a process, for that takes longer than most tests."""
    folder = Path(tempfile.mkdtemp(prefix="harborline-demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    subprocess.run(
        [sys.executable, "-c", SEED],
        env=_environment(folder / "data"),
        check=True,
        timeout=READY_WITHIN_S,
    )
    return folder / "data"


def _wait(site: Site, process: subprocess.Popen[bytes], said: Path) -> None:
    ends = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < ends:
        assert process.poll() is None, said.read_text()
        with suppress(OSError):
            if site.get("/en/", Accept="text/html").status == 200:
                return
        time.sleep(0.2)
    raise AssertionError(said.read_text())


class Page(NamedTuple):
    """A path of the public site. `name`: of its route."""

    name: str
    path: str


def pages(site: Site, language: str) -> list[Page]:
    """Gives every path that anybody may ask for, in a language."""
    from django.urls import get_resolver, reverse
    from django.utils.translation import override

    found = []
    with override(language):
        for name, kinds in routes(get_resolver().url_patterns):
            values = {**NAMES[""], **NAMES.get(name, {}), "language": language}
            unknown = set(kinds) - set(values) if name not in NEEDS_MORE else set()
            assert not unknown, f"{name}: tests/public_site.py names no {unknown}"
            if name not in NEEDS_MORE:
                asked = ASKED.get(name, "").format(site=site.host)
                found.append(
                    Page(name, reverse(name, kwargs={k: values[k] for k in kinds}) + asked)
                )
    return found


def routes(
    patterns: list[Any], prefix: str = "", known: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Gives the name of each route of the public, with the parameters of its path."""
    for one in patterns:
        kinds = (*known, *one.pattern.converters)
        if hasattr(one, "url_patterns"):
            inside = f"{prefix}{one.namespace}:" if one.namespace else prefix
            yield from routes(one.url_patterns, inside, kinds)
        elif one.callback.needs is None and not f"{prefix}{one.name}".startswith(OF_OTHERS):
            yield f"{prefix}{one.name}", kinds
