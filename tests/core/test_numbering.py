"""What carriers deliver, and the little that is kept: tests/data/callers/numbers.txt, and chance.

The second reading is a regular expression written from the numbering plan's rules; it knows
nothing of how the parser goes about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import small_world
from harborline.core.numbering import (
    NPAS_OUTSIDE_US,
    TOLL_FREE_NPAS,
    CallerPrefix,
    NoPrefix,
    parse,
)

UNSEEN = {"{nothing}": "", "{tab}": "\t", "{line}": "\n", "{hard space}": "\u00a0"}
GENERATED = 100_000


def rows() -> list[tuple[str, str]]:
    blocks = small_world.paragraphs(small_world.DATA / "callers" / "numbers.txt")
    return [(row["delivered"], row["kept"]) for row in small_world.rows(blocks[0])]


def seen(text: str) -> str:
    for name, character in UNSEEN.items():
        text = text.replace(name, character)
    return text


def told(kept: CallerPrefix | NoPrefix) -> str:
    if isinstance(kept, NoPrefix):
        return str(kept)
    block = "" if kept.block is None else f"-{kept.block}"
    return f"{kept.npa}-{kept.nxx}{block}"


@pytest.mark.parametrize(("delivered", "kept"), rows())
def test_what_is_kept(delivered: str, kept: str) -> None:
    assert told(parse(seen(delivered))) == kept


def test_the_table_shows_every_outcome() -> None:
    assert set(NoPrefix) <= {kept for _, kept in rows()}


# -- an independent reading -----------------------------------------------------------------------

KEYPAD = {
    letter: str(key)
    for key, letters in enumerate(
        ("", "", "ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ")
    )
    for letter in letters
}
SPELLINGS = "|".join(
    "".join(KEYPAD[letter] for letter in word)
    for word in ("ANONYMOUS", "RESTRICTED", "UNKNOWN", "UNAVAILABLE", "PRIVATE", "BLOCKED")
)
SPELLED = re.compile(rf"\+?1?(?:{SPELLINGS})")
ABROAD = re.compile(r"\+[02-9][0-9]*|(?:011|00)[0-9]*")
NATIONAL = re.compile(
    r"(?:\+?1)?(?P<npa>(?![2-9]11)[2-9][0-8][0-9])(?P<nxx>(?![2-9]11)[2-9][0-9]{2})"
    r"(?:(?P<block>[0-9])(?:[0-9]{3})?)?"
)


def read_again(text: str) -> str:
    """Reads a caller id by three patterns, in the words of the table."""
    bare = re.sub("[ \t\r\n.()/\u00a0\u2010-\u2013-]", "", text)
    if (
        bare in {"", "+"}
        or any(character.isalpha() for character in bare)
        or SPELLED.fullmatch(bare)
    ):
        return "withheld"
    if ABROAD.fullmatch(bare):
        return "foreign"
    match = NATIONAL.fullmatch(bare)
    if match is None:
        return "malformed"
    if int(match["npa"]) in TOLL_FREE_NPAS:
        return "toll_free"
    if int(match["npa"]) in NPAS_OUTSIDE_US:
        return "foreign"
    return "-".join(part for part in match.group("npa", "nxx", "block") if part)


PIECES = ("+1", "1", "+", "011", "00", "0", "704", "911", "800", "250", "(704) ", "555", "-", ".",
          "anonymous", "7378742833", "266696687", "\u2013", "\u0664", "é", "#", "tel:", " ")  # fmt: skip
SIGNS = "0123456789+-() ./#aZé٤\u00a0\t"


def generated() -> Iterator[str]:
    """Gives caller ids of many kinds: plausible ones, spoiled ones, and noise."""
    rng = Random(704_555)
    for number in range(GENERATED):
        digits = f"{rng.randrange(10**10):010d}"
        kind = number % 5
        if kind == 0:
            yield f"+1{digits}"
        elif kind == 1:
            yield (
                f"{rng.randrange(200, 1000)}{rng.choice(('', '-', '.'))}{rng.randrange(200, 1000)}"
                + digits[: rng.choice((0, 1, 4))]
            )
        elif kind == 2:
            text = f"+1{digits}"
            at = rng.randrange(len(text))
            yield text[:at] + rng.choice(SIGNS) + text[at + rng.randrange(2) :]
        elif kind == 3:
            yield "".join(rng.choices(PIECES, k=rng.randrange(5))) + digits[: rng.randrange(11)]
        else:
            yield "".join(rng.choices(SIGNS, k=rng.randrange(16)))


@pytest.mark.exhaustive
def test_a_hundred_thousand_caller_ids_read_twice() -> None:
    texts = list(generated())
    read = [told(parse(text)) for text in texts]
    again = [read_again(text) for text in texts]
    assert [text for text, one, two in zip(texts, read, again, strict=True) if one != two] == []
    kinds = set(read)
    assert set(NoPrefix) <= kinds, "they are of every kind"
    assert len(kinds) > 10_000


@given(st.text())
def test_every_string_has_an_answer(text: str) -> None:
    assert told(parse(text)) == read_again(text)


@given(st.text(alphabet=SIGNS, max_size=20))
def test_every_string_of_likely_signs_has_an_answer(text: str) -> None:
    assert told(parse(text)) == read_again(text)


@pytest.mark.parametrize("text", ["\ud800", "7" * 100_000, "\0", "+1704555012\ud800", "²" * 10])
def test_strings_that_trip_readers(text: str) -> None:
    assert told(parse(text)) == read_again(text)


def test_every_six_digits_are_read_by_the_plan() -> None:
    """Of a million, those that the plan allows and that lie in the country give a prefix."""
    for npa in range(1000):
        for nxx in (0, 99, 199, 200, 210, 211, 212, 311, 411, 511, 611, 711, 811, 911, 555, 999):
            text = f"{npa:03d}{nxx:03d}"
            assert told(parse(text)) == read_again(text)


def test_nothing_that_is_kept_can_hold_a_number() -> None:
    kept = parse("+17045550123")
    assert kept == CallerPrefix(704, 555, 0)
    assert "123" not in repr(kept)
