"""What somebody in the national room has to look at now, in plain words; nothing else is a warning."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext, ngettext

from harborline.core.routing_map import RoutingMap
from harborline.web.console.board.standing import Standing
from harborline.web.site.ports import Serving

SILENT_S = 10.0
"""A voice process says what it serves twice a second."""
_MAP_ENDS_WITHIN = timedelta(days=14)


def of_processes(serving: Iterable[Serving], version: str | None) -> list[str]:
    """Gives what is wrong with voice processes. `version`: of the map in use, None = there is none."""
    known = tuple(serving)
    if not known:
        return [gettext("No voice process says that it serves. Look whether calls are answered.")]
    found = []
    for one in known:
        words = {"number": one.process, "seconds": int(one.seen_s)}
        said = gettext("Voice process %(number)d does not serve the map in use.")
        if one.seen_s > SILENT_S:
            said = gettext("Voice process %(number)d has said nothing for %(seconds)d seconds.")
        if is_of_note(one, version):
            found.append(said % words)
    return found


def is_of_note(one: Serving, version: str | None) -> bool:
    """Tells whether a voice process is silent, or serves another map than the one in use."""
    other = version is not None and one.version != version
    return one.seen_s > SILENT_S or one.fault is not None or other


def of_the_map(routing_map: RoutingMap, standing: Standing, today: date) -> list[str]:
    """Gives what the map in use cannot do any more, or soon."""
    found = []
    if not standing.open and standing.centers:
        found.append(gettext("No center is open. The backups answer every call."))
    if standing.expired:
        found.append(
            ngettext(
                "%(count)d center is left out: its listing has expired.",
                "%(count)d centers are left out: their listings have expired.",
                standing.expired,
            )
            % {"count": standing.expired}
        )
    if routing_map.ends_on <= today + _MAP_ENDS_WITHIN:
        words = {"day": routing_map.ends_on.isoformat()}
        found.append(
            gettext("The map in use knows holidays until %(day)s. Publish a new one.") % words
        )
    return found
