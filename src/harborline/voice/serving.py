"""Listens and serves: the socket, the server, and the look for a newer map every second."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from contextlib import suppress

import uvicorn
from starlette.applications import Starlette

from harborline.core.errors import HarborlineError
from harborline.voice.faults import note_fault

_LOG = logging.getLogger("harborline.voice")
_POLL_S = 1.0
_BACKLOG = 1024
_MAX_HEAD_BYTES = 16 * 1024
"""How long the head of a request may be."""
_GRACE_S = 5
"""How long open pages may take to end when the process is stopped."""


def bind(host: str, port: int) -> socket.socket:
    """Takes the port. Raises HarborlineError with what to do when it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small answers at once only where it is told that a socket is TCP
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(_BACKLOG)
    except OSError as fault:
        listening.close()
        raise HarborlineError(
            f"Port {port} on {host} cannot be used ({fault.strerror}); stop what holds it or set "
            "HARBORLINE_VOICE_PORT."
        ) from None
    return listening


async def serve(
    app: Starlette,
    listening: socket.socket,
    poll: Callable[[], bool],
    fault: Callable[[], str | None],
) -> None:
    """Serves until a signal ends it. No access log: nothing about a caller is written down.

    `poll` looks for a newer map, `fault` says why one is not served.
    """
    config = uvicorn.Config(
        app,
        http="h11",
        h11_max_incomplete_event_size=_MAX_HEAD_BYTES,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,  # whoever is believed is settled beside the signature that is checked
        timeout_graceful_shutdown=_GRACE_S,
    )
    looking = asyncio.create_task(_look(poll, fault))
    try:
        await uvicorn.Server(config).serve(sockets=[listening])
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking


async def _look(poll: Callable[[], bool], fault: Callable[[], str | None]) -> None:
    """Looks again and again, whatever happens; each sentence is written once."""
    told: str | None = None
    failed: type[Exception] | None = None
    while True:
        if (sentence := fault()) != told and sentence is not None:
            _LOG.error(sentence)
        told = sentence
        await asyncio.sleep(_POLL_S)
        try:
            await asyncio.to_thread(poll)
        except Exception as error:  # noqa: BLE001 -- nobody else would see it, and calls go on
            if type(error) is not failed:
                note_fault(error)
            failed = type(error)
        else:
            failed = None
