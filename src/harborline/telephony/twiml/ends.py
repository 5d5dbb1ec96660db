"""How a webhook carrier learns that a call of its is over: from whoever watches the tree."""

from __future__ import annotations

from collections.abc import Callable

from harborline.app.ports import Watcher
from harborline.callflow.commands import Command
from harborline.callflow.events import Event
from harborline.callflow.states import Call
from harborline.core.routing import Decision
from harborline.telephony.twiml.signatures import Carrier

Ended = Callable[[Carrier, str], None]


def nothing(_carrier: Carrier, _sid: str) -> None:
    """Does nothing when a call has ended."""


class Ends:
    """A watcher that tells the carrier when a call is over, and all else to the watcher behind it."""

    def __init__(self, ended: Callable[[str], None], watcher: Watcher) -> None:
        self._ended = ended
        self._watcher = watcher

    def stepped(self, call: str, event: Event, state: Call, commands: tuple[Command, ...]) -> None:
        self._watcher.stepped(call, event, state, commands)

    def decided(self, call: str, decision: Decision, line: str, language: str) -> None:
        self._watcher.decided(call, decision, line, language)

    def ended(self, call: str) -> None:
        self._ended(call)
        self._watcher.ended(call)
