"""Replies to texts: who is near and when, the line's own number, and an end to talks of machines."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.app.calls import HOUSE, House
from harborline.app.hold_offs import CallerToken
from harborline.app.ports import NoOverlays
from harborline.app.texts import (
    LASTS_S,
    MOST_HOWS,
    MOST_REPLIES,
    TextDesk,
    TextMessage,
    spoken_number,
)
from harborline.callflow.texts.gsm7 import BASIC, EXTENDED, septets
from harborline.core.errors import UnusableMap
from harborline.core.occupancy import Surge
from harborline.core.routing_map import RoutingMap
from harborline.telephony.simulator.clock import SimulatedClock
from small_world import map_of, moment, network_of

TABLES = """
lines
id     | languages | national backups
main   | en es     | team
second | es        | team

centers
id    | state | where     | serves                | notes
day   | WL    | 0.0, 10.1 | county 10001          | hours Mo-Fr 09:00-17:00
eve   | WL    | 0.0, 10.2 | county 10001          | hours Mo-Fr 16:00-24:00; rank 2
far   | WL    | 0.0, 11.1 | county 10003          | hours 24/7
east  | EL    | 0.0, 13.0 | county 20001          | hours Sa 10:00-12:30; zone America/Chicago
gone  | HL    | 0.0, 30.0 | county 30001          | paused

national backups
id   |
team |
"""
NETWORK = network_of([block.splitlines() for block in TABLES.strip().split("\n\n")])
NUMBERED = NETWORK._replace(
    lines=tuple(line._replace(number="+18005550199") for line in NETWORK.lines)
)
MAP = map_of(NUMBERED)
DEMO_MAP = map_of(NUMBERED._replace(demo=True))
MONDAY_10 = moment("2026-11-23T15:00Z")
SENDER, OTHER = CallerToken(b"one"), CallerToken(b"two")
CALL = "Call 800-555-0199"
WITH_WEB = House(web="https://line.example.org")


class Maps:
    """Gives a map, or fails as a damaged folder does."""

    def __init__(self, routing_map: RoutingMap | None) -> None:
        self.routing_map = routing_map

    def current(self) -> RoutingMap:
        if self.routing_map is None:
            raise UnusableMap("There is none.")
        return self.routing_map


class InASurge(NoOverlays):
    """A surge is on, with or without its notice."""

    def __init__(self, *, wait_notice: bool) -> None:
        self._surge = Surge(wait_notice=wait_notice)

    def surge(self) -> Surge:
        return self._surge


def desk(
    at: datetime = MONDAY_10, routing_map: RoutingMap | None = MAP, house: House = HOUSE
) -> TextDesk:
    return TextDesk(Maps(routing_map), SimulatedClock(at), house)


def answer(text: str, at: datetime = MONDAY_10, **options: str | None) -> str | None:
    message = TextMessage(text, "+18005550198", SENDER, options.get("line"))
    return desk(at).answer(message)


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        # 15:00Z is 10:00 at `day`, which closes at 17:00, but `eve` has begun by then
        ("11101", "2026-11-23T15:00Z", f"{CALL}, day and night. People near there answer until midnight, their time."),
        ("11101", "2026-11-24T06:00Z", f"{CALL}, day and night. People near there answer from 9 am, their time."),
        ("11101", "2026-11-28T15:00Z", f"{CALL}, day and night. People near there answer from November 30, 9 am, their time."),
        ("11101", "2026-11-29T15:00Z", f"{CALL}, day and night. People near there answer from 9 am tomorrow, their time."),
        ("99999", "2026-11-23T15:00Z", "We do not know that ZIP code. Text another one nearby, or call 800-555-0199, day and night."),
        ("22201", "2026-11-28T17:00Z", f"{CALL}, day and night. People near there answer until 12:30 pm, their time."),
        ("22201", "2026-11-23T15:00Z", f"{CALL}, day and night. People near there answer from November 28, 10 am, their time."),
        ("33301", "2026-11-23T15:00Z", f"{CALL}. The national team answers day and night."),
        ("es 11101", "2026-11-28T15:00Z", "Llama al 800-555-0199 a cualquier hora. Gente de la zona contesta desde: 30 de noviembre, 9 am, hora local."),
    ],
)  # fmt: skip
def test_a_zip_answers_with_the_number_and_the_hours(text: str, at: str, expected: str) -> None:
    assert answer(text, moment(at)) == expected


def test_round_the_clock_is_said_as_it_is() -> None:
    everywhere = NUMBERED._replace(
        centers=tuple(c._replace(counties=("10001",)) for c in NUMBERED.centers if c.id == "far")
    )
    text = TextMessage("11101", "+18005550198", SENDER)
    assert desk(routing_map=map_of(everywhere)).answer(text) == (
        f"{CALL}. People near there answer day and night."
    )


def test_a_night_over_several_days_has_one_end() -> None:
    hours = network_of(
        [
            block.replace("Mo-Fr 09:00-17:00", "Mo 09:00-24:00, Tu 00:00-06:00").splitlines()
            for block in TABLES.replace("Mo-Fr 16:00-24:00", "off").strip().split("\n\n")
        ]
    )
    text = TextMessage("11101", "8005550199", SENDER)
    said = desk(routing_map=map_of(hours)).answer(text)
    assert said is not None
    assert "until 6 am tomorrow, their time" in said


def test_a_center_is_named_only_when_asked_and_only_if_its_name_is_quiet() -> None:
    assert "Day" not in (answer("11101") or "")
    assert "They are Day." in (answer("who is in 11101") or "")
    assert "Contesta Day." in (answer("¿quién está en 11101?") or "")
    assert "They are Eve." in (answer("who 11101", moment("2026-11-24T02:00Z")) or "")
    assert "They are Day." in (answer("who 11101", moment("2026-11-24T06:00Z")) or "")
    assert "They tell you their name" in (answer("who 09012") or "")
    for name in ("Bellwether Rape Crisis Center", "M" * 61):
        telling = NUMBERED._replace(
            centers=tuple(center._replace(name=name) for center in NUMBERED.centers)
        )
        said = desk(routing_map=map_of(telling)).answer(TextMessage("who 11101", "1", SENDER))
        assert said is not None
        assert name not in said
        assert "They tell you their name on the phone." in said


def test_anything_else_tells_how_to_ask_and_help_names_911() -> None:
    assert answer("hello") == (
        "To find people near you, text your ZIP code (5 digits). "
        "Or call 800-555-0199, day and night. Para español: ES."
    )
    assert (answer("ES") or "").endswith("For English: EN.")
    assert (answer("HELP") or "").startswith("In an emergency call 911.")
    assert (answer("ayuda") or "").startswith("En una emergencia llama al 911.")
    assert "In an emergency call 911." in (answer("help me, 11101") or "")
    assert "llama al 800-555-0199" in (answer("...", line="second") or "")


def test_other_ways_are_told_unless_the_address_itself_tells() -> None:
    text = TextMessage("hello", "+18005550198", SENDER)
    assert (desk(house=WITH_WEB).answer(text) or "").endswith(
        "Other ways: https://line.example.org"
    )
    quiet = desk(house=House(web="https://rapecrisis.example")).answer(text)
    assert "rapecrisis" not in (quiet or "rapecrisis")
    assert "Other ways" not in (desk(house=House(web="w" * 300)).answer(text) or "Other ways")


def test_words_of_the_carrier_and_machines_get_no_answer() -> None:
    for text in ("STOP", "stop.", "Unsubscribe", "START", "Out of office until Monday"):
        assert answer(text) is None


def test_a_demo_says_so_and_names_a_real_number() -> None:
    said = desk(routing_map=DEMO_MAP, house=WITH_WEB).answer(
        TextMessage("11101", "+18005550198", SENDER)
    )
    assert said is not None
    assert said.startswith("This is a test, nobody real answers here.")
    assert "800-656-4673" in said


@pytest.mark.parametrize("text", ["11101", "hi", "HELP", "es 11101"])
def test_without_a_map_the_number_texted_and_911_are_named(text: str) -> None:
    said = desk(routing_map=None, house=WITH_WEB).answer(TextMessage(text, "+18005550198", SENDER))
    assert said is not None
    assert "800-555-0198" in said
    assert "911" in said
    unknown = desk().answer(TextMessage(text, "+18005550198", SENDER, line="no such line"))
    assert unknown is not None
    assert "911" in unknown


LINES = st.sampled_from([None, "main", "second", "none"])
TIMES = st.integers(-80_000, 600_000).map(lambda minutes: MONDAY_10 + timedelta(minutes=minutes))
WORDS = st.sampled_from(
    [
        "11101",
        "who 11101",
        "¿quién? 22201",
        "help 33301",
        "33301 es",
        "09012 miedo",
        "HELP",
        "ES",
        "",
    ]
)


@given(st.text(max_size=40) | WORDS, LINES, TIMES, st.sampled_from([MAP, DEMO_MAP]))
def test_every_reply_is_short_neutral_and_leads_somewhere(
    text: str, line: str | None, at: datetime, routing_map: RoutingMap
) -> None:
    said = desk(at, routing_map, WITH_WEB).answer(TextMessage(text, "+18005550198", SENDER, line))
    if said is None:
        return
    assert septets(said) < 320
    assert set(said) <= BASIC | EXTENDED
    assert "800-555-019" in said
    assert "rape" not in said.lower()


def many(count: int, text: str, pause_s: float = 1.0) -> tuple[TextDesk, SimulatedClock, list[str]]:
    clock = SimulatedClock(MONDAY_10)
    answering = TextDesk(Maps(MAP), clock)
    replies = []
    for _ in range(count):
        replies.append(answering.answer(TextMessage(text, "+18005550198", SENDER)))
        clock.advance_to(clock.seconds + pause_s)
    return answering, clock, [reply for reply in replies if reply is not None]


@pytest.mark.parametrize("pause_s", [1.0, 60.0, LASTS_S - 1])
def test_a_machine_that_answers_us_soon_hears_nothing_more(pause_s: float) -> None:
    assert len(many(50, "Thanks, we got your message!", pause_s)[2]) == MOST_HOWS


def test_even_questions_have_an_end_and_begin_again_after_an_hour() -> None:
    answering, clock, replies = many(50, "11101")
    assert len(replies) == MOST_REPLIES
    again = TextMessage("11101", "+18005550198", SENDER)
    assert answering.answer(again) is None
    assert answering.answer(again._replace(token=OTHER)) is not None
    clock.advance_to(clock.seconds + LASTS_S)
    assert answering.answer(again) is not None


def test_somebody_who_keeps_asking_is_answered_again_within_the_hour() -> None:
    _, _, replies = many(60, "11101", pause_s=300)
    assert len(replies) > 2 * MOST_REPLIES


def test_how_to_ask_is_told_again_after_an_hour_of_quiet() -> None:
    answering, clock, _ = many(10, "hello")
    assert answering.answer(TextMessage("hello", "1", SENDER)) is None
    assert answering.answer(TextMessage("HELP", "1", SENDER)) is not None
    clock.advance_to(clock.seconds + LASTS_S)
    assert answering.answer(TextMessage("hello", "1", SENDER)) is not None


def test_a_token_is_kept_for_an_hour_and_no_longer() -> None:
    answering, clock, _ = many(3, "hello")
    assert answering.senders() == 1
    clock.advance_to(clock.seconds + LASTS_S)
    assert answering.senders() == 0


def test_memory_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harborline.app.texts._MOST_SENDERS", 100)
    answering = desk()
    for number in range(300):
        token = CallerToken(number.to_bytes(2, "big"))
        answering.answer(TextMessage("hello", "1", token))
    assert answering.senders() == 100


def test_two_of_our_lines_that_answered_each_other_would_stop() -> None:
    clock = SimulatedClock(MONDAY_10)
    desks = [TextDesk(Maps(MAP), clock), TextDesk(Maps(MAP), clock)]
    said: str | None = "hello"
    turns = 0
    while said is not None and turns < 100:
        said = desks[turns % 2].answer(TextMessage(said, "+18005550198", SENDER))
        clock.advance_to(clock.seconds + timedelta(minutes=1).total_seconds())
        turns += 1
    assert turns <= 2 * MOST_REPLIES + 1


def test_our_numbers_are_written_as_people_do() -> None:
    assert spoken_number("+18005550199") == "800-555-0199"
    assert spoken_number("8005550199") == "800-555-0199"
    assert spoken_number("+442079460123") == "+442079460123"
    assert spoken_number("") == ""


def test_nothing_of_a_text_shows() -> None:
    assert repr(TextMessage("secret", "+1", SENDER)) == "<TextMessage>"


# -- in a surge ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("11101", "It may take longer than usual now."),
        ("HELP", "It may take longer than usual now."),
        ("hello", "It may take longer than usual now."),
        ("ES 11101", "Ahora puede tardar un poco en contestar alguien."),
    ],
)
def test_a_surge_with_a_notice_says_so_where_it_fits(text: str, notice: str) -> None:
    clock = SimulatedClock(MONDAY_10)
    message = TextMessage(text, "+18005550199", SENDER)
    quiet = TextDesk(Maps(MAP), clock, WITH_WEB, InASurge(wait_notice=False)).answer(message)
    told = TextDesk(Maps(MAP), clock, WITH_WEB, InASurge(wait_notice=True)).answer(message)
    assert quiet is not None
    assert told is not None
    assert notice not in quiet
    assert notice in told
    assert septets(told) < 320


@given(st.text(max_size=40), st.sampled_from(["", "11101 ", "ES 11101 quien ", "help 11101 who "]))
def test_no_reply_grows_too_long_in_a_surge(text: str, begins: str) -> None:
    book = InASurge(wait_notice=True)
    answering = TextDesk(Maps(DEMO_MAP), SimulatedClock(MONDAY_10), WITH_WEB, book)
    told = answering.answer(TextMessage(begins + text, "+18005550199", SENDER))
    assert told is None or septets(told) < 320
