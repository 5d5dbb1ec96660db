"""What counts as a figure, in both languages; rather one sentence too many than one too few."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.web.public.learn.figures import has_figure, sentences, unsourced
from harborline.web.public.learn.parsing import Piece

FIGURES = (
    "In 2024 the line helped 460,000 people.",
    "About 54% of women said so.",
    "Sixty percent of them never told anyone.",
    "One in five women has lived through it.",
    "One out of every ten boys told no one.",
    "1 of 5 said yes.",
    "One woman in four was asked.",
    "Half of survivors waited.",
    "Almost half waited.",
    "A third of men said so.",
    "Two-thirds of reports are never made.",
    "Most survivors knew the person.",
    "Most of the women knew him.",
    "The majority of cases are closed.",
    "It is three times as likely.",
    "Rates doubled.",
    "Millions wrote it within days.",
    "Thousands called.",
    "½ of them.",
    "٤٥ people",
    "The first time was before 18.",
    "Call 988, as 90 people did.",
    "911 people answered.",
    "800 of them said so.",
    "Una de cada cinco mujeres lo vivió.",
    "Uno de cada 10 niños no lo contó.",
    "El 54 % de las mujeres.",
    "Sesenta por ciento no lo dijo.",
    "La mitad no lo contó.",
    "Un tercio de los hombres.",
    "Dos de tres lo sabían.",
    "Una cuarta parte esperó.",
    "La mayoría de las sobrevivientes conocía a la persona.",
    "La mayor parte de los casos se cierra.",
    "Es tres veces más probable.",
    "Es el doble que antes.",
    "Miles llamaron.",
    "Millones lo escribieron.",
    "Antes de los 18 años.",
    "Forty women told someone.",
    "Veintidós personas lo contaron.",
    "Every third woman knows it.",
    "Cada tercera mujer lo sabe.",
    "Nine-tenths of it is never told.",
    "Most of them knew the person.",
    "Most never tell.",
    "La mayoría no lo contó.",
    "It is five per thousand.",
    "Son cinco por cada mil.",
    "Three quarters waited.",
    "Three times as many called.",
)
NO_FIGURES = (
    "You are not alone.",
    "Call 911 if you are in danger.",
    "Call or text 988.",
    "The number is 800-656-4673.",
    "Dial +1 800 656 4673, or (800) 656-4673.",
    "Text HOME to 741741.",
    "At any menu you can press 0.",
    "Press 1 to go on.",
    "It is open 24 hours a day.",
    "It is open 24/7.",
    "It closes at 5 p.m. or at 5:30 p.m. on Friday.",
    "Written in November 2026.",
    "Reviewed on November 23, 2026.",
    "If you are under 18, read this.",
    "You must be 18 or older.",
    "Someone may stay with you.",
    "A third person may join you.",
    "The third time they rang.",
    "One of them may call.",
    "Two people can talk.",
    "It may take half an hour.",
    "Most places forbid it.",
    "Llama al 911 si hay peligro.",
    "Llama o escribe al 988.",
    "Puedes marcar 0 en cualquier menú.",
    "Está abierta las 24 horas.",
    "Cierra a las 5 p. m. los viernes.",
    "Escrita en noviembre de 2026.",
    "Revisada el 23 de noviembre de 2026.",
    "Si eres menor de 18 años, lee esto.",
    "Una persona puede estar contigo.",
    "Uno de ellos puede llamar.",
    "Puede tardar media hora.",
    "La mayoría de edad depende del estado.",
)


@pytest.mark.parametrize("sentence", FIGURES)
def test_a_figure_is_seen(sentence: str) -> None:
    assert has_figure(sentence)
    assert list(unsourced(Piece(sentence, 0), frozenset({"a"}))) == [sentence]


@pytest.mark.parametrize("sentence", NO_FIGURES)
def test_a_number_that_counts_nothing_is_none(sentence: str) -> None:
    assert not has_figure(sentence)


@given(st.integers(min_value=0, max_value=10**9))
def test_no_percentage_and_no_count_of_people_passes(number: int) -> None:
    for text in (f"{number}% told no one.", f"{number:,} people called.", f"el {number} % lo dijo"):
        assert has_figure(text), text


@pytest.mark.parametrize(
    "text",
    [
        "One in five.[^a] More text.",
        "One in five[^a]. More text.",
        "One in five said “yes.”[^a] More.",
        "Text before. One in five. [^a] More.",
        "In the U.S. one in five said so.[^a]",
        "Una de cada cinco.[^a] ¿Y después?",
        "Nothing here. Nothing there.",
    ],
)
def test_a_mark_serves_the_sentence_it_stands_in_or_behind(text: str) -> None:
    assert list(unsourced(Piece(text, 0), frozenset({"a"}))) == []


@pytest.mark.parametrize(
    "text",
    [
        "One in five. More text.[^a]",
        "More text.[^a] One in five.",
        "One in five.[^b]",
        "One in five. One in six.[^a]",
        "Is it one in five? It is.[^a]",
    ],
)
def test_a_mark_serves_no_other_sentence(text: str) -> None:
    assert len(list(unsourced(Piece(text, 0), frozenset({"a"})))) == 1


@given(st.text())
def test_no_text_is_lost_between_sentences(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
