"""Puts practice calls together: whom the map in use lets them ring, and the switch that rings."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from harborline.bootstrap import current_map, settings
from harborline.core.errors import UnusableInput

if TYPE_CHECKING:
    from harborline.app.rehearsal import Place
    from harborline.telephony.ari.rehearsing import Outcome


def place(center: str | None, number: str | None) -> Place:
    """Finds the telephone of a center, or a number of the map in use. Raises HarborlineError."""
    from datetime import UTC, datetime

    from harborline.app.rehearsal import place_of_center, place_of_number

    routing_map = current_map()
    if center is not None:
        return place_of_center(routing_map, center, datetime.now(UTC))
    return place_of_number(routing_map, number or "")


def practise(where: Place, language: str | None, *, test_ring: bool) -> Outcome:
    """Rings a telephone through Asterisk and practises. Raises HarborlineError."""
    from harborline.callflow.rehearsing import Rehearsal
    from harborline.sounds.library import open_library
    from harborline.telephony.ari import rehearsing
    from harborline.telephony.ari.app import TRUNKS
    from harborline.telephony.ari.client import Server
    from harborline.telephony.clock import LoopClock

    given = settings()
    if given.ari_url is None:
        raise UnusableInput(
            "Set HARBORLINE_ARI_URL to ring a telephone; `harborline rehearse` alone needs none."
        )
    server = Server(given.ari_url, given.ari_user, given.ari_password or "")
    sounds = open_library(given.data)
    trunks = tuple(f"trunk-{n}" for n in range(1, len(given.trunks) + 1)) or TRUNKS
    rehearsal = Rehearsal(where.name, language or where.language, test_ring)
    made = rehearsing.practise(server, sounds, LoopClock(), where, rehearsal, trunks)
    return asyncio.run(made)
