"""What people type is understood as a person would: a table of examples, and texts at random."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.app.finding import Asked, Question, as_typed, origins_of, read_question
from harborline.app.nearby import NEXT, Nearby, Standing, hours_of, nearby, serving_too
from harborline.atlas.city_search import CityIndex, Locality, LocalityKind
from harborline.atlas.store import load
from harborline.atlas.tables import Atlas
from harborline.core.hours import is_open
from harborline.core.occupancy import NOTHING_KNOWN
from harborline.core.places import Precision
from harborline.core.reasons import LegReason
from harborline.core.routing import Evidence, Needs, decide, locate
from harborline.core.routing_map import RoutingMap, read_file
from harborline.stores.map_files import demo_map_path

TABLE = Path(__file__).parents[1] / "data" / "finding" / "places.txt"
NIGHT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
"""Three in the morning in New York, midnight in Los Angeles."""
NOON = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


@cache
def atlas() -> Atlas:
    return load()


@cache
def names() -> CityIndex:
    return CityIndex(atlas())


@cache
def demo_map() -> RoutingMap:
    return read_file(demo_map_path())


def ask(text: str) -> Question:
    return read_question(text, atlas(), names())


def examples() -> list[tuple[str, ...]]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.strip() and not line.startswith("#")]
    return [tuple(cell.strip(" ") for cell in row.split("|")) for row in rows[1:]]


def told(one: Locality) -> str:
    kind = " county" if one.kind is LocalityKind.COUNTY else ""
    return f"{one.name}{kind}, {one.state}"


def understood(question: Question) -> list[str]:
    first = {
        Asked.ZIP: [question.counties[0]] if question.counties else [],
        Asked.UNKNOWN_ZIP: [question.state] if question.state else list(question.zips),
        Asked.STATE: [question.state or ""],
        Asked.LOCALITY: [told(question.locality)] if question.locality else [],
    }.get(question.asked, [])
    return [*first, *map(told, question.others)]


@pytest.mark.parametrize(("text", "asked", "places", "how"), examples())
def test_what_people_type_is_understood(text: str, asked: str, places: str, how: str) -> None:
    question = ask(text)
    assert question.asked == asked, question
    assert question.exact is (how == "exact")
    found = understood(question)
    wanted = [one.strip() for one in places.split(";") if one.strip()]
    if question.asked is Asked.LOCALITY:
        assert found[0] == wanted[0]
        return
    for place, expected in zip(found, wanted, strict=False):
        if expected == "...":
            return
        assert place.startswith(expected.removesuffix("..."))
    if not wanted or not wanted[-1].endswith("..."):
        assert len(found) == len(wanted), found


def test_the_example_of_a_split_zip_has_both_counties() -> None:
    # Chestnut Hill, MA: the postal list says Middlesex County, the Census most of it Suffolk.
    question = ask("02467")
    assert question.counties == ("25021", "25017")
    assert [origin.county for origin in origins_of(question, demo_map())] == ["25021", "25017"]


def test_every_split_zip_names_counties_that_touch() -> None:
    tables = atlas()
    assert len(tables.more_counties) > 900
    for code, others in tables.more_counties.items():
        own = tables.counties[tables.zips[code].county or ""]
        assert set(others) <= set(own.neighbours)


@given(st.text(max_size=300))
def test_any_text_at_all_is_answered(text: str) -> None:
    question = ask(text)
    assert isinstance(question.asked, Asked)
    for origin in origins_of(question, demo_map()):
        assert nearby(demo_map(), origin, "en", NIGHT).national


@given(st.data())
def test_a_city_is_found_however_it_is_written(data: st.DataObject) -> None:
    cities = [one for one in listed() if one.kind is LocalityKind.CITY]
    city = data.draw(st.sampled_from(cities))
    write = data.draw(st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))
    comma = data.draw(st.sampled_from([", ", ",", " , ", " "]))
    question = ask(write(f"{city.name}{comma}{city.state}"))
    found = {told(one).casefold() for one in (question.locality, *question.others) if one}
    assert told(city).casefold() in found


@given(st.data())
def test_one_wrong_letter_does_not_lose_a_city(data: st.DataObject) -> None:
    cities = [one for one in listed() if one.kind is LocalityKind.CITY and len(one.name) > 4]
    city = data.draw(st.sampled_from([one for one in cities if one.name.isalpha()]))
    at = data.draw(st.integers(1, len(city.name) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    change = data.draw(st.sampled_from(["other", "missing", "more", "swapped"]))
    head, here, tail = city.name[:at], city.name[at], city.name[at + 1 :]
    wrong = {
        "other": head + letter + tail,
        "missing": head + tail,
        "more": head + letter + here + tail,
        "swapped": head[:-1] + here + head[-1] + tail,
    }[change]
    question = ask(f"{wrong}, {city.state}")
    everything = names().search(f"{wrong}, {city.state}")
    assert question.asked in {Asked.LOCALITY, Asked.CHOICES}
    # Where the wrong letter makes the name of another place, that place is meant.
    assert everything.exact or city in everything.localities


def test_a_choice_that_is_taken_means_that_place() -> None:
    for one in listed():
        assert ask(as_typed(one)).locality == one


@cache
def listed() -> list[Locality]:
    found = [one for named in names()._by_name.values() for one in named]
    return sorted(found, key=lambda one: (one.name, one.state, one.kind))


def test_there_are_more_than_thirty_thousand_names_and_each_is_found_quickly() -> None:
    assert len(names()) > 30_000
    rng = Random(7)
    taken = []
    for one in rng.sample(listed(), 400):
        at = rng.randrange(len(one.name))
        wrong = one.name[:at] + rng.choice("etaoins") + one.name[at + 1 :]
        began = process_time()
        names().search(wrong)
        taken.append(process_time() - began)
    assert sorted(taken)[int(len(taken) * 0.99)] < 0.02


# -- the answer is the decision ------------------------------------------------------------------


def is_the_decision(answer: Nearby, language: str, at: datetime) -> None:
    line = demo_map().line()
    origin = answer.decision.origin
    decision = decide(demo_map(), origin, Needs(line.id, language), NOTHING_KNOWN, at)
    assert answer.decision == decision
    first = answer.first_open
    assert first
    assert first.id == decision.legs[0].center
    assert tuple(card.id for card in answer.serving) == decision.chain[: len(answer.serving)]
    assert LegReason.NEXT_CLOSEST not in decision.chain_reasons[: len(answer.serving)]
    if len(answer.serving) < len(decision.chain):
        assert decision.chain_reasons[len(answer.serving)] is LegReason.NEXT_CLOSEST
    order = [card.id for card in (*answer.serving, *answer.further)]
    assert order == [center for center in decision.chain if center in order]


@pytest.mark.exhaustive
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("at", [NIGHT, NOON])
def test_for_every_zip_the_answer_is_the_decision(language: str, at: datetime) -> None:
    for code in atlas().zips:
        origin = locate(demo_map(), Evidence(zip=code))
        is_the_decision(nearby(demo_map(), origin, language, at), language, at)


@pytest.mark.parametrize("language", ["en", "es"])
def test_for_some_zips_the_answer_is_the_decision(language: str) -> None:
    for code in list(atlas().zips)[::97]:
        question = ask(code)
        for origin in origins_of(question, demo_map()):
            is_the_decision(nearby(demo_map(), origin, language, NIGHT), language, NIGHT)


def test_a_zip_as_typed_leads_to_the_origin_of_a_call() -> None:
    for code in list(atlas().zips)[::53]:
        question = ask(f" {code}-0001 ")
        assert question.asked in {Asked.ZIP, Asked.MILITARY}
        assert origins_of(question, demo_map())[0] == locate(demo_map(), Evidence(zip=code))


def test_cards_are_open_when_their_hours_say_so() -> None:
    seen = set()
    for code in list(atlas().zips)[::211]:
        answer = nearby(demo_map(), locate(demo_map(), Evidence(zip=code)), "en", NIGHT)
        assert len([card for card in answer.further if not card.serves]) <= NEXT
        for card in answer.cards:
            seen.add(card.standing)
            hours, zone = hours_of(demo_map(), card.party)
            if card.standing is not Standing.AWAY:
                assert is_open(hours, zone, NIGHT) is (card.standing is Standing.OPEN)
    assert {Standing.OPEN, Standing.CLOSED} <= seen


def test_a_split_zip_shows_the_centers_of_all_its_counties_once() -> None:
    shown = 0
    for code in list(atlas().more_counties)[::17]:
        main, *others = origins_of(ask(code), demo_map())
        answer = nearby(demo_map(), main, "en", NOON)
        beside = serving_too(demo_map(), others, answer, "en", NOON)
        together = [card.id for card in (*answer.serving, *beside)]
        assert len(set(together)) == len(together)
        for origin in others:
            chain = demo_map().chain(origin.cell)
            assert set(chain.ids[: chain.serving]) <= set(together)
        shown += len(beside)
    assert shown


def test_a_military_zip_has_the_national_lines_and_no_center() -> None:
    (origin,) = origins_of(ask("09001"), demo_map())
    assert origin.precision is Precision.ZIP
    answer = nearby(demo_map(), origin, "en", NIGHT)
    assert answer.national
    assert not answer.serving
    assert all(card.miles is None for card in answer.cards)


def test_a_language_that_the_line_does_not_speak_counts_as_its_first() -> None:
    origin = locate(demo_map(), Evidence(zip="28202"))
    english, other = (nearby(demo_map(), origin, spoken, NOON) for spoken in ("en", "xx"))
    assert english == other
