"""A carrier of SIP telephones on one UDP port: callers call out of it, centers ring in it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable

from phones.dialog import Dialog, Stage
from phones.ears import Ear, Sound
from phones.messages import Headers, Message, new_tag, read, response, tag_of

HOST = "127.0.0.1"


class Exchange(asyncio.DatagramProtocol):
    """All calls of one port. `rings` is told each call that comes in; without it nobody is there.

    `changes` is told every stage of every call, `traffic` that a datagram went or came.
    """

    def __init__(
        self,
        seconds: Callable[[], float] | None = None,
        rings: Callable[[Dialog], None] | None = None,
    ) -> None:
        self.port = 0
        self.seconds = seconds or (lambda: asyncio.get_running_loop().time())
        self.rings = rings
        self.changes: Callable[[Dialog], None] = _nothing
        self.hears: Callable[[Dialog, Sound], None] = _nothing_heard
        self.traffic: Callable[[], None] = lambda: None
        self.dialogs: dict[str, Dialog] = {}
        self._transport: asyncio.DatagramTransport | None = None

    async def open(self, port: int = 0) -> None:
        """Takes a port, a free one unless told."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=(HOST, port)
        )
        self.port = int(self._transport.get_extra_info("sockname")[1])

    def close(self) -> None:
        """Ends everything without a word."""
        self.forget()
        if self._transport is not None:
            self._transport.close()

    def forget(self) -> None:
        """Drops all calls from the book."""
        for dialog in self.dialogs.values():
            dialog.close()
        self.dialogs.clear()

    async def hang_up_all(self) -> None:
        """Hangs up every call there is and lets the words of it go out."""
        for dialog in list(self.dialogs.values()):
            dialog.hang_up()
        await asyncio.sleep(0)

    async def call(
        self, to: str, far_port: int, us: str, headers: Headers = (), *, level: int | None = None
    ) -> Dialog:
        """Calls a number at a switch on this machine; `us` is the From header, such as <sip:a@b>."""
        call_id = f"{secrets.token_hex(8)}@{HOST}"
        dialog = self._dialog(call_id, (HOST, far_port), incoming=False)
        dialog.media.level = level
        await dialog.call(us, f"sip:{to}@{HOST}:{far_port}", headers)
        return dialog

    def _dialog(self, call_id: str, far: tuple[str, int], *, incoming: bool) -> Dialog:
        ear = Ear(self.seconds)
        dialog = Dialog(self, call_id, far, ear, incoming=incoming)
        ear.on_sound(lambda sound: self.hears(dialog, sound))
        self.dialogs[call_id] = dialog
        return dialog

    # -- the wire ----------------------------------------------------------------------------------

    def send(self, raw: bytes, to: tuple[str, int]) -> None:
        self.traffic()
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(raw, to)

    def changed(self, dialog: Dialog) -> None:
        self.changes(dialog)

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        message = read(data)
        if message is None:
            return
        self.traffic()
        far = (str(addr[0]), int(addr[1]))
        dialog = self.dialogs.get(message.header("call-id"))
        if dialog is not None:
            dialog.received.append(data)
        if message.status is not None:
            if dialog is not None:
                dialog.take_response(message)
        elif dialog is not None:
            dialog.take_request(message)
        elif message.method == "INVITE" and not tag_of(message.header("to")):
            self._let_ring(message, data, far)
        elif message.method != "ACK":
            status = 481 if message.method in {"BYE", "CANCEL", "INVITE"} else 200
            self.send(response(message, status, new_tag()), far)

    def _let_ring(self, message: Message, data: bytes, far: tuple[str, int]) -> None:
        dialog = self._dialog(message.header("call-id"), far, incoming=True)
        dialog.received.append(data)
        dialog.take_invite(message)
        if self.rings is None:
            dialog.refuse(404)
        else:
            self.rings(dialog)

    def talking(self) -> list[Dialog]:
        """Gives the calls that stand."""
        return [dialog for dialog in self.dialogs.values() if dialog.stage is Stage.TALKING]


def _nothing(_dialog: Dialog) -> None:
    """Nobody wants to know."""


def _nothing_heard(_dialog: Dialog, _sound: Sound) -> None:
    """Nobody wants to know."""
