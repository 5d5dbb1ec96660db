"""A call on the bench: events go in by hand, and what came out last can be asked about."""

from __future__ import annotations

from typing import TypeVar

from callflow.worlds import LEGS, TERMS, arrived
from harborline.callflow.commands import Command, Play
from harborline.callflow.events import Arrived, Decided, Digit, Event, HoldNews, LegBusy, TimerFired
from harborline.callflow.machine import step
from harborline.callflow.states import Phase, new_call
from harborline.callflow.timers import TimerId, TimerName
from harborline.callflow.values import EVERYTHING, Capabilities, LineTerms, PlannedLeg

C = TypeVar("C", bound=Command)


class Tree:
    """One call and the commands of its last step."""

    def __init__(self, capabilities: Capabilities = EVERYTHING) -> None:
        self.call = new_call(capabilities)
        self.commands: tuple[Command, ...] = ()

    @property
    def phase(self) -> Phase:
        return self.call.phase

    def is_in(self, phase: Phase) -> bool:
        return self.call.phase is phase

    def take(self, *events: Event) -> Tree:
        """Takes events in turn."""
        for event in events:
            self.call, self.commands = step(self.call, event)
        return self

    def press(self, keys: str) -> Tree:
        return self.take(*map(Digit, keys))

    def fire(self, name: TimerName, leg: int | None = None) -> Tree:
        """Lets a timer run out, which must be running."""
        timer = TimerId(name, leg)
        assert timer in self.call.timers, f"{timer} does not run in {self.phase}"
        return self.take(TimerFired(timer))

    def all(self, kind: type[C]) -> list[C]:
        """Gives the last step's commands of a kind."""
        return [command for command in self.commands if isinstance(command, kind)]

    @property
    def said(self) -> list[str]:
        """Names the prompts that the last step plays to the caller."""
        return [say.prompt for command in self.all(Play) for say in command.says]


def greeted(event: Arrived | None = None, capabilities: Capabilities = EVERYTHING) -> Tree:
    return Tree(capabilities).take(event or arrived())


def connecting(
    terms: LineTerms = TERMS,
    legs: tuple[PlannedLeg, ...] = LEGS,
    capabilities: Capabilities = EVERYTHING,
) -> Tree:
    """Gives a call whose first leg is being dialed."""
    tree = greeted(arrived(terms), capabilities).press("1")
    if tree.is_in(Phase.ZIP):
        tree.press("#")
    return tree.take(Decided(legs))


def on_hold(terms: LineTerms = TERMS, *, surge: bool = False) -> Tree:
    """Gives a call that is held and has been told so."""
    tree = connecting(terms, LEGS[2:]).take(LegBusy(1))
    assert tree.is_in(Phase.HOLD)
    return tree.take(HoldNews(None, surge, "4711"))
