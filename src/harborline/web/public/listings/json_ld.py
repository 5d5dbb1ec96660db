"""An entry as search engines read it (schema.org): an NGO with its contact points, hours and area.

A confidential center has no place here, a fictitious number is none, and an expired entry says nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from harborline.core.hours import ALL_DAY, MINUTES_PER_DAY, Hours, Spans, spans_on
from harborline.core.listings import Address, BillSafety, Coalition, ContactKind, PublicNumber
from harborline.web.directory.states import state_in_words
from harborline.web.public.listings.entries import Entry
from harborline.web.public.numbers import digits_to_dial

DATED_DAYS = 60
"""For how many days the days that differ are told."""

Document = dict[str, Any]

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_KINDS = {
    ContactKind.VOICE: "crisis hotline",
    ContactKind.TEXT: "crisis text line",
    ContactKind.TTY: "crisis hotline by TTY",
    ContactKind.VIDEOPHONE: "crisis hotline by videophone",
}
_ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
"""What could end the script element, or a line of a script."""


def document(entry: Entry, address: str) -> Document | None:
    """Gives what a page says of a center. `address`: of its page, whole. None where it is out of date."""
    if entry.is_expired:
        return None
    listing = entry.listing
    found: Document = {
        "@context": "https://schema.org",
        "@type": "NGO",
        "@id": address,
        "url": address,
        "name": listing.name,
        "areaServed": list(_area(entry)),
        "contactPoint": list(_contact_points(entry)),
    }
    if listing.description:
        found["description"] = listing.description
    if listing.web:
        found["sameAs"] = listing.web
    if listing.email:
        found["email"] = listing.email
    if listing.address is not None and not listing.confidential:
        found["address"] = _address(listing.address)
    if entry.coalition is not None:
        found["memberOf"] = _coalition(entry.coalition)
    return found


def as_text(found: Document) -> SafeString:
    """Writes a document so that it may stand inside a script element."""
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)
    return mark_safe(text)  # noqa: S308 -- what could end the element is escaped


def _area(entry: Entry) -> Iterator[Document]:
    for county in entry.counties:
        name = f"{county.name}, {state_in_words(county.state)}"
        yield {"@type": "AdministrativeArea", "name": name, "identifier": county.fips}
    for code in entry.listing.zips:
        yield {"@type": "AdministrativeArea", "name": f"ZIP {code}", "identifier": code}


def _address(place: Address) -> Document:
    return {
        "@type": "PostalAddress",
        "streetAddress": place.street,
        "addressLocality": place.city,
        "addressRegion": place.state,
        "postalCode": place.zip,
        "addressCountry": "US",
    }


def _coalition(coalition: Coalition) -> Document:
    found = {"@type": "Organization", "name": coalition.name}
    return found | ({"url": coalition.web} if coalition.web else {})


def _contact_points(entry: Entry) -> Iterator[Document]:
    for number in entry.real_numbers():
        yield {
            "@type": "ContactPoint",
            "telephone": digits_to_dial(number.number),
            "contactType": _KINDS[number.kind],
            "availableLanguage": list(entry.listing.languages),
            **_options(number),
            **_hours_available(entry),
        }


def _hours_available(entry: Entry) -> Document:
    told = list(hours(entry.hours, entry.today))
    return {"hoursAvailable": told} if told else {}


def _options(number: PublicNumber) -> Document:
    options = []
    if number.bill_safety is BillSafety.TOLL_FREE:
        options.append("https://schema.org/TollFree")
    if number.kind in {ContactKind.TTY, ContactKind.VIDEOPHONE}:
        options.append("https://schema.org/HearingImpairedSupported")
    return {"contactOption": options} if options else {}


# -- hours ----------------------------------------------------------------------------------------
#
# A night is told with the day on which it begins, and closes before it opens: so readers take it.


def hours(given: Hours, today: date) -> Iterator[Document]:
    """Gives the week, and each day that differs of the next DATED_DAYS."""
    week = [_begun_on(_day_of_week(given, day)) for day in range(len(_DAYS))]
    for spans in dict.fromkeys(spans for begun in week for spans in begun):
        days = [
            f"https://schema.org/{_DAYS[day]}" for day, begun in enumerate(week) if spans in begun
        ]
        yield {"@type": "OpeningHoursSpecification", "dayOfWeek": days, **_times(*spans)}
    first = today.toordinal()
    for day in range(first, first + DATED_DAYS):
        begun = _begun_on(
            (spans_on(given, day - 1), spans_on(given, day), spans_on(given, day + 1))
        )
        if begun != week[(day - 1) % len(_DAYS)]:
            yield from _dated(date.fromordinal(day), begun)


def _day_of_week(given: Hours, day: int) -> tuple[Spans, Spans, Spans]:
    return given.weekly[day - 1], given.weekly[day], given.weekly[(day + 1) % len(_DAYS)]


def _begun_on(days: tuple[Spans, Spans, Spans]) -> Spans:
    """Gives what begins on the middle day of three; what goes on into the next morning ends after 1440."""
    before, today, after = days
    begun = list(today)
    if _goes_on(before, today):
        del begun[0]
    if begun and _goes_on(today, after):
        begun[-1] = (begun[-1][0], MINUTES_PER_DAY + after[0][1])
    return tuple(begun)


def _goes_on(spans: Spans, after: Spans) -> bool:
    """Tells whether the last hours of a day are one night with the first of the next, of less than a day."""
    if not spans or not after or ALL_DAY in {spans, after}:
        return False
    return spans[-1][1] == MINUTES_PER_DAY and after[0][0] == 0 and after[0][1] < spans[-1][0]


def _dated(day: date, begun: Spans) -> Iterator[Document]:
    valid = {"validFrom": day.isoformat(), "validThrough": day.isoformat()}
    for spans in begun:
        yield {"@type": "OpeningHoursSpecification", **valid, **_times(*spans)}
    if not begun:
        yield {"@type": "OpeningHoursSpecification", **valid}


def _times(start: int, end: int) -> Document:
    if (start, end) == ALL_DAY[0]:
        return {"opens": "00:00", "closes": "23:59"}
    return {"opens": _clock(start), "closes": _clock(end)}


def _clock(minute: int) -> str:
    hour, past = divmod(minute % MINUTES_PER_DAY, 60)
    return f"{hour:02d}:{past:02d}"
