"""What SIP headers tell of a caller: the right number, every wish for privacy, and no more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.app.hold_offs import token_of
from harborline.app.session import Arrival
from harborline.callflow.values import LineType
from harborline.core.numbering import CallerPrefix, NoPrefix
from harborline.telephony.arrivals import HEADERS, LINE_TYPE_HEADERS, arrival_from_sip
from harborline.telephony.sip_addresses import addresses_of

KEY = bytes(range(32))
OWN = frozenset({"800-656-4673", "+18005550100"})
CALLER = "<sip:+17045550123@carrier.example>"
OTHER = "<sip:+13365550188@pbx.example>"
HERE = CallerPrefix(704, 555, 0)


def arrived(**headers: str | list[str]) -> Arrival:
    """Reads headers given by name: `_` is `-`, and From is `from_`."""
    named = {name.rstrip("_").replace("_", "-"): value for name, value in headers.items()}
    lists = {name: [value] if isinstance(value, str) else value for name, value in named.items()}
    return arrival_from_sip(
        lists, line="main", own_numbers=OWN, token_key=KEY, county_header="X-County"
    )


NUMBERS = [
    CALLER,
    "sip:+17045550123@carrier.example",
    "sips:17045550123@carrier.example;tag=88",
    "<tel:+1-704-555-0123>;tag=1",
    "tel:7045550123",
    "<tel:5550123;phone-context=+1704>",
    "<tel:7045550123;phone-context=+1>",
    "<tel:+17045550123;phone-context=+44>",
    "<sip:7045550123;phone-context=carrier.example@192.0.2.1:5060;user=phone>",
    "<sip:%2B17045550123@[2001:db8::1]:5060;transport=tcp?Subject=x>",
    "<sip:+17045550123;npdi;rn=+13365550000@carrier.example>",
    "<sip:+17045550123:secret@carrier.example>",
    '"Doe, Jane" <sip:+17045550123@carrier.example>',
    r'"Jane \"J, <sip:+19195550111@x>\\" <sip:+17045550123@carrier.example>',
    "WIRELESS CALLER <sip:+17045550123@carrier.example>;tag=a,b",
    'Jane "unfinished <sip:+17045550123@carrier.example>',
    "<sip:+17045550123@carrier.example",
    "  +1 (704) 555-0123 ",
]


@pytest.mark.parametrize("text", NUMBERS)
@pytest.mark.parametrize("header", ["from_", "p_asserted_identity", "remote_party_id"])
def test_a_number_is_found_in_every_form(text: str, header: str) -> None:
    arrival = arrived(**{header: text})
    assert arrival.prefix == HERE
    assert arrival.token == token_of(KEY, "7045550123")
    assert arrival == arrived(**{header: CALLER})


@pytest.mark.parametrize(
    "headers",
    [
        {"p_asserted_identity": CALLER, "remote_party_id": OTHER, "from_": OTHER},
        {"remote_party_id": CALLER, "from_": OTHER},
        {"p_asserted_identity": "<sip:trunk7@carrier.example>", "from_": CALLER},
        {"p_asserted_identity": "<sip:unavailable@unknown.invalid>", "from_": CALLER},
        {"p_asserted_identity": "", "remote_party_id": "<>", "from_": CALLER},
        {"p_asserted_identity": "<sip:101@pbx.example>", "from_": CALLER},
        {"p_asserted_identity": f"<sip:front@desk.example>, {CALLER}", "from_": OTHER},
        {"p_asserted_identity": [CALLER, "<tel:+13365550188>"]},
    ],
)
def test_the_most_trusted_header_that_holds_a_number_is_believed(headers: dict[str, str]) -> None:
    assert arrived(**headers).prefix == HERE


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<sip:+442079460000@carrier.example>", NoPrefix.FOREIGN),
        ("<sip:+14165550123@carrier.example>", NoPrefix.FOREIGN),
        ("<sip:+18005550123@carrier.example>", NoPrefix.TOLL_FREE),
        ("<sip:101@pbx.example>", NoPrefix.MALFORMED),
        ("<sip:front@desk.example>", NoPrefix.WITHHELD),
        ("", NoPrefix.WITHHELD),
    ],
)
def test_what_is_no_place_says_why_and_leaves_no_token(text: str, reason: NoPrefix) -> None:
    arrival = arrived(from_=text)
    assert (arrival.prefix, arrival.token, arrival.own_number) == (reason, None, False)


WISHES = [
    {"privacy": "id"},
    {"privacy": "user;id;critical"},
    {"privacy": " Full "},
    {"privacy": ["none", "header;ID"]},
    {"privacy": "something new"},
    {"remote_party_id": f"{CALLER};party=calling;privacy=full;screen=yes"},
    {"remote_party_id": f'{CALLER};privacy="full-network"'},
    {"remote_party_id": f"{CALLER};Privacy=uri"},
    {"from_": '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1'},
    {"from_": "<sip:+17045550123@anonymous.invalid>"},
    {"from_": "<sip:anonymous@192.0.2.1>"},
    {"from_": "<sip:Restricted@carrier.example>"},
    {"from_": '"Anonymous" <sip:+17045550123@carrier.example>'},
    {"from_": "<sip:266696687@carrier.example>"},
    {"from_": "<sip:+7378742833@carrier.example>"},
]


@pytest.mark.parametrize("wish", WISHES)
@pytest.mark.parametrize("line", ["main", "the-toll-free-one"])
def test_every_wish_for_privacy_outweighs_the_number(
    wish: dict[str, str | list[str]], line: str
) -> None:
    """Also where the carrier hands the number over all the same, as it does to toll-free lines."""
    ani = "<sip:17045550123@carrier.example>"
    headers = {"p-asserted-identity": [ani], "from": [CALLER], "p-charge-info": [ani]}
    for name, value in wish.items():
        texts = [value] if isinstance(value, str) else value
        headers[name.rstrip("_").replace("_", "-")] = texts
    arrival = arrival_from_sip(headers, line=line, own_numbers=OWN, token_key=KEY)
    assert (arrival.prefix, arrival.token) == (NoPrefix.WITHHELD, None)


@pytest.mark.parametrize(
    "headers",
    [
        {"privacy": "none", "from_": CALLER},
        {"privacy": "header;session", "from_": CALLER},
        {"privacy": "", "from_": CALLER},
        {"remote_party_id": f"{CALLER};privacy=off;screen=no"},
        {"from_": '"UNAVAILABLE" <sip:+17045550123@carrier.example>'},
    ],
)
def test_what_is_no_wish_for_privacy_hides_nothing(headers: dict[str, str]) -> None:
    assert arrived(**headers).prefix == HERE


def test_a_charge_number_is_no_caller_id() -> None:
    arrival = arrived(p_charge_info="<sip:7045550123@carrier.example>", x_ani="7045550123")
    assert arrival.prefix is NoPrefix.WITHHELD


WIRELESS, LANDLINE, UNKNOWN = LineType.WIRELESS, LineType.LANDLINE, LineType.UNKNOWN


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        *((pair, WIRELESS) for pair in ("61", "62", "63")),
        *((pair, LANDLINE) for pair in ("00", "0", "01", "06", "6", "7", "20", "23", "25", "27")),
        *((pair, LANDLINE) for pair in ("29", "52", "70", " 70 ", '"29"')),
        *((pair, UNKNOWN) for pair in ("02", "2", "24", "30", "40", "60", "66", "67", "93", "99")),
        *((word, WIRELESS) for word in ("cellular", "Cellular-Roaming", "mobile-hplmn")),
        *((word, LANDLINE) for word in ("payphone", "prison", "hotel", "hospital")),
        *((word, UNKNOWN) for word in ("ordinary", "unknown", "operator", "test", "", "062", "٦٢")),
    ],
)
def test_the_kind_of_telephone_is_read_wherever_it_stands(word: str, kind: LineType) -> None:
    for name in ("isup-oli", "oli", "cpc"):
        in_user = f"<sip:+17045550123;{name}={word}@carrier.example;user=phone>"
        in_uri = f"<sip:+17045550123@carrier.example;{name.upper()}={word}>"
        after = f"{CALLER};{name}={word}"
        tel = f"<tel:+17045550123;{name}={word}>"
        for text in (in_user, in_uri, after, tel):
            for header in ("from_", "p_asserted_identity", "remote_party_id"):
                arrival = arrived(**{header: text})
                assert (arrival.prefix, arrival.line_type) == (HERE, kind)
    for header in LINE_TYPE_HEADERS:
        assert arrived(from_=CALLER, **{header.replace("-", "_"): word}).line_type is kind
    assert arrived(from_=CALLER, x_oli=f"sip:x;isup-oli={word}").line_type is kind


def test_anything_that_says_wireless_wins() -> None:
    landline = f"{CALLER};isup-oli=00"
    assert (
        arrived(p_asserted_identity=landline, from_=f"{CALLER};cpc=cellular").line_type is WIRELESS
    )
    assert arrived(p_asserted_identity=landline, x_oli="62").line_type is WIRELESS
    assert arrived(p_asserted_identity=landline, x_oli="93").line_type is LANDLINE
    assert arrived(from_=landline, privacy="id").line_type is LANDLINE


@pytest.mark.parametrize(
    ("text", "county"),
    [
        ("37119", "37119"),
        (' "37119" ', "37119"),
        *((text, None) for text in ("", "3711", "371190", "NC119", "٣٧١١٩", "37119;x", "-3711")),
    ],
)
def test_a_county_is_believed_by_its_form_alone(text: str, county: str | None) -> None:
    assert arrived(from_=CALLER, x_county=text).county == county


def test_no_county_header_is_believed_that_nobody_configured() -> None:
    headers = {"from": [CALLER], "x-county": ["37119"], "": ["37119"]}
    arrival = arrival_from_sip(headers, line=None, own_numbers=OWN, token_key=KEY)
    assert (arrival.county, arrival.line) == (None, None)


@pytest.mark.parametrize("header", ["from_", "p_asserted_identity", "remote_party_id"])
@pytest.mark.parametrize("own", ["<sip:+18006564673@x>", "<tel:800-555-0100>", "18006564673"])
def test_our_own_number_is_known_in_every_form_and_header(header: str, own: str) -> None:
    arrival = arrived(**{"from_": OTHER, header: own})
    assert arrival.own_number
    assert arrival.token is None


def test_forwarders_are_named_once_for_each_header_without_ourselves() -> None:
    diversion = "<sip:+17045550123@192.0.2.1>;reason=unconditional, <sip:desk@Center.example:5060>"
    history = (
        "<sip:+13365550188@x?Reason=SIP%3Bcause%3D302>;index=1, <sip:+18006564673@us>;index=1.1"
    )
    arrival = arrived(from_="<sip:8006564673@x>", diversion=diversion, history_info=history)
    assert arrival.forwarded_by == ("+17045550123", "desk@center.example", "+13365550188")
    assert arrived(from_=CALLER, history_info="<sip:8005550100@us>;index=1").forwarded_by == ()


def test_a_flood_is_passed_on() -> None:
    arrival = arrival_from_sip({}, line="main", own_numbers=OWN, token_key=KEY, flooded=True)
    assert (arrival.flooded, arrival.line) == (True, "main")


def test_neither_what_was_read_nor_a_token_shows_a_number() -> None:
    arrival = arrived(from_=CALLER, diversion=OTHER)
    shown = f"{arrival!r} {arrival} {arrival.token} {addresses_of([CALLER])}"
    assert "555" not in shown
    assert "704" not in shown


WORD = st.sampled_from(
    (
        *('"', "<", ">", ",", ";", "=", "@", "\\", ":", "%2B", "%", "sip:", "tel:", "+1", "704555"),
        *("0123", "anonymous", "privacy", "isup-oli", "62", "phone-context", " ", "\0", "\udc80"),
    )
)
TEXTS = st.lists(st.one_of(st.text(), st.lists(WORD).map("".join)), max_size=3)


@given(st.dictionaries(st.sampled_from((*HEADERS, "x-county")), TEXTS))
def test_every_header_text_is_read_without_a_fault(headers: dict[str, list[str]]) -> None:
    arrival = arrival_from_sip(
        headers, line=None, own_numbers=OWN, token_key=KEY, county_header="X-County"
    )
    assert arrival.token is None or isinstance(arrival.prefix, CallerPrefix)
    assert arrival.county is None or arrival.county.isdigit()


@given(st.dictionaries(st.sampled_from(HEADERS), st.lists(st.binary(), max_size=3)))
def test_every_byte_is_read_without_a_fault(headers: dict[str, list[bytes]]) -> None:
    texts = {
        name: [value.decode("utf-8", "surrogateescape") for value in values]
        for name, values in headers.items()
    }
    arrival = arrival_from_sip(texts, line=None, own_numbers=OWN, token_key=KEY)
    assert arrival.line_type in LineType


def test_endless_headers_are_cut_short() -> None:
    long = "<sip:a@b>," * 500_000 + CALLER
    assert arrived(from_=[long] * 10, diversion=["," * 1_000_000] * 100).prefix is NoPrefix.WITHHELD
