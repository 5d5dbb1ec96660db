"""One caller: what they hear now, which keys are listened to, and the legs that are rung for them."""

from __future__ import annotations

from functools import partial
from itertools import count
from pathlib import Path

from harborline.callflow.commands import Collect
from harborline.callflow.events import CarrierError, Digit, PromptFinished
from harborline.callflow.prompts import Say
from harborline.telephony.ari.codec import bridge_name, prefix_of
from harborline.telephony.ari.desk import Desk
from harborline.telephony.ari.errors import AriError
from harborline.telephony.ari.lanes import Lane
from harborline.telephony.ari.legs import Leg
from harborline.telephony.ari.playing import Stage

RING_TONE = "tone:ring;tonezone=us"
HOLD_TONE = "tone:350/120,0/8000"
"""A short low note every eight seconds: the line is alive, and nothing begins or ends."""

_REPEATS = 20
"""How often a hold sound is handed over at a time."""

_AGAIN_S = 1.0


class Caller:
    """The caller's side of one call. `line`: id, for its own recordings."""

    def __init__(self, call: str, channel: str, line: str, desk: Desk, lane: Lane) -> None:
        self.call = call
        self.channel = channel
        self.line = line
        self.language = "en"
        self.lane = lane
        self.legs: dict[int, Leg] = {}
        self.talks_with: Leg | None = None
        self.answered = False
        self._desk = desk
        self._asked: Collect | None = None
        self._keys = 0
        self._playback: str | None = None
        self._speech = False
        self._numbers = count(1)
        self._spoken = Stage(lane, channel, self._said, self._is_gone)

    def __repr__(self) -> str:
        return "<Caller>"

    def _failed(self, _error: AriError) -> None:
        self._desk.report(self.call, CarrierError())

    def _is_gone(self) -> None:
        self._desk.caller_gone(self.channel)

    # -- what they hear ------------------------------------------------------------------------

    def answer(self) -> None:
        """Takes the call."""
        self.lane.put(self.take_up, self._failed)

    async def take_up(self) -> None:
        """Answers, unless that was done; once more before they are joined with anybody.

        For where Asterisk was too slow to say that it answered: the call goes on, and must not end
        as two people of whom one still hears ringing.
        """
        if self.answered:
            return
        self.answered = await self._desk.switch.answer(self.channel)
        if not self.answered:
            self._is_gone()

    def play(self, says: tuple[Say, ...]) -> None:
        """Plays prompts in place of whatever they hear.

        Without a recording, or where Asterisk cannot play it, they have ended: a call goes on in
        silence rather than not at all.
        """
        self.hush()
        self._asked = None
        if says:
            self.language = says[-1].language
        media = self._desk.media(says, self.line)
        if not media:
            self._desk.report(self.call, PromptFinished())
            return
        self._playback = self._desk.player.play(self._spoken, media, self._said)
        self._speech = True

    def _said(self) -> None:
        self._playback = None
        self._desk.report(self.call, PromptFinished())

    def ring_tone(self) -> None:
        self._sound([RING_TONE])

    def hold_tone(self, sound: Path | None) -> None:
        """Plays a soft sound over and over, or a soft note where there is none."""
        media = [HOLD_TONE] if sound is None else [f"sound:{sound.with_suffix('')}"] * _REPEATS
        self._sound(media)

    def _sound(self, media: list[str]) -> None:
        self.hush()
        self._speech = False
        ended = partial(self._ended, media)
        stage = Stage(self.lane, self.channel, ended, self._is_gone)
        self._playback = self._desk.player.play(stage, media, ended)

    def _ended(self, media: list[str]) -> None:
        """Begins a sound again; after a moment, for one that cannot be played ends at once."""
        ended = self._playback
        self._desk.clock.after(_AGAIN_S, partial(self._begin_again, ended, media))

    def _begin_again(self, ended: str | None, media: list[str]) -> None:
        if self._playback == ended:
            self._sound(media)

    def hush(self) -> None:
        """Stops whatever they hear."""
        self._desk.player.stop(self.lane, self._playback)
        self._playback = None

    # -- what they press -----------------------------------------------------------------------

    def collect(self, asked: Collect) -> None:
        """Listens: the first key cuts the prompts short."""
        self._asked, self._keys = asked, 0

    def press(self, digit: str) -> None:
        """Takes a key; while they talk it is the answerer's to hear and not ours."""
        if self.talks_with is not None:
            return
        if self._asked is not None:
            if self._speech:
                self.hush()
            self._keys += 1
            if self._keys >= self._asked.max_digits:
                self._asked = None
        self._desk.report(self.call, Digit(digit))

    # -- whom they talk to ---------------------------------------------------------------------

    @property
    def bridge(self) -> str:
        return bridge_name(self._desk.switch.slot, self.call)

    def part(self) -> None:
        """Takes caller and answerer apart; each stays with us."""
        if self.talks_with is not None:
            self.talks_with = None
            self._desk.insist(self.lane, self._part)

    async def _part(self) -> None:
        """Dissolves the bridge, unless it joins them with somebody else by now."""
        if self.talks_with is None:
            await self._desk.switch.part(self.bridge)

    def voice(self, leg: int) -> str:
        """Gives a new name for a voice in an answerer's ear."""
        return f"{prefix_of(self._desk.switch.slot)}{self.call}-{leg}-t{next(self._numbers)}"
