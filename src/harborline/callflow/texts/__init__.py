"""What text messages say, and how one that came in is read: words and reading, no carrier.

Lives here: one file of texts per language (en, es), the letters a text may have (gsm7), the reading of
whatever somebody wrote (reading), and how a reply is put together. May not: know a number but ours,
look at a map, remember anybody. A reply may light up on a locked screen beside somebody else: it names
no cause. Called by: app.texts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from harborline.callflow.texts import en, es
from harborline.callflow.texts.gsm7 import in_gsm7, septets
from harborline.callflow.texts.ids import Text

__all__ = ["CATALOGUES", "LONGEST", "Text", "When", "compose", "text_of", "when_text", "written_in"]

LONGEST = 319
"""Septets of a reply: two messages' worth, and what carriers charge as two."""


class Catalogue(NamedTuple):
    """All that texts say in one language. `later`: braces for month, day and time."""

    texts: dict[Text, str]
    months: tuple[str, ...]
    tomorrow: str
    later: str
    midnight: str


class When(NamedTuple):
    """A moment on a clock of its own: days from today, its month and day, its minute, 0 to 1440."""

    days_ahead: int
    month: int
    day: int
    minute: int


CATALOGUES = {
    "en": Catalogue(en.TEXTS, en.MONTHS, en.TOMORROW, en.LATER, en.MIDNIGHT),
    "es": Catalogue(es.TEXTS, es.MONTHS, es.TOMORROW, es.LATER, es.MIDNIGHT),
}
_FALLBACK = "en"


def written_in(language: str | None) -> str:
    """Gives the language in which a reply will be."""
    return language if language in CATALOGUES else _FALLBACK


def text_of(text: Text, language: str, **fills: str) -> str:
    """Gives one sentence or two with their braces filled, in letters that every phone shows."""
    return in_gsm7(CATALOGUES[written_in(language)].texts[text].format_map(fills))


def when_text(when: When, language: str) -> str:
    """Says a moment: the time alone today, with the day later."""
    words = CATALOGUES[written_in(language)]
    time = _time(when.minute, words.midnight)
    if when.days_ahead == 0:
        return time
    if when.days_ahead == 1:
        return words.tomorrow.format(time=time)
    return words.later.format(month=words.months[when.month - 1], day=when.day, time=time)


def _time(minute: int, midnight: str) -> str:
    hour, rest = divmod(minute, 60)
    if hour == 24:
        return midnight
    shown = f"{(hour - 1) % 12 + 1}" + (f":{rest:02d}" if rest else "")
    return f"{shown} {'am' if hour < 12 else 'pm'}"


def compose(needed: str, optional: Iterable[str]) -> str:
    """Joins what must be said and as much of the rest, most wanted first, as there is room for."""
    reply = needed
    for sentence in optional:
        longer = f"{reply} {sentence}"
        if septets(longer) <= LONGEST:
            reply = longer
    return reply
