"""Puts real telephones together: which carriers a voice process serves, with which recordings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harborline.settings import Settings

if TYPE_CHECKING:
    from harborline.app.calls import House
    from harborline.bootstrap.live_stores import LiveStores
    from harborline.bootstrap.own_process import OwnProcess
    from harborline.stores.map_files import MapKeeper
    from harborline.telephony.ari.app import AsteriskCarrier


def asterisk_carrier(
    keeper: MapKeeper, given: Settings, own: OwnProcess, url: str, live: LiveStores
) -> AsteriskCarrier:
    """Gives the carrier on Asterisk; this process ends on purpose only when its calls have."""
    from random import SystemRandom

    from harborline.bootstrap.rota import rota_desk
    from harborline.sounds.library import open_library
    from harborline.telephony.ari.app import TRUNKS, AsteriskCarrier
    from harborline.telephony.ari.client import Server
    from harborline.telephony.clock import LoopClock

    library = open_library(given.data)
    carrier = AsteriskCarrier(
        Server(url, given.ari_user, given.ari_password or ""),
        own.slot,
        keeper,
        library,
        LoopClock(),
        SystemRandom(),
        house=house(given),
        overlays=live.overlays,
        totals=live.totals,
        trunks=tuple(f"trunk-{n}" for n in range(1, len(given.trunks) + 1)) or TRUNKS,
        county_header=given.county_header,
        beat=own.beat,
        hold_sound=library.hold_tone(),
        rota=rota_desk(given),
    )
    live.on_lifted.append(carrier.calls.seat_may_be_free)
    own.waits.append(carrier.drain)
    return carrier


def house(given: Settings) -> House:
    """Gives what this installation tells its callers, and whom it dials without a map."""
    from harborline.app.calls import House
    from harborline.core.directory import DestinationKind, always_open

    backup = given.national_backup
    places = () if backup is None else (always_open(DestinationKind.ADVOCATE_LINE, backup),)
    return House(given.web, given.text, given.most_calls, places)
