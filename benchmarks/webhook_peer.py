"""The peer of the webhook benchmark: a raw ASGI app that parses, checks and opens, and does no more.

Run as `python -m benchmarks.webhook_peer PORT FD`; the key of the tokens comes by the pipe FD. Served as
ours is, by the same server with the same settings.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import os
import sys
from base64 import b64encode, urlsafe_b64decode
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks.webhook_calls import PUBLIC, TOKEN
from harborline.voice.serving import bind, serve

PURPOSE = b"harborline webhook token 1"
DOCUMENT = b"<?xml version='1.0' encoding='utf-8'?><Response>" + b"<Pause/>" * 100 + b"</Response>"
HEADERS = [(b"content-type", b"application/xml"), (b"content-length", b"%d" % len(DOCUMENT))]

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


def app_of(key: bytes) -> Callable[[dict[str, Any], Receive, Send], Awaitable[None]]:
    """Gives the app; it answers 403 to what is not signed, as ours does."""
    cipher, secret = AESGCM(key), TOKEN.encode()

    def is_signed(path: str, headers: dict[bytes, bytes], body: bytes) -> bool:
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
        text = PUBLIC + path + "".join(name + fields[name] for name in sorted(fields))
        digest = b64encode(hmac.digest(secret, text.encode(), "sha1"))
        return hmac.compare_digest(digest, headers.get(b"x-twilio-signature", b""))

    def opened(token: str) -> object:
        sealed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        return json.loads(cipher.decrypt(sealed[:12], sealed[12:], PURPOSE))

    async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        path: str = scope["path"]
        status = 200 if is_signed(path, dict(scope["headers"]), body) else 403
        if status == 200 and "/next/" in path:
            opened(path.rpartition("/")[2])
        await send({"type": "http.response.start", "status": status, "headers": HEADERS})
        await send({"type": "http.response.body", "body": DOCUMENT})

    return app


def main() -> None:
    """Serves until it is ended."""
    port, pipe = map(int, sys.argv[1:3])
    with os.fdopen(pipe, "rb") as given:
        key = given.read(32)
    app: Any = app_of(key)
    asyncio.run(serve(app, bind("127.0.0.1", port), lambda: False, lambda: None))


if __name__ == "__main__":
    main()
