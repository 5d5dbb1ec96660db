"""What SIP headers tell of a caller, cut to what may be kept: the full number ends here.

Lives here: which header is believed, whose wish for privacy counts, what kind of telephone calls,
who forwarded the call. May not: choose anything, print, keep, or name what it read in an error.
Called by: whatever brings SIP headers (telephony/ari). Total over every text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from harborline.app.hold_offs import token_of
from harborline.app.session import Arrival
from harborline.callflow.values import LineType
from harborline.core.addresses import comparable
from harborline.core.numbering import CallerPrefix, NoPrefix, parse
from harborline.telephony.sip_addresses import SipAddress, addresses_of, parameters_of

CALLER_HEADERS = ("p-asserted-identity", "remote-party-id", "from")
"""Where the caller's number stands, the most trusted first: what the carrier asserts goes before
what the caller's own equipment claims. P-Charge-Info is not among them: on toll-free lines it holds
the number of callers who asked that it be kept from us."""

FORWARDING_HEADERS = ("diversion", "history-info")

LINE_TYPE_HEADERS = (
    *("oli", "x-oli", "isup-oli", "x-isup-oli", "p-oli", "x-originating-line-info"),
    *("ani-ii", "x-ani-ii", "x-anii", "ani2", "x-ani2"),
    *("cpc", "x-cpc", "p-cpc", "x-isup-cpc"),
)
"""Headers of their own in which carriers say what kind of line calls; no standard names one."""

HEADERS = (*CALLER_HEADERS, "privacy", *FORWARDING_HEADERS, *LINE_TYPE_HEADERS)
"""Every header that is read here, besides the county header, in lower case."""

_LINE_TYPE_PARAMS = ("isup-oli", "oli", "ani-ii", "anii", "ani2", "cpc", "isup-cpc")

_WIRELESS_II = frozenset({"61", "62", "63"})
_LANDLINE_II = frozenset({"00", "01", "06", "07", "20", "23", "25", "27", "29", "52", "70"})
"""Digit pairs of the list that the North American Numbering Plan Administrator keeps (ANI II digits,
nanpa.com). Stations at a fixed place: 00 plain service, 01 multiparty, 06 and 07 hotels and the like,
20 a PBX that names its extension, 23 coin or not, 25 and 27 coin, 29 confinement, 52 OUTWATS,
70 private pay stations. The prefix tells where these stand, so they count as landline.

All others stay unknown, and the caller is asked for a ZIP: 02 the number was not identified; 24 any
station but a pay station, mobile ones included; 30 to 34 intercept and operators; 40 to 49 each
network's own; 60, 66, 67 relay services, where the number may be the relay's; 93 private networks,
which leave where the company's gateway stands."""

_WIRELESS_CPC = frozenset(
    {"cellular", "cellular-roaming", "mobile", "mobile-hplmn", "mobile-vplmn"}
)
_LANDLINE_CPC = frozenset({"payphone", "prison", "hotel", "hospital"})
"""`ordinary` is not among them: gateways fill it in when they know nothing (3GPP TS 29.163, table
C.1.1, note 2), so it would pass a mobile off as a telephone that stands where its number says."""

_SHOWN = frozenset({"", "none", "off", "no", "name", "header", "session", "critical", "history"})
"""Words of Privacy (RFC 3323, 3325, 7044) and of Remote-Party-ID that leave the number shown. Any other
word hides it: the worst that a misread word costs a caller is a question for the ZIP."""

_PRIVATE_NAMES = frozenset({"anonymous", "restricted", "private", "blocked", "withheld"})
_NOBODY = "anonymous.invalid"
_TWO_DIGITS = 2
_FIPS_DIGITS = 5
_DIGITS = frozenset("0123456789")


def arrival_from_sip(
    headers: Mapping[str, Sequence[str]],
    *,
    line: str | None,
    own_numbers: frozenset[str],
    token_key: bytes,
    county_header: str | None = None,
    flooded: bool = False,
) -> Arrival:
    """Reads the headers of an INVITE; names in lower case, values as they came.

    `own_numbers`: our lines' numbers in any form. `token_key`: 32 random bytes of this process.
    A caller who asked for privacy in any header is withheld and leaves no token, whatever else was
    delivered: to toll-free lines carriers hand over the number in spite of the wish.
    """
    sources = [addresses_of(headers.get(name, ())) for name in CALLER_HEADERS]
    own = frozenset(map(comparable, own_numbers))
    number, prefix = _caller(headers, sources)
    is_own = any(comparable(a.number) in own for source in sources for a in source)
    return Arrival(
        prefix,
        line,
        _line_type(headers, sources),
        _county(headers.get(county_header.lower(), ()) if county_header else ()),
        None if is_own or not isinstance(prefix, CallerPrefix) else token_of(token_key, number),
        is_own,
        tuple(_forwarded_by(headers, own)),
        flooded,
    )


def _caller(
    headers: Mapping[str, Sequence[str]], sources: Sequence[Sequence[SipAddress]]
) -> tuple[str, CallerPrefix | NoPrefix]:
    """Gives the most trusted number and its prefix; past a header that says nothing, the next."""
    if _asks_privacy(headers, sources):
        return "", NoPrefix.WITHHELD
    read = NoPrefix.WITHHELD
    for source in sources:
        for address in source:
            if not _DIGITS.isdisjoint(address.number):
                prefix = parse(address.number)
                if prefix is not NoPrefix.MALFORMED and prefix is not NoPrefix.WITHHELD:
                    return address.number, prefix
                read = NoPrefix.MALFORMED
    return "", read


def _asks_privacy(
    headers: Mapping[str, Sequence[str]], sources: Sequence[Sequence[SipAddress]]
) -> bool:
    words = ",".join(headers.get("privacy", ())).replace(";", ",").lower().split(",")
    if any(word.strip() not in _SHOWN for word in words):
        return True
    return any(_is_anonymous(address) for source in sources for address in source)


def _is_anonymous(address: SipAddress) -> bool:
    wish = address.params.get("privacy", "").lower().removesuffix("-network")
    if wish not in _SHOWN or address.host.endswith(_NOBODY):
        return True
    keyed = address.user.removeprefix("+")
    spelled = keyed.isdigit() and parse(keyed) is NoPrefix.WITHHELD
    return spelled or not _PRIVATE_NAMES.isdisjoint((address.user.lower(), address.name.lower()))


def _line_type(
    headers: Mapping[str, Sequence[str]], sources: Sequence[Sequence[SipAddress]]
) -> LineType:
    """Gives wireless if anything says so: then the number tells least of where the caller is."""
    said = {_kind_of(word) for word in _line_type_words(headers, sources)}
    for kind in (LineType.WIRELESS, LineType.LANDLINE):
        if kind in said:
            return kind
    return LineType.UNKNOWN


def _line_type_words(
    headers: Mapping[str, Sequence[str]], sources: Sequence[Sequence[SipAddress]]
) -> Iterator[str]:
    for source in sources:
        for address in source:
            yield from (address.params.get(name, "") for name in _LINE_TYPE_PARAMS)
    for name in LINE_TYPE_HEADERS:
        for text in headers.get(name, ()):
            yield text.partition(";")[0]
            yield from (parameters_of(text).get(param, "") for param in _LINE_TYPE_PARAMS)


def _kind_of(word: str) -> LineType:
    bare = word.strip().strip('"').lower()
    if bare.isascii() and bare.isdigit() and len(bare) <= _TWO_DIGITS:
        bare = bare.zfill(_TWO_DIGITS)
    if bare in _WIRELESS_II or bare in _WIRELESS_CPC:
        return LineType.WIRELESS
    if bare in _LANDLINE_II or bare in _LANDLINE_CPC:
        return LineType.LANDLINE
    return LineType.UNKNOWN


def _county(texts: Sequence[str]) -> str | None:
    """Gives the FIPS code of a trusted header; one of another form is as good as none."""
    bare = texts[0].strip().strip('"') if texts else ""
    return bare if len(bare) == _FIPS_DIGITS and _DIGITS.issuperset(bare) else None


def _forwarded_by(headers: Mapping[str, Sequence[str]], own: frozenset[str]) -> Iterator[str]:
    """Gives whom a call was forwarded by; our own lines, which History-Info ends with, say nothing."""
    for name in FORWARDING_HEADERS:
        for address in addresses_of(headers.get(name, ())):
            found = comparable(_uri(address))
            if found and found not in own:
                yield found


def _uri(address: SipAddress) -> str:
    return f"{address.number}@{address.host}" if address.host else address.number
