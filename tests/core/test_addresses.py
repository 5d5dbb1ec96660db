"""Two ways of writing one telephone compare as one; two telephones never do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.core.addresses import comparable, lines_by_number
from harborline.core.directory import Line

SAME = [
    (
        *("+17045550123", "17045550123", "7045550123", "704-555-0123", "(704) 555-0123"),
        *("tel:+1-704-555-0123", "sip:+17045550123@carrier.example", "sips:7045550123@192.0.2.1"),
        *("sip:7045550123;npdi@carrier.example;user=phone", "<sip:%2B17045550123@a.example?x=y>"),
        *("sip:7045550123:secret@carrier.example", " 704.555.0123 ", "7045550123;ext=5"),
    ),
    ("+442079460000", "+44 20 7946 0000", "011442079460000", "tel:+442079460000"),
    (
        *("sip:desk@center.example", "SIP:Desk@Center.Example", "sips:desk@center.example:5061"),
        *("<sip:desk@center.example;transport=tcp>", "sip:desk@center.example:5060?Reason=SIP"),
        "desk@center.example",
    ),
    ("sip:12@center.example", "sip:12@center.example:5060"),
    ("+18005550199", "sip:8005550199@x"),
    ("5550123", "555-0123"),
    ("", "  ", "sip:", "<>"),
]


@pytest.mark.parametrize("ways", SAME)
def test_ways_of_writing_one_telephone_compare_as_one(ways: tuple[str, ...]) -> None:
    assert len({comparable(way) for way in ways}) == 1


def test_different_telephones_compare_as_different() -> None:
    assert len({comparable(ways[0]) for ways in SAME}) == len(SAME)
    assert comparable("sip:12@a.example") != comparable("sip:12@b.example")
    assert comparable("sip:desk@a.example:5070") != comparable("sip:desk@a.example")
    assert comparable("+4930123456") != comparable("+14930123456")


@given(st.text())
def test_every_text_has_a_form_and_space_around_it_is_nothing(text: str) -> None:
    assert comparable(f" {text}\t") == comparable(text)


@given(
    st.from_regex(r"[2-9][0-9]{9}", fullmatch=True), st.from_regex(r"[a-z.]{1,20}", fullmatch=True)
)
def test_a_number_is_the_same_behind_every_host(number: str, host: str) -> None:
    assert comparable(f"sip:{number}@{host}") == comparable(number) == f"+1{number}"


def test_a_line_is_found_however_its_number_is_written_and_one_without_is_not() -> None:
    main = Line("main", "Main", "+1 (800) 555-0199", ("en",), ("team",))
    found = lines_by_number((main, main._replace(id="quiet", number=None)))
    assert found == {comparable("sip:8005550199@carrier.example"): main}
