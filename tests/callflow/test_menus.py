"""The greeting, the place code and the ZIP, key by key."""

from __future__ import annotations

import pytest

from callflow.tree import Tree, greeted
from callflow.worlds import LEGS, TERMS, arrived
from harborline.callflow.commands import (
    Answer,
    AskDecision,
    Collect,
    HangUp,
    NoteCall,
    Play,
    RedeemCode,
    StartTimer,
)
from harborline.callflow.events import (
    Admission,
    CallerHungUp,
    CodeRedeemed,
    CodeRefused,
    Decided,
    InternalError,
    PromptFinished,
    ZipUnknown,
)
from harborline.callflow.prompts import Prompt, text_of
from harborline.callflow.states import Phase
from harborline.callflow.timers import TimerId, TimerName
from harborline.callflow.values import CallOutcome, LineType, asks_zip
from harborline.core.directory import ZipPolicy
from harborline.core.places import Precision
from harborline.telephony.simulator.codec import seconds_of

CODES = arrived(codes_live=True)


def test_each_language_key_is_said_in_its_own_language() -> None:
    tree = greeted(arrived(TERMS._replace(languages=("en", "es", "fr"))))
    keys = [text_of(say) for say in tree.all(Play)[0].says[:3]]
    assert keys == ["For English, press 1.", "Para español, oprime 2.", "For French, press 3."]


def test_the_first_choice_is_there_within_eight_seconds() -> None:
    for terms in (TERMS, TERMS._replace(languages=("en",)), TERMS._replace(discreet=True)):
        says = greeted(arrived(terms._replace(name="the Seven Word Line of Our State"))).all(Play)
        choices = {Prompt.LANGUAGE_KEY, Prompt.DANGER}
        first = next(i for i, say in enumerate(says[0].says) if say.prompt in choices)
        assert sum(map(seconds_of, says[0].says[:first])) < 8


def test_the_wait_notice_comes_after_every_choice_that_is_for_all() -> None:
    surge = TERMS._replace(wait_notice=True, name="the Seven Word Line of Our State")
    for terms in (surge, surge._replace(languages=("en",)), surge._replace(discreet=True)):
        tree = greeted(arrived(terms, codes_live=True))
        assert tree.said[-4:] == ["danger", "national_key", "wait_notice", "code_key"]
        says = tree.all(Play)[0].says
        choices = {Prompt.LANGUAGE_KEY, Prompt.DANGER}
        first = next(i for i, say in enumerate(says) if say.prompt in choices)
        assert sum(map(seconds_of, says[:first])) < 8


def test_who_cuts_the_greeting_short_hears_the_wait_notice_before_connecting() -> None:
    tree = greeted(arrived(TERMS._replace(wait_notice=True, zip_policy=ZipPolicy.NEVER)))
    tree.press("2")
    assert tree.call.language == "es"
    tree.take(Decided(LEGS))
    assert tree.said == ["danger", "national_key", "wait_notice", "connecting"]


def test_the_demo_says_that_it_is_one() -> None:
    assert Prompt.DEMO_NOTICE in greeted(arrived(TERMS._replace(demo=True))).said


def test_a_loop_is_hung_up_without_being_answered() -> None:
    tree = greeted(arrived()._replace(admission=Admission.LOOP))
    assert tree.commands == (HangUp(), NoteCall(CallOutcome.LOOPED))
    assert tree.is_in(Phase.OVER)


def test_a_flood_hears_the_static_notice_twice_and_never_silence() -> None:
    tree = greeted(arrived()._replace(admission=Admission.FLOOD))
    assert tree.all(Answer)
    assert tree.said == ["static_notice", "other_web", "other_text"] * 2
    assert tree.press("0").is_in(Phase.FAREWELL)
    tree.take(PromptFinished())
    assert tree.commands[-2:] == (HangUp(), NoteCall(CallOutcome.TURNED_AWAY))


def test_a_call_that_breaks_at_the_door_is_answered_and_falls_back() -> None:
    tree = Tree().take(InternalError())
    assert tree.is_in(Phase.FALLBACK)
    assert tree.all(Answer)
    assert Tree().take(CallerHungUp()).phase is Phase.OVER


def test_silence_in_the_greeting_goes_on_in_the_first_language() -> None:
    tree = greeted().take(PromptFinished()).fire(TimerName.KEYS)
    assert tree.is_in(Phase.ZIP)
    assert tree.said == ["ask_zip"]
    assert greeted().fire(TimerName.PROMPT).fire(TimerName.KEYS).is_in(Phase.ZIP)


def test_the_other_language_hears_of_safety_again() -> None:
    tree = greeted().take(PromptFinished()).press("2")
    assert tree.said == ["danger", "national_key", "ask_zip"]
    assert tree.call.language == "es"


def test_a_key_of_the_greeting_is_not_waited_for_in_the_next_question() -> None:
    tree = greeted().take(PromptFinished()).press("1")
    assert TimerId(TimerName.KEYS) not in tree.call.timers


def test_the_zip_is_given_digit_by_digit() -> None:
    tree = greeted().press("1").press("2820")
    assert tree.all(StartTimer) == [StartTimer(TimerId(TimerName.KEYS), 6.0)]
    assert tree.press("2").all(AskDecision) == [AskDecision("28202")]
    assert tree.call.digits == ""


def test_0_in_the_greeting_and_a_star_in_the_zip() -> None:
    assert greeted().press("0").call.national_only
    tree = greeted().press("1").press("28*")
    assert (tree.said, tree.call.digits) == (["zip_again"], "")


def test_the_question_gives_ten_seconds_for_the_first_digit_and_six_between() -> None:
    tree = greeted().press("1")
    assert tree.all(Collect) == [Collect(5, 10.0, 6.0)]
    tree.take(PromptFinished())
    assert tree.all(StartTimer) == [StartTimer(TimerId(TimerName.KEYS), 10.0)]
    assert tree.press("1").take(PromptFinished()).commands == ()


@pytest.mark.parametrize(("keys", "wait_s"), [("0", 3.0), ("00", 6.0), ("1", 6.0), ("01", 6.0)])
def test_a_lone_zero_waits_less(keys: str, wait_s: float) -> None:
    tree = greeted().press("1").press(keys)
    assert tree.all(StartTimer)[-1].seconds == wait_s


@pytest.mark.parametrize("keys", ["0", "00", "000", "0#"])
def test_zeros_alone_are_the_national_team(keys: str) -> None:
    tree = greeted().press("1").press(keys)
    if tree.is_in(Phase.ZIP):
        tree.fire(TimerName.KEYS)
    assert tree.call.national_only
    assert tree.all(AskDecision) == [AskDecision(None)]


def test_an_unknown_zip_is_asked_for_once_more_and_never_again() -> None:
    tree = greeted().press("199999").take(ZipUnknown())
    assert (tree.phase, tree.said) == (Phase.ZIP, ["zip_unknown"])
    tree.press("99998").take(ZipUnknown())
    assert tree.all(AskDecision) == [AskDecision(None)]


def test_a_place_code_is_asked_for_only_while_one_lives() -> None:
    assert greeted().press("8").is_in(Phase.ZIP)
    tree = greeted(CODES).press("8")
    assert (tree.phase, tree.said) == (Phase.CODE, ["ask_code"])
    assert tree.press("12*").said == ["code_again"]
    tree.take(PromptFinished()).press("4711")
    assert tree.all(RedeemCode) == [RedeemCode("4711")]
    assert tree.press("5").commands == ()
    tree.take(CodeRedeemed("es"))
    assert tree.said == ["code_ok", "danger", "national_key", "ask_zip"]
    assert tree.call.language == "es"


def test_a_refused_or_unfinished_code_goes_on_without() -> None:
    assert greeted(CODES).press("84711").take(CodeRefused()).said[0] == "code_unknown"
    assert greeted(CODES).press("84711").fire(TimerName.KEYS).said[0] == "code_unknown"
    assert greeted(CODES).press("8#").said == ["danger", "national_key", "ask_zip"]
    assert greeted(CODES).press("80").call.national_only


@pytest.mark.parametrize(
    ("policy", "precision", "line_type", "hint", "asks"),
    [
        ("always", "zip", "landline", True, True),
        ("never", "none", "wireless", False, False),
        ("when_uncertain", "county", "landline", False, False),
        ("when_uncertain", "rate_center", "landline", False, False),
        ("when_uncertain", "city", "wireless", False, True),
        ("when_uncertain", "city", "unknown", False, True),
        ("when_uncertain", "area_code", "landline", False, True),
        ("when_uncertain", "state", "landline", False, True),
        ("when_uncertain", "none", "landline", False, True),
        ("when_uncertain", "county", "wireless", True, False),
    ],
)
def test_who_is_asked_for_a_zip(
    policy: str, precision: str, line_type: str, *, hint: bool, asks: bool
) -> None:
    found = asks_zip(ZipPolicy(policy), Precision(precision), LineType(line_type), county_hint=hint)
    assert found is asks
