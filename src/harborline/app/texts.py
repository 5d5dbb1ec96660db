"""What to reply to a text message: who is near, when they answer, and the number that serves there.

No carrier is known here, and nothing of a text or its sender is kept but a keyed token with two
counts, in memory, for an hour after the last text, so that two machines never go on for ever. Texts
are answered and never begun. Whatever breaks, the reply still leads to somebody.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from harborline.app.calls import HOUSE, House
from harborline.app.hold_offs import CallerToken
from harborline.app.local_hours import answered_from, answered_until, open_now
from harborline.app.ports import Clock, MapSource, NoOverlays, Overlays
from harborline.callflow.prompts import discreet, tells
from harborline.callflow.texts import (
    CATALOGUES,
    Text,
    compose,
    text_of,
    when_text,
    written_in,
)
from harborline.callflow.texts.reading import Asked, Wish, read
from harborline.core.directory import Line
from harborline.core.occupancy import NOTHING_KNOWN
from harborline.core.reasons import LegKind
from harborline.core.routing import Evidence, Needs, decide, locate
from harborline.core.routing_map import RoutingMap

LASTS_S = 3600.0
"""How long a sender's token is kept after its last text."""

MOST_REPLIES = 12
"""Replies within an hour of each other; then silence for an hour."""

MOST_HOWS = 3
"""Replies that only tell how to ask, until an hour has passed without a text."""

_MOST_SENDERS = 20_000
_LONGEST_NAME = 60
_NO_OVERLAYS = NoOverlays()


class TextMessage(NamedTuple):
    """A text at the door. `to`: our own number, as people write it; `token` of its sender.

    `line`: id, None = the map's first.
    """

    body: str
    to: str
    token: CallerToken
    line: str | None = None

    def __repr__(self) -> str:
        return "<TextMessage>"


class _Sender(NamedTuple):
    """Counts of one token. `..._s` are the clock's seconds."""

    replies: int
    hows: int
    replied_s: float


class TextDesk:
    """Answers texts. Single-threaded, as calls are."""

    def __init__(
        self,
        maps: MapSource,
        clock: Clock,
        house: House = HOUSE,
        overlays: Overlays = _NO_OVERLAYS,
    ) -> None:
        self._maps = maps
        self._clock = clock
        self._house = house
        self._overlays = overlays
        self._senders: dict[CallerToken, tuple[float, _Sender]] = {}

    def answer(self, message: TextMessage, *, again: bool = False) -> str | None:
        """Gives the reply, None where there must be none. Total: nothing that is sent breaks it.

        `again`: the carrier brought a text that was answered a second time; it counts once.
        """
        asked = read(message.body)
        if asked.wish is Wish.SILENCE:
            return None
        if not again and not self._may_reply(message.token, asked.wish):
            return None
        try:
            routing_map = self._maps.current()
            return self._reply(asked, routing_map, message)
        except Exception:  # noqa: BLE001 -- whatever broke, the sender hears where to turn
            return _without_a_map(asked, message, self._house)

    def _reply(self, asked: Asked, routing_map: RoutingMap, message: TextMessage) -> str:
        """Puts the reply together, in letters and length that every phone shows as two messages.

        Raises KeyError for an unknown line.
        """
        line = routing_map.line(message.line)
        language = written_in(asked.language or _first_written(line))
        number = spoken_number(line.number or message.to)
        if asked.wish is Wish.ZIP:
            at = self._clock.now()
            needed, more = _near(asked, routing_map, line, (language, number), at)
        else:
            text = Text.HELP if asked.wish is Wish.HELP else Text.HOW
            needed, more = text_of(text, language, number=number), _offers(line, language)
        if routing_map.demo:
            needed = f"{text_of(Text.DEMO, language)} {needed}"
        surge = self._overlays.surge()
        notice = [text_of(Text.WAIT_NOTICE, language)] if surge and surge.wait_notice else []
        return compose(needed, [*more, *notice, *_other_ways(self._house, language)])

    def senders(self) -> int:
        """Gives how many tokens are kept."""
        return len(self._senders)

    def _may_reply(self, token: CallerToken, wish: Wish) -> bool:
        """Counts a text; tells whether it is answered."""
        at_s = self._clock.seconds
        seen_s, sender = self._senders.pop(token, (at_s, _Sender(0, 0, at_s)))
        if at_s - seen_s >= LASTS_S:
            sender = _Sender(0, 0, at_s)
        replies = 0 if at_s - sender.replied_s >= LASTS_S else sender.replies
        hows = sender.hows + (wish is Wish.HOW)
        answered = replies < MOST_REPLIES and (wish is not Wish.HOW or hows <= MOST_HOWS)
        replied_s = at_s if answered else sender.replied_s
        self._senders[token] = (
            at_s,
            _Sender(replies + answered, min(hows, MOST_HOWS + 1), replied_s),
        )
        if len(self._senders) > _MOST_SENDERS:
            del self._senders[next(iter(self._senders))]
        self._clock.after(LASTS_S, lambda: self._forget(token))
        return answered

    def _forget(self, token: CallerToken) -> None:
        """Drops a token an hour after its last text."""
        kept = self._senders.get(token)
        if kept is not None and self._clock.seconds - kept[0] >= LASTS_S:
            del self._senders[token]


def _near(
    asked: Asked, routing_map: RoutingMap, line: Line, shown: tuple[str, str], at: datetime
) -> tuple[str, list[str]]:
    """Says when people who serve a ZIP answer; their name only when it was asked for."""
    language, number = shown
    more = [text_of(Text.EMERGENCY, language)] if asked.urgent else []
    origin = locate(routing_map, Evidence(asked.zip))
    if origin.zip is None:
        return text_of(Text.UNKNOWN_ZIP, language, number=number), more
    chain = routing_map.chain(origin.cell)
    serving = chain.members[: chain.serving]
    hours = _hours(routing_map, serving, shown, at)
    if asked.who:
        needs = Needs(line.id, asked.language or line.languages[0])
        legs = decide(routing_map, origin, needs, NOTHING_KNOWN, at).legs
        open_ids = {routing_map.ids[party] for party in open_now(routing_map, serving, at)}
        names = [leg.name for leg in legs if leg.kind is LegKind.CENTER and leg.center in open_ids]
        names += [routing_map.names[party] for party in serving]
        more = [_named(names, language), *more]
    return hours, more


def _hours(
    routing_map: RoutingMap, serving: tuple[int, ...], shown: tuple[str, str], at: datetime
) -> str:
    language, number = shown
    if open_now(routing_map, serving, at):
        until = answered_until(routing_map, serving, at)
        if until is None:
            return text_of(Text.NEAR_ALWAYS, language, number=number)
        when = when_text(until, language)
        return text_of(Text.NEAR_UNTIL, language, number=number, when=when)
    opening = answered_from(routing_map, serving, at)
    if opening is None:
        return text_of(Text.NEAR_NONE, language, number=number)
    when = when_text(opening, language)
    return text_of(Text.NEAR_FROM, language, number=number, when=when)


def _named(names: list[str], language: str) -> str:
    """Names who answers, but nobody whose name tells why people turn to them."""
    name = discreet(names[0], "") if names else ""
    if not name or len(name) > _LONGEST_NAME:
        return text_of(Text.UNNAMED, language)
    return text_of(Text.NAMED, language, center=name)


def _other_ways(house: House, language: str) -> list[str]:
    if not house.web or tells(house.web):
        return []
    return [text_of(Text.WEB, language, web=house.web)]


def _offers(line: Line, language: str) -> list[str]:
    """Offers the other languages of the line, each in its own words."""
    others = [other for other in line.languages if other in CATALOGUES and other != language]
    return [text_of(Text.OFFER, other) for other in others]


def _first_written(line: Line) -> str | None:
    return next((language for language in line.languages if language in CATALOGUES), None)


def _without_a_map(asked: Asked, message: TextMessage, house: House) -> str:
    language = written_in(asked.language)
    number = spoken_number(message.to)
    needed = text_of(Text.HELP, language, number=number)
    return compose(needed, _other_ways(house, language))


def spoken_number(number: str) -> str:
    """Writes a number of our own as people do."""
    digits = number.removeprefix("+1")
    if len(digits) == 10 and digits.isascii() and digits.isdigit():
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return number
