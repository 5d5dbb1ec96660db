"""What is being played, by names of our own: whose end is told, and what need not be stopped any more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from typing import NamedTuple
from weakref import WeakKeyDictionary

from harborline.telephony.ari.errors import AriError
from harborline.telephony.ari.lanes import Lane
from harborline.telephony.ari.names import playback_name
from harborline.telephony.ari.switch import Switch


class Stage(NamedTuple):
    """Where something is played: a channel and the lane of its call.

    `failed`: Asterisk did not play it; `gone`: nobody is there to hear it.
    """

    lane: Lane
    channel: str
    failed: Callable[[], None] = lambda: None
    gone: Callable[[], None] = lambda: None


class _Playing:
    __slots__ = ("done", "sent")

    def __init__(self, done: Callable[[], None]) -> None:
        self.done = done
        self.sent = False


class Player:
    """Plays media on channels. What was stopped never tells that it ended."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch
        self._numbers: WeakKeyDictionary[Lane, dict[str, count[int]]] = WeakKeyDictionary()
        self._playing: dict[str, _Playing] = {}

    def play(self, stage: Stage, media: Sequence[str], done: Callable[[], None]) -> str:
        """Queues media and gives the name; `done` is called once the last of it ended by itself."""
        numbers = self._numbers.setdefault(stage.lane, {}).setdefault(stage.channel, count())
        name = playback_name(self._switch.slot, stage.channel, next(numbers))
        playing = self._playing[name] = _Playing(done)
        stage.lane.put(partial(self._send, name, playing, stage, tuple(media)))
        return name

    async def _send(
        self, name: str, playing: _Playing, stage: Stage, media: tuple[str, ...]
    ) -> None:
        if self._playing.get(name) is not playing:  # stopped; its name may be in use again
            return
        playing.sent = True
        try:
            there = await self._switch.play(stage.channel, name, media)
        except AriError:
            if self._playing.pop(name, None) is playing:
                stage.failed()
            return
        if not there:
            if self._playing.get(name) is playing:
                del self._playing[name]
            stage.gone()

    def stop(self, lane: Lane, name: str | None) -> None:
        """Stops something if it was begun and has not ended."""
        playing = self._playing.pop(name, None) if name is not None else None
        if playing is not None and playing.sent:
            lane.put(partial(self._switch.stop, name or ""))

    def finished(self, name: str) -> None:
        """Takes the end of something from Asterisk."""
        playing = self._playing.pop(name, None)
        if playing is not None:
            playing.done()

    def sent(self) -> tuple[str, ...]:
        """Gives the names of what should be playing now."""
        return tuple(name for name, playing in self._playing.items() if playing.sent)
