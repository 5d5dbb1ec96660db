"""An entry in words: hours, whom it serves, training, and who checked it when."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import pgettext, pgettext_lazy

from harborline.core.hours import NEVER
from harborline.core.hours import is_open as is_open_at
from harborline.core.listings import ContactKind, PublicNumber, TrainingOffer, Verification
from harborline.web.directory.states import state_in_words
from harborline.web.directory.words import (
    day_in_words,
    now_in_words,
    twelve_hours,
    week_in_words,
    zone_in_words,
)
from harborline.web.public.listings.entries import Entry
from harborline.web.public.numbers import digits_to_dial, is_fictitious, number_in_words
from harborline.web.public.words import KINDS, SERVES, Words, bill_in_words, languages_in_words

_SHOWN_DAYS = 30
"""For how many days the days that differ are told."""

_TOPICS: Words = {
    "consent": pgettext_lazy("public", "consent"),
    "bystander": pgettext_lazy("public", "stepping in as a bystander"),
    "prevention": pgettext_lazy("public", "prevention"),
    "professional": pgettext_lazy("public", "skills for professionals"),
    "faith": pgettext_lazy("public", "faith communities"),
}
_AUDIENCES: Words = {
    "workplace": pgettext_lazy("public", "workplaces"),
    "school": pgettext_lazy("public", "schools"),
    "campus": pgettext_lazy("public", "colleges and universities"),
    "faith_community": pgettext_lazy("public", "faith communities"),
    "sports": pgettext_lazy("public", "sports clubs and teams"),
    "other": pgettext_lazy("public", "other groups"),
}
_HOW: Words = {
    "telephone": pgettext_lazy("public", "by telephone"),
    "e-mail": pgettext_lazy("public", "by e-mail"),
    "in person": pgettext_lazy("public", "in person"),
    "confirmed in the console": "",
    "console": "",
    "mailed link": pgettext_lazy("public", "by e-mail"),
}
"""The usual ways; whoever wrote another one is quoted."""
_BY: Words = {"the center, by a mailed link": pgettext_lazy("public", "the center itself")}


class NumberInWords(NamedTuple):
    """A number with what it is for and what a bill shows of it. `href`: empty for a fictitious one."""

    number: str
    href: str
    kind: str
    label: str
    bill: str


class CountiesOfState(NamedTuple):
    """Counties of one state, each with its FIPS code and name."""

    state: str
    counties: tuple[tuple[str, str], ...]


def now(entry: Entry, at: datetime) -> str:
    """Says whether somebody answers at a moment (aware)."""
    if entry.paused:
        return pgettext("public", "Taking no calls right now")
    if _is_unknown(entry):
        return pgettext("public", "Hours not known: please ask")
    return now_in_words(entry.hours, entry.listing.zone, at, twelve_hours)


def is_open(entry: Entry, at: datetime) -> bool:
    """Tells whether somebody answers at a moment (aware), as `now` says it."""
    return (
        not entry.paused
        and not entry.is_expired
        and is_open_at(entry.hours, entry.listing.zone, at)
    )


def week(entry: Entry) -> list[str]:
    """Says the week in a few lines."""
    if _is_unknown(entry):
        return [pgettext("public", "Not known. Please ask.")]
    return week_in_words(entry.hours.weekly, twelve_hours)


def _is_unknown(entry: Entry) -> bool:
    """Tells whether nobody ever said when somebody answers."""
    return entry.hours == NEVER


def zone(entry: Entry, at: datetime) -> str:
    """Names the clock of the center."""
    return zone_in_words(at.astimezone(ZoneInfo(entry.listing.zone)))


def days_that_differ(entry: Entry) -> list[str]:
    """Says the days of the next month that differ from the week."""
    first = entry.today.toordinal()
    return [
        day_in_words(date.fromordinal(day), spans, twelve_hours)
        for day, spans in entry.hours.exceptions
        if first <= day < first + _SHOWN_DAYS
    ]


def serves(entry: Entry) -> list[str]:
    """Says whom the center serves."""
    return [str(SERVES[one]) for one in entry.listing.serves]


def languages(entry: Entry) -> list[str]:
    """Names the languages that are spoken."""
    return languages_in_words(entry.listing.languages)


def numbers(entry: Entry) -> list[NumberInWords]:
    """Says each number, voice first as the center gave them."""
    return [number(one) for one in entry.listing.numbers]


def number(one: PublicNumber) -> NumberInWords:
    """Says one number."""
    return NumberInWords(
        number_in_words(one.number),
        link_to(one.number, one.kind),
        str(KINDS[one.kind]),
        one.label,
        bill_in_words(one.bill_safety, one.kind),
    )


def link_to(number: str, kind: ContactKind = ContactKind.VOICE) -> str:
    """Gives what a telephone opens to call a number, or to write to it; nothing for a fictitious one."""
    if is_fictitious(number):
        return ""
    return f"{'sms' if kind is ContactKind.TEXT else 'tel'}:{digits_to_dial(number)}"


def counties(entry: Entry) -> list[CountiesOfState]:
    """Names the counties served, by state."""
    return [
        CountiesOfState(state_in_words(state), tuple((one.fips, one.name) for one in several))
        for state, several in groupby(entry.counties, key=lambda county: county.state)
    ]


def training(offer: TrainingOffer) -> str:
    """Says one training, such as "consent, for schools: in Spanish, on site, free"."""
    facts = [
        pgettext("public", "in %(language)s")
        % {"language": languages_in_words([offer.language])[0]}
    ]
    if offer.on_site:
        facts.append(pgettext("public", "at your place"))
    if offer.online:
        facts.append(pgettext("public", "online"))
    facts.append(_fee(offer.fee_usd))
    said = {
        "topic": _TOPICS.get(offer.topic, offer.topic),
        "audience": _AUDIENCES.get(offer.audience, offer.audience),
        "facts": ", ".join(facts),
    }
    return pgettext("public", "%(topic)s, for %(audience)s: %(facts)s") % said


def _fee(dollars: int) -> str:
    if not dollars:
        return pgettext("public", "free")
    return pgettext("public", "$%(fee)s a session") % {"fee": f"{dollars:,}"}


def checked(verified: Verification | None) -> str:
    """Says when and by whom an entry was checked. The mail address of somebody at work is nobody's business."""
    if verified is None:
        return pgettext("public", "Nobody has checked this entry yet.")
    who = "" if "@" in verified.by else str(_BY.get(verified.by, verified.by))
    said = {"day": date_format(verified.on, "DATE_FORMAT"), "who": who, "how": _how(verified)}
    if not who:
        if not said["how"]:
            return pgettext("public", "Checked on %(day)s.") % said
        return pgettext("public", "Checked on %(day)s %(how)s.") % said
    if not said["how"]:
        return pgettext("public", "Checked on %(day)s by %(who)s.") % said
    return pgettext("public", "Checked on %(day)s by %(who)s, %(how)s.") % said


def _how(verified: Verification) -> str:
    return "" if "@" in verified.how else str(_HOW.get(verified.how, verified.how))


def expired(entry: Entry) -> str:
    """Says since when an entry is out of date; nothing where it is not."""
    expires = entry.listing.expires_on
    if not entry.is_expired or expires is None:
        return ""
    return pgettext(
        "public", "This entry was good until %(day)s. Nobody has checked it since: it may be wrong."
    ) % {"day": date_format(expires, "DATE_FORMAT")}
