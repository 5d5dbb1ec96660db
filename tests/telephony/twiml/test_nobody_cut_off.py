"""Callers whose carrier is slow, tells too little or tells it oddly: heard, asked, never cut off."""

from __future__ import annotations

import re

import pytest

from contract.markup_rig import MarkupRig
from harborline.telephony.twiml.app import MOST_IDLE
from harborline.telephony.twiml.signatures import Carrier
from markup_reading import read_markup
from telephony.twiml.test_turns import KEYS, documents_of, last_of


@pytest.mark.parametrize(
    ("carrier", "asked"), [("twilio", "true"), ("signalwire", "true"), ("telnyx", None)]
)
def test_a_caller_hears_ringing_and_no_silence_while_an_answerer_hears_the_whisper(
    carrier: str, asked: str | None
) -> None:
    rig = MarkupRig(carrier=Carrier(carrier))
    rig.call(keys=KEYS, outcomes={"near": "voicemail"})
    rig.wait(6)
    dialed = [verbs[-1] for verbs in documents_of(rig) if verbs[-1].tag == "Dial"]
    assert [dial.attrib.get("answerOnBridge") for dial in dialed] == [asked]


@pytest.mark.parametrize(
    ("talk_s", "after_silence"),
    [(110.0, "thanks_goodbye"), (50.0, "thanks_goodbye"), (8.0, "going_on")],
)
def test_a_talk_with_the_national_team_is_one_even_if_its_beginning_was_never_told(
    talk_s: float, after_silence: str
) -> None:
    rig = MarkupRig()
    call = rig.call(keys=("0",), everyone="manual")
    rig.wait(5)
    dialing = rig.callers[call].dialing
    assert dialing is not None
    for callee in dialing.callees:
        del callee.noun.attrib["statusCallback"]
    rig.pick_up(call, "team")
    rig.wait(talk_s)
    rig.answerer_hangs_up(call, "team")
    rig.wait(1)
    seen = rig.seen(call)
    assert [leg.outcome for leg in seen.legs] == ["accepted"]
    assert seen.heard[-1] == "other_left"
    rig.wait(14)
    assert after_silence in rig.seen(call).heard


def test_a_caller_who_was_given_up_as_gone_and_comes_after_all_is_connected() -> None:
    rig = MarkupRig()
    call = rig.call(keys=())
    caller = rig.callers[call]
    action = re.findall(r'action="([^"]+)"', last_of(rig, call)[2].decode())[0]
    caller.hush()  # their carrier is slow
    rig.wait(75)
    assert rig.seen(call).outcome == "abandoned"
    still = {**caller.fields, "CallStatus": "in-progress", "Digits": "1"}
    status, document = rig.network.exchange(action, still)
    assert (status, read_markup(document)[-1].tag) == (200, "Dial")


def test_who_chose_spanish_and_was_given_up_is_told_in_spanish() -> None:
    rig = MarkupRig()
    call = rig.call(keys=("2",))
    rig.wait(1)
    caller = rig.callers[call]
    answer = last_of(rig, call)[2]
    assert b"/es/ask_zip" in answer
    action = re.findall(r'action="([^"]+)"', answer.decode())[0]
    caller.hush()
    rig.wait(150)
    assert rig.seen(call).outcome == "abandoned"
    still = {**caller.fields, "CallStatus": "in-progress"}
    status, document = rig.network.exchange(action, still)
    assert (status, b"/es/trouble" in document) == (200, True)
    notice = read_markup(document)[-1].attrib["action"]
    assert b"/es/" in rig.network.exchange(notice, {**still, "DialCallStatus": "busy"})[1]


def test_a_dial_that_ended_with_a_status_of_its_leg_never_cuts_the_caller_off() -> None:
    rig = MarkupRig()
    call = rig.call(keys=KEYS, everyone="manual")
    rig.wait(6)
    dialing = rig.callers[call].dialing
    assert dialing is not None
    told = {**rig.callers[call].fields, "DialCallStatus": "busy", "CallStatus": "completed"}
    status, document = rig.network.exchange(dialing.verb.attrib["action"], told)
    assert (status, read_markup(document)[-1].tag) == (200, "Dial")


def test_a_call_for_which_nothing_is_ever_due_goes_to_the_backup_and_ends_here() -> None:
    rig = MarkupRig()
    call = rig.call(keys=())
    talk = rig.carrier._live[call]
    action = re.findall(r'action="([^"]+)"', last_of(rig, call)[2].decode())[0]
    rig.callers[call].hush()
    talk.mark += 1  # as if the tree had gone on and told nothing
    talk.asks, talk.idle = None, MOST_IDLE
    fields = {**rig.callers[call].fields, "CallStatus": "in-progress"}
    status, document = rig.network.exchange(action, fields)
    assert (status, read_markup(document)[-1].tag) == (200, "Dial")
    assert rig.carrier.calls.live() == ()
