"""Current waits for everybody to read: what the national room said, then what the last totals say."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from harborline.app.waits_in_words import Waits, settled_block, waits_of
from harborline.core.errors import HarborlineError
from harborline.web.directory.words import twelve_hours, zone_in_words
from harborline.web.site.ports import SitePorts


class Told(NamedTuple):
    """What the page says. `of`: the time and the calls that it is said of; empty where there is none."""

    words: str
    of: str = ""


def told(ports: SitePorts, at: datetime) -> Told:
    """Says how long it takes to reach a person at `at` (aware), or that nobody knows.

    A notice of the national room is of this minute, and totals are of hours that are over: while it is
    on, it alone is said.
    """
    if _is_notice_on(ports, at):
        return Told(_("Many people are calling right now. It may take longer than usual."))
    waits = _waits(ports, at)
    if waits is None:
        return Told(_("We do not know how long the wait is right now."))
    return Told(_in_words(waits.within_s), _of(waits))


def _is_notice_on(ports: SitePorts, at: datetime) -> bool:
    try:
        on = ports.overlays.surge(at)
    except HarborlineError:
        return False
    return on is not None and on.surge.wait_notice


def _waits(ports: SitePorts, at: datetime) -> Waits | None:
    block = settled_block(at)
    try:
        return waits_of(block, ports.call_counts(*block))
    except HarborlineError:
        return None


def _in_words(within_s: int | None) -> str:
    return {
        60: _("Most callers reached a person within a minute."),
        120: _("Most callers reached a person within two minutes."),
        300: _("Most callers reached a person within five minutes."),
        600: _("Most callers reached a person within ten minutes."),
        None: _("Waits were long. Many callers waited more than ten minutes, or hung up first."),
    }[within_s]


def _of(waits: Waits) -> str:
    here = ZoneInfo(settings.ROOM_ZONE)
    since, until = (moment.astimezone(here) for moment in waits.block)
    said = {
        "since": twelve_hours(since.hour * 60 + since.minute),
        "until": twelve_hours(until.hour * 60 + until.minute),
        "zone": zone_in_words(until),
        "callers": waits.callers,
    }
    return (
        _("Counted from %(since)s to %(until)s %(zone)s, over at least %(callers)s calls.") % said
    )
