"""From acceptance to the bridge: the first to accept wins, and it stands in two seconds or is given up."""

from __future__ import annotations

from harborline.callflow.commands import Bridge, Dismiss, NoteLeg
from harborline.callflow.dialing import dial_next
from harborline.callflow.ending import static_notice
from harborline.callflow.events import Event, LegAccepted
from harborline.callflow.prompts import Prompt, Say
from harborline.callflow.replies import Reply, drop_legs, play, say, start
from harborline.callflow.states import FALLBACK, Call, LiveLeg, Phase, Stage
from harborline.callflow.timers import BRIDGE_S, TimerName
from harborline.callflow.values import LegOutcome


def accepted(call: Call, event: LegAccepted) -> Reply:
    """Joins the first who accepts and gives up all others."""
    others = tuple(leg for leg in call.live if leg.number != event.leg)
    alone, ended = drop_legs(call, others, Prompt.ANSWERER_TAKEN)
    winner = alone.live[0]._replace(stage=Stage.ACCEPTED)
    bridging = alone._replace(phase=Phase.BRIDGING, live=(winner,))
    return bridging, (*ended, Bridge(event.leg), start(TimerName.BRIDGE, BRIDGE_S))


def not_joined(call: Call, _event: Event) -> Reply:
    """Tells both sides that the bridge did not stand, and goes on down the chain."""
    leg = call.live[0]
    told = Say(Prompt.ANSWERER_NOT_JOINED, call.terms.languages[0])
    after, commands = _joining_failed(call, leg)
    return after, (Dismiss(leg.number, told), *commands)


def left_before_bridge(call: Call, _event: Event) -> Reply:
    """Goes on after an answerer who accepted and was gone before the bridge stood."""
    return _joining_failed(call, call.live[0])


def _joining_failed(call: Call, leg: LiveLeg) -> Reply:
    noted = NoteLeg(leg.number, LegOutcome.FAILED)
    if leg.plan_index == FALLBACK:
        after, commands = static_notice(call._replace(live=()))
        return after, (noted, *commands)
    alone = call._replace(phase=Phase.CONNECTING, live=())
    after, commands = dial_next(alone)
    if after.phase is not Phase.CONNECTING:
        return after, (noted, *commands)
    return after, (noted, *play(say(call, Prompt.BRIDGE_FAILED)), *commands)
