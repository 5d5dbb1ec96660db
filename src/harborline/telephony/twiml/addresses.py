"""Which address a carrier called, for that is what it signed; behind proxies too.

The setting for our public address wins. Without it a proxy's forwarding headers are believed, from
the operator's own proxies alone: anybody may send such headers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any, TypeAlias

Network: TypeAlias = IPv4Network | IPv6Network


def public_url_of(
    scope: Mapping[str, Any], public_url: str | None, proxies: Sequence[str] = ()
) -> str:
    """Gives the address as the carrier called it, query included, from an ASGI scope.

    `proxies`: addresses or networks. The path stays as it was sent: decoding and encoding it again
    would change what was signed.
    """
    path: bytes = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope.get("query_string", b"")
    called = path.partition(b"?")[0].decode("latin-1")
    if query:
        called += "?" + query.decode("latin-1")
    if public_url:
        return public_url.rstrip("/") + called
    return f"{_scheme_and_host(scope, proxies)}{called}"


def networks(written: Iterable[str]) -> tuple[tuple[Network, ...], tuple[str, ...]]:
    """Reads addresses and networks; gives those that are some, and the texts that are none."""
    read: list[Network] = []
    unread: list[str] = []
    for text in written:
        try:
            read.append(ip_network(text, strict=False))
        except ValueError:
            unread.append(text)
    return tuple(read), tuple(unread)


def _scheme_and_host(scope: Mapping[str, Any], proxies: Sequence[str]) -> str:
    headers: dict[bytes, bytes] = dict(scope["headers"])
    scheme, host = str(scope.get("scheme", "http")), _last(headers, b"host")
    if proxies and _is_believed(scope.get("client"), tuple(proxies)):
        scheme = _last(headers, b"x-forwarded-proto") or scheme
        host = _last(headers, b"x-forwarded-host") or host
    return f"{scheme}://{host}"


def _last(headers: Mapping[bytes, bytes], name: bytes) -> str:
    """Gives the word that the nearest proxy added, for only that one is ours."""
    return headers.get(name, b"").decode("latin-1").rpartition(",")[2].strip()


def _is_believed(client: Sequence[Any] | None, proxies: tuple[str, ...]) -> bool:
    try:
        address = ip_address(str(client[0])) if client else None
    except ValueError:
        return False
    return address is not None and any(address in network for network in _read(proxies))


@lru_cache(maxsize=8)
def _read(proxies: tuple[str, ...]) -> tuple[Network, ...]:
    return networks(proxies)[0]
