"""Pieces joined are what is said; what is cut is cut at a breath; names never leave a hole."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.callflow.menus import LANGUAGE_KEYS
from harborline.callflow.prompts import CATALOGUES, Prompt, Say, text_of
from harborline.sounds.pieces import (
    KEYS,
    MINUTES,
    Names,
    lesser_of,
    owned_pieces,
    pieces_of,
    shipped_pieces,
    slug,
)

LANGUAGES = tuple(CATALOGUES)
FILLS = {
    "digit": st.sampled_from(KEYS),
    "language": st.sampled_from([*CATALOGUES["en"].languages, "pl"]),
    "minutes": st.integers(2, 99).map(str),
    "code": st.text("0123456789", min_size=4, max_size=4),
    "line": st.sampled_from(["Demo hotline", "Línea de ayuda"]),
    "center": st.sampled_from(["Casa Ñandú", "Harbor House", "Rape Crisis Center", "your center"]),
    "web": st.just("example.org/help"),
    "text": st.sampled_from(["88788", "555-0134", "START to 88788"]),
}


def fills_of(prompt: Prompt, language: str) -> list[str]:
    return sorted(set(re.findall(r"\{(\w+)\}", CATALOGUES[language].texts[prompt])))


@st.composite
def says(draw: st.DrawFn) -> Say:
    prompt = draw(st.sampled_from(list(Prompt)))
    language = draw(st.sampled_from([*LANGUAGES, "fr"]))
    names = fills_of(prompt, language if language in CATALOGUES else "en")
    return Say(prompt, language, tuple((name, draw(FILLS[name])) for name in names))


def without_gaps(text: str) -> str:
    return re.sub(r"(?<=\d)-(?=\d)|\s", "", text)


@given(says())
def test_pieces_joined_are_the_text_that_is_said(say: Say) -> None:
    said = " ".join(piece.text for piece in pieces_of(say))
    assert without_gaps(said) == without_gaps(text_of(say))


@given(says())
def test_names_of_recordings_are_names_of_files_anywhere(say: Say) -> None:
    for piece in pieces_of(say):
        assert re.fullmatch(r"[a-z0-9_]+(-\w+)*(\.[a-z0-9-]+)?", piece.name)


def test_keys_are_those_of_the_greeting() -> None:
    assert KEYS == LANGUAGE_KEYS


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
def test_whatever_is_said_is_shipped_or_owned(language: str, data: st.DataObject) -> None:
    say = data.draw(says())._replace(language=language)
    shipped = {piece.name: piece for piece in shipped_pieces(language)}
    for piece in pieces_of(say):
        assert piece.owned or shipped[piece.name] == piece


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_names_everything_can_still_be_said(language: str) -> None:
    for prompt in Prompt:
        fills = tuple((name, "Xyz 1 x") for name in fills_of(prompt, language))
        if "code" in dict(fills) or {"digit", "language"} & set(dict(fills)):
            continue
        say: Say | None = Say(prompt, language, fills)
        while say is not None and any(piece.owned for piece in pieces_of(say)):
            say = lesser_of(say)
        assert say is not None, prompt


def test_a_code_is_said_digit_by_digit_and_the_voice_falls_on_the_last() -> None:
    pieces = pieces_of(Say(Prompt.PLACE_CODE, "en", (("code", "4711"),)))
    spelled = ["digit-4", "digit-7", "digit-1", "digit-1-end"]
    assert [piece.name for piece in pieces] == ["place_code-1", *spelled, "place_code-3", *spelled]


def test_a_wait_is_one_whole_sentence() -> None:
    assert len(pieces_of(Say(Prompt.HOLD_WAIT_MINUTES, "es", (("minutes", "5"),)))) == 1
    assert 5 in MINUTES


def test_a_telling_name_is_not_whispered() -> None:
    fills = (("center", "Rape Crisis Center"), ("language", "en"))
    first = pieces_of(Say(Prompt.ANSWERER_WHISPER, "en", fills))[0]
    assert (first.text, first.owned) == ("Hotline call for your center,", False)


def test_what_an_installation_calls_its_own_is_recorded_by_name() -> None:
    names = Names(("Demo hotline",), ("Casa Ñandú",), ("Casa Ñandú",), "example.org", "88788")
    assert {piece.name for piece in owned_pieces("es", names)} == {
        "welcome.demo-hotline",
        "connecting_center-1.casa-nandu",
        "answerer_whisper-1.casa-nandu",
        "other_web.example-org",
    }


@pytest.mark.parametrize(
    ("name", "short"), [("Casa Ñandú, A.C.", "casa-nandu-a-c"), ("  --  ", None), ("避難所", None)]
)
def test_a_name_becomes_part_of_a_file_name(name: str, short: str | None) -> None:
    made = slug(name)
    assert made == short if short else re.fullmatch(r"[0-9a-f]{12}", made)
