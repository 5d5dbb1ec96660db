from __future__ import annotations

import string
from collections.abc import Iterable

import pytest

from harborline.callflow.states import Phase
from harborline.callflow.values import LegOutcome, LineType
from harborline.core.places import Precision
from harborline.core.reasons import LegKind, LegReason, SkipReason
from harborline.voice.phone_page import OUTCOMES
from harborline.voice.questions import ZONES
from harborline.voice.words import CATALOGUE, name_of, preferred_language, say

CLOSED_LISTS: list[tuple[str, Iterable[str]]] = [
    ("state", [*Phase, "ringing"]),
    ("leg", [*LegOutcome, "dialing", "ringing", "picked_up", "bridged", "ended"]),
    ("kind", LegKind),
    ("why", [*LegReason, *SkipReason]),
    ("origin", Precision),
    ("zone", ZONES),
    ("outcome", OUTCOMES),
]


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_each_language_says_everything_with_the_same_names() -> None:
    english, spanish = CATALOGUE["en"], CATALOGUE["es"]
    assert english.keys() == spanish.keys()
    for key, text in english.items():
        assert names_in(text) == names_in(spanish[key]), key
        assert text.strip(), key
        assert spanish[key].strip(), key


@pytest.mark.parametrize("language", CATALOGUE)
@pytest.mark.parametrize(("kind", "values"), CLOSED_LISTS)
def test_every_value_that_can_come_is_worded(
    language: str, kind: str, values: Iterable[str]
) -> None:
    for value in values:
        assert f"{kind}_{value}" in CATALOGUE[language], value


def test_kinds_of_phone_are_worded() -> None:
    assert all(say("es", kind) for kind in LineType)


def test_a_value_nobody_worded_shows_as_it_is() -> None:
    assert name_of("en", "why", "gone_fishing") == "gone fishing"


@pytest.mark.parametrize(
    ("asked", "accept", "language"),
    [
        ("es", "en", "es"),
        ("fr", "es-MX,en;q=0.5", "es"),
        (None, "en;q=0.3, es;q=0.9", "es"),
        (None, "fr, es;q=0", "en"),
        (None, "es;q=much", "en"),
        (None, "", "en"),
    ],
)
def test_the_page_speaks_what_was_asked_or_preferred(
    asked: str | None, accept: str, language: str
) -> None:
    assert preferred_language(asked, accept) == language
