"""One leg: the telephones of a center that ring for one caller, from the first to the last of them.

Telephones of one `order` ring together, then those of the next; all within `ring_s`, which is divided
among the orders still to come. Whoever accepts first has the call and the others are ended. A number
that its trunk cannot reach is tried by the next trunk; a leg is lost only when all its telephones are.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from functools import partial
from itertools import groupby
from typing import Any

from harborline.app.ports import Cancel, DialOrder
from harborline.callflow.events import (
    CarrierError,
    EndCause,
    HoldOffAsked,
    LegAccepted,
    LegDeclined,
    LegEnded,
    LegPickedUp,
    LegRinging,
)
from harborline.callflow.prompts import Prompt, Say
from harborline.callflow.timers import WHISPERS
from harborline.telephony.ari.addresses import caller_id, trunk_of, ways_to
from harborline.telephony.ari.codec import LegName, Loss, channel_name, end_of, loss_of, lost_event
from harborline.telephony.ari.desk import Desk
from harborline.telephony.ari.errors import AriError
from harborline.telephony.ari.lanes import Lane
from harborline.telephony.ari.playing import Stage

SIGN_OF_LIFE_S = 5.0
"""After this it is asked whether a trunk by which nothing rings yet answers at all."""

WHISPER_PAUSE_S = 1.0
WHISPERS_WITHIN_S = 12.0
"""No whisper begins later than this after pick-up: the tree ends the leg at 15 s."""

_ACCEPTS, _PASSES, _STAR = "1", "9", "*"


class State(Enum):
    """How far one telephone is."""

    DIALED = auto()
    RINGING = auto()
    PICKED_UP = auto()


class Telephone:
    """One channel to one destination. `further`: endpoints to try if this one cannot be reached."""

    __slots__ = ("channel", "further", "made", "no_sign", "playback", "state", "whisper_plan")

    def __init__(self, channel: str, further: tuple[str, ...]) -> None:
        self.channel = channel
        self.further = further
        self.state = State.DIALED
        self.made = False
        self.playback: str | None = None
        self.no_sign: Cancel | None = None
        self.whisper_plan: Cancel | None = None

    def forget_plans(self) -> None:
        for plan in (self.no_sign, self.whisper_plan):
            if plan is not None:
                plan()
        self.no_sign = self.whisper_plan = None


class Leg:
    """A center's telephones, rung for one order of the tree."""

    def __init__(
        self, call: str, order: DialOrder, desk: Desk, lane: Lane, line: str, language: str
    ) -> None:
        self.number = order.leg
        self.telephones: dict[str, Telephone] = {}
        self.answerer: Telephone | None = None
        self._call = call
        self._order = order
        self._desk = desk
        self._lane = lane
        self._line = line
        self._variables = {"HL_LINE": line, "HL_LANGUAGE": language, "HL_LEG": str(order.leg)}
        self._groups: list[list[tuple[str, ...]]] = []
        self._ends_s = 0.0
        self._share_over: Cancel | None = None
        self._attempts = 0
        self._tells_most = Loss.FAILED
        self._rang = self._picked_up = self._declined = self._starred = False

    def __repr__(self) -> str:
        return "<Leg>"

    def _report(self, event: Any) -> None:
        self._desk.report(self._call, event)

    # -- ringing -------------------------------------------------------------------------------

    def begin(self, trunks: tuple[str, ...]) -> bool:
        """Rings the first of the telephones; tells whether there is any that can be dialed."""
        by_order = groupby(
            sorted(self._order.destinations, key=lambda d: d.order), lambda d: d.order
        )
        groups = [[ways_to(d.address, trunks) for d in group] for _, group in by_order]
        self._groups = [reached for group in groups if (reached := [w for w in group if w])]
        if not self._groups:
            return False
        self._ends_s = self._desk.clock.seconds + self._order.ring_s
        self._ring_group()
        return True

    def _left_s(self) -> float:
        return self._ends_s - self._desk.clock.seconds

    def _ring_group(self) -> None:
        share_s = self._left_s() / len(self._groups)
        self._share_over = self._desk.clock.after(share_s, self._group_over)
        for ways in self._groups.pop(0):
            self._ring(ways)

    def _ring(self, ways: tuple[str, ...]) -> None:
        self._attempts += 1
        name = LegName(self._call, self.number, self._attempts)
        telephone = Telephone(channel_name(self._desk.switch.slot, name), ways[1:])
        self.telephones[telephone.channel] = telephone
        self._lane.put(partial(self._dial, telephone, ways[0]), partial(self._not_made, telephone))
        if telephone.further:
            look = partial(self._look_after, telephone, ways[0])
            telephone.no_sign = self._desk.clock.after(SIGN_OF_LIFE_S, look)

    async def _dial(self, telephone: Telephone, endpoint: str) -> None:
        if telephone.channel not in self.telephones:
            return
        shows, ring_s = caller_id(self._order.shows), self._order.ring_s
        channel = telephone.channel
        await self._desk.switch.ring(channel, endpoint, shows, ring_s, self._variables)
        telephone.made = True

    def _not_made(self, telephone: Telephone, error: AriError) -> None:
        if error.reached:
            self._lost(telephone, Loss.FAILED)
        elif telephone.channel in self.telephones:  # no fault of the center's: the switch is away
            self._report(CarrierError())

    def _look_after(self, telephone: Telephone, endpoint: str) -> None:
        self._lane.put(partial(self._no_sign, telephone, trunk_of(endpoint)))

    async def _no_sign(self, telephone: Telephone, trunk: str) -> None:
        """Leaves a trunk that is silent altogether for the next one.

        Mobiles may need longer to begin to ring, so a trunk that answers its probe is given as
        much time again.
        """
        if not self._still_dialing(telephone):
            return
        if await self._desk.switch.is_alive(trunk):
            leave = partial(self._leave, telephone)
            telephone.no_sign = self._desk.clock.after(SIGN_OF_LIFE_S, leave)
        else:
            self._leave(telephone)

    def _leave(self, telephone: Telephone) -> None:
        if self._still_dialing(telephone):
            self._desk.end(self._lane, telephone.channel)
            self._lost(telephone, Loss.FAILED)

    def _still_dialing(self, telephone: Telephone) -> bool:
        return telephone.state is State.DIALED and telephone.channel in self.telephones

    def rings(self, telephone: Telephone) -> None:
        """Takes a sign that a telephone rings."""
        if telephone.state is State.DIALED:
            telephone.state = State.RINGING
            telephone.forget_plans()
            if not self._rang:
                self._rang = True
                self._report(LegRinging(self.number))

    def _group_over(self) -> None:
        """Gives up an order of telephones at the end of its share, unless somebody has picked up."""
        if self._picked_up:
            return
        for telephone in tuple(self.telephones.values()):
            rang = telephone.state is State.RINGING
            self._tells_most = max(self._tells_most, Loss.NO_ANSWER if rang else Loss.FAILED)
            self._drop(telephone)
        self._after_loss()

    def _drop(self, telephone: Telephone) -> None:
        telephone.forget_plans()
        self._desk.player.stop(self._lane, telephone.playback)
        self.telephones.pop(telephone.channel, None)
        self._desk.end(self._lane, telephone.channel)

    # -- losing --------------------------------------------------------------------------------

    def destroyed(self, telephone: Telephone, event: dict[str, Any]) -> None:
        """Takes the end of a telephone's channel from Asterisk."""
        if telephone is self.answerer:
            self._forget(telephone)
            self._report(LegEnded(self.number, end_of(event)))
        elif telephone.state is State.PICKED_UP:
            self._forget(telephone)
            self._after_loss()
        else:
            self._lost(telephone, loss_of(event))

    def vanished(self, telephone: Telephone) -> None:
        """Takes the end of a channel that was noticed late: what ended it nobody knows any more."""
        cause = {"cause": 19} if telephone is not self.answerer else {}
        telephone.further = ()
        self.destroyed(telephone, cause)

    def _forget(self, telephone: Telephone) -> None:
        telephone.forget_plans()
        self.telephones.pop(telephone.channel, None)

    def _lost(self, telephone: Telephone, loss: Loss) -> None:
        if telephone.channel not in self.telephones:
            return
        self._forget(telephone)
        if loss is Loss.FAILED and telephone.further and telephone.state is State.DIALED:
            self._ring(telephone.further)
            return
        self._tells_most = max(self._tells_most, loss)
        self._after_loss()

    def _after_loss(self) -> None:
        if self.telephones:
            return
        if self._share_over is not None:
            self._share_over()
        if self._groups and not self._picked_up:
            self._ring_group()
        elif self._declined:
            self._report(LegDeclined(self.number))
        elif self._picked_up:
            self._report(LegEnded(self.number, EndCause.NORMAL))
        else:
            self._report(lost_event(self.number, self._tells_most))

    # -- picking up ----------------------------------------------------------------------------

    def picked_up(self, telephone: Telephone) -> None:
        """Takes a pick-up: without a whisper that accepts, else the answerer is asked."""
        if telephone.state is State.PICKED_UP:
            return
        telephone.forget_plans()
        telephone.state = State.PICKED_UP
        first, self._picked_up = not self._picked_up, True
        if self._order.whisper is None:
            self._choose(telephone)
        else:
            self._whisper(telephone, WHISPERS, self._desk.clock.seconds + WHISPERS_WITHIN_S)
        if first:
            self._report(LegPickedUp(self.number))

    def _whisper(self, telephone: Telephone, left: int, until_s: float) -> None:
        whisper = self._order.whisper
        if whisper is None or left == 0 or self._desk.clock.seconds > until_s:
            return
        media = self._desk.media((whisper,), self._line)
        again = partial(self._whisper, telephone, left - 1, until_s)
        if media:
            stage = Stage(self._lane, telephone.channel)
            later = partial(self._after_pause, telephone, again)
            telephone.playback = self._desk.player.play(stage, media, later)

    def _after_pause(self, telephone: Telephone, again: Callable[[], None]) -> None:
        telephone.playback = None
        if telephone.channel in self.telephones and self.answerer is None:
            telephone.whisper_plan = self._desk.clock.after(WHISPER_PAUSE_S, again)

    def press(self, telephone: Telephone, digit: str) -> None:
        """Takes an answerer's key: 1 accepts, 9 passes; in mid-call *9 asks for a hold-off."""
        if telephone is self.answerer:
            starred, self._starred = self._starred, digit == _STAR
            if starred and digit == _PASSES:
                self._report(HoldOffAsked(self.number))
        elif telephone.state is State.PICKED_UP and self.answerer is None:
            if digit == _ACCEPTS:
                self._choose(telephone)
                self._report(LegAccepted(self.number))
            elif digit == _PASSES:
                self._declined = True
                self._drop(telephone)
                self._after_loss()

    def _choose(self, telephone: Telephone) -> None:
        """Ends all other telephones; who had picked up one of them is told why."""
        self.answerer = telephone
        self.hush()
        if self._share_over is not None:
            self._share_over()
        for other in tuple(self.telephones.values()):
            if other is telephone:
                continue
            if other.state is not State.PICKED_UP or self._order.whisper is None:
                self._drop(other)
                continue
            self._desk.player.stop(self._lane, other.playback)
            self._forget(other)
            taken = Say(Prompt.ANSWERER_TAKEN, self._order.whisper.language)
            self._desk.part(self._lane, other.channel, taken, self._line)

    def hush(self) -> None:
        """Stops what the answerer hears."""
        if self.answerer is not None:
            self.answerer.forget_plans()
            self._desk.player.stop(self._lane, self.answerer.playback)
            self.answerer.playback = None

    # -- ending --------------------------------------------------------------------------------

    def cancel(self) -> None:
        """Ends every telephone without a word."""
        if self._share_over is not None:
            self._share_over()
        for telephone in tuple(self.telephones.values()):
            self._drop(telephone)

    def dismiss(self, say: Say) -> None:
        """Tells whoever has picked up one sentence and ends all."""
        for telephone in tuple(self.telephones.values()):
            if telephone.state is State.PICKED_UP:
                self._desk.player.stop(self._lane, telephone.playback)
                self._forget(telephone)
                self._desk.part(self._lane, telephone.channel, say, self._line)
        self.cancel()

    def adopt(self, channel: str) -> None:
        """Takes on a telephone that a former process joined."""
        telephone = Telephone(channel, ())
        telephone.state, telephone.made = State.PICKED_UP, True
        self.telephones[channel] = telephone
        self.answerer, self._picked_up = telephone, True
