"""Puts webhook carriers and texts together, for a voice process that has a carrier's credentials."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from harborline.settings import Settings

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from harborline.app.ports import Clock
    from harborline.bootstrap.live_stores import LiveStores
    from harborline.bootstrap.own_process import OwnProcess
    from harborline.stores.map_files import MapKeeper
    from harborline.telephony.twiml.records import Records
    from harborline.telephony.twiml.requests import Proves
    from harborline.telephony.twiml.signatures import Credentials
    from harborline.voice.ports import Service


class Webhooks(NamedTuple):
    """The paths that carriers call, and what runs behind them."""

    routes: tuple[BaseRoute, ...] = ()
    running: tuple[Service, ...] = ()


def credentials_of(given: Settings) -> Credentials:
    """Gives what carriers gave us."""
    from harborline.telephony.twiml.signatures import Credentials

    return Credentials(*(getattr(given, name) for name in Credentials._fields))


class _Shared(NamedTuple):
    """What calls and texts share. `key`: of all voice processes of one `up`."""

    keeper: MapKeeper
    given: Settings
    own: OwnProcess | None
    key: bytes
    clock: Clock
    proves: Proves
    records: Records
    live: LiveStores


def webhooks(
    keeper: MapKeeper, given: Settings, own: OwnProcess | None, live: LiveStores
) -> Webhooks:
    """Gives the paths of webhook carriers; none where no carrier can prove itself."""
    import secrets
    import time
    from collections.abc import Mapping

    from harborline.telephony.clock import LoopClock
    from harborline.telephony.twiml.records import Records
    from harborline.telephony.twiml.signatures import Carrier, verify

    if not (given.twilio_token or given.signalwire_signing_key or given.telnyx_public_key):
        return Webhooks()
    credentials, clock = credentials_of(given), LoopClock()

    def proves(carrier: Carrier, url: str, headers: Mapping[str, str], raw_body: bytes) -> bool:
        return verify(carrier, credentials, url, headers, raw_body, time.time())

    key = secrets.token_bytes(32) if own is None else own.key
    records = Records(credentials, clock)
    shared = _Shared(keeper, given, own, key, clock, proves, records, live)
    calls, texts = _calls(shared), _texts(shared)
    running = (lambda: records, *calls.running, *texts.running)
    return Webhooks((*calls.routes, *texts.routes), running)


def _calls(shared: _Shared) -> Webhooks:
    import hmac
    import time
    from random import SystemRandom

    from harborline.bootstrap.rota import rota_desk
    from harborline.bootstrap.telephones import house
    from harborline.sounds.library import SHIPPED, open_library
    from harborline.telephony.slots import most
    from harborline.telephony.twiml.app import WebhookCarrier
    from harborline.telephony.twiml.owners import Owners
    from harborline.telephony.twiml.recordings import Recordings
    from harborline.telephony.twiml.records import Kind
    from harborline.telephony.twiml.routes import Doors
    from harborline.telephony.twiml.tokens import Tokens

    given, own, records = shared.given, shared.own, shared.records
    library = open_library(given.data)
    roots = (SHIPPED, Path(given.data) / "prompts")
    recordings = Recordings(library, roots, library.hold_tone())
    slot, slots = (1, 1) if own is None else (own.slot, most(given.voices))
    carrier = WebhookCarrier(
        shared.keeper,
        shared.clock,
        SystemRandom(),
        recordings,
        Tokens(shared.key, time.time),
        hmac.digest(shared.key, b"harborline hold-off 1", "sha256"),
        slot=slot,
        house=house(given),
        overlays=shared.live.overlays,
        totals=shared.live.totals,
        ended=lambda named, sid: records.forget(named, Kind.CALL, sid),
        rota=rota_desk(given),
    )
    shared.live.on_lifted.append(carrier.calls.seat_may_be_free)
    if own is not None:
        own.waits.append(carrier.drain)
    owners = Owners(slot, slots, shared.key, lambda other: _address_of(given, other))
    url, proxies = given.public_url, given.proxies
    doors = Doors(carrier, shared.proves, owners, public_url=url, proxies=proxies)
    return Webhooks((*doors.routes, recordings.route), (owners.running,))


def _texts(shared: _Shared) -> Webhooks:
    import hmac

    from harborline.app.texts import TextDesk
    from harborline.bootstrap.telephones import house
    from harborline.telephony.twiml.sending import TelnyxReplies
    from harborline.telephony.twiml.texts import TextDoors

    given, clock = shared.given, shared.clock
    replies = TelnyxReplies(given.telnyx_api_key, clock) if given.telnyx_api_key else None
    texts = TextDoors(
        TextDesk(shared.keeper, clock, house(given), shared.live.overlays),
        shared.keeper,
        clock,
        shared.proves,
        shared.records,
        hmac.digest(shared.key, b"harborline senders 1", "sha256"),
        send_reply=replies.send if replies is not None else None,
        public_url=given.public_url,
        proxies=given.proxies,
    )
    return Webhooks(texts.routes, () if replies is None else (lambda: replies,))


def _address_of(given: Settings, slot: int) -> str:
    """Gives where the process of a slot listens; on every address means on this machine's own."""
    host = given.voice_host if given.voice_host not in {"0.0.0.0", "::", ""} else "127.0.0.1"  # noqa: S104
    named = f"[{host}]" if ":" in host else host
    return f"http://{named}:{given.voice_port + slot - 1}"
