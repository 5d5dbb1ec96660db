"""Telephone addresses in the one form in which two of them are compared.

The same telephone is written in many ways: a map holds what a center declared, a carrier's Diversion
header names it as the network dialed it. Destinations and our own lines only, never a caller.
"""

from __future__ import annotations

from collections.abc import Iterable

from harborline.core.directory import Line

_SCHEMES = ("sips:", "sip:", "tel:")
_DEFAULT_PORTS = (":5060", ":5061")
_SEPARATORS = str.maketrans("", "", " -.()\u00a0")
_DIGITS = frozenset("0123456789")
_NATIONAL = 10
_SHORTEST = 7
"""Numbers shorter than that are extensions, which mean something only beside their host."""


def lines_by_number(lines: Iterable[Line]) -> dict[str, Line]:
    """Gives lines by the comparable form of their numbers."""
    return {comparable(line.number): line for line in lines if line.number}


def comparable(address: str) -> str:
    """Gives a number as + and its digits, a SIP URI as user@host; total over every string.

    A SIP URI whose user is a whole number counts as that number, whatever its host: the network in
    between puts its own there. Anything else stays as it is, trimmed and in lower case.
    """
    text = address.strip().strip("<>").lower()
    scheme = next((scheme for scheme in _SCHEMES if text.startswith(scheme)), "")
    user, at, host = text.removeprefix(scheme).partition("?")[0].rpartition("@")
    if not at:
        user, host = host, ""
    user = user.partition(";")[0].partition(":")[0].strip()
    number = _number(user.replace("%2b", "+").translate(_SEPARATORS))
    if number is not None:
        return number
    host = host.partition(";")[0].strip()
    for port in _DEFAULT_PORTS:
        host = host.removesuffix(port)
    return f"{user}@{host}" if at else user


def _number(text: str) -> str | None:
    """Gives a whole number in its international form: ten digits are of North America."""
    digits = text.removeprefix("+")
    if len(digits) < _SHORTEST or not _DIGITS.issuperset(digits):
        return None
    if text.startswith("+"):
        return text
    if len(digits) == _NATIONAL:
        return f"+1{digits}"
    if len(digits) == _NATIONAL + 1 and digits.startswith("1"):
        return f"+{digits}"
    if digits.startswith("011"):
        return f"+{digits[3:]}"
    return digits
