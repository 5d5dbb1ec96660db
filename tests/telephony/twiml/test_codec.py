"""What is read of a carrier's fields, and what is not even looked at."""

from __future__ import annotations

import pytest

from contract.network import LINES, MAIN
from harborline.app.session import Arrival
from harborline.core.numbering import CallerPrefix, NoPrefix
from harborline.telephony.twiml.codec import (
    Fields,
    arrival_of,
    dialed_number,
    fields_of,
    keys_of,
    showable,
    talk_s_of,
)

KEY = bytes(range(32))


def arrival(**fields: str) -> Arrival:
    return arrival_of(Fields(fields), LINES, KEY)


def test_a_caller_is_a_prefix_and_a_token_and_no_more() -> None:
    told = arrival(
        From="+13215550147", To="+18005550192", CallerCity="BELLWETHER", CallerZip="11101"
    )
    assert told.prefix == CallerPrefix(321, 555, 0)
    assert told.line == "quick"
    assert told.token is not None
    assert told.county is None
    assert "5550147" not in repr(tuple(told))


@pytest.mark.parametrize(
    ("caller", "prefix"),
    [
        ("sip:+13215550147@carrier.example;user=phone", CallerPrefix(321, 555, 0)),
        ("<tel:+1-321-555-0147>", CallerPrefix(321, 555, 0)),
        ("+266696687", NoPrefix.WITHHELD),
        ("anonymous", NoPrefix.WITHHELD),
        ("client:alice", NoPrefix.WITHHELD),
        ("", NoPrefix.WITHHELD),
        ("+442079460000", NoPrefix.FOREIGN),
        ("+1800" + "5550100", NoPrefix.TOLL_FREE),
        ("1" * 5000, NoPrefix.WITHHELD),
    ],
)
def test_however_a_caller_id_is_written(caller: str, prefix: CallerPrefix | NoPrefix) -> None:
    told = arrival(From=caller, To=MAIN.number or "")
    assert told.prefix == prefix
    assert (told.token is not None) == isinstance(prefix, CallerPrefix)


@pytest.mark.parametrize("to", ["18005550193", "(800) 555-0193", "sip:+18005550193@us1.example"])
def test_however_a_line_is_dialed(to: str) -> None:
    assert arrival(From="anonymous", To=to).line == "staggered"


def test_a_number_that_is_no_lines_leads_to_the_first_line() -> None:
    assert arrival(From="anonymous", To="+12025550123").line is None


def test_a_call_with_our_own_number_may_be_a_center_forwarding_back() -> None:
    told = arrival(From=MAIN.number or "", To=MAIN.number or "", ForwardedFrom="+14155550101")
    assert (told.own_number, told.prefix, told.token) == (True, NoPrefix.MALFORMED, None)
    assert told.forwarded_by == ("+14155550101",)


@pytest.mark.parametrize("named", [MAIN.number or "", "sip:(800) 555-0193@us1.example"])
def test_a_line_of_ours_is_nobody_who_forwarded(named: str) -> None:
    assert arrival(From=MAIN.number or "", ForwardedFrom=named).forwarded_by == ()


def test_a_field_that_comes_twice_counts_once_and_no_form_has_no_fields() -> None:
    assert fields_of(b"From=a&From=b&Digits=")["From"] == "a"
    assert fields_of(b"&".join(b"a%d=1" % i for i in range(600))) == {}
    assert fields_of(b"\xff\xfe") == {"\ufffd\ufffd": ""}


def test_fields_show_nothing_of_themselves() -> None:
    assert "321" not in f"{Fields(From='+13215550147')!r} {Fields(From='+13215550147')}"


@pytest.mark.parametrize(
    ("digits", "keys"),
    [("1*#", "1*#"), ("1 1-1", "111"), ("", ""), ("\u0661", ""), ("1" * 99, "1" * 32)],
)
def test_keys(digits: str, keys: str) -> None:
    assert keys_of(Fields(Digits=digits)) == keys


@pytest.mark.parametrize(
    ("text", "seconds"), [("61", 61), ("", 0), ("-1", 0), ("1e3", 0), ("9" * 9, 0), ("\u0663", 0)]
)
def test_how_long_a_talk_was(text: str, seconds: int) -> None:
    assert talk_s_of(Fields(DialCallDuration=text)) == seconds


def test_what_may_be_shown_to_a_center() -> None:
    assert showable(dialed_number({"To": "+18005550199"}))
    assert not any(map(showable, ("", "anonymous", "123", "+1800555019x", "+" + "1" * 16)))
