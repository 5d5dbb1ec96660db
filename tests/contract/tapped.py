"""Watches the wire between the tree and an adapter: what is done, what is reported, which rows answer.

A rig learns from it when a command has come through, whom a telephone rings for, and how a call is
counted; what people hear it never learns here.
"""

from __future__ import annotations

from collections.abc import Callable

from harborline.app.calls import Calls
from harborline.app.ports import CarrierCommand, DialOrder, Telephony, Watcher
from harborline.callflow import machine
from harborline.callflow.commands import Command
from harborline.callflow.events import Event, TimerFired
from harborline.callflow.machine import Key
from harborline.callflow.states import Call, new_call
from harborline.core.routing import Decision


class Tap:
    """Stands between calls and an adapter, as its telephony and its watcher at once."""

    def __init__(self, calls: Calls, telephony: Telephony, watcher: Watcher | None = None) -> None:
        self.capabilities = telephony.capabilities
        self.rows: set[Key] = set()
        self.on_step: Callable[[str, Event, Call, tuple[Command, ...]], None] = _no_step
        self.on_command: Callable[[str, CarrierCommand], None] = _no_command
        self.on_dial: Callable[[str, DialOrder], None] = _no_dial
        self.on_end: Callable[[str], None] = _no_end
        self._telephony = telephony
        self._watcher = watcher
        self._states: dict[str, Call] = {}
        ports = calls._ports._replace(telephony=self, watcher=self)
        calls._ports = calls._orders._ports = ports

    def carry_out(self, call: str, command: CarrierCommand) -> None:
        self.on_command(call, command)
        self._telephony.carry_out(call, command)

    def dial(self, call: str, order: DialOrder) -> None:
        self.on_dial(call, order)
        self._telephony.dial(call, order)

    def stepped(self, call: str, event: Event, state: Call, commands: tuple[Command, ...]) -> None:
        before = self._states.get(call) or new_call(self.capabilities)
        if isinstance(event, TimerFired):
            if event.timer in before.timers:
                self.rows.add((before.phase, event.timer.name))
        elif not machine._is_stale(before, event):
            self.rows.add((before.phase, type(event)))
        self._states[call] = state
        if self._watcher is not None:
            self._watcher.stepped(call, event, state, commands)
        self.on_step(call, event, state, commands)

    def decided(self, call: str, decision: Decision, line: str, language: str) -> None:
        if self._watcher is not None:
            self._watcher.decided(call, decision, line, language)

    def ended(self, call: str) -> None:
        self._states.pop(call, None)
        if self._watcher is not None:
            self._watcher.ended(call)
        self.on_end(call)


def _no_step(_call: str, _event: Event, _state: Call, _commands: tuple[Command, ...]) -> None:
    """Nobody waits for it."""


def _no_command(_call: str, _command: CarrierCommand) -> None:
    """Nobody waits for it."""


def _no_dial(_call: str, _order: DialOrder) -> None:
    """Nobody waits for it."""


def _no_end(_call: str) -> None:
    """Nobody waits for it."""
