"""The measure itself: syllables by example, formulas by figures worked out by hand."""

from __future__ import annotations

import pytest

from reading_level import Level, assert_plain, level_of, sentences_of, syllables_en, syllables_es

EN = {
    "a": 1, "the": 1, "you": 1, "make": 1, "whole": 1, "called": 1, "wanted": 2, "needed": 2,
    "little": 2, "boxes": 2, "makes": 1, "safely": 2, "someone": 2, "people": 2, "center": 2,
    "hospital": 3, "evidence": 3, "story": 2, "advocate": 3, "violence": 3, "create": 2, "quiet": 2,
    "breathe": 1, "station": 2, "don't": 1, "changes": 2, "police": 2, "body": 2, "eye": 1,
}  # fmt: skip
ES = {
    "a": 1, "el": 1, "tú": 1, "línea": 3, "ayuda": 3, "que": 1, "guerra": 2, "día": 2, "bien": 1,
    "cuidado": 3, "leer": 2, "teléfono": 4, "policía": 4, "sobreviviente": 5, "país": 2, "muy": 1,
    "hay": 1, "ciudad": 2, "pingüino": 3, "oír": 2, "respira": 3, "causa": 2, "agua": 2, "estáis": 2,
}  # fmt: skip


@pytest.mark.parametrize(("word", "syllables"), EN.items())
def test_syllables_of_english(word: str, syllables: int) -> None:
    assert syllables_en(word) == syllables


@pytest.mark.parametrize(("word", "syllables"), ES.items())
def test_syllables_of_spanish(word: str, syllables: int) -> None:
    assert syllables_es(word) == syllables


def test_formulas() -> None:
    assert Level(sentences=10, words=100, syllables=150).grade == pytest.approx(6.01)
    assert Level(sentences=10, words=100, syllables=200).ease == pytest.approx(76.64)


def test_only_whole_sentences_of_main_count() -> None:
    page = (
        "<nav><p>Not this one.</p></nav><main><h1>A heading</h1><p>You are <b>safe</b> here. "
        "You decide!</p><ul><li>A label<li>One more thing to read.</ul><textarea>Not this.</textarea>"
        "<script>not()</script></main><p>Nor this.</p>"
    )
    assert sentences_of(page) == ["You are safe here", "You decide", "One more thing to read"]


def test_numbers_are_no_words() -> None:
    assert level_of(["Call 800 656 4673 now"], "en") == Level(1, 2, 2)


def test_a_hard_page_fails_in_both_languages() -> None:
    hard = "Institutional accountability necessitates interdisciplinary communication"
    with pytest.raises(AssertionError, match="grade"):
        assert_plain(f"<main><p>{hard}.</p></main>", "en")
    dura = "La responsabilidad institucional necesita comunicaciones interdisciplinarias"
    with pytest.raises(AssertionError, match="ease"):
        assert_plain(f"<main><p>{dura}.</p></main>", "es")


def test_a_page_without_sentences_fails() -> None:
    with pytest.raises(AssertionError, match="no whole sentence"):
        assert_plain("<main><h1>Nothing</h1></main>", "en")
