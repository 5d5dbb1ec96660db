"""Which adapter serves which port: the only file that knows. Imports stand inside functions."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from harborline.settings import Settings, read_settings

if TYPE_CHECKING:
    from harborline.app.examining import Finding
    from harborline.atlas.tables import Atlas
    from harborline.core.routing_map import RoutingMap
    from harborline.stores.map_files import MapKeeper
    from harborline.voice.ports import VoiceServices


def settings() -> Settings:
    """Gives the settings of this process. Raises UnusableInput."""
    return read_settings()


def current_map(named: str | None = None, *, held: bool = True) -> RoutingMap:
    """Opens the named map file, else the one in use. Raises UnusableMap or UnusableInput.

    `held`: in memory, safe from whatever happens to the file; not needed for one question. What was
    named is not repeated: a number may have been typed in its place.
    """
    from harborline.core.errors import UnusableMap
    from harborline.stores.map_files import open_in_use

    given = read_settings()
    try:
        return open_in_use(given.data, named or given.map, verified=False, held=held)[0]
    except UnusableMap as fault:
        if named and f" at {named}" in str(fault):
            raise UnusableMap("There is no routing map under the name that was given.") from None
        raise


def atlas() -> Atlas:
    """Loads the atlas with the operator's imports. Raises UnusableAtlas."""
    from pathlib import Path

    from harborline.atlas.store import load

    return load(Path(read_settings().data) / "atlas")


def keep_map(content: bytes, out: str | None, *, publish: bool) -> list[str]:
    """Writes a map where it was asked for; gives the paths. Raises HarborlineError.

    A map that would not be served is not published.
    """
    from harborline.core.routing_map import RoutingMap
    from harborline.stores.map_files import publish_map, write_map

    if publish:
        _refuse_to_serve(RoutingMap(memoryview(content)), read_settings())
    paths: list[str] = []
    if out is not None:
        write_map(out, content)
        paths.append(out)
    if publish:
        paths.append(publish_map(read_settings().data, content))
    return [os.path.normpath(path) for path in paths]


def compiled_path() -> str:
    """Where a map is written that is neither named nor published."""
    return os.path.join(read_settings().data, "maps", "compiled.map")


def former_map() -> str | None:
    """Gives the path of the map before the published one, None where there is none."""
    from harborline.stores.map_files import previous_path

    path = os.path.normpath(previous_path(read_settings().data))
    return path if os.path.exists(path) else None


def _refuse_to_serve(routing_map: RoutingMap, given: Settings) -> None:
    """Raises UnusableMap for a map with which no caller would reach anybody."""
    from harborline.core.errors import UnusableMap

    if routing_map.demo and given.national_backup:
        raise UnusableMap(_NO_DEMO_HERE)
    if not routing_map.can_dial:
        raise UnusableMap(
            "This map decides but cannot dial, for it holds no addresses of destinations; serve "
            "and publish one that was compiled from the network itself."
        )


_NO_DEMO_HERE = (
    "HARBORLINE_NATIONAL_BACKUP is set, so people call here, and nobody answers in the demo "
    "network; publish the real map, or put it back."
)


# ---- the voice process ------------------------------------------------------------------------


def voice_services(keeper: MapKeeper, given: Settings) -> VoiceServices:
    """Hands the voice process its adapters: the simulator, the map in use, names of places."""
    import secrets

    from harborline.demo.real_hotline import NATIONAL_HOTLINE
    from harborline.telephony.simulator.exchange import SimulatedExchange
    from harborline.telephony.simulator.observations import to_document
    from harborline.telephony.simulator.script import CallScript, run_script
    from harborline.voice.ports import Hotline, VoiceServices

    return VoiceServices(
        current_map=keeper.current,
        map_age_s=keeper.age_s,
        map_fault=lambda: keeper.fault,
        open_exchange=lambda starts_at, speed: SimulatedExchange(
            keeper, starts_at=starts_at, seed=secrets.randbits(64), speed=speed
        ),
        run_script=lambda call: run_script(
            keeper.current(),
            CallScript(
                text_from=call.text_from,
                at=call.at,
                line_type=call.line_type,
                line=call.line,
                keys=call.keys,
                everyone=call.everyone,
            ),
        ),
        to_document=to_document,
        hotline=Hotline(NATIONAL_HOTLINE.name, NATIONAL_HOTLINE.number, NATIONAL_HOTLINE.dial),
        places=_warmed(_AtlasNames()),
        allowed_hosts=given.allowed_hosts,
    )


def _warmed(names: _AtlasNames) -> _AtlasNames:
    from threading import Thread

    Thread(target=names.warm, daemon=True).start()
    return names


class _AtlasNames:
    """Names of places from the atlas; none from one that cannot be used, for calls go on."""

    def __init__(self) -> None:
        from threading import Lock

        self._loading = Lock()
        self._loaded = False
        self._atlas: Atlas | None = None

    def _table(self) -> Atlas | None:
        with self._loading:
            if not self._loaded:
                self._atlas = self._load()
                self._loaded = True
        return self._atlas

    def _load(self) -> Atlas | None:
        import logging
        import sys

        from harborline.core.errors import HarborlineError

        try:
            return atlas()
        except HarborlineError as fault:
            sentence = str(fault)
        except Exception as fault:  # noqa: BLE001 -- a name is never worth a page
            if sys.is_finalizing():  # the process ends while its daemon thread still loads
                return None
            sentence = (
                f"The place tables cannot be read ({type(fault).__name__}); import them again."
            )
        logging.getLogger("harborline").error("%s Places have no names meanwhile.", sentence)
        return None

    def warm(self) -> None:
        """Loads the names beforehand, beside whatever else is going on."""
        self._table()

    def county(self, fips: str) -> str | None:
        """Gives a county's name without its state, None where it is not known."""
        table = self._table()
        row = None if table is None else table.counties.get(fips)
        return None if row is None else row.name

    def counties_of_area_code(self, area_code: int) -> int | None:
        """Gives how many counties an area code spans, None where it is not known."""
        table = self._table()
        if table is None:
            return None
        first = (area_code - 200) * 800
        places = {table.codes[index] for index in range(first, first + 800)}
        spans = [len(table.places[place].shares) for place in places if table.places[place].shares]
        return max(spans, default=None)


def serve_voice(on_start: Callable[[bool], None]) -> int:
    """Serves the voice process until a signal ends it; `on_start` is told whether it is a demo.

    Raises UnusableInput, UnusableMap, or HarborlineError if the port is taken.
    """
    import asyncio

    from harborline.core.errors import UnusableInput
    from harborline.stores.map_files import MapKeeper
    from harborline.voice.app import create_app
    from harborline.voice.serving import bind, serve

    given = read_settings()
    keeper = MapKeeper(given.data, given.map)
    demo = keeper.current().demo
    _refuse_to_serve(keeper.current(), given)
    if not demo and not given.national_backup:
        raise UnusableInput(
            "Set HARBORLINE_NATIONAL_BACKUP to the number that is dialed when everything else "
            "fails; without it a published map is not served."
        )
    listening = bind(given.voice_host, given.voice_port)
    on_start(demo)
    services = voice_services(keeper, given)
    asyncio.run(serve(create_app(services), listening, keeper.poll, services.map_fault))
    return 0


# ---- looking at an installation ----------------------------------------------------------------


def examine() -> list[Finding]:
    """Looks at settings, data folder, map and port."""
    from datetime import UTC, datetime

    from harborline.app.examining import Finding, examine_map
    from harborline.core.errors import HarborlineError
    from harborline.stores.map_files import open_in_use
    from harborline.voice.serving import bind

    given = read_settings()
    findings = [_data_folder(given.data)]
    try:
        routing_map, fault = open_in_use(given.data, given.map)
    except HarborlineError as error:
        return [*findings, Finding("fault", str(error))]
    if fault is not None:
        findings.append(Finding("fault", f"{fault} The former map is in use meanwhile."))
    today = datetime.now(UTC).date()
    if routing_map.demo and given.national_backup:
        findings.append(Finding("fault", _NO_DEMO_HERE))
    findings += examine_map(routing_map, today, given.national_backup)
    try:
        bind(given.voice_host, given.voice_port).close()
        findings.append(Finding("ok", f"Port {given.voice_port} is free for the voice process."))
    except HarborlineError as error:
        findings.append(Finding("note", str(error)))
    return findings


def _data_folder(path: str) -> Finding:
    from harborline.app.examining import Finding

    probe = path
    while not os.path.exists(probe) and os.path.dirname(os.path.abspath(probe)) != probe:
        probe = os.path.dirname(os.path.abspath(probe))
    if os.path.isdir(probe) and os.access(probe, os.W_OK):
        return Finding("ok", f"The data folder {path} can be written to.")
    return Finding(
        "fault",
        f"The data folder {path} cannot be written to; set HARBORLINE_DATA to one that can.",
    )
