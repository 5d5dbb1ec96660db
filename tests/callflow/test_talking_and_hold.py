"""After acceptance: talking, what follows when the center's side ends, and being held."""

from __future__ import annotations

import pytest

from callflow.tree import Tree, connecting, on_hold
from callflow.worlds import LEGS, NATIONAL, QUIET, TERMS
from harborline.callflow.commands import (
    CancelLeg,
    Dial,
    Dismiss,
    HoldTone,
    JoinHold,
    LeaveHold,
    NoteCall,
    RememberHoldOff,
    StartTimer,
    TellLeg,
)
from harborline.callflow.events import (
    Adopted,
    BridgeUp,
    CallerHungUp,
    CarrierError,
    Decided,
    EndCause,
    HoldNews,
    HoldOffAsked,
    InternalError,
    LegAccepted,
    LegBusy,
    LegEnded,
    LegFailed,
    LegPickedUp,
    PromptFinished,
    TakenOver,
)
from harborline.callflow.states import Phase
from harborline.callflow.timers import TimerId, TimerName
from harborline.callflow.values import CallOutcome


def talking(leg: int = 1) -> Tree:
    return connecting().take(LegPickedUp(leg), LegAccepted(leg), BridgeUp(leg))


def ended(cause: EndCause = EndCause.NORMAL, *, young: bool = False) -> Tree:
    tree = talking()
    if not young:
        tree.fire(TimerName.YOUNG)
    return tree.take(LegEnded(1, cause))


def dialed(tree: Tree) -> list[str | None]:
    return [dial.center for dial in tree.all(Dial)]


def test_keys_and_faults_leave_two_people_talking() -> None:
    tree = talking()
    assert tree.press("0").commands == ()
    assert tree.take(CarrierError(), InternalError()).phase is Phase.BRIDGED


def test_the_caller_hangs_up() -> None:
    tree = talking().take(CallerHungUp())
    assert tree.all(CancelLeg) == [CancelLeg(1)]
    assert tree.commands[-1] == NoteCall(CallOutcome.ANSWERED)


def test_a_call_lasts_four_hours_at_most_and_both_hear_why() -> None:
    tree = talking()
    assert StartTimer(TimerId(TimerName.TALK), 14400.0) in tree.commands
    tree.fire(TimerName.TALK)
    assert [d.say.prompt for d in tree.all(Dismiss)] == ["answerer_time_up"]
    assert tree.said == ["time_up", "other_web", "other_text"]
    assert tree.take(PromptFinished()).commands[-1] == NoteCall(CallOutcome.ANSWERED)


def test_silence_after_a_real_talk_is_goodbye() -> None:
    tree = ended()
    assert tree.said == ["other_left"]
    tree.take(PromptFinished()).fire(TimerName.KEYS)
    assert tree.said == ["thanks_goodbye", "other_web", "other_text"]


@pytest.mark.parametrize(
    ("cause", "young", "next_one"),
    [(EndCause.NETWORK, False, "near"), (EndCause.NORMAL, True, "next")],
)
def test_silence_goes_on_after_a_failure_or_a_short_talk(
    cause: EndCause, next_one: str, *, young: bool
) -> None:
    tree = ended(cause, young=young).fire(TimerName.PROMPT).fire(TimerName.KEYS)
    assert dialed(tree) == [next_one]
    assert tree.said == ["going_on"]


def test_a_leg_that_fails_in_mid_talk_is_a_failure_of_the_network() -> None:
    assert dialed(talking().take(LegFailed(1)).press("1")) == ["near"]


def cut_off(tree: Tree) -> Tree:
    """Lets the team pick up and the network fail at once; the caller has not reacted yet."""
    leg = tree.call.live[0].number
    tree.take(LegPickedUp(leg), BridgeUp(leg), LegEnded(leg, EndCause.NETWORK))
    return tree.take(PromptFinished())


def test_an_open_line_that_stays_silent_is_not_dialed_for_ever() -> None:
    tree = connecting(legs=(NATIONAL,))
    for _ in range(3):
        assert dialed(cut_off(tree).fire(TimerName.KEYS)) == ["team"]
    cut_off(tree).fire(TimerName.KEYS)
    assert tree.is_in(Phase.FAREWELL)
    assert tree.said == ["thanks_goodbye", "other_web", "other_text"]


def test_somebody_who_presses_1_is_there_and_may_be_silent_again() -> None:
    tree = connecting(legs=(NATIONAL,))
    for _ in range(3):
        cut_off(tree).fire(TimerName.KEYS)
    assert dialed(cut_off(tree).press("1")) == ["team"]
    assert dialed(cut_off(tree).fire(TimerName.KEYS)) == ["team"]


def test_silence_is_counted_through_the_fallback_too() -> None:
    tree = connecting(legs=(NATIONAL,)).take(InternalError())
    for _ in range(3):
        assert dialed(cut_off(tree).fire(TimerName.KEYS)) == [None]
    assert cut_off(tree).fire(TimerName.KEYS).is_in(Phase.FAREWELL)


def test_1_goes_on_0_is_the_national_team_and_other_keys_only_wait() -> None:
    assert dialed(ended().press("1")) == ["next"]
    assert ended().press("0").call.national_only
    assert ended().press("5").all(StartTimer) == [StartTimer(TimerId(TimerName.KEYS), 10.0)]


def test_after_the_national_team_comes_the_national_team() -> None:
    tree = connecting(legs=(NATIONAL,)).take(LegPickedUp(1), BridgeUp(1))
    assert dialed(tree.take(LegEnded(1, EndCause.NORMAL)).press("1")) == ["team"]


def test_a_hold_off_is_for_the_advocate_alone_and_silence_does_not_reconnect() -> None:
    tree = talking().take(HoldOffAsked(1))
    assert tree.all(RememberHoldOff) == [RememberHoldOff(1)]
    assert [tell.say.prompt for tell in tree.all(TellLeg)] == ["answerer_hold_off"]
    assert tree.said == []
    tree.take(LegEnded(1, EndCause.NETWORK))
    silent = Tree()
    silent.call = tree.call
    assert silent.take(PromptFinished()).fire(TimerName.KEYS).is_in(Phase.FAREWELL)
    tree.press("1").take(Decided(LEGS))
    assert dialed(tree) == ["team"]


# -- hold -----------------------------------------------------------------------------------------


def test_nobody_accepted() -> None:
    tree = connecting(QUIET, LEGS[2:]).take(LegBusy(1))
    assert tree.all(JoinHold)
    assert tree.all(HoldTone)
    tree.take(HoldNews(None, surge=False, code="4711"))
    assert tree.said == ["hold_explain", "other_web", "other_text", "place_code"]


@pytest.mark.parametrize(("minutes", "prompt"), [(1, "hold_wait_minute"), (4, "hold_wait_minutes")])
def test_the_wait_is_told_if_known(minutes: int, prompt: str) -> None:
    tree = connecting(QUIET, LEGS[2:]).take(LegBusy(1), HoldNews(minutes, surge=False, code=""))
    assert prompt in tree.said
    assert "place_code" not in tree.said


def test_later_news_is_kept_and_not_said() -> None:
    tree = on_hold().take(HoldNews(3, surge=True, code="4711"))
    assert tree.said == []
    assert (tree.call.wait_min, tree.call.surge) == (3, True)
    assert "hold_wait_minutes" in tree.take(PromptFinished()).fire(TimerName.HOLD_WORD).said


def test_without_news_the_caller_hears_a_word_all_the_same() -> None:
    tree = connecting(QUIET, LEGS[2:]).take(LegBusy(1)).fire(TimerName.HOLD_WORD)
    assert tree.said == ["hold_still"]


def test_lines_without_other_ways_say_that_one_may_call_again() -> None:
    tree = on_hold(TERMS._replace(web=None, text=None))
    assert "other_call" in tree.said


def test_words_come_now_and_then_and_are_not_cut_short() -> None:
    tree = on_hold().take(Decided(LEGS), LegBusy(2), LegBusy(3))
    assert tree.is_in(Phase.CONNECTING)
    tree.take(LegBusy(4))
    assert tree.is_in(Phase.HOLD)
    assert tree.all(HoldTone) == []
    tree.take(PromptFinished())
    assert tree.all(HoldTone)
    tree.take(Decided(LEGS)).fire(TimerName.HOLD_WORD)
    assert tree.said == ["hold_still"]
    tree.take(PromptFinished())
    assert tree.all(HoldTone)


def test_a_try_between_two_words_keeps_their_time() -> None:
    tree = on_hold().take(PromptFinished(), Decided(LEGS[2:]), LegBusy(2))
    assert tree.all(HoldTone)
    assert TimerId(TimerName.HOLD_WORD) in tree.call.timers
    tree.take(Decided(LEGS[2:]), LegPickedUp(3), LegEnded(3, EndCause.NORMAL))
    assert StartTimer(TimerId(TimerName.HOLD_WORD), 30.0) in tree.commands


def test_a_person_ends_the_wait() -> None:
    tree = on_hold().take(Decided(LEGS[2:]), LegPickedUp(2), BridgeUp(2))
    assert tree.all(LeaveHold)
    assert tree.call.code == ""
    assert tree.take(HoldNews(1, surge=True, code="1")).call.code == ""


def test_after_ten_minutes_any_key_waits_on_and_silence_is_goodbye() -> None:
    tree = on_hold().fire(TimerName.HOLD_CAP)
    assert tree.said == ["hold_long", "other_web", "other_text", "keep_waiting"]
    assert tree.press("5").is_in(Phase.HOLD)
    tree.fire(TimerName.HOLD_CAP).take(PromptFinished()).fire(TimerName.KEYS)
    assert tree.said == ["sorry_goodbye", "other_web", "other_text"] * 2
    tree.take(PromptFinished())
    assert tree.commands[-2:] == (LeaveHold(), NoteCall(CallOutcome.UNANSWERED))


def test_even_goodbye_can_be_left_for_the_national_team() -> None:
    tree = on_hold().fire(TimerName.HOLD_CAP).take(PromptFinished()).fire(TimerName.KEYS)
    assert tree.press("5").commands == ()
    assert tree.press("0").is_in(Phase.DECIDING)


def test_a_surge_ends_nobodys_wait() -> None:
    tree = on_hold(surge=True).fire(TimerName.HOLD_CAP)
    assert (tree.phase, tree.said[0]) == (Phase.HOLD, "hold_long_surge")
    began = on_hold().fire(TimerName.HOLD_CAP).take(HoldNews(None, surge=True, code="4711"))
    assert began.take(PromptFinished()).fire(TimerName.KEYS).is_in(Phase.HOLD)


def test_the_cap_waits_for_a_try_to_end() -> None:
    tree = on_hold().take(PromptFinished(), Decided(LEGS[2:])).fire(TimerName.HOLD_CAP)
    assert tree.press("5").call.cap_due is False
    tree.take(LegBusy(2))
    assert tree.is_in(Phase.HOLD)
    tree.take(Decided(LEGS[2:])).fire(TimerName.HOLD_CAP).take(LegBusy(3))
    assert tree.is_in(Phase.HOLD_CHECK)
    assert tree.take(Decided(LEGS[2:])).call.cap_due


def test_0_in_every_kind_of_waiting_is_the_national_team_with_a_cap_of_its_own() -> None:
    for tree in (on_hold(), on_hold().fire(TimerName.HOLD_CAP)):
        tree.press("0").take(Decided(LEGS), LegBusy(2))
        assert tree.is_in(Phase.HOLD)
        assert TimerId(TimerName.HOLD_CAP) in tree.call.timers
        assert dialed(tree.take(Decided(LEGS))) == ["team"]
    assert on_hold().press("5").commands == ()
    assert on_hold().take(Decided(())).phase is Phase.HOLD
    bridging = on_hold().take(Decided(LEGS[2:]), LegPickedUp(2)).fire(TimerName.HOLD_CAP)
    assert bridging.call.cap_due
    deciding = on_hold().press("0").fire(TimerName.HOLD_CAP)
    assert deciding.call.cap_due


# -- calls of a process that is gone ----------------------------------------------------------------


def test_two_who_talk_already_are_only_watched_over() -> None:
    tree = Tree().take(Adopted(TERMS, "es", 7))
    assert tree.is_in(Phase.BRIDGED)
    assert tree.all(StartTimer)
    assert tree.take(LegEnded(7, EndCause.NORMAL)).said == ["other_left"]
    assert tree.press("1").is_in(Phase.FALLBACK)


def test_the_legs_of_a_lost_process_are_dialed_on() -> None:
    tree = Tree().take(TakenOver(TERMS, "es", LEGS, 3))
    assert tree.said == ["still_trying"]
    assert [leg.leg for leg in tree.all(Dial)] == [4]


def test_without_legs_the_national_backup_is_dialed() -> None:
    assert Tree().take(TakenOver(TERMS, "en", (), 3)).is_in(Phase.FALLBACK)
