"""Legs in order, the deadline, staggered ring, the lesser ways, and what breaks."""

from __future__ import annotations

from callflow.tree import Tree, connecting, greeted
from callflow.worlds import LEGS, NATIONAL, NEAR, NEXT, SECOND, STATE, TERMS, arrived
from harborline.callflow.commands import (
    Bridge,
    CancelLeg,
    Collect,
    Dial,
    Dismiss,
    NoteLeg,
    RingTone,
    StartTimer,
)
from harborline.callflow.events import (
    BridgeUp,
    CallerHungUp,
    CarrierError,
    Decided,
    EndCause,
    Event,
    InternalError,
    LegAccepted,
    LegBusy,
    LegDeclined,
    LegEnded,
    LegFailed,
    LegNoAnswer,
    LegPickedUp,
    LegRinging,
    LegSkipped,
    PromptFinished,
)
from harborline.callflow.prompts import text_of
from harborline.callflow.states import Phase
from harborline.callflow.timers import TimerId, TimerName
from harborline.callflow.values import Capabilities, LegOutcome

DEAF = Capabilities(keys_while_ringing=False, parallel_legs=False)
ONE_LEG = Capabilities(parallel_legs=False)
NO_CANCEL = Capabilities(parallel_legs=False, cancel=False)


def dialed(tree: Tree) -> list[str | None]:
    return [dial.center for dial in tree.all(Dial)]


def test_the_first_leg_is_dialed_while_the_caller_hears_so() -> None:
    tree = connecting()
    assert dialed(tree) == ["near"]
    assert tree.said[-1] == "connecting"
    assert tree.take(PromptFinished()).all(RingTone)
    whisper = connecting().all(Dial)[0].whisper
    assert whisper is not None
    assert text_of(whisper).startswith("Hotline call for Near Center, in English.")


def test_the_center_is_named_only_if_the_line_allows_it() -> None:
    assert connecting(TERMS._replace(says_center_name=True)).said[-1] == "connecting_center"
    discreet = TERMS._replace(says_center_name=True, discreet=True)
    assert connecting(discreet).said[-1] == "connecting"


def test_every_loss_is_noted_and_followed_by_the_next_leg() -> None:
    losses: list[tuple[Event, LegOutcome]] = [
        (LegBusy(1), LegOutcome.BUSY),
        (LegNoAnswer(1), LegOutcome.NO_ANSWER),
        (LegDeclined(1), LegOutcome.DECLINED),
        (LegFailed(1), LegOutcome.FAILED),
        (LegEnded(1, EndCause.NORMAL), LegOutcome.FAILED),
    ]
    for event, outcome in losses:
        tree = connecting().take(LegRinging(1), event)
        assert tree.all(NoteLeg) == [NoteLeg(1, outcome)]
        assert dialed(tree) == ["next"]
    assert connecting().take(LegSkipped(1)).all(NoteLeg) == []


def test_whoever_passes_with_9_is_let_go() -> None:
    tree = connecting().take(LegPickedUp(1), LegDeclined(1))
    assert tree.all(CancelLeg) == [CancelLeg(1)]
    assert tree.all(NoteLeg) == [NoteLeg(1, LegOutcome.DECLINED)]


def test_a_voicemail_is_given_up_after_fifteen_seconds() -> None:
    tree = connecting().take(LegPickedUp(1)).fire(TimerName.WHISPER, 1)
    assert tree.all(NoteLeg) == [NoteLeg(1, LegOutcome.NOT_ACCEPTED)]
    assert tree.all(CancelLeg) == [CancelLeg(1)]


def test_an_adapter_that_never_reports_does_not_stop_a_call() -> None:
    tree = connecting().fire(TimerName.RING, 1)
    assert tree.all(NoteLeg) == [NoteLeg(1, LegOutcome.NO_ANSWER)]
    assert dialed(tree) == ["next"]


def test_a_calm_sentence_comes_at_most_every_twenty_seconds() -> None:
    tree = connecting().take(LegBusy(1))
    assert tree.said == []
    tree = connecting().fire(TimerName.CALM).take(LegBusy(1))
    assert tree.said == ["still_trying"]


def test_picking_up_accepts_where_that_was_agreed() -> None:
    tree = connecting(legs=(NATIONAL,)).take(LegPickedUp(1))
    assert tree.all(Bridge) == [Bridge(1)]
    assert tree.all(Dial) == []


def test_at_the_deadline_the_national_team_rings_beside_the_center() -> None:
    tree = connecting().fire(TimerName.LAST_LOCAL).fire(TimerName.DEADLINE)
    assert dialed(tree) == ["team"]
    assert len(tree.call.live) == 2
    tree.take(LegNoAnswer(1))
    assert tree.is_in(Phase.CONNECTING)
    assert dialed(tree) == []


def test_a_second_national_team_follows_the_first_beside_a_ringing_center() -> None:
    tree = connecting(legs=(NEAR, NATIONAL, SECOND)).fire(TimerName.DEADLINE).take(LegBusy(2))
    lost = connecting(legs=(NEAR, NATIONAL, SECOND)).fire(TimerName.DEADLINE).take(LegBusy(1))
    assert dialed(lost) == []
    assert dialed(tree) == ["team2"]
    tree.take(LegBusy(3))
    assert tree.is_in(Phase.CONNECTING)


def test_the_deadline_changes_nothing_when_the_team_rings_already() -> None:
    tree = connecting(legs=(NATIONAL,)).fire(TimerName.DEADLINE)
    assert tree.commands == ()


def test_no_local_leg_starts_shortly_before_the_deadline() -> None:
    tree = connecting().fire(TimerName.LAST_LOCAL).take(LegBusy(1))
    assert dialed(tree) == ["team"]
    short = connecting(TERMS._replace(max_local_wait_s=5))
    assert dialed(short) == ["team"]


def test_staggered_ring_starts_the_next_leg_while_the_former_rings() -> None:
    tree = connecting(TERMS._replace(stagger_s=8)).fire(TimerName.STAGGER)
    assert dialed(tree) == ["next"]
    assert TimerId(TimerName.STAGGER) not in tree.call.timers
    sequential = connecting(TERMS._replace(stagger_s=8), capabilities=ONE_LEG)
    assert TimerId(TimerName.STAGGER) not in sequential.call.timers


def test_a_staggered_start_never_rings_the_national_team_before_its_time() -> None:
    tree = connecting(TERMS._replace(stagger_s=12)).take(LegBusy(1))
    assert dialed(tree) == ["next"]
    assert dialed(tree.fire(TimerName.STAGGER)) == []
    assert dialed(tree.fire(TimerName.DEADLINE)) == ["team"]
    late = connecting(TERMS._replace(stagger_s=12)).fire(TimerName.LAST_LOCAL)
    assert dialed(late.fire(TimerName.STAGGER)) == []
    alone = connecting(TERMS._replace(stagger_s=12), (NEAR, NEXT)).fire(TimerName.LAST_LOCAL)
    assert dialed(alone.fire(TimerName.STAGGER)) == []


def test_each_dial_begins_the_stagger_anew() -> None:
    legs = (NEAR, NEXT, STATE, NATIONAL)
    tree = connecting(TERMS._replace(stagger_s=12), legs).take(LegBusy(1))
    assert dialed(tree) == ["next"]
    assert StartTimer(TimerId(TimerName.STAGGER), 12) in tree.commands
    assert dialed(tree.fire(TimerName.STAGGER)) == ["state"]


def test_the_second_accept_is_told_that_the_call_is_taken() -> None:
    tree = connecting(TERMS._replace(stagger_s=8)).fire(TimerName.STAGGER)
    tree.take(LegPickedUp(1), LegPickedUp(2), LegAccepted(2))
    assert [(d.leg, d.say.prompt) for d in tree.all(Dismiss)] == [(1, "answerer_taken")]
    tree.take(LegAccepted(1))
    assert [d.leg for d in tree.all(Dismiss)] == [1]
    assert tree.take(LegBusy(1)).commands == ()


def test_one_leg_at_a_time_gives_the_center_up_at_the_deadline() -> None:
    tree = connecting(capabilities=ONE_LEG).fire(TimerName.DEADLINE)
    assert tree.all(CancelLeg) == [CancelLeg(1)]
    assert dialed(tree) == ["team"]
    waiting = connecting(capabilities=NO_CANCEL).fire(TimerName.DEADLINE)
    assert waiting.commands == ()
    assert dialed(waiting.take(LegNoAnswer(1))) == ["team"]


def test_a_deaf_carrier_listens_for_0_between_legs() -> None:
    tree = connecting(capabilities=DEAF).take(LegBusy(1))
    assert (tree.phase, tree.said) == (Phase.ASIDE, ["national_key"])
    assert tree.all(Collect) == [Collect(1, 1.0, 1.0)]
    tree.fire(TimerName.CALM).take(PromptFinished()).fire(TimerName.KEYS)
    assert dialed(tree) == ["next"]
    again = connecting(capabilities=DEAF).take(LegBusy(1)).press("0")
    assert again.call.national_only
    assert dialed(connecting(capabilities=DEAF).take(LegBusy(1)).press("5")) == ["next"]
    late = connecting(capabilities=DEAF).take(LegBusy(1)).fire(TimerName.LAST_LOCAL)
    assert dialed(late.fire(TimerName.PROMPT).fire(TimerName.KEYS)) == ["team"]


def test_words_between_legs_never_keep_the_national_team_beyond_the_deadline() -> None:
    speaking = connecting(capabilities=DEAF).take(LegBusy(1)).fire(TimerName.DEADLINE)
    assert (speaking.phase, dialed(speaking)) == (Phase.CONNECTING, ["team"])
    ringing = connecting(capabilities=DEAF).fire(TimerName.LAST_LOCAL).take(LegNoAnswer(1))
    assert (ringing.phase, ringing.said, dialed(ringing)) == (Phase.CONNECTING, [], ["team"])
    second = connecting(legs=(NEAR, NATIONAL, SECOND), capabilities=DEAF)
    second = second.fire(TimerName.LAST_LOCAL).take(LegBusy(1)).take(LegBusy(2))
    assert second.phase is Phase.ASIDE, "then there is time for words again"


def test_0_is_the_national_team_at_once() -> None:
    tree = connecting().press("0")
    assert tree.all(NoteLeg) == [NoteLeg(1, LegOutcome.ABANDONED)]
    tree.take(Decided(LEGS))
    assert dialed(tree) == ["team"]
    assert tree.said == ["connecting_national"]
    assert connecting().press("5").commands == ()


def test_0_leaves_the_team_ringing_and_gives_up_the_center() -> None:
    tree = connecting().fire(TimerName.DEADLINE).press("0")
    assert tree.all(CancelLeg) == [CancelLeg(1)]
    assert [leg.number for leg in tree.call.live] == [2]


def test_0_while_deciding_is_remembered() -> None:
    tree = greeted().press("1#").press("0").take(Decided(LEGS))
    assert dialed(tree) == ["team"]


# -- the bridge -----------------------------------------------------------------------------------


def test_a_bridge_that_does_not_stand_is_told_to_both() -> None:
    for event in (CarrierError(), None):
        tree = connecting().take(LegPickedUp(1), LegAccepted(1))
        tree = tree.fire(TimerName.BRIDGE) if event is None else tree.take(event)
        assert [d.say.prompt for d in tree.all(Dismiss)] == ["answerer_not_joined"]
        assert tree.said == ["bridge_failed"]
        assert dialed(tree) == ["next"]
        assert tree.all(NoteLeg) == [NoteLeg(1, LegOutcome.FAILED)]


def test_the_last_leg_that_cannot_be_joined_leads_to_hold() -> None:
    tree = connecting(legs=(NATIONAL,)).take(LegPickedUp(1), LegFailed(1))
    assert tree.is_in(Phase.HOLD)


def test_the_clocks_run_on_while_bridging() -> None:
    tree = connecting().take(LegPickedUp(1), LegAccepted(1))
    tree.fire(TimerName.LAST_LOCAL).fire(TimerName.DEADLINE).fire(TimerName.BRIDGE)
    assert dialed(tree) == ["team"]


# -- what breaks ----------------------------------------------------------------------------------


def test_whatever_breaks_leads_to_the_national_backup_then_to_the_notice() -> None:
    for tree in (greeted(), connecting(), greeted().press("1#")):
        tree.take(InternalError())
        assert (tree.phase, tree.said) == (Phase.FALLBACK, ["trouble"])
        assert dialed(tree) == [None]
        tree.take(PromptFinished(), LegBusy(tree.call.dialed))
        assert tree.said == ["static_notice", "other_web", "other_text"] * 2
        assert tree.take(CarrierError()).phase is Phase.OVER


def test_a_decision_without_legs_or_none_at_all_is_something_broken() -> None:
    assert greeted().press("1#").take(Decided(())).phase is Phase.FALLBACK
    assert greeted().press("1#").fire(TimerName.DECIDE).is_in(Phase.FALLBACK)


def test_the_fallback_joins_whoever_picks_up() -> None:
    tree = greeted().take(InternalError(), LegPickedUp(1), BridgeUp(1))
    assert tree.is_in(Phase.BRIDGED)
    tree.take(LegEnded(1, EndCause.NORMAL)).press("1")
    assert tree.is_in(Phase.FALLBACK)
    assert tree.take(LegAccepted(2)).fire(TimerName.BRIDGE).is_in(Phase.FAREWELL)


def test_a_fallback_that_breaks_ends_in_the_notice() -> None:
    assert greeted().take(InternalError(), InternalError()).phase is Phase.FAREWELL
    assert greeted().take(InternalError()).fire(TimerName.RING, 1).is_in(Phase.FAREWELL)


def test_who_rings_when_the_caller_leaves_is_let_go_and_who_picked_up_is_told() -> None:
    tree = connecting().take(CallerHungUp())
    assert tree.all(CancelLeg) == [CancelLeg(1)]
    tree = connecting().take(LegPickedUp(1), CallerHungUp())
    assert [d.say.prompt for d in tree.all(Dismiss)] == ["answerer_caller_gone"]
    assert tree.take(LegAccepted(1), InternalError(), CallerHungUp()).commands == ()


def test_a_call_shows_nothing_of_the_caller() -> None:
    assert repr(connecting(legs=(NEAR, NEXT, NATIONAL)).call) == "<Call connecting>"
    assert repr(greeted(arrived()).press("1282").call) == "<Call zip>"
