"""How hard a page is to read: its school grade in English, its ease in Spanish.

English: Flesch-Kincaid grade (Kincaid, Fishburne, Rogers and Chissom, "Derivation of new readability formulas
for Navy enlisted personnel", Research Branch Report 8-75, 1975). Spanish: Fernandez Huerta ("Medidas sencillas
de lecturabilidad", Consigna 214, 1959), 0 to 100; from 60 on it is the seventh and eighth grade or easier.
What counts is what stands in `<main>` as whole sentences: a label, a button and a heading without a full
stop are short by nature and would make any page look easy. A colon and a semicolon end one too, as Flesch
counts whatever can stand alone. Syllables are counted by rule, not by dictionary.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import NamedTuple

HARDEST_GRADE = 8.0
LEAST_EASE = 60.0

_INLINE = frozenset({"a", "abbr", "b", "bdi", "cite", "em", "i", "kbd", "q", "span", "strong"})
_UNREAD = frozenset({"script", "style", "svg", "template", "textarea", "select", "button", "nav"})
_VOID = frozenset({"br", "img", "input", "hr", "link", "meta", "wbr", "source", "track", "col"})
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ENDS = re.compile(r"[.!?:;…]+[\"'”’»)]*(?:\s+|$)")
_WHOLE = re.compile(r"[.!?:;…][\"'”’»)]*$")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_AT_END = re.compile(
    r"[^aeiouyl]e$|[aeiouy]le$"  # "make", "whole"; not "little"
    r"|[^aeioudt]ed$"  # "called"; not "wanted"
    r"|[^aeiouscxzghl]es$"  # "makes"; not "boxes"
)
_SILENT_INSIDE = re.compile(r"[^aeiouy]e(?:ly|ment|less|ful|ness|where|one|thing|times?)$")
_HEARD_APART = re.compile(r"(?<![tcsg])i[ao](?!u)|[^qg]ua|eo(?!ple)|iet|crea")
_STRONG = "aeoáéíóúü"
_WEAK = "iu"


class Level(NamedTuple):
    """What was counted of a page, or of a text."""

    sentences: int
    words: int
    syllables: int

    @property
    def grade(self) -> float:
        """Gives the Flesch-Kincaid grade, for English."""
        return (
            0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59
            if self.words
            else 0.0
        )

    @property
    def ease(self) -> float:
        """Gives the ease by Fernandez Huerta, for Spanish."""
        return (
            206.84 - 60 * self.syllables / self.words - 1.02 * self.words / self.sentences
            if self.words
            else 100.0
        )


def assert_plain(page: str, language: str) -> None:
    """Fails where the `<main>` of a page (HTML) is harder than the eighth grade. `language`: en or es."""
    level = level_of(sentences_of(page), language)
    assert level.sentences, "The page has no whole sentence in <main>."
    if language == "es":
        assert level.ease >= LEAST_EASE, f"ease {level.ease:.1f} is under {LEAST_EASE}: {level}"
    else:
        assert level.grade <= HARDEST_GRADE, f"grade {level.grade:.1f} is over 8: {level}"


def level_of(sentences: list[str], language: str) -> Level:
    """Counts sentences that have a word, their words (numbers are none) and syllables."""
    counted = [words for sentence in sentences if (words := _WORD.findall(sentence.lower()))]
    syllables = syllables_es if language == "es" else syllables_en
    every = [word for words in counted for word in words]
    return Level(len(counted), len(every), sum(map(syllables, every)))


def sentences_of(page: str) -> list[str]:
    """Gives the whole sentences in `<main>`, or of a fragment that has none."""
    reader = _Reader(whole="<main" not in page)
    reader.feed(page)
    reader.close()
    reader.end_block()
    return [
        sentence
        for block in reader.blocks
        if _WHOLE.search(block)
        for sentence in _ENDS.split(block)
        if sentence
    ]


class _Reader(HTMLParser):
    """Gathers the text of each block in `<main>`."""

    def __init__(self, *, whole: bool) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self._text: list[str] = []
        self._inside = int(whole)
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag not in _INLINE:
            self.end_block()
        if tag not in _VOID:
            self._inside += tag == "main"
            self._unread += tag in _UNREAD

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self.end_block()
        self._inside -= tag == "main"
        self._unread -= tag in _UNREAD

    def handle_data(self, data: str) -> None:
        if self._inside and not self._unread:
            self._text.append(data)

    def end_block(self) -> None:
        if text := " ".join("".join(self._text).split()):
            self.blocks.append(text)
        self._text = []


def syllables_en(word: str) -> int:
    """Counts groups of vowels, without an e that is silent, and with two vowels that are heard apart."""
    plain = re.sub(r"[^a-z]", "", word)
    count = len(_VOWELS.findall(plain)) + len(_HEARD_APART.findall(plain))
    silent = _SILENT_AT_END.search(plain), _SILENT_INSIDE.search(plain)
    return max(1, count - sum(found is not None for found in silent))


def syllables_es(word: str) -> int:
    """Counts strong vowels and groups of weak ones; two strong ones beside each other are two."""
    plain = re.sub(r"qu(?=[eéií])|gu(?=[eéií])", "g", word)
    plain = re.sub(r"y$", "i", plain)
    count, before = 0, ""
    for letter in plain:
        if letter in _STRONG:
            count += before != "weak"  # the weak vowel before it glides into it
            before = "strong"
        elif letter in _WEAK:
            if before == "":
                count += 1
                before = "weak"
            elif before == "strong":
                before = "glide"
            # two weak vowels are one syllable
        else:
            before = ""
    return max(1, count)
