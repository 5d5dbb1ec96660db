"""Puts the voice process together: simulator, map, names of places, and real telephones."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from harborline.bootstrap import NO_NATIONAL_BACKUP, refuse_to_serve
from harborline.bootstrap.place_names import warmed_names
from harborline.settings import Settings, read_settings

if TYPE_CHECKING:
    from harborline.bootstrap.live_stores import LiveStores
    from harborline.bootstrap.own_process import OwnProcess
    from harborline.stores.map_files import MapKeeper
    from harborline.voice.ports import Service, VoiceServices


def voice_services(
    keeper: MapKeeper, given: Settings, own: OwnProcess | None = None
) -> VoiceServices:
    """Hands the voice process its adapters: the simulator, the map in use, names of places.

    `own`: what it knows of itself among several, None where it is the only one.
    """
    import secrets

    from harborline.bootstrap.live_stores import LiveStores
    from harborline.bootstrap.rota import rota_desk
    from harborline.bootstrap.webhooks import webhooks
    from harborline.demo.real_hotline import NATIONAL_HOTLINE
    from harborline.sounds.library import open_library
    from harborline.telephony.simulator.app import Recorded
    from harborline.telephony.simulator.exchange import SimulatedExchange
    from harborline.telephony.simulator.observations import to_document
    from harborline.telephony.simulator.script import CallScript, run_script
    from harborline.voice.ports import Hotline, VoiceServices

    library = open_library(given.data)
    live = LiveStores(keeper, given, 1 if own is None else own.slot)
    by_webhook = webhooks(keeper, given, own, live)
    return VoiceServices(
        current_map=keeper.current,
        map_age_s=keeper.age_s,
        map_fault=lambda: keeper.fault,
        open_exchange=lambda starts_at, speed: SimulatedExchange(
            keeper,
            starts_at=starts_at,
            seed=secrets.randbits(64),
            speed=speed,
            recordings=lambda say, line: Recorded(
                library.names(say, line), library.seconds(say, line)
            ),
            overlays=live.overlays,
            # whoever practises where people call sets nobody's rota
            rota=rota_desk(given) if keeper.current().demo else None,
        ),
        sound_file=library.file,
        recordings=lambda say: library.paths(say, ""),
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
            live.overlays,
        ),
        to_document=to_document,
        hotline=Hotline(NATIONAL_HOTLINE.name, NATIONAL_HOTLINE.number, NATIONAL_HOTLINE.dial),
        places=warmed_names(),
        allowed_hosts=given.allowed_hosts,
        routes=by_webhook.routes,
        running=(live.running, *_running(keeper, given, own, live), *by_webhook.running),
    )


def _running(
    keeper: MapKeeper, given: Settings, own: OwnProcess | None, live: LiveStores
) -> tuple[Service, ...]:
    """Gives what runs while the process serves: its beats first, so that they end last."""
    from harborline.bootstrap.telephones import asterisk_carrier

    if own is None:
        return ()
    if given.ari_url is None:
        return (own.living,)
    carrier = asterisk_carrier(keeper, given, own, given.ari_url, live)
    return (own.living, lambda: carrier)


def write_no_core() -> None:
    """Keeps the system from writing this process's memory to disk, should it crash."""
    import resource

    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def keeper_to_serve(given: Settings) -> MapKeeper:
    """Opens the map that callers are to be served with. Raises UnusableInput or UnusableMap."""
    from harborline.core.errors import UnusableInput
    from harborline.stores.map_files import MapKeeper

    _take_first_map(given)
    keeper = MapKeeper(given.data, given.map)
    refuse_to_serve(keeper.current(), given)
    if not keeper.current().demo and not given.national_backup:
        raise UnusableInput(NO_NATIONAL_BACKUP)
    return keeper


def _take_first_map(given: Settings) -> None:
    """Lets a machine that has no published map of its own begin with the one in PostgreSQL."""
    from contextlib import closing

    from harborline.bootstrap.live_stores import database_url
    from harborline.core.errors import HarborlineError
    from harborline.stores.map_files import demo_map_path, path_in_use
    from harborline.stores.shared_map import MapCopier, open_shared_map

    if not database_url() or path_in_use(given.data, given.map) != demo_map_path():
        return
    with suppress(HarborlineError), closing(open_shared_map(given.data, database_url())) as row:
        MapCopier(row, given.data).look()


def is_demo(given: Settings) -> bool:
    """Tells whether the map to be served is a demo. Raises UnusableInput or UnusableMap."""
    return keeper_to_serve(given).current().demo


def serve_voice(on_start: Callable[[bool], None]) -> int:
    """Serves the only voice process until a signal ends it; `on_start` is told whether it is a demo.

    Raises UnusableInput, UnusableMap, or HarborlineError if the port is taken.
    """
    import asyncio

    from harborline.voice.app import create_app
    from harborline.voice.serving import bind, serve

    write_no_core()
    given = read_settings()
    keeper = keeper_to_serve(given)
    listening = bind(given.voice_host, given.voice_port)
    on_start(keeper.current().demo)
    services = voice_services(keeper, given)
    asyncio.run(serve(create_app(services), listening, keeper.poll, services.map_fault))
    return 0


def serve_one_of_several(slot: int | None) -> int:
    """Serves a voice process that others run beside, on the port of its slot, until it is told to end.

    Raises as `serve_voice`, and HarborlineError if the slot is taken.
    """
    import asyncio

    from harborline.bootstrap.own_process import own_process
    from harborline.voice.app import create_app
    from harborline.voice.serving import bind, serve

    write_no_core()
    given = read_settings()
    own = own_process(given.data, given.voices, slot, asterisk=given.ari_url is not None)
    keeper = keeper_to_serve(given)
    listening = bind(given.voice_host, given.voice_port + own.slot - 1)
    services = voice_services(keeper, given, own)
    asyncio.run(serve(create_app(services), listening, keeper.poll, services.map_fault))
    return 0
