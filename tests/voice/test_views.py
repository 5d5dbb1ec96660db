"""Views fold what happened into what is shown; the rows here are what people would check."""

from __future__ import annotations

from typing import Any

import pytest

from harborline.core.numbering import CallerPrefix
from harborline.voice.call_view import Telling, call_view
from harborline.voice.decision_view import Naming, decision_view
from harborline.voice.ports import NoPlaceNames
from voice.fakes import Document, hears, leg_changed

CHARLOTTE = CallerPrefix(704, 555, 0)


class SomePlaceNames:
    def county(self, fips: str) -> str | None:
        return {"37119": "Mecklenburg"}.get(fips)

    def counties_of_area_code(self, area_code: int) -> int | None:
        return {704: 5, 202: 1}.get(area_code)


NAMED = Naming("en", SomePlaceNames(), str.upper)
UNNAMED = Naming("en", NoPlaceNames(), str)


def origin_text(naming: Naming, prefix: CallerPrefix | None, **origin: object) -> str:
    return decision_view({"origin": origin}, prefix, naming)["origin"]


ORIGINS = [
    ({"precision": "zip", "zip": "28202", "county": "37119", "state": "NC"},
     "The ZIP 28202: in the county of Mecklenburg, NC."),
    ({"precision": "zip", "zip": "09001", "state": "AE"},
     "The ZIP 09001, which is in no county."),
    ({"precision": "county", "county": "37119", "state": "NC"},
     "The county of Mecklenburg, NC, from the carrier."),
    ({"precision": "city", "county": "37119", "state": "NC"},
     "The digits 704\u2011555\u20110 belong to one city, most of it in the county of Mecklenburg, NC."),
    ({"precision": "area_code", "state": "NC"},
     "The area code 704: about 5 counties. A ZIP would tell more."),
    ({"precision": "state", "state": "NC"}, "Somewhere in NC. A ZIP would tell more."),
    ({"precision": "none"}, "Not known. A ZIP would tell more."),
    ({}, "Not known. A ZIP would tell more."),
]  # fmt: skip


@pytest.mark.parametrize(("origin", "text"), ORIGINS)
def test_the_place_is_said_as_exactly_as_it_is_known(origin: dict[str, object], text: str) -> None:
    assert origin_text(NAMED, CHARLOTTE, **origin) == text


def test_places_without_names_are_said_by_their_codes() -> None:
    assert "county 37119" in origin_text(UNNAMED, None, precision="county", county="37119")
    assert "several counties" in origin_text(UNNAMED, CHARLOTTE, precision="area_code")


def test_legs_and_skips_say_why() -> None:
    leg = {
        "center": "a", "name": "Demo A", "reason": "next_closest",
        "km": 4.5, "crosses_state": True, "ring_s": 20,
    }  # fmt: skip
    skipped = [{"center": "b", "reason": "closed"}]
    document = {"legs": [leg], "skipped": skipped, "map": "c22072a3ff", "at": "2026-11-23T15:00Z"}
    view = decision_view(document, None, NAMED)
    assert view["legs"][0]["why"] == "next closest, 4.5 km away, in another state, rings for 20 s"
    assert view["skipped"] == [{"name": "B", "why": "closed at this hour"}]
    assert view["decided"] == "Decided on map c22072a3, for 2026-11-23 15:00 UTC."


def view_of(*events: Document) -> Any:
    return call_view(events, Telling(NAMED, CHARLOTTE))


def test_a_call_of_which_nothing_happened_yet() -> None:
    view = view_of()
    assert (view["seq"], view["state"], view["heard"], view["now"]) == (0, "new", [], "")
    assert view["kept"].endswith("704\u2011555\u20110")


def test_the_language_of_a_call_is_shown_once_it_is_chosen() -> None:
    spoken = hears("x", "Si estás en peligro…", "es")
    greeting, zip_asked = (
        {"kind": "phase_changed", "phase": phase} for phase in ("greeting", "zip")
    )
    assert view_of(greeting, spoken)["speaks"] == ""
    assert view_of(greeting, spoken, zip_asked)["speaks"] == "Español"


def test_of_a_caller_without_prefix_nothing_is_used() -> None:
    assert "Nothing of this number is used" in call_view((), Telling(NAMED, None))["kept"]


@pytest.mark.parametrize("precision", ["area_code", "rate_center", "city"])
def test_of_digits_that_are_dropped_a_place_says_so(precision: str) -> None:
    known = {"precision": precision, "county": "37119", "state": "NC"}
    assert origin_text(NAMED, None, **known) == "The digits were dropped when the call ended."
    spanish = NAMED._replace(language="es")
    assert origin_text(spanish, None, **known) == "Las cifras se borraron al terminar la llamada."


def test_after_the_end_nothing_is_kept_of_a_number() -> None:
    ended = {"kind": "call_ended", "at_s": 90.0, "seconds_to_person": None}
    view = call_view([ended], Telling(NAMED, None))
    assert view["kept"] == "Nothing of this number is kept, and nothing was written down."


def test_keys_pressed_in_a_row_stand_in_one_row() -> None:
    keys = [{"kind": "key_pressed", "at_s": 61.0, "digit": digit} for digit in "282"]
    told = view_of(*keys, hears("x", "Thank you."), keys[0])["heard"]
    assert [row["text"] for row in told] == [
        "The caller pressed 282",
        "Thank you.",
        "The caller pressed 2",
    ]
    assert told[0]["at"] == "1:01"


def test_numbers_that_a_voice_spells_are_shown_whole() -> None:
    view = view_of(hears("x", "Call 8 0 0, 6 5 6, 4 6 7 3 or 9 1 1. Press 1 or 9."))
    assert view["now"] == "Call 800, 656, 4673 or 911. Press 1 or 9."


def test_sounds_are_told_once_and_silence_is_not() -> None:
    ring = {"kind": "caller_sound", "at_s": 3.0, "sound": "ring_tone"}
    told = view_of(ring, ring, {**ring, "sound": "silence"})["heard"]
    assert [row["text"] for row in told] == ["The phone rings."]


def test_the_order_shows_how_far_each_leg_is() -> None:
    legs = [{"center": "demo-1", "name": "Demo 1"}, {"center": "demo-2", "name": "Demo 2"}]
    decided = {"kind": "decided", "at_s": 5.0, "document": {"legs": legs}}
    view = view_of(decided, leg_changed(1, "ended", "no_answer"), leg_changed(2, "ringing"))
    assert [leg["now"] for leg in view["decision"]["legs"]] == ["Nobody answered", "Ringing"]


def test_the_order_of_a_new_decision_starts_afresh() -> None:
    legs = [{"center": "demo-1", "name": "Demo 1"}]
    decided = {"kind": "decided", "at_s": 5.0, "document": {"legs": legs}}
    view = view_of(decided, leg_changed(1, "ended", "no_answer"), decided)
    assert view["decision"]["legs"][0]["now"] == ""


def test_of_legs_that_are_over_only_the_last_are_shown() -> None:
    legs = [leg_changed(1, "bridged"), *(leg_changed(n, "ended", "busy") for n in range(2, 8))]
    assert [seat["leg"] for seat in view_of(*legs)["centers"]] == [1, 5, 6, 7]


def test_a_phase_nobody_worded_does_not_break_the_screen() -> None:
    assert view_of({"kind": "phase_changed", "phase": "dreaming"})["state"] == "new"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(41.2, "A person was there after 41 s."), (None, "Nobody took this call.")],
)
def test_the_end_says_how_it_went(seconds: float | None, text: str) -> None:
    view = view_of({"kind": "call_ended", "at_s": 90.0, "seconds_to_person": seconds})
    assert (view["ended"], view["result"], view["now"]) == (True, text, text)
