"""Text messages: read whatever they are, and written so that any phone shows them and nobody else learns."""

from __future__ import annotations

import itertools
import re
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.callflow.prompts import tells
from harborline.callflow.texts import (
    CATALOGUES,
    LONGEST,
    Text,
    When,
    compose,
    text_of,
    when_text,
    written_in,
)
from harborline.callflow.texts.gsm7 import BASIC, EXTENDED, in_gsm7, septets
from harborline.callflow.texts.reading import Asked, Wish, read
from harborline.demo.real_hotline import NATIONAL_HOTLINE

TELLING = re.compile(
    r"rape|assault|abuse|violen|victim|sexual|surviv|crisis|shelter|abus|violaci|v.ctima|agresi",
    re.IGNORECASE,
)
WIDEST = {
    "number": "+180055501991234",
    "center": "M" * 60,
    "web": "https://www.our-line-for-everyone.example.org",
}


def widest_when(language: str) -> str:
    moments = [
        When(ahead, month, 28, minute)
        for ahead in (0, 1, 7)
        for month in range(1, 13)
        for minute in (0, 754, 1439, 1440)
    ]
    return max((when_text(moment, language) for moment in moments), key=len)


def full(text: Text, language: str) -> str:
    return text_of(text, language, **WIDEST, when=widest_when(language))


@pytest.mark.parametrize("language", CATALOGUES)
@pytest.mark.parametrize("text", Text)
def test_every_text_is_written_in_letters_that_every_phone_has(text: Text, language: str) -> None:
    written = CATALOGUES[language].texts[text]
    said = full(text, language)
    assert set(written) - set("{}") <= BASIC
    assert written == written.strip()
    assert set(said) <= BASIC
    assert septets(said) <= LONGEST
    assert not TELLING.search(written)
    assert not re.search(r"[{}<>]", said)
    fields = {name for _, name, _, _ in Formatter().parse(written) if name}
    english = {name for _, name, _, _ in Formatter().parse(CATALOGUES["en"].texts[text]) if name}
    assert fields == english


@pytest.mark.parametrize("language", CATALOGUES)
def test_the_days_and_months_are_complete_and_in_those_letters(language: str) -> None:
    words = CATALOGUES[language]
    assert len(words.months) == 12
    assert set("".join((*words.months, words.tomorrow, words.later, words.midnight))) <= (
        BASIC | EXTENDED
    )


@pytest.mark.parametrize("language", CATALOGUES)
def test_the_longest_answers_need_two_messages_and_lose_nothing_that_matters(language: str) -> None:
    """Every way in which app.texts puts sentences together, each as wide as it can be."""
    needed = [Text.HOW, Text.HELP, Text.UNKNOWN_ZIP, Text.NEAR_ALWAYS, Text.NEAR_UNTIL]
    needed += [Text.NEAR_FROM, Text.NEAR_NONE]
    optional = [Text.NAMED, Text.UNNAMED, Text.EMERGENCY, Text.OFFER, Text.WEB]
    for first, demo in itertools.product(needed, (False, True)):
        start = full(first, language)
        if demo:
            start = f"{full(Text.DEMO, language)} {start}"
        for count in range(3):
            for rest in itertools.permutations(optional, count):
                composed = compose(start, [full(text, language) for text in rest])
                assert composed.startswith(start)
                assert septets(composed) <= LONGEST < 320


def test_help_names_911_and_how_to_end_it_in_each_language() -> None:
    for language in CATALOGUES:
        assert "911" in full(Text.HELP, language)
        assert "STOP" in full(Text.HELP, language)
        assert "911" in full(Text.EMERGENCY, language)
        assert NATIONAL_HOTLINE.number in full(Text.DEMO, language)


def test_spanish_speaks_as_tu() -> None:
    texts = " ".join(CATALOGUES["es"].texts.values())
    assert not re.search(r"\b(usted|ustedes|marque|llame|mande)\b", texts)


def test_a_language_without_texts_is_written_in_english() -> None:
    assert written_in("so") == written_in(None) == "en"
    assert text_of(Text.NAMED, "so", center="A") == text_of(Text.NAMED, "en", center="A")


@pytest.mark.parametrize(
    ("when", "english", "spanish"),
    [
        (When(0, 11, 23, 540), "9 am", "9 am"),
        (When(0, 11, 23, 0), "12 am", "12 am"),
        (When(0, 11, 23, 720), "12 pm", "12 pm"),
        (When(0, 11, 23, 1440), "midnight", "medianoche"),
        (When(1, 11, 24, 1290), "9:30 pm tomorrow", "mañana, 9:30 pm"),
        (When(5, 11, 28, 541), "November 28, 9:01 am", "28 de noviembre, 9:01 am"),
    ],
)
def test_moments_are_said_as_people_say_them(when: When, english: str, spanish: str) -> None:
    assert when_text(when, "en") == english
    assert when_text(when, "es") == spanish


# ---- GSM 7 bit -----------------------------------------------------------------------------------


def test_the_table_is_that_of_the_standard() -> None:
    """3GPP TS 23.038 6.2.1: 128 places, one of them the escape to ten more letters, € and all."""
    assert len(BASIC) == 127
    assert len(EXTENDED) == 10
    assert BASIC.isdisjoint(EXTENDED)
    assert BASIC.isdisjoint("áíóúÁÍÓÚçâêô`")
    assert set("éèñÑüÜ¿¡àùìò@£$¥§") <= BASIC


@given(st.text())
def test_any_text_can_be_put_in_those_letters(text: str) -> None:
    put = in_gsm7(text)
    assert set(put) <= BASIC | EXTENDED
    assert in_gsm7(put) == put
    assert len(put) <= septets(put) <= 2 * len(put)


def test_accents_that_are_missing_go_and_the_others_stay() -> None:
    assert (
        in_gsm7("Orientación del Año, “Línea” – él’s 🙂") == 'Orientacion del Año, "Linea" - él\'s '
    )
    assert septets("[~]") == 6


def test_the_rest_is_left_out_when_there_is_no_room() -> None:
    assert compose("a" * 300, ["b" * 20, "c" * 10]) == "a" * 300 + " " + "c" * 10


# ---- reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("11101", Asked(Wish.ZIP, "11101")),
        (" 11101-1234. ", Asked(Wish.ZIP, "11101")),
        ("1 1 1 0 1", Asked(Wish.ZIP, "11101")),
        ("\uff11\uff11\uff11\uff10\uff11", Asked(Wish.ZIP, "11101")),
        ("zip:11101", Asked(Wish.ZIP, "11101")),
        ("ZIP11101!", Asked(Wish.ZIP, "11101")),
        ("I am in 11101, is someone there?", Asked(Wish.ZIP, "11101", "en")),
        ("estoy en 11101", Asked(Wish.ZIP, "11101", "es")),
        ("ES 11101", Asked(Wish.ZIP, "11101", "es")),
        ("11101 español", Asked(Wish.ZIP, "11101", "es")),
        ("english please, estoy en 11101", Asked(Wish.ZIP, "11101", "en")),
        ("who is near 11101", Asked(Wish.ZIP, "11101", "en", who=True)),
        ("¿Quién está en 11101?", Asked(Wish.ZIP, "11101", "es", who=True)),
        ("help 11101", Asked(Wish.ZIP, "11101", "en", urgent=True)),
        ("tengo miedo, código postal 11101", Asked(Wish.ZIP, "11101", "es", urgent=True)),
        ("HELP", Asked(Wish.HELP, None, "en")),
        ("ayúdame", Asked(Wish.HELP, None, "es")),
        ("911", Asked(Wish.HELP)),
        ("ES", Asked(Wish.HOW, None, "es")),
        ("español", Asked(Wish.HOW, None, "es")),
        ("EN", Asked(Wish.HOW, None, "en")),
        ("hi", Asked(Wish.HOW, None, "en")),
        ("hola", Asked(Wish.HOW, None, "es")),
        ("", Asked(Wish.HOW)),
        ("🙂", Asked(Wish.HOW)),
        ("11101 or 11102", Asked(Wish.HOW)),
        ("1110", Asked(Wish.HOW)),
        ("111011", Asked(Wish.HOW)),
        ("212-555-01001", Asked(Wish.HOW)),
        ("$12345 and 12345.50", Asked(Wish.HOW, None, "en")),
        ("A11101", Asked(Wish.HOW)),
        ("Stop.", Asked(Wish.SILENCE)),
        ("STOP ALL", Asked(Wish.SILENCE)),
        ("unsubscribe", Asked(Wish.SILENCE)),
        ("start", Asked(Wish.SILENCE)),
        ("Parar", Asked(Wish.SILENCE)),
        ("please stop him", Asked(Wish.HOW, None, "en")),
        ("This is an automated message. Do not reply.", Asked(Wish.SILENCE)),
        ("Msg & data rates may apply. Reply STOP to end, HELP for help", Asked(Wish.SILENCE)),
        ("Your code is 11101", Asked(Wish.SILENCE)),
        ("Respuesta automática: regreso el lunes", Asked(Wish.SILENCE)),
    ],
)
def test_texts_are_read_as_people_mean_them(text: str, asked: Asked) -> None:
    assert read(text) == asked


@given(st.text() | st.text("0123456789 -zipZIP.,/$", max_size=40))
def test_reading_is_total_and_gives_nothing_but_a_zip(text: str) -> None:
    asked = read(text)
    assert (asked.zip is not None) == (asked.wish is Wish.ZIP)
    if asked.zip is not None:
        assert re.fullmatch("[0-9]{5}", asked.zip)
    assert asked.language in {None, "en", "es"}
    assert repr(asked) == "<Asked>"


@given(st.from_regex(r"\A\+?1?[ .(-]?[2-9][0-9]{2}[ .)-]{0,2}[2-9][0-9]{2}[ .-]?[0-9]{4}\Z"))
def test_a_telephone_number_is_no_zip(number: str) -> None:
    assert read(number).zip is None
    assert read(f"call me {number} now").zip is None


@given(st.sampled_from(["zip", "I am in", "estoy en", "?"]), st.from_regex(r"\A[0-9]{5}\Z"))
def test_a_zip_is_found_wherever_it_stands(around: str, zip_code: str) -> None:
    for text in (zip_code, f"{around} {zip_code}", f"{zip_code}, {around}", f"({zip_code})"):
        assert read(text).zip == zip_code


def test_our_own_replies_are_no_questions_with_a_place() -> None:
    for language in CATALOGUES:
        for text in Text:
            assert read(full(text, language)).zip is None


def test_a_web_address_may_tell_as_well() -> None:
    assert tells("https://rapecrisis.example")
    assert not tells("https://line.example.org")
