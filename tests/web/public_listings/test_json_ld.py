"""What search engines are told, read back by another library and compared with the record."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from justhtml import JustHTML
from pyld import jsonld

from harborline.atlas.tables import County
from harborline.core.hours import (
    ALL_DAY,
    ALWAYS,
    MINUTES_PER_DAY,
    NEVER,
    Hours,
    Spans,
    join_spans,
    spans_on,
)
from harborline.core.listings import (
    Address,
    BillSafety,
    Coalition,
    ContactKind,
    Listing,
    PublicNumber,
)
from harborline.web.public.listings.entries import Entry
from harborline.web.public.listings.json_ld import DATED_DAYS, as_text, document, hours

SCHEMA = "https://schema.org/"
TODAY = date(2026, 11, 23)
PAGE = "https://help.example/en/center/alder"
COUNTY = County("37119", "Mecklenburg County", "NC", 0.0, 0.0, 1, ())
OFFICE = Hours((((540, 1020),),) * 5 + ((), ()))
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def offline(url: str, _options: Any) -> dict[str, Any]:
    """Stands for schema.org: every word is one of its own, and addresses are addresses."""
    assert url.rstrip("/") == "https://schema.org"
    links = {name: {"@type": "@id"} for name in ("url", "sameAs", "dayOfWeek", "contactOption")}
    context = {"@vocab": SCHEMA, **links}
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": context}}


def listing(**fields: Any) -> Listing:
    usual: dict[str, Any] = {
        "id": "alder",
        "name": "Alder Center",
        "state": "NC",
        "zone": "America/New_York",
        "hours_text": "24/7",
        "languages": ("en", "ht"),
        "counties": ("37119",),
        "zips": ("28202",),
        "numbers": (
            PublicNumber("+12022345678", bill_safety=BillSafety.TOLL_FREE),
            PublicNumber("+12022345679", ContactKind.TTY),
            PublicNumber("+17045550142"),
        ),
        "web": "https://alder.example",
        "email": "hello@alder.example",
        "address": Address("1 Harbor Street", "Charlotte", "NC", "28202"),
    }
    return Listing(**(usual | fields))


def read(entry: Entry) -> dict[str, Any]:
    """Expands what is written for the page, as a program of somebody else reads it."""
    made = document(entry, PAGE)
    assert made is not None
    text = f"<!doctype html><title>x</title><script type='application/ld+json'>{as_text(made)}</script>"
    (script,) = JustHTML(text, strict=True, sanitize=False).query("script")
    (found,) = jsonld.expand(json.loads(script.to_text()), {"documentLoader": offline})
    return dict(found)


def values(node: dict[str, Any], name: str) -> list[Any]:
    return [one.get("@value", one.get("@id")) for one in node.get(SCHEMA + name, [])]


def test_what_is_read_back_is_the_record() -> None:
    given_one = listing()
    coalition = Coalition("nc", "Coalition of NC", "NC", "https://nc.example")
    found = read(Entry(given_one, ALWAYS, TODAY, coalition, (COUNTY,)))
    assert found["@id"] == PAGE
    assert found["@type"] == [f"{SCHEMA}NGO"]
    assert values(found, "name") == [given_one.name]
    assert values(found, "sameAs") == [given_one.web]
    assert values(found, "email") == [given_one.email]
    area = found[f"{SCHEMA}areaServed"]
    assert [values(one, "identifier") for one in area] == [["37119"], ["28202"]]
    assert values(area[0], "name") == ["Mecklenburg County, North Carolina"]
    (address,) = found[f"{SCHEMA}address"]
    assert values(address, "streetAddress") == ["1 Harbor Street"]
    assert values(address, "postalCode") == ["28202"]
    (member,) = found[f"{SCHEMA}memberOf"]
    assert values(member, "name") == ["Coalition of NC"]
    voice, tty = found[f"{SCHEMA}contactPoint"]
    assert values(voice, "telephone") == ["+12022345678"]
    assert values(voice, "availableLanguage") == ["en", "ht"]
    assert values(voice, "contactOption") == [f"{SCHEMA}TollFree"]
    assert values(tty, "contactOption") == [f"{SCHEMA}HearingImpairedSupported"]
    (every_day,) = voice[f"{SCHEMA}hoursAvailable"]
    assert values(every_day, "dayOfWeek") == [f"{SCHEMA}{day}" for day in DAYS]
    assert (values(every_day, "opens"), values(every_day, "closes")) == (["00:00"], ["23:59"])


def test_a_confidential_center_has_no_address_even_where_a_row_says_one() -> None:
    made = document(Entry(listing(confidential=True), ALWAYS, TODAY), PAGE)
    assert made is not None
    assert "address" not in made
    assert "Harbor Street" not in as_text(made)


def test_an_expired_entry_says_nothing() -> None:
    old = listing(expires_on=TODAY - timedelta(days=1))
    assert document(Entry(old, ALWAYS, TODAY), PAGE) is None
    assert document(Entry(listing(expires_on=TODAY), ALWAYS, TODAY), PAGE) is not None


def test_where_no_hours_are_known_none_are_told() -> None:
    made = document(Entry(listing(), NEVER, TODAY), PAGE)
    assert made is not None
    assert all("hoursAvailable" not in point for point in made["contactPoint"])


@given(st.text())
def test_no_text_ends_the_script_that_it_stands_in(name: str) -> None:
    made = {"name": f"</script><!--{name}\u2028]]>", "n": f"<script>{name}&"}
    text = as_text(made)
    assert not {"<", ">", "&", "\u2028", "\u2029"} & set(text)
    assert json.loads(text) == made


def test_a_closed_day_is_dated_and_opens_never() -> None:
    thanksgiving = date(2026, 11, 26)
    given_hours = Hours(OFFICE.weekly, ((thanksgiving.toordinal(), ()),))
    told = list(hours(given_hours, TODAY))
    assert told[-1] == {
        "@type": "OpeningHoursSpecification",
        "validFrom": "2026-11-26",
        "validThrough": "2026-11-26",
    }
    assert [one["opens"] for one in told[:-1]] == ["09:00"]


def test_a_night_is_told_once_with_the_day_it_begins_on() -> None:
    nights = Hours((((0, 360), (1320, 1440)),) * 7)
    (told,) = hours(nights, TODAY)
    assert (told["opens"], told["closes"]) == ("22:00", "06:00")


# -- any hours, read back -------------------------------------------------------------------------

_SPANS = st.lists(
    st.tuples(st.integers(0, 95), st.integers(1, 96)).map(lambda two: (two[0] * 15, two[1] * 15)),
    max_size=3,
).map(lambda spans: join_spans(span for span in spans if span[0] < span[1]))
_HOURS = st.builds(
    lambda week, dated: Hours(tuple(week), tuple(sorted(dated.items()))),
    st.lists(st.one_of(_SPANS, st.just(ALL_DAY)), min_size=7, max_size=7),
    st.dictionaries(
        st.integers(TODAY.toordinal(), TODAY.toordinal() + DATED_DAYS - 1), _SPANS, max_size=5
    ),
)


def minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def times(told: dict[str, Any]) -> tuple[int, int] | None:
    if "opens" not in told:
        return None
    opens, closes = minutes(told["opens"]), minutes(told["closes"])
    if (opens, closes) == (0, 23 * 60 + 59):
        return 0, MINUTES_PER_DAY
    return opens, closes if closes > opens else closes + MINUTES_PER_DAY


def begun_on(day: int, told: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Reads what begins on a day, as schema.org says: a dated entry takes the place of the week's."""
    when = date.fromordinal(day).isoformat()
    dated = [one for one in told if one.get("validFrom") == when]
    name = f"{SCHEMA}{DAYS[(day - 1) % 7]}"
    of_week = [one for one in told if name in one.get("dayOfWeek", ())]
    return [found for one in dated or of_week if (found := times(one)) is not None]


@given(_HOURS)
def test_any_hours_are_read_back_as_they_were(given_hours: Hours) -> None:
    told = list(hours(given_hours, TODAY))
    first = TODAY.toordinal()
    for day in range(first + 1, first + DATED_DAYS):
        over = [(0, end - 1440) for _, end in begun_on(day - 1, told) if end > MINUTES_PER_DAY]
        own = [(start, min(end, 1440)) for start, end in begun_on(day, told)]
        found: Spans = join_spans([*over, *own])
        assert found == spans_on(given_hours, day), date.fromordinal(day)


@pytest.mark.parametrize("given_hours", [ALWAYS, OFFICE, NEVER])
def test_usual_hours_need_few_words(given_hours: Hours) -> None:
    assert len(list(hours(given_hours, TODAY))) <= 1
