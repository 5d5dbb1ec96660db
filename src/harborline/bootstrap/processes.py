"""Keeps what serves running: voice processes and the guard, started again when they end or hang.

What is due is decided by `plan`, without I/O; `Processes` starts, signals and waits. Processes are of
a session of their own, so that a key pressed here, or the end of this one, ends none of them in the
middle of a call; the next `up` finds them by their locks and lets them finish.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple, TypeAlias

from harborline.bootstrap.own_process import KEY_BYTES, KEY_FD
from harborline.core.errors import HarborlineError
from harborline.settings import Settings
from harborline.telephony import beats, slots

LOOK_S = 0.2
_UNUSABLE = 2
_COMMAND = "import sys; from harborline.cli import main; sys.exit(main())"
_FIRST_WAIT_S = 1.0
"""Before a voice process is started again: the guard has seen its callers on by then."""
_GUARD_WAIT_S = 0.2
_LONGEST_WAIT_S = 8.0
_WELL_S = 10.0
"""Whoever ran this long is started again without a longer wait."""
_HUNG_S = 15.0
_STARTS_WITHIN_S = 30.0
_ENDS_WITHIN_S = 10.0


def are_supervised(given: Settings) -> bool:
    """Tells whether voice processes run by themselves: people may call, or there are several."""
    return bool(given.ari_url or given.public_url or given.voices > 1)


def supervise(
    given: Settings,
    say: Callable[[str], None],
    on_start: Callable[[bool], None],
    on_reload: Callable[[], None],
) -> int:
    """Starts and supervises until a signal ends it; raises as `serve_voice`."""
    from harborline.bootstrap.voice import is_demo
    from harborline.voice.serving import bind

    demo = is_demo(given)
    if not slots.is_taken(given.data, slots.voice_name(1)):
        bind(given.voice_host, given.voice_port).close()
    return Processes(given, say, lambda: on_start(demo), on_reload).run()


def ask_to_reload(given: Settings) -> None:
    """Asks the `up` of this data folder to start its processes anew. Raises HarborlineError."""
    process = slots.holder(given.data, "up")
    if process is None:
        raise HarborlineError(
            "No Harborline with processes of its own runs in this data folder; start it with "
            "`harborline up`."
        )
    os.kill(process, signal.SIGUSR1)


class Running(NamedTuple):
    """A voice process as `plan` sees it. `round`: how often a restart was asked for before it began;
    `ready`: it lives, and is connected where there is something to be connected to.
    """

    slot: int
    round: int
    draining: bool
    ready: bool


class Start(NamedTuple):
    slot: int


class Drain(NamedTuple):
    slot: int


Step: TypeAlias = Start | Drain


def plan(
    running: Sequence[Running], voices: int, this_round: int, free: Sequence[int]
) -> list[Step]:
    """Gives what is due so that `voices` processes serve, all of them of this round.

    One that has to go does so once one more than needed is ready: the older ones after a restart
    was asked for; then those in spare slots, since the first slots are where everyone looks.
    """
    serving = [one for one in running if not one.draining]
    old = [one for one in serving if one.round < this_round]
    spare = [one for one in serving if one.slot > voices]
    going = old[:1]
    if not going and spare and (len(serving) > voices or (free and free[0] <= voices)):
        going = [max(spare)]
    wanted = voices + len(going)
    if len(serving) < wanted:
        return [Start(slot) for slot in free[: wanted - len(serving)]]
    if going and sum(one.ready for one in serving) >= wanted:
        return [Drain(going[0].slot)]
    return []


class _Child:
    """A process of ours."""

    def __init__(self, process: subprocess.Popen[bytes], round_: int, at_s: float) -> None:
        self.process = process
        self.round = round_
        self.started_s = at_s
        self.draining = False


class Processes:
    """Starts and supervises; `run` returns when a signal has ended everything.

    `say` is given one sentence when something happens, `on_start` is called once when the first
    process serves, `on_reload` each time when processes are to start anew.
    """

    def __init__(
        self,
        given: Settings,
        say: Callable[[str], None],
        on_start: Callable[[], None],
        on_reload: Callable[[], None],
    ) -> None:
        self._given, self._say_it = given, say
        self._on_start, self._on_reload = on_start, on_reload
        self._key = secrets.token_bytes(KEY_BYTES)
        self._voices: dict[int, _Child] = {}
        self._guard: _Child | None = None
        self._round = 0
        self._waits: dict[int, float] = {}
        self._not_before_s: dict[int, float] = {}
        self._watched = beats.Watched(slots.run_folder(given.data))
        self._greeted = False
        self._signals: list[int] = []

    def run(self) -> int:
        """Supervises until told to end. Raises HarborlineError when another `up` runs here."""
        held = slots.lock(self._given.data, "up")
        if held is None:
            raise HarborlineError(
                "Harborline runs already in this data folder; stop it, or set HARBORLINE_DATA to "
                "another one."
            )
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1):
            signal.signal(number, lambda caught, _frame: self._signals.append(caught))
        self._relieve_former()
        try:
            return self._supervise()
        finally:
            self._stop()
            held.release()

    def _supervise(self) -> int:
        while True:
            while self._signals:
                if self._signals.pop(0) != signal.SIGUSR1:
                    self._say("Stopping. Whoever talks, talks on.")
                    return 0
                self._round += 1
                self._say("Voice processes are started anew, one after the other; no call ends.")
                self._on_reload()
            code = self._look(time.monotonic())
            if code is not None:
                return code
            time.sleep(LOOK_S)

    def _look(self, at_s: float) -> int | None:
        """Looks once; gives an exit code when there is no point in going on."""
        names = [f"{slots.voice_name(slot)}.{kind}" for slot in self._voices for kind in _KINDS]
        self._watched.look(at_s, [*names, _GUARD_FILE])
        for slot, child in list(self._voices.items()):
            if child.process.poll() is not None:
                del self._voices[slot]
                beats.beat(self._given.data, slot).stop()
                if not self._greeted and child.process.returncode == _UNUSABLE:
                    return _UNUSABLE
                self._voice_ended(slot, child, at_s)
            elif self._hangs(f"{slots.voice_name(slot)}.alive", child, at_s):
                self._say(f"Voice process {slot} hangs and is started again.")
                child.process.kill()
        self._keep_guard(at_s)
        self._keep_voices(at_s)
        if not self._greeted and any(
            self._watched.beats(f"{slots.voice_name(n)}.alive") for n in self._voices
        ):
            self._greeted = True
            with suppress(OSError):  # as for `_say`
                self._on_start()
        return None

    def _say(self, sentence: str) -> None:
        """Says it if anybody can hear: a full disk or a closed pipe behind the output ends no call."""
        with suppress(OSError):
            self._say_it(sentence)

    # -- voice processes ---------------------------------------------------------------------------

    def _keep_voices(self, at_s: float) -> None:
        running = [
            Running(slot, child.round, child.draining, self._is_ready(slot))
            for slot, child in sorted(self._voices.items())
        ]
        free = [
            slot
            for slot in slots.free(self._given.data, self._given.voices)
            if slot not in self._voices
        ]
        for step in plan(running, self._given.voices, self._round, free):
            match step:
                case Start(slot):
                    if at_s >= self._not_before_s.get(slot, at_s):
                        self._start_voice(slot, at_s)
                case Drain(slot):
                    self._voices[slot].draining = True
                    self._voices[slot].process.send_signal(signal.SIGUSR1)

    def _is_ready(self, slot: int) -> bool:
        return self._watched.beats(f"{slots.voice_name(slot)}.beat")

    def _start_voice(self, slot: int, at_s: float) -> None:
        for kind in _KINDS:
            self._watched.forget(f"{slots.voice_name(slot)}.{kind}")
        child = self._started(("voice", "--slot", str(slot)), at_s)
        if child is not None:
            self._voices[slot] = child

    def _voice_ended(self, slot: int, child: _Child, at_s: float) -> None:
        if child.draining:
            self._say(f"Voice process {slot} has let its calls finish.")
            return
        wait_s = self._next_wait_s(slot, child, at_s, _FIRST_WAIT_S)
        self._not_before_s[slot] = at_s + wait_s
        self._say(f"Voice process {slot} ended and is started again.")

    def _next_wait_s(self, name: int, child: _Child, at_s: float, first_s: float) -> float:
        well = at_s - child.started_s >= _WELL_S
        wait_s = first_s if well else min(self._waits.get(name, first_s / 2) * 2, _LONGEST_WAIT_S)
        self._waits[name] = wait_s
        return wait_s

    # -- the guard ---------------------------------------------------------------------------------

    def _keep_guard(self, at_s: float) -> None:
        if self._given.ari_url is None:
            return
        guard = self._guard
        if guard is not None and guard.process.poll() is not None:
            wait_s = self._next_wait_s(_GUARD, guard, at_s, _GUARD_WAIT_S)
            self._not_before_s[_GUARD] = at_s + wait_s
            self._say("The guard ended and is started again.")
            guard = self._guard = None
        elif guard is not None and self._hangs(_GUARD_FILE, guard, at_s):
            self._say("The guard hangs and is started again.")
            guard.process.kill()
        if guard is None and at_s >= self._not_before_s.get(_GUARD, at_s):
            self._watched.forget(_GUARD_FILE)
            self._guard = self._started(("guard",), at_s)

    # -- any process -------------------------------------------------------------------------------

    def _hangs(self, name: str, child: _Child, at_s: float) -> bool:
        old_enough = at_s - child.started_s > _STARTS_WITHIN_S
        return old_enough and self._watched.is_late(name, _HUNG_S)

    def _started(self, words: tuple[str, ...], at_s: float) -> _Child | None:
        """Starts one of our commands with the key in a pipe; None when the system has no room."""
        try:
            reading, writing = os.pipe()
        except OSError:
            return None
        try:
            os.write(writing, self._key)
            process = subprocess.Popen(  # noqa: S603 -- our own command
                [sys.executable, "-P", "-c", _COMMAND, *words],
                env={**os.environ, KEY_FD: str(reading)},
                pass_fds=(reading,),
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError:
            return None
        finally:
            os.close(reading)
            os.close(writing)
        return _Child(process, self._round, at_s)

    def _relieve_former(self) -> None:
        """Lets processes that a former `up` left behind finish their calls, and ends its guard."""
        for slot in range(1, slots.most(self._given.voices) + 1):
            _signal(slots.holder(self._given.data, slots.voice_name(slot)), signal.SIGUSR1)
        _signal(slots.holder(self._given.data, "guard"), signal.SIGTERM)

    def _stop(self) -> None:
        """Ends voice processes, then the guard, which sends their callers on meanwhile."""
        _end([child.process for child in self._voices.values()])
        for slot in self._voices:
            beats.beat(self._given.data, slot).stop()
        if self._guard is not None:
            _end([self._guard.process])


_GUARD = 0
"""The guard's place among the slots, for waits alone."""
_GUARD_FILE = "guard.alive"
_KINDS = ("alive", "beat")


def _signal(process: int | None, number: signal.Signals) -> None:
    if process is not None:
        with suppress(OSError):
            os.kill(process, number)


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    until_s = time.monotonic() + _ENDS_WITHIN_S
    for process in processes:
        try:
            process.wait(max(0.1, until_s - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
