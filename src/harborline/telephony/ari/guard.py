"""The guard's loop: look at beats, look at Asterisk, do what is due, say it in a sentence.

Nothing ends it but being told to: whatever fails at one look is tried again at the next. It says what
happens to processes and how many callers were sent on, and never anything of one caller.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from harborline.telephony.ari.guard_switch import Refused, Unreachable
from harborline.telephony.ari.guarding import (
    BACKUP,
    Action,
    EndLeg,
    Health,
    Kind,
    SendOn,
    Snapshot,
    decide,
    globals_due,
    off_name,
)
from harborline.telephony.beats import Beat, Watched, is_draining
from harborline.telephony.slots import run_folder, voice_name

LOOK_S = 0.25
_GLOBALS_S = 1.0
_QUIET_S = 5.0
_FRESHLY_LOST_S = 10.0
_SHARE = 0.25
"""The most of its time that listing channels may take, in a house with thousands of them."""


class Asterisk(Protocol):
    """What the guard asks of Asterisk; each raises Unreachable."""

    def snapshot(self) -> Snapshot: ...

    def globals(self, names: list[str]) -> dict[str, str]: ...

    def do(self, action: Action) -> bool: ...


class Guard:
    """Watches the slots of one data folder.

    `backup` gives the address of the national backup now, None when none is known. `say` is given
    one sentence when something happens. `slots`: how many there are.
    """

    def __init__(
        self,
        data: str,
        slots: int,
        asterisk: Asterisk,
        backup: Callable[[], str | None],
        say: Callable[[str], None],
        own_beat: Beat,
    ) -> None:
        self._data, self._asterisk, self._backup = data, asterisk, backup
        self._say_it, self._own_beat = say, own_beat
        self._slots = range(1, slots + 1)
        self._watched = Watched(run_folder(data))
        self._health: dict[int, Health] = {}
        self._lost_s: dict[int, float] = {}
        self._globals_due_s = self._list_due_s = 0.0
        self._found_somebody = False
        self._talking = 0
        self._reachable: bool | None = None
        self._backup_known: bool | None = None
        self._failed: type[Exception] | None = None
        self._ending = False

    def end(self) -> None:
        """Takes every process as lost from now on: the house is being closed."""
        self._ending = True

    @property
    def is_done(self) -> bool:
        """Tells whether the last look found nobody who still waits."""
        return not self._found_somebody

    @property
    def talking(self) -> int:
        """Gives how many callers of lost processes the last look found talking to somebody."""
        return self._talking

    @property
    def reaches(self) -> bool:
        """Tells whether Asterisk answered at the last look."""
        return self._reachable is True

    def look(self, at_s: float | None = None) -> None:
        """Looks once and does what is due; never raises."""
        at_s = time.monotonic() if at_s is None else at_s
        try:
            self._own_beat.touch()
            changed = self._look_at_beats(at_s)
            if changed or at_s >= self._globals_due_s:
                self._set_globals()
                self._globals_due_s = at_s + _GLOBALS_S
            self._look_at_callers(at_s, at_once=changed)
            self._tell_reached(reached=True)
            self._failed = None
        except Unreachable:
            self._globals_due_s = at_s  # it may have forgotten them when it is back
            self._list_due_s = at_s  # whoever was found lost just now must not wait for it
            self._tell_reached(reached=False)
        except Exception as fault:  # noqa: BLE001 -- nobody else would guard
            if type(fault) is not self._failed:
                self._failed = type(fault)
                self._say(f"The guard failed at something ({type(fault).__name__}) and goes on.")

    # -- beats -------------------------------------------------------------------------------------

    def _look_at_beats(self, at_s: float) -> bool:
        draining = {slot for slot in self._slots if is_draining(self._data, slot)}
        self._watched.look(at_s, [f"{voice_name(slot)}.beat" for slot in self._slots])
        judged = {slot: self._judge(slot, draining) for slot in self._slots}
        before, self._health = self._health, judged
        for slot, health in self._health.items():
            if before.get(slot, Health.UNSURE) is health:
                continue
            if health is Health.LOST:
                self._lost_s[slot] = at_s
            self._tell_health(slot, before.get(slot), health)
        return before != self._health

    def _judge(self, slot: int, draining: set[int]) -> Health:
        name = f"{voice_name(slot)}.beat"
        if self._ending or self._watched.is_late(name):
            return Health.LOST
        if not self._watched.beats(name):
            return Health.UNSURE
        if slot in draining or self._has_drained(slot):
            return Health.DRAINING
        return Health.LIVING

    def _has_drained(self, slot: int) -> bool:
        """Tells whether it let its calls finish and took its files with it: no door opens again."""
        gone = not self._watched.exists(f"{voice_name(slot)}.beat")
        return gone and self._health.get(slot) is Health.DRAINING

    def _tell_health(self, slot: int, before: Health | None, health: Health) -> None:
        if health is Health.LIVING:
            self._say(f"Voice process {slot} answers and takes calls.")
        elif health is Health.DRAINING:
            self._say(f"Voice process {slot} takes no new calls and lets its calls finish.")
        elif before is Health.LIVING or (
            before is Health.DRAINING and self._watched.exists(f"{voice_name(slot)}.beat")
        ):
            self._say(
                f"Voice process {slot} does not answer: its callers without a person go to the "
                "national backup, new calls go to other processes or there."
            )

    # -- globals -----------------------------------------------------------------------------------

    def _set_globals(self) -> None:
        backup = self._backup()
        if (backup is not None) is not self._backup_known:
            self._backup_known = backup is not None
            if backup is None:
                self._say(
                    "No number of a national backup is known: if the voice processes fail, callers "
                    "hear the static notice; set HARBORLINE_NATIONAL_BACKUP."
                )
        names = [BACKUP, *(off_name(slot) for slot in self._slots)]
        for due in globals_due(self._health, backup, self._asterisk.globals(names)):
            if self._do(due) and due.name == BACKUP:
                self._say("Asterisk was told the number of the national backup.")

    # -- callers -----------------------------------------------------------------------------------

    def _look_at_callers(self, at_s: float, *, at_once: bool) -> None:
        lost = [slot for slot, health in self._health.items() if health is Health.LOST]
        if not lost or not (at_once or at_s >= self._list_due_s):
            return
        began_s = time.monotonic()
        snapshot = self._asterisk.snapshot()
        took_s = time.monotonic() - began_s
        due = decide(self._health, snapshot)
        sent_on = ended = 0
        for action in due:
            if self._do(action):
                sent_on += isinstance(action, SendOn)
                ended += isinstance(action, EndLeg)
        self._found_somebody = any(isinstance(action, SendOn | EndLeg) for action in due)
        ours = any(channel.slot in lost for channel in snapshot.channels)
        callers = sum(one.kind is Kind.CALLER and one.slot in lost for one in snapshot.channels)
        self._talking = callers - sum(isinstance(action, SendOn) for action in due)
        fresh = any(at_s - self._lost_s.get(slot, at_s) < _FRESHLY_LOST_S for slot in lost)
        hurry = ours or fresh or self._may_still_get_calls(lost)
        self._list_due_s = at_s + (max(LOOK_S, took_s / _SHARE) if hurry else _QUIET_S)
        if sent_on:
            who = "1 caller was" if sent_on == 1 else f"{sent_on} callers were"
            self._say(f"{who} sent on to the national backup.")
        if ended:
            what = "1 leg" if ended == 1 else f"{ended} legs"
            self._say(f"{what} without a caller ended.")

    def _do(self, action: Action) -> bool:
        """Does one thing; what is refused is due again at the next look, and keeps nobody back."""
        try:
            return self._asterisk.do(action)
        except Refused:
            return False

    def _may_still_get_calls(self, lost: list[int]) -> bool:
        """A process that hangs keeps its connection, and with it a door that calls may go in by."""
        return any(self._watched.exists(f"{voice_name(slot)}.beat") for slot in lost)

    # -- words -------------------------------------------------------------------------------------

    def _tell_reached(self, *, reached: bool) -> None:
        if self._reachable is reached:
            return
        if not reached:
            self._say("Asterisk does not answer the guard; it is asked again and again.")
        elif self._reachable is not None:
            self._say("Asterisk answers the guard again.")
        self._reachable = reached

    def _say(self, sentence: str) -> None:
        with suppress(Exception):  # a full disk behind the output must not stop it
            self._say_it(sentence)
