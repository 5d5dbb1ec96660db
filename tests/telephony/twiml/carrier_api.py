"""A carrier's REST interface on loopback: records that are deleted, refused, or messages sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web


class CarrierApi:
    """Answers deletions with the statuses of `answers`, in turn; the last one from then on."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers) or [204]
        self.deleted: list[str] = []
        self.asked: list[tuple[str, str | None]] = []
        self.sent: list[dict[str, str]] = []
        self.legs: dict[str, list[str]] = {}
        self.listing = 200
        self.base = ""

    def next_status(self) -> int:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    async def delete(self, request: web.Request) -> web.Response:
        self.asked.append((request.path, request.headers.get("authorization")))
        status = self.next_status()
        if status == 204:
            self.deleted.append(request.path)
        return web.Response(status=status)

    async def list_legs(self, request: web.Request) -> web.Response:
        """Lists the legs of a call as Twilio does, numbers and all."""
        sids = self.legs.get(request.query["ParentCallSid"], [])
        calls = [{"sid": sid, "from": "+18005550199", "to": "+13215550100"} for sid in sids]
        return web.json_response({"calls": calls}, status=self.listing)

    async def send(self, request: web.Request) -> web.Response:
        self.asked.append((request.path, request.headers.get("authorization")))
        status = self.next_status()
        if status < 300:
            self.sent.append(await request.json())
        return web.json_response({}, status=status)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Serves at a free port until the block ends; gives the address."""
        app = web.Application()
        app.router.add_delete("/{path:.*}", self.delete)
        app.router.add_get("/{account:.*}/Calls.json", self.list_legs)
        app.router.add_post("/v2/messages", self.send)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self.base
        finally:
            await runner.cleanup()
