"""Puts webhook carriers and texts together, for a voice process that has a carrier's credentials."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from harborline.settings import Settings

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from harborline.bootstrap.own_process import OwnProcess
    from harborline.stores.map_files import MapKeeper
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


def webhooks(keeper: MapKeeper, given: Settings, own: OwnProcess | None) -> Webhooks:
    """Gives the paths of webhook carriers; none where no carrier can prove itself."""
    import hmac
    import secrets
    import time
    from collections.abc import Mapping
    from random import SystemRandom

    from harborline.app.texts import TextDesk
    from harborline.bootstrap.telephones import house
    from harborline.sounds.library import SHIPPED, open_library
    from harborline.telephony.ari.slots import most
    from harborline.telephony.clock import LoopClock
    from harborline.telephony.twiml.app import WebhookCarrier
    from harborline.telephony.twiml.owners import Owners
    from harborline.telephony.twiml.recordings import Recordings
    from harborline.telephony.twiml.records import Kind, Records
    from harborline.telephony.twiml.routes import Doors
    from harborline.telephony.twiml.sending import TelnyxReplies
    from harborline.telephony.twiml.signatures import Carrier, verify
    from harborline.telephony.twiml.texts import TextDoors
    from harborline.telephony.twiml.tokens import Tokens

    if not (given.twilio_token or given.signalwire_signing_key or given.telnyx_public_key):
        return Webhooks()
    credentials, clock, library = credentials_of(given), LoopClock(), open_library(given.data)
    slot, key = (1, secrets.token_bytes(32)) if own is None else (own.slot, own.key)
    slots = 1 if own is None else most(given.voices)
    caller_key = hmac.digest(key, b"harborline hold-off 1", "sha256")
    sender_key = hmac.digest(key, b"harborline senders 1", "sha256")
    records = Records(credentials, clock)
    roots = (SHIPPED, Path(given.data) / "prompts")

    def proves(carrier: Carrier, url: str, headers: Mapping[str, str], raw_body: bytes) -> bool:
        return verify(carrier, credentials, url, headers, raw_body, time.time())

    carrier = WebhookCarrier(
        keeper,
        clock,
        SystemRandom(),
        Recordings(library, roots, library.hold_tone()),
        Tokens(key, time.time),
        caller_key,
        slot=slot,
        house=house(given),
        ended=lambda named, sid: records.forget(named, Kind.CALL, sid),
    )
    if own is not None:
        own.waits.append(carrier.drain)
    owners = Owners(slot, slots, key, lambda other: _address_of(given, other))
    url, proxies = given.public_url, given.proxies
    doors = Doors(carrier, proves, owners, public_url=url, proxies=proxies)
    replies = TelnyxReplies(given.telnyx_api_key, clock) if given.telnyx_api_key else None
    texts = TextDoors(
        TextDesk(keeper, clock, house(given)),
        keeper,
        clock,
        proves,
        records,
        sender_key,
        send_reply=replies.send if replies is not None else None,
        public_url=url,
        proxies=proxies,
    )
    running: list[Service] = [lambda: records, owners.running]
    if replies is not None:
        running.append(lambda: replies)
    recordings = Recordings(library, roots).route
    return Webhooks((recordings, *texts.routes, *doors.routes), tuple(running))


def _address_of(given: Settings, slot: int) -> str:
    """Gives where the process of a slot listens; on every address means on this machine's own."""
    host = given.voice_host if given.voice_host not in {"0.0.0.0", "::", ""} else "127.0.0.1"  # noqa: S104
    named = f"[{host}]" if ":" in host else host
    return f"http://{named}:{given.voice_port + slot - 1}"
