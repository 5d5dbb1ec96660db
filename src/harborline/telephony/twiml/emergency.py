"""When nothing of ours works: the national backup past every tree, then the static notice.

Needs no call, no token and no map: each step that fails leaves out what it would have brought. Total.
"""

from __future__ import annotations

from contextlib import suppress
from xml.etree.ElementTree import Element

from harborline.app.calls import House
from harborline.app.ports import Clock, MapSource
from harborline.callflow.prompts import Prompt, Say
from harborline.core.addresses import comparable, lines_by_number
from harborline.core.directory import Destination, Line
from harborline.telephony.twiml import documents
from harborline.telephony.twiml.codec import showable
from harborline.telephony.twiml.conversation import groups_of
from harborline.telephony.twiml.dialects import DIALECTS
from harborline.telephony.twiml.recordings import Recordings
from harborline.telephony.twiml.signatures import Carrier
from harborline.telephony.twiml.slips import ROOT

RING_S = 30


class Emergency:
    """The last way out of every failure."""

    def __init__(self, maps: MapSource, recordings: Recordings, house: House, clock: Clock) -> None:
        self._maps = maps
        self._recordings = recordings
        self._house = house
        self._clock = clock

    def document(self, carrier: Carrier, base: str, dialed: str, language: str = "en") -> bytes:
        """Dials the national backup, showing our own number; without one, the notice."""
        line = self._line(dialed)
        shows = comparable(line.number if line is not None and line.number else dialed)
        groups = groups_of(self._backups(line))
        if not groups or not showable(shows):
            return self.notice(carrier, base, language)
        trouble = self._said(Say(Prompt.TROUBLE, language), base, carrier)
        dialing = documents.dial(
            [documents.callee(address) for address in groups[0]],
            action=f"{base}{ROOT}/{carrier}/notice/{language}",
            timeout_s=RING_S,
            shows=shows,
        )
        return documents.response([*trouble, dialing])

    def notice(self, carrier: Carrier, base: str, language: str) -> bytes:
        """Says, twice, that no call can be connected and how else to find help."""
        says = (Say(Prompt.STATIC_NOTICE, language), *self._other_ways(language))
        verbs = [verb for say in says * 2 for verb in self._said(say, base, carrier)]
        return documents.response([*verbs, documents.hangup()])

    def goodbye(self, carrier: Carrier, base: str, language: str) -> bytes:
        """Says goodbye after a talk."""
        verbs = self._said(Say(Prompt.THANKS_GOODBYE, language), base, carrier)
        return documents.response([*verbs, documents.hangup()])

    def _other_ways(self, language: str) -> tuple[Say, ...]:
        ways = []
        if self._house.web:
            ways.append(Say(Prompt.OTHER_WEB, language, (("web", self._house.web),)))
        if self._house.text:
            ways.append(Say(Prompt.OTHER_TEXT, language, (("text", self._house.text),)))
        return tuple(ways) or (Say(Prompt.OTHER_CALL, language),)

    def _said(self, say: Say, base: str, carrier: Carrier) -> list[Element]:
        return self._recordings.said(say, "", base, DIALECTS[carrier])

    def _line(self, dialed: str) -> Line | None:
        with suppress(Exception):
            routing_map = self._maps.current()
            return lines_by_number(routing_map.lines).get(comparable(dialed)) or routing_map.line()
        return None

    def _backups(self, line: Line | None) -> tuple[Destination, ...]:
        with suppress(Exception):
            if line is not None:
                routing_map, backup = self._maps.current(), line.national_backups[-1]
                return routing_map.destinations(backup, self._clock.now()) or self._house.fallback
        return self._house.fallback
