"""Tokens: what is sealed comes back, nothing else opens, and no number can be read in one."""

from __future__ import annotations

import re
import traceback
from base64 import urlsafe_b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.telephony.twiml.tokens import KEY_BYTES, LONGEST, BadToken, Tokens

KEY = bytes(range(KEY_BYTES))
NUMBERS = st.from_regex(r"\A\+?1?[2-9][0-9]{2}[2-9][0-9]{6}\Z")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


class Wall:
    """A wall clock that is set by hand."""

    def __init__(self) -> None:
        self.now_s = 1_800_000_000.5

    def __call__(self) -> float:
        return self.now_s


def tokens(key: bytes = KEY, wall: Wall | None = None) -> Tokens:
    return Tokens(key, wall or Wall())


@given(st.dictionaries(st.text(max_size=8), JSON, max_size=6))
def test_what_was_sealed_comes_back(payload: dict[str, object]) -> None:
    assert tokens().open(tokens().seal(payload, 60)) == payload


@given(NUMBERS, st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES))
def test_no_number_can_be_read_in_a_token(number: str, key: bytes) -> None:
    token = tokens(key).seal({"held": number, "again": [number] * 4}, 60)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", token)
    assert not re.search(r"[0-9]{7}", token)
    sealed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    digits = number.lstrip("+")
    for shape in (digits, digits[-10:], digits[-7:], digits[::-1]):
        assert shape.encode() not in sealed
        assert shape not in token


def test_a_run_of_digits_that_chance_would_make_is_not_given_out() -> None:
    sealing = tokens()
    assert not any(re.search(r"[0-9]{7}", sealing.seal({"a": "b" * 300}, 1)) for _ in range(5000))


def test_a_token_ends_by_itself() -> None:
    wall = Wall()
    sealing = tokens(wall=wall)
    token = sealing.seal({"a": 1}, 60)
    wall.now_s += 59
    assert sealing.open(token) == {"a": 1}
    wall.now_s += 1
    with pytest.raises(BadToken):
        sealing.open(token)


def test_processes_that_share_the_key_open_each_others_tokens() -> None:
    assert tokens().open(tokens().seal({"slot": 2}, 60)) == {"slot": 2}
    with pytest.raises(BadToken):
        tokens(bytes(KEY_BYTES)).open(tokens().seal({"slot": 2}, 60))


@given(st.data())
def test_any_change_of_any_character_is_refused(data: st.DataObject) -> None:
    token = tokens().seal({"call": "00ff" * 4}, 60)
    at = data.draw(st.integers(0, len(token) - 1))
    instead = data.draw(st.characters().filter(lambda c: c != token[at]))
    with pytest.raises(BadToken):
        tokens().open(token[:at] + instead + token[at + 1 :])


@given(st.data())
def test_a_cut_or_lengthened_token_is_refused(data: st.DataObject) -> None:
    token = tokens().seal({"call": "00ff" * 4}, 60)
    shorter = token[: data.draw(st.integers(0, len(token) - 1))]
    longer = token + data.draw(st.text("ABC012-_=", min_size=1, max_size=8))
    for bad in (shorter, longer, f" {token}", f"{token}\n"):
        with pytest.raises(BadToken):
            tokens().open(bad)


@given(st.text(max_size=200) | st.text("ABC012-_=", max_size=200))
def test_any_text_at_all_is_refused_with_the_one_error(text: str) -> None:
    with pytest.raises(BadToken):
        tokens().open(text)


def test_one_too_long_is_neither_made_nor_opened() -> None:
    with pytest.raises(ValueError, match="too much"):
        tokens().seal({"a": "b" * LONGEST}, 60)
    with pytest.raises(BadToken):
        tokens().open("A" * (LONGEST + 1))


def test_refusals_say_nothing_of_what_came() -> None:
    with pytest.raises(BadToken) as refusal:
        tokens().open("5551234567secret")
    shown = "".join(traceback.format_exception_only(refusal.value))
    assert str(refusal.value) == ""
    assert "5551234567" not in shown
    assert refusal.value.__suppress_context__


def test_a_key_of_another_length_is_none() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Tokens(b"short", Wall())
    assert "0" not in repr(tokens())
