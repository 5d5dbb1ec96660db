"""One call of one telephone, either way round: INVITE to BYE, with its sound (RFC 3261, UDP).

Whatever is sent again by the other side is answered again in the same words; whatever of ours stays
unanswered is sent again for three seconds. A call that has ended stays in the exchange's book.
"""

from __future__ import annotations

import asyncio
import re
from enum import StrEnum
from functools import partial
from typing import Protocol

from phones.ears import Ear
from phones.media import Media, offer
from phones.messages import (
    Headers,
    Message,
    new_branch,
    new_tag,
    response,
    tag_of,
    uri_of,
    user_of,
    write,
)

RESEND_S = (0.5, 1.0, 1.5)
_CAUSE = re.compile(r"cause=(\d+)")


class Stage(StrEnum):
    """How far a call is."""

    CALLING = "calling"
    RINGING = "ringing"
    TALKING = "talking"
    OVER = "over"


class Wire(Protocol):
    """What a call needs of the exchange that it belongs to."""

    port: int

    def send(self, raw: bytes, to: tuple[str, int]) -> None:
        """Sends a datagram."""

    def changed(self, dialog: Dialog) -> None:
        """Is told that a call has come a stage further."""


class Dialog:
    """One call as one telephone sees it.

    `status`: the final response to its INVITE; `ended_by`: `us` or `them`, with the `cause` that they
    gave (Q.850). `cancelled`: they gave up while it rang here. `received`: every datagram, raw.
    """

    def __init__(
        self, wire: Wire, call_id: str, far: tuple[str, int], ear: Ear, *, incoming: bool
    ) -> None:
        self._wire = wire
        self._far = far
        self._cseq = 1
        self._tag = new_tag()
        self._branch = new_branch()
        self._answers: dict[tuple[str, str, str], bytes] = {}
        self._resending: dict[str, asyncio.TimerHandle] = {}
        self._provisional = False
        self._giving_up = False
        self._gone = False
        self._request: Message | None = None
        self._ack = b""
        self._us = self._them = self._target = ""
        self.call_id = call_id
        self.incoming = incoming
        self.ear = ear
        self.media = Media(ear)
        self.stage = Stage.CALLING
        self.status: int | None = None
        self.ended_by = ""
        self.cause: int | None = None
        self.cancelled = False
        self.dialed = ""
        self.received: list[bytes] = []
        self.answered = asyncio.Event()
        self.over = asyncio.Event()

    @property
    def invite(self) -> Message:
        """Gives the INVITE that came in."""
        assert self._request is not None
        return self._request

    def _become(self, stage: Stage) -> None:
        if self.stage in {stage, Stage.OVER}:
            return
        self.stage = stage
        if stage is Stage.TALKING:
            self.answered.set()
        elif stage is Stage.OVER:
            self.media.close()
            self.over.set()
        self._wire.changed(self)

    # -- calling somebody --------------------------------------------------------------------------

    async def call(self, us: str, to: str, headers: Headers = ()) -> None:
        """Sends an INVITE: `us` as our From, without a tag, and `to` as the URI called."""
        await self.media.open()
        self._us, self._them, self._target = f"{us};tag={self._tag}", f"<{to}>", to
        self.dialed = user_of(to)
        extra = (*headers, ("Contact", self._contact), ("Content-Type", "application/sdp"))
        raw = self._request_bytes("INVITE", self._branch, extra, offer(self.media.port))
        self._send_until_answered("INVITE", raw)

    @property
    def _contact(self) -> str:
        return f"<sip:phone@127.0.0.1:{self._wire.port}>"

    def _request_bytes(
        self, method: str, branch: str, extra: Headers = (), body: bytes = b""
    ) -> bytes:
        counted = "INVITE" if method in {"ACK", "CANCEL"} else method
        number = 1 if counted == "INVITE" else self._cseq
        headers = (
            ("Via", f"SIP/2.0/UDP 127.0.0.1:{self._wire.port};rport;branch={branch}"),
            ("Max-Forwards", "70"),
            ("From", self._us),
            ("To", self._them),
            ("Call-ID", self.call_id),
            ("CSeq", f"{number} {method}"),
        )
        return write(f"{method} {self._target} SIP/2.0", (*headers, *extra), body)

    def take_response(self, message: Message) -> None:
        """Takes an answer to one of our requests."""
        status = message.status or 0
        if message.method != "INVITE":
            self._stop_resending(message.method)
            return
        self._stop_resending("INVITE")
        if status < 200:
            self._provisional = True
            if status > 100:
                self._become(Stage.RINGING)
            if self._giving_up:
                self._cancel()
            return
        repeated, self.status = self.status is not None, status
        self._them = message.header("to")
        if status < 300:
            self._joined(message, repeated=repeated)
        else:
            self._send(self._request_bytes("ACK", self._branch))
            self._end("us" if self._giving_up else "them")

    def _joined(self, message: Message, *, repeated: bool) -> None:
        """Acknowledges a 200, every time it comes."""
        self._target = uri_of(message.header("contact")) or self._target
        if not repeated:
            self._ack = self._request_bytes("ACK", new_branch())
            self.media.connect(message.body)
        self._send(self._ack)
        self._become(Stage.TALKING)
        if self._giving_up and not repeated:
            self.hang_up()

    def _cancel(self) -> None:
        self._send_until_answered("CANCEL", self._request_bytes("CANCEL", self._branch))

    # -- being called ------------------------------------------------------------------------------

    def take_invite(self, message: Message) -> None:
        """Takes the INVITE that begins the call."""
        self._request = message
        self._us = message.header("to") + f";tag={self._tag}"
        self._them = message.header("from")
        self._target = uri_of(message.header("contact"))
        self.dialed = user_of(message.target)
        self._reply(message, 100)

    def ring(self) -> None:
        if self.stage is Stage.CALLING:
            self._reply(self.invite, 180, (("Contact", self._contact),))
            self._become(Stage.RINGING)

    async def pick_up(self, level: int | None = None) -> None:
        """Answers, and speaks in a voice of that level."""
        if self.stage in {Stage.TALKING, Stage.OVER}:
            return
        await self.media.open()
        if self.over.is_set():
            self.media.close()
            return
        self.media.level = level
        self.media.connect(self.invite.body)
        head = (("Contact", self._contact), ("Content-Type", "application/sdp"))
        raw = self._reply(self.invite, 200, head, offer(self.media.port, self.media.keys_type))
        self._send_until_answered("200", raw)
        self._become(Stage.TALKING)

    def refuse(self, status: int) -> None:
        """Answers with no: 486 busy, 603 declined, 404 or 503 not to be reached."""
        if self.stage in {Stage.TALKING, Stage.OVER}:
            return
        self.status = status
        self._send_until_answered("200", self._reply(self.invite, status))
        self._end("us")

    def take_request(self, message: Message) -> None:
        """Takes a request within the call, for the first time or again."""
        known = self._answers.get(message.transaction)
        if self._gone:
            return
        if message.method == "ACK":
            self._stop_resending("200")
        elif known is not None:
            self._send(known)
        elif message.method == "CANCEL":
            self._take_cancel(message)
        elif message.method == "BYE":
            self._take_bye(message)
        elif message.method == "INVITE":
            self.media.connect(message.body)
            head = (("Contact", self._contact), ("Content-Type", "application/sdp"))
            self._reply(message, 200, head, offer(self.media.port, self.media.keys_type))
        else:
            self._reply(message, 200)

    def _take_cancel(self, message: Message) -> None:
        self._reply(message, 200)
        if self.stage in {Stage.CALLING, Stage.RINGING}:
            self.cancelled = True
            self._send_until_answered("200", self._reply(self.invite, 487))
            self._end("them")

    def _take_bye(self, message: Message) -> None:
        self._reply(message, 200)
        cause = _CAUSE.search(message.header("reason"))
        self.cause = int(cause[1]) if cause else None
        self._end("them")

    def _reply(
        self, message: Message, status: int, extra: Headers = (), body: bytes = b""
    ) -> bytes:
        raw = response(message, status, self._tag, extra, body)
        self._answers[message.transaction] = raw
        self._send(raw)
        return raw

    # -- both ways ---------------------------------------------------------------------------------

    def hang_up(self, cause: int | None = None) -> None:
        """Ends the call at whatever stage it is; `cause` (Q.850) goes with a BYE."""
        if self.stage is Stage.OVER:
            return
        if self.stage is Stage.TALKING:
            self._send_bye(cause)
        elif self.incoming:
            self.refuse(603)
        else:
            self._giving_up = True
            if self._provisional:
                self._cancel()

    def _send_bye(self, cause: int | None) -> None:
        self._cseq += 1
        reason = (("Reason", f"Q.850;cause={cause}"),) if cause is not None else ()
        self._send_until_answered("BYE", self._request_bytes("BYE", new_branch(), reason))
        self._end("us")

    def vanish(self) -> None:
        """Falls silent without a word, as when a cable is cut."""
        self._gone = True
        for name in tuple(self._resending):
            self._stop_resending(name)
        self._end("us")

    def press(self, keys: str) -> None:
        self.media.press(keys)

    def _end(self, by: str) -> None:
        if self.stage is not Stage.OVER:
            self.ended_by = by
        self._become(Stage.OVER)

    def _send(self, raw: bytes) -> None:
        self._wire.send(raw, self._far)

    def _send_until_answered(self, name: str, raw: bytes, tries: int = 0) -> None:
        self._stop_resending(name)
        self._send(raw)
        if tries < len(RESEND_S):
            again = partial(self._send_until_answered, name, raw, tries + 1)
            loop = asyncio.get_running_loop()
            self._resending[name] = loop.call_later(RESEND_S[tries], again)

    def _stop_resending(self, name: str) -> None:
        timer = self._resending.pop(name, None)
        if timer is not None:
            timer.cancel()

    def close(self) -> None:
        """Stops whatever still goes on, without a word."""
        for name in tuple(self._resending):
            self._stop_resending(name)
        self.media.close()

    def tags(self) -> tuple[str, str]:
        """Gives our tag and theirs."""
        return self._tag, tag_of(self._them)
