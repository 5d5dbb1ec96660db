"""Turns the steps of simulated calls into observations: phases, timers, legs, decisions, the end."""

from __future__ import annotations

from collections.abc import Callable

from harborline.app.ports import DialOrder
from harborline.callflow.commands import Command, NoteCall, NoteLeg, StartTimer
from harborline.callflow.events import Event, LegEnded, LegFailed, LegPickedUp, LegRinging
from harborline.callflow.states import Call, Phase
from harborline.callflow.values import CallOutcome, LegOutcome
from harborline.core.routing import Decision
from harborline.telephony.simulator.clock import SimulatedClock
from harborline.telephony.simulator.observations import (
    CallEnded,
    Decided,
    Json,
    LegChanged,
    Observation,
    PhaseChanged,
    TimerStarted,
)


class _Seen:
    """What was seen of one call so far."""

    def __init__(self, arrived_s: float) -> None:
        self.arrived_s = arrived_s
        self.phase = Phase.NEW
        self.person_s: float | None = None
        self.bridged: int | None = None
        self.outcome = CallOutcome.TURNED_AWAY


class Onlooker:
    """Watches calls for a screen. Sees what a bystander could: nothing of the caller's number."""

    def __init__(
        self,
        clock: SimulatedClock,
        sink: Callable[[Observation], None],
        order_of: Callable[[str, int], DialOrder | None],
    ) -> None:
        self._clock = clock
        self._sink = sink
        self._order_of = order_of
        self._calls: dict[str, _Seen] = {}

    def expect(self, call: str) -> None:
        """Begins to count the seconds of a call."""
        self._calls[call] = _Seen(self._clock.seconds)

    def seconds(self, call: str) -> float:
        """Gives the seconds since a call arrived, to a tenth of a second."""
        return round(self._clock.seconds - self._calls[call].arrived_s, 1)

    def is_secret(self, call: str) -> bool:
        """Tells whether what is keyed now is nobody's to see."""
        return self._calls[call].phase is Phase.ROTA_PIN

    def decided(self, call: str, decision: Decision, line: str, language: str) -> None:
        """Shows a decision with its reasons."""
        self._sink(Decided(call, self.seconds(call), document_of(decision, line, language)))

    def stepped(self, call: str, event: Event, state: Call, commands: tuple[Command, ...]) -> None:
        """Shows what one step changed."""
        seen = self._calls[call]
        if isinstance(event, LegRinging | LegPickedUp) and state.leg(event.leg) is not None:
            ringing = isinstance(event, LegRinging)
            self._leg(call, event.leg, "ringing" if ringing else "picked_up", None)
        if isinstance(event, LegEnded | LegFailed) and event.leg == seen.bridged:
            self._end_talk(call, seen)
        for command in commands:
            self._command(call, seen, command)
        if state.phase is not seen.phase:
            seen.phase = state.phase
            self._sink(PhaseChanged(call, self.seconds(call), state.phase))

    def _command(self, call: str, seen: _Seen, command: Command) -> None:
        match command:
            case StartTimer(timer, seconds):
                name = timer.name if timer.leg is None else f"{timer.name} of leg {timer.leg}"
                self._sink(TimerStarted(call, self.seconds(call), name, seconds))
            case NoteLeg(leg, LegOutcome.ACCEPTED):
                seen.bridged = leg
                if seen.person_s is None:
                    seen.person_s = self.seconds(call)
                self._leg(call, leg, "bridged", None)
            case NoteLeg(leg, outcome):
                self._leg(call, leg, "ended", outcome)
            case NoteCall(outcome):
                seen.outcome = outcome

    def _end_talk(self, call: str, seen: _Seen) -> None:
        if seen.bridged is not None:
            self._leg(call, seen.bridged, "ended", LegOutcome.ACCEPTED)
            seen.bridged = None

    def ended(self, call: str) -> None:
        """Shows the end, after everything else that was to be seen of the call."""
        seen = self._calls[call]
        self._end_talk(call, seen)
        self._sink(CallEnded(call, self.seconds(call), seen.outcome, seen.person_s))

    def forget(self, call: str) -> None:
        """Drops what was seen of a call."""
        self._calls.pop(call, None)

    def _leg(self, call: str, number: int, state: str, outcome: LegOutcome | None) -> None:
        order = self._order_of(call, number)
        if order is not None:
            whose = (number, order.center, order.name, order.kind)
            self._sink(LegChanged(call, self.seconds(call), *whose, state, outcome))


def document_of(decision: Decision, line: str, language: str) -> dict[str, Json]:
    """Gives a decision as JSON-ready data, in the words of `harborline explain --json`."""
    origin = decision.origin._asdict()
    del origin["cell"]
    return {
        "map": decision.map_version,
        "line": line,
        "language": language,
        "origin": origin,
        "chain": list(decision.chain),
        "legs": [leg._asdict() for leg in decision.legs],
        "skipped": [skip._asdict() for skip in decision.skipped],
        "dropped": [skip._asdict() for skip in decision.dropped],
    }
