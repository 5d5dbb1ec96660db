"""Asks a public web address whether it opens, and lets nobody use us to look into a private network.

The host is looked up once, each of its addresses must be public, and the connection goes to the very
address that was looked at, so that a name which answers otherwise the second time gains nothing. Each
redirection is looked at in the same way. Nothing is kept of a page; at most its first bytes are read.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import urllib.parse
from collections.abc import Callable
from enum import StrEnum

TIMEOUT_S = 10.0
MOST_HOPS = 4
_PORTS = {"http": 80, "https": 443}
_NO_HEAD = frozenset({403, 404, 405, 406, 501, 503})
"""Answers to HEAD after which GET is tried: some servers know no HEAD."""

_HEADERS = {"User-Agent": "harborline-link-check", "Accept": "*/*", "Connection": "close"}

Resolve = Callable[[str, int], tuple[str, ...]]


class Fault(StrEnum):
    """Why an address does not open; an answer of a server that says no is kept as its status."""

    NO_ADDRESS = "no address"
    NOT_PUBLIC = "not public"
    REDIRECTIONS = "redirections"
    CERTIFICATE = "certificate"
    SLOW = "slow"
    NO_HOST = "no host"
    NO_CONNECTION = "no connection"


class _Closed(Exception):
    """An address does not open; its text is the fault that is kept."""


def resolved(host: str, port: int) -> tuple[str, ...]:
    """Gives the IP addresses of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Tells whether an IP address belongs to the open internet, also where it is wrapped in IPv6."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        wrapped = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo or (None, None))[1]
        if wrapped is not None:
            return is_public(str(wrapped))
        if parsed in ipaddress.IPv6Network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)))
    return parsed.is_global and not parsed.is_multicast


def fault_of(
    address: str, resolve: Resolve = resolved, allowed: Callable[[str], bool] = is_public
) -> str:
    """Gives why an address does not open, in a word or two; empty = it does.

    `resolve`, `allowed`: tests look elsewhere than into the network.
    """
    try:
        for _ in range(MOST_HOPS):
            status, onward = _ask(address, resolve, allowed)
            if onward is None:
                return "" if status < 400 or status in {401, 403, 429} else f"status {status}"
            address = onward
        return Fault.REDIRECTIONS
    except _Closed as closed:
        return str(closed)
    except ssl.SSLError:
        return Fault.CERTIFICATE
    except TimeoutError:
        return Fault.SLOW
    except socket.gaierror:
        return Fault.NO_HOST
    except (OSError, http.client.HTTPException, ValueError):
        return Fault.NO_CONNECTION


def _ask(address: str, resolve: Resolve, allowed: Callable[[str], bool]) -> tuple[int, str | None]:
    """Gives the status, and where a redirection leads."""
    parts = urllib.parse.urlsplit(address)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise _Closed(Fault.NO_ADDRESS)
    port = parts.port or _PORTS[parts.scheme]
    places = resolve(parts.hostname, port)
    if not places or not all(allowed(place) for place in places):
        raise _Closed(Fault.NOT_PUBLIC)
    target = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
    target = urllib.parse.quote(target, safe="/:?&=%#~+!$'()*,;@[]-._")
    status, onward = _send("HEAD", parts.scheme, parts.hostname, port, places[0], target)
    if status in _NO_HEAD:
        status, onward = _send("GET", parts.scheme, parts.hostname, port, places[0], target)
    if 300 <= status < 400 and onward:
        return status, urllib.parse.urljoin(address, onward)
    return status, None


def _send(
    method: str, scheme: str, host: str, port: int, place: str, target: str
) -> tuple[int, str | None]:
    connection = _Pinned(host, port, place, secure=scheme == "https")
    try:
        connection.request(method, target, headers=_HEADERS)
        response = connection.getresponse()
        return response.status, response.getheader("Location")
    finally:
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """Speaks to the IP address that was looked at, and shows the host's name to server and certificate."""

    def __init__(self, host: str, port: int, place: str, *, secure: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT_S)
        self._place, self._secure = place, secure
        self.default_port = _PORTS["https" if secure else "http"]

    def connect(self) -> None:
        plain = socket.create_connection((self._place, self.port), TIMEOUT_S)
        if not self._secure:
            self.sock = plain
            return
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(plain, server_hostname=self.host)
