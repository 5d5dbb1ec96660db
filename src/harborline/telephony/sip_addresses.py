"""Reading addresses out of SIP headers: name-addr and addr-spec, sip:, sips: and tel: (RFC 3261, 3966).

Total over every text: what cannot be read has an empty user. Linear in time, and bounded, for
whoever calls writes these headers. What is read holds a number and shows nothing of itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from harborline.core.numbering import CallerPrefix, parse

_LONGEST = 4096
_MOST = 32
_SCHEMES = ("sips:", "sip:", "tel:")


class SipAddress(NamedTuple):
    """One value of a header. `user`: of a tel: URI its number. `host`: lower case, without port.

    `params`: of user, URI and header alike, names in lower case, the first of a name wins. `name`:
    the display name without quotes.
    """

    user: str
    host: str
    params: dict[str, str]
    name: str

    def __repr__(self) -> str:
        return "<SipAddress>"

    @property
    def number(self) -> str:
        """The user, made whole by a global phone-context where it is a local number."""
        context = self.params.get("phone-context", "")
        if not context.startswith("+") or isinstance(parse(self.user), CallerPrefix):
            return self.user
        return self.user if self.user.startswith("+") else context + self.user


def addresses_of(texts: Sequence[str]) -> list[SipAddress]:
    """Reads all values of a header that may stand several times."""
    values = (value for text in texts[:_MOST] for value in _split(text[:_LONGEST], ","))
    return [_address(value) for value, _ in zip(values, range(_MOST), strict=False)]


def parameters_of(text: str) -> dict[str, str]:
    """Reads `a=b;c="d"`; names in lower case, the first of a name wins."""
    found: dict[str, str] = {}
    for part in _split(text, ";"):
        name, _, value = part.partition("=")
        if name.strip():
            found.setdefault(name.strip().lower(), _unquoted(value))
    return found


def _outside_quotes(text: str) -> Iterator[tuple[int, str]]:
    quoted, escaped = False, False
    for place, c in enumerate(text):
        if escaped:
            escaped = False
        elif quoted:
            escaped, quoted = c == "\\", c != '"'
        elif c == '"':
            quoted = True
        else:
            yield place, c


def _split(text: str, separator: str) -> Iterator[str]:
    """Splits where the separator stands outside quotes and angle brackets."""
    begin, inside = 0, False
    for place, c in _outside_quotes(text):
        if c in "<>":
            inside = c == "<"
        elif c == separator and not inside:
            yield text[begin:place]
            begin = place + 1
    yield text[begin:]


def _address(value: str) -> SipAddress:
    name, uri, after = _parts(value)
    scheme = next((scheme for scheme in _SCHEMES if uri[:5].lower().startswith(scheme)), "")
    bare = uri[len(scheme) :].partition("?")[0]
    user, at, host = bare.rpartition("@")
    if scheme == "tel:" or not (scheme or at):
        user, host = bare, ""
    user, _, of_user = user.partition(";")
    host, _, of_uri = host.partition(";")
    params = parameters_of(f"{of_user};{of_uri};{after}")
    return SipAddress(unquote(user.partition(":")[0]).strip(), _host(host), params, _unquoted(name))


def _parts(value: str) -> tuple[str, str, str]:
    """Gives display name, URI, and what follows the brackets; without them all is URI."""
    opened = next((place for place, c in _outside_quotes(value) if c == "<"), value.rfind("<"))
    if opened < 0:
        return "", value.strip(), ""
    uri, _, after = value[opened + 1 :].partition(">")
    return value[:opened], uri.strip(), after


def _host(text: str) -> str:
    lower = text.strip().lower()
    if lower.startswith("["):
        return lower.partition("]")[0] + "]"
    return lower.partition(":")[0]


def _unquoted(text: str) -> str:
    stripped = text.strip()
    if len(stripped) > 1 and stripped[0] == stripped[-1] == '"':
        return stripped[1:-1].replace("\\", "")
    return stripped
