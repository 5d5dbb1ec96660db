"""What callers and legs share: the switch, the player, recordings, time, and whom events are told.

Also the last words to an answerer whose leg the tree has given up: they outlive leg and call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from harborline.app.ports import Clock
from harborline.callflow.events import Event
from harborline.callflow.prompts import Say
from harborline.sounds.library import Sounds
from harborline.telephony.ari.errors import AriError
from harborline.telephony.ari.lanes import Job, Lane
from harborline.telephony.ari.playing import Player, Stage
from harborline.telephony.ari.switch import Switch

_WORDS_GRACE_S = 5.0
"""Beyond the length of the last words: for an end that is never told."""

_AGAIN_S = 1.0


class Desk:
    """One voice process at its Asterisk.

    `report` takes what happened to a call; `caller_gone` the channel of a caller found to be gone.
    """

    def __init__(
        self,
        switch: Switch,
        sounds: Sounds,
        clock: Clock,
        report: Callable[[str, Event], None],
        caller_gone: Callable[[str], None],
    ) -> None:
        self.switch = switch
        self.player = Player(switch)
        self.clock = clock
        self.report = report
        self.caller_gone = caller_gone
        self._sounds = sounds
        self._parting: dict[str, str | None] = {}

    def media(self, says: Iterable[Say], line: str) -> list[str]:
        """Gives what Asterisk plays for these sentences; empty = nothing can be played."""
        paths = (path for say in says for path in self._sounds.paths(say, line))
        return [f"sound:{path.with_suffix('')}" for path in paths]

    def insist(self, lane: Lane, job: Job) -> None:
        """Queues a request, again and again until Asterisk has carried it out.

        For what leaves somebody in silence if it is not done, while events come in and so nobody
        takes stock: Asterisk may be slow to answer for a moment, or refuse for want of memory.
        """

        def failed(_error: AriError) -> None:
            self.clock.after(_AGAIN_S, partial(self.insist, lane, job))

        lane.put(job, failed)

    # -- last words ----------------------------------------------------------------------------

    def part(self, lane: Lane, channel: str, say: Say, line: str) -> None:
        """Says one sentence to an answerer, then ends their leg."""
        media = self.media((say,), line)
        if not media:
            self.end(lane, channel)
            return
        ended = partial(self._said, lane, channel)
        stage = Stage(lane, channel, ended, partial(self.forget, channel))
        self._parting[channel] = self.player.play(stage, media, ended)
        self.clock.after(self._sounds.seconds(say, line) + _WORDS_GRACE_S, ended)

    def _said(self, lane: Lane, channel: str) -> None:
        if channel in self._parting:
            self.forget(channel)
            self.end(lane, channel)

    def end(self, lane: Lane, channel: str) -> None:
        """Ends a channel."""
        self.insist(lane, partial(self.switch.end, channel))

    def forget(self, channel: str) -> None:
        """Drops an answerer who has hung up during the last words."""
        self._parting.pop(channel, None)

    def parting(self) -> frozenset[str]:
        """Gives the channels that still hear last words."""
        return frozenset(self._parting)
