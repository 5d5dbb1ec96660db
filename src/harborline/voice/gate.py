"""Stands before every request: known host, same origin, security headers, no word in a log.

A browser page of another site must neither reach this process under a name of its own
(DNS rebinding) nor place calls in a visitor's name; an absent header is no refusal, because
programs send none.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from harborline.voice.faults import note_fault
from harborline.voice.refusals import refusal_response

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
CARRIERS = "/telephone/"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

SECURITY_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class Gate:
    """Wraps the whole app; whatever fails inside still answers one plain sentence."""

    def __init__(self, app: ASGIApp, allowed_hosts: Iterable[str] = ()) -> None:
        self._app = app
        self._hosts = LOOPBACK_HOSTS | {host.lower() for host in allowed_hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers refusals itself and hands everything else on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _add_headers(message)
            await send(message)

        try:
            response = self._refusal(scope)
            await (response or self._app)(scope, receive, send_guarded)
        except Exception as error:  # noqa: BLE001 -- its message may hold a caller's words
            note_fault(error)
            if not started:
                sorry = refusal_response(500, "Something failed here; it was not your request.")
                await sorry(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        if scope["path"].startswith(CARRIERS):
            return None  # carriers prove themselves by a signature over the address they called
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if _name_of(host) not in self._hosts:
            return refusal_response(
                421,
                "This process does not answer under that host name; use localhost, or list the "
                "name in HARBORLINE_ALLOWED_HOSTS.",
            )
        if scope["method"] not in _SAFE_METHODS and _comes_from_elsewhere(headers, host):
            return refusal_response(403, "This request came from another site; use our own page.")
        return None


def _name_of(host: str) -> str:
    """Gives the host without its port, in lower case."""
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdigit() else host.lower()


def _comes_from_elsewhere(headers: Headers, host: str) -> bool:
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = headers.get("origin")
    return origin is not None and _host_of(origin) != host.lower()


def _host_of(origin: str) -> str | None:
    """Gives host and port of an origin, None for what is no address at all."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None


def _add_headers(message: Message) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in SECURITY_HEADERS.items():
        headers[name] = value
