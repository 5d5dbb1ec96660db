"""The rota by telephone: whoever answers calls sets it, and a caller who comes here loses nothing."""

from __future__ import annotations

import pytest

from callflow.tree import Tree, greeted
from callflow.worlds import QUIET, arrived
from harborline.callflow.commands import AskDecision, AskRota, Collect, HangUp, NoteCall, StartTimer
from harborline.callflow.events import CallerHungUp, InternalError, PromptFinished, RotaAnswered
from harborline.callflow.states import Phase
from harborline.callflow.timers import TimerId, TimerName
from harborline.callflow.values import CallOutcome, RotaAnswer, RotaWish

ANSWERS = {
    RotaAnswer.TWELVE_HOURS: "rota_twelve_hours",
    RotaAnswer.UNTIL_MORNING: "rota_until_morning",
    RotaAnswer.LONGER: "rota_longer",
    RotaAnswer.STOPPED: "rota_stopped",
}


def keyed(keys: str = "94711482915#") -> Tree:
    return greeted().press(keys)


def asked(wish: str = "1") -> Tree:
    tree = keyed().press(wish)
    assert tree.is_in(Phase.ROTA_ASKED)
    return tree


def test_the_greeting_never_tells_of_9_and_9_tells_callers_what_to_do() -> None:
    tree = greeted()
    assert not [prompt for prompt in tree.said if prompt.startswith("rota")]
    tree.press("9")
    assert (tree.phase, tree.said) == (Phase.ROTA_CENTER, ["rota_welcome", "rota_center"])
    assert tree.all(Collect) == [Collect(4, 10.0, 6.0)]


@pytest.mark.parametrize(
    ("key", "wish"),
    [("1", RotaWish.TWELVE_HOURS), ("2", RotaWish.UNTIL_MORNING), ("3", RotaWish.STOP)],
)
def test_code_pin_and_wish_are_asked_for_and_go_to_the_directory(key: str, wish: RotaWish) -> None:
    tree = greeted().press("94711")
    assert (tree.phase, tree.said) == (Phase.ROTA_PIN, ["rota_pin"])
    assert tree.press("482915#").said == ["rota_wish"]
    tree.press(key)
    assert tree.said == ["rota_moment"]
    assert tree.all(AskRota) == [AskRota("4711", "482915", wish)]
    assert StartTimer(TimerId(TimerName.ROTA), 5.0) in tree.commands


@pytest.mark.parametrize("pin", ["482915", "4829153", "48291536"])
def test_a_pin_of_any_length_ends_with_the_pound_key_or_a_silence(pin: str) -> None:
    for tree in (
        greeted().press(f"94711{pin}#"),
        greeted().press(f"94711{pin}").fire(TimerName.KEYS),
    ):
        assert tree.is_in(Phase.ROTA_WISH)
        assert tree.press("1").all(AskRota) == [AskRota("4711", pin, RotaWish.TWELVE_HOURS)]


def test_a_pound_key_that_comes_late_asks_again_and_nine_digits_are_no_pin() -> None:
    late = greeted().press("94711482915").fire(TimerName.KEYS).press("#")
    assert (late.phase, late.said) == (Phase.ROTA_WISH, ["rota_wish"])
    assert late.press("3").is_in(Phase.ROTA_ASKED)
    long = greeted().press("94711482915361")
    assert (long.phase, long.said[0]) == (Phase.ZIP, "rota_refused")


def test_what_was_keyed_stays_no_longer_than_it_is_needed_and_is_never_shown() -> None:
    tree = keyed()
    assert "482915" not in repr(tree.call)
    tree.press("1")
    assert (tree.call.rota_keyed, tree.call.digits) == ((), "")
    assert not [command for command in tree.commands if "482915" in repr(command)]
    for event in (InternalError(), CallerHungUp()):
        gone = keyed().take(event).call
        assert (gone.rota_keyed, gone.digits) == ((), "")
    assert keyed("94711").press("0").call.rota_keyed == ()


@pytest.mark.parametrize(("answer", "prompt"), ANSWERS.items())
def test_what_holds_now_is_said_and_the_call_ends_uncounted(
    answer: RotaAnswer, prompt: str
) -> None:
    tree = asked().take(RotaAnswered(answer))
    assert (tree.phase, tree.said) == (Phase.FAREWELL, [prompt, "rota_goodbye"])
    tree.take(PromptFinished())
    assert tree.commands[-2:] == (HangUp(), NoteCall(CallOutcome.SET_ROTA))


def test_whoever_has_set_the_rota_may_hang_up_or_still_ask_for_somebody() -> None:
    done = RotaAnswered(RotaAnswer.STOPPED)
    left = asked("3").take(done, CallerHungUp())
    assert left.all(NoteCall) == [NoteCall(CallOutcome.SET_ROTA)]
    caller = asked("3").take(done).press("0")
    assert caller.is_in(Phase.DECIDING)
    assert caller.take(CallerHungUp()).all(NoteCall) == [NoteCall(CallOutcome.ABANDONED)]


@pytest.mark.parametrize("keys", ["9", "9471", "94711", "94711482915#", "94711482915#1"])
def test_0_is_the_national_team_at_once_wherever_it_is_pressed(keys: str) -> None:
    tree = greeted().press(keys + "0")
    assert tree.call.national_only
    assert tree.all(AskDecision) == [AskDecision(None)]


@pytest.mark.parametrize("keys", ["9", "9471", "94711", "9471148", "94711482915#"])
def test_silence_goes_on_as_in_the_greeting(keys: str) -> None:
    tree = greeted().press(keys).take(PromptFinished()).fire(TimerName.KEYS)
    assert tree.is_in(Phase.ZIP)
    assert tree.said[-1] == "ask_zip"
    assert ("rota_refused" in tree.said) == (keys in {"9471", "9471148"})


@pytest.mark.parametrize(
    "keys", ["9*", "9#", "94#", "94711*", "94711#", "947114829#", "94711482915#7"]
)
def test_a_wrong_key_goes_on_as_silence_does(keys: str) -> None:
    assert greeted().press(keys).is_in(Phase.ZIP)
    assert greeted(arrived(QUIET)).press(keys).is_in(Phase.DECIDING)


def test_a_refusal_and_a_directory_that_is_away_change_nothing_and_go_on() -> None:
    refused = asked().take(RotaAnswered(RotaAnswer.REFUSED))
    assert (refused.phase, refused.said[0]) == (Phase.ZIP, "rota_refused")
    away = asked().take(RotaAnswered(RotaAnswer.AWAY))
    late = asked().press("7").fire(TimerName.ROTA)
    assert away.said == late.said
    assert (late.phase, late.said[0]) == (Phase.ZIP, "rota_away")
    assert late.take(RotaAnswered(RotaAnswer.TWELVE_HOURS)).commands == ()


def test_a_caller_who_came_here_by_mistake_is_counted_like_any_other() -> None:
    tree = keyed("9").take(CallerHungUp())
    assert tree.all(NoteCall) == [NoteCall(CallOutcome.ABANDONED)]
