"""What webhook carriers do that no other adapter does: repeats, losses, late comers, lost processes."""

from __future__ import annotations

import re
from datetime import datetime
from xml.etree.ElementTree import Element

import pytest

from contract.markup_rig import ADDRESSES, BASE, MarkupRig
from contract.rigs import HOUSE
from harborline.core.directory import Destination, DestinationKind, always_open
from harborline.core.routing_map import RoutingMap
from harborline.telephony.twiml.app import FORGET_S
from harborline.telephony.twiml.signatures import Carrier
from markup_reading import read_markup

KEYS = ("1", "11101")
NUMBER = "+13215550147"


def documents_of(rig: MarkupRig, path: str = "") -> list[list[Element]]:
    return [
        read_markup(document, answerer=b"answerer_" in document or document.count(b"<Pause") == 1)
        for request, document in rig.network.asked
        if document and path in request.url
    ]


def last_of(rig: MarkupRig, call: str) -> tuple[str, dict[str, str], bytes]:
    sid = rig.callers[call].fields["CallSid"]
    request, answer = [a for a in rig.network.asked if a[0].fields["CallSid"] == sid][-1]
    return request.url, request.fields, answer


@pytest.mark.parametrize("carrier", Carrier)
def test_a_call_at_each_carrier(carrier: Carrier) -> None:
    rig = MarkupRig(carrier=carrier)
    outcomes = {"near": "busy", "next": "voicemail", "third": "no_answer", "west": "ends:60"}
    call = rig.call(keys=("2", "11101"), outcomes=outcomes)
    rig.wait(400)
    seen = rig.seen(call)
    assert [(leg.center, leg.outcome) for leg in seen.legs] == [
        ("near", "busy"),
        ("next", "not_accepted"),
        ("third", "no_answer"),
        ("team", "accepted"),
    ]
    assert seen.languages[-1] == "es"
    assert all(f"/telephone/{carrier}/" in request.url for request, _ in rig.network.asked)


def test_an_arrival_that_is_told_twice_is_one_call() -> None:
    rig = MarkupRig()
    call = rig.call(keys=KEYS)
    url, fields, answer = last_of(rig, call)
    assert rig.network.exchange(url, fields) == (200, answer)
    assert rig.carrier.calls.live() == (call,)


def test_a_repeated_request_gets_the_same_answer_whatever_has_happened_since() -> None:
    rig = MarkupRig()
    call = rig.call(keys=KEYS, outcomes={"near": "busy"})
    rig.wait(1)
    url, fields, answer = last_of(rig, call)
    rig.wait(5)
    before = rig.seen(call)
    assert rig.network.exchange(url, {**fields, "Digits": "0"}) == (200, answer)
    assert rig.seen(call) == before


def test_after_the_end_its_last_answers_are_given_for_a_while_and_no_call_begins_anew() -> None:
    rig = MarkupRig()
    call = rig.call(keys=KEYS)
    rig.wait(300)
    assert rig.seen(call).outcome == "answered"
    asked = [a for a in rig.network.asked if "/next/" in a[0].url][-1]
    rig.wait(FORGET_S + 1)
    still = {**asked[0].fields, "CallStatus": "in-progress"}
    status, document = rig.network.exchange(asked[0].url, still)
    assert status == 200
    assert read_markup(document)[-1].tag == "Dial"
    assert rig.carrier.calls.live() == ()


def test_voicemail_completes_and_is_not_accepted() -> None:
    rig = MarkupRig()
    call = rig.call(keys=KEYS, outcomes={"near": "voicemail"})
    rig.wait(60)
    seen = rig.seen(call)
    assert seen.legs[0].outcome == "not_accepted"
    assert seen.answerers["near"] == ("answerer_whisper",) * 3
    assert seen.bridges == 1


def test_a_completed_dial_without_the_key_is_never_an_acceptance() -> None:
    rig = MarkupRig()
    call = rig.call(keys=KEYS, everyone="manual", outcomes={"next": "answer"})
    rig.wait(5)
    dialing = rig.callers[call].dialing
    assert dialing is not None
    for callee in dialing.callees:
        callee.cut()
    rig.callers[call].dial_over("completed", 500)
    rig.wait(30)
    assert [leg.outcome for leg in rig.seen(call).legs][:1] == ["not_accepted"]
    assert rig.seen(call).rang == ["near", "next"]


@pytest.mark.parametrize("key", ["5", "#", "*"])
def test_another_key_is_no_answer_and_the_whisper_goes_on(key: str) -> None:
    rig = MarkupRig()
    call = rig.call(keys=KEYS, everyone="manual")
    rig.wait(6)
    rig.pick_up(call, "near")
    rig.wait(1)
    rig.answerer_keys(call, "near", key)
    rig.wait(1)
    rig.answerer_keys(call, "near", "1")
    rig.wait(2)
    assert rig.seen(call).bridges == 1


def test_who_picks_up_after_the_caller_has_gone_hears_so() -> None:
    rig = MarkupRig()
    call = rig.call(keys=KEYS, everyone="manual")
    rig.wait(6)
    rig.pick_up(call, "near")
    rig.hang_up(call)
    rig.wait(6)
    whispers = [
        a for a in rig.network.asked if "To" in a[0].fields and a[0].fields["To"] in ADDRESSES
    ]
    fields = whispers[0][0].fields
    action = re.findall(r'action="([^"]+)"', whispers[0][1].decode())[0]
    status, document = rig.network.exchange(action, {**fields, "Digits": "1"})
    assert status == 200
    assert b"answerer_caller_gone" in document
    assert rig.seen(call).outcome == "abandoned"
    assert rig.seen(call).bridges == 0
    assert [ADDRESSES[address] for _, address in rig.callers[call].dialed] == ["near"]


def test_a_caller_whose_carrier_never_comes_back_counts_as_gone() -> None:
    rig = MarkupRig()
    call = rig.call(keys=("1", ""))
    rig.wait(1)
    rig.callers[call].hush()
    rig.wait(120)
    assert rig.seen(call).outcome == "abandoned"
    assert rig.carrier.calls.live() == ()


def test_two_who_talk_are_let_talk_though_nobody_asks_for_anything() -> None:
    rig = MarkupRig()
    call = rig.call(keys=KEYS, outcomes={"near": "ends:7200"})
    rig.wait(7000)
    assert rig.carrier.calls.live() == (call,)
    rig.wait(900)
    assert rig.seen(call).outcome == "answered"


def test_picking_up_at_the_national_team_is_accepting_and_a_lost_word_of_it_harms_nobody() -> None:
    rig = MarkupRig()
    call = rig.call(keys=("0",), outcomes={"team": "ends:100"})
    rig.wait(20)
    assert rig.carrier.calls.freeze(call) is not None
    assert rig.seen(call).bridges == 1
    assert [leg.outcome for leg in rig.seen(call).legs] == [None]
    rig.wait(90)
    assert rig.seen(call).heard[-1] == "other_left"


def test_the_end_of_a_talk_without_word_of_its_beginning_counts_as_a_talk() -> None:
    rig = MarkupRig()
    call = rig.call(keys=("0",), outcomes={"team": "manual"})
    rig.wait(10)
    rig.callers[call].dial_over("completed", 20)
    rig.wait(1)
    assert rig.seen(call).legs[0].outcome == "accepted"
    assert rig.seen(call).heard[-1] == "other_left"


def test_a_center_sees_the_lines_own_number_in_every_dial_and_the_caller_nowhere() -> None:
    rig = MarkupRig()
    call = rig.call(keys=KEYS, text_from=NUMBER, outcomes={"near": "busy", "next": "no_answer"})
    rig.wait(60)
    dials = [v for verbs in documents_of(rig, "/next/") for v in verbs if v.tag == "Dial"]
    assert len(dials) >= 3
    assert {dial.attrib["callerId"] for dial in dials} == {"+18005550199"}
    said = b"".join(document for _, document in rig.network.asked)
    for part in (NUMBER, NUMBER[2:], NUMBER[-7:], "11101"):
        assert part.encode() not in said
    assert NUMBER not in "".join(request.url for request, _ in rig.network.asked)
    assert rig.seen(call).bridges == 1


def test_nothing_in_a_process_shows_a_number(capsys: pytest.CaptureFixture[str]) -> None:
    rig = MarkupRig()
    call = rig.call(keys=KEYS, text_from=NUMBER)
    print(rig.carrier._live[call], vars(rig.carrier._live[call]))  # noqa: T201 -- what a traceback could
    assert NUMBER[-7:] not in capsys.readouterr().out


def test_without_a_map_the_configured_backup_is_dialed_and_shown_the_number_that_was_called() -> (
    None
):
    backup = always_open(DestinationKind.ADVOCATE_LINE, "800-555-0111")
    rig = MarkupRig(house=HOUSE._replace(fallback=(backup,)))
    rig.maps.broken = True
    fields = {"CallSid": "CA1", "To": "+18005550199", "From": NUMBER}
    status, document = rig.network.exchange(f"{BASE}/telephone/twilio/call", fields)
    assert (status, b"trouble" in document) == (200, True)
    onward = read_markup(document)[-1].text or ""
    dial = read_markup(rig.network.exchange(onward, fields)[1])[0]
    assert (dial[0].text, dial.attrib["callerId"]) == ("+18005550111", "+18005550199")


def test_without_a_map_and_without_a_backup_the_notice_is_said() -> None:
    rig = MarkupRig(house=HOUSE._replace(fallback=()))
    rig.maps.broken = True
    fields = {"CallSid": "CA1", "To": "+18005550199", "From": NUMBER}
    status, document = rig.network.exchange(f"{BASE}/telephone/twilio/call", fields)
    assert (status, b"static_notice" in document) == (200, True)


def test_a_fault_in_our_own_code_is_answered_with_the_national_backup(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rig = MarkupRig()
    call = rig.call(keys=(), text_from=NUMBER)

    def broken(*_: object) -> None:
        raise RuntimeError(NUMBER)

    monkeypatch.setattr(rig.carrier, "_answer", broken)
    action = re.findall(r'action="([^"]+)"', last_of(rig, call)[2].decode())[0]
    status, document = rig.network.exchange(action, {**rig.callers[call].fields, "Digits": "1"})
    assert status == 200
    dial = read_markup(document)[-1]
    assert ADDRESSES[dial[0].text or ""] in {"team", "second"}
    assert dial.attrib["callerId"] == "+18005550199"
    assert "RuntimeError" in caplog.text
    assert NUMBER[-7:] not in caplog.text
    for ended, word in (("completed", b"thanks_goodbye"), ("busy", b"static_notice")):
        status, after = rig.network.exchange(dial.attrib["action"], {"DialCallStatus": ended})
        assert status == 200
        assert word in after
        assert read_markup(after)[-1].tag == "Hangup"


def test_who_pressed_1_is_joined_even_if_our_own_code_fails_just_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rig = MarkupRig()
    call = rig.call(keys=KEYS, everyone="manual")
    rig.wait(6)
    rig.pick_up(call, "near")
    rig.wait(1)

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(rig.carrier._answerers, "answer", broken)
    rig.answerer_keys(call, "near", "1")
    rig.wait(2)
    assert rig.seen(call).bridges == 1


def test_telephones_of_one_order_ring_together_and_the_next_order_follows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rig = MarkupRig()
    found = RoutingMap.destinations

    def destinations(
        self: RoutingMap, party: str, at: datetime, paused: frozenset[str] = frozenset()
    ) -> tuple[Destination, ...]:
        places = found(self, party, at, paused)
        if party != "near":
            return places
        third, second = (found(self, other, at)[0] for other in ("third", "next"))
        return (*places, third, second._replace(order=2))

    monkeypatch.setattr(RoutingMap, "destinations", destinations)
    call = rig.call(keys=KEYS, everyone="busy", outcomes={"next": "answer"})
    rig.wait(30)
    rang = [ADDRESSES[address] for _, address in rig.callers[call].dialed]
    assert rang == ["near", "third", "next"]
    assert [(leg.center, leg.outcome) for leg in rig.seen(call).legs] == [("near", None)]
    assert rig.seen(call).bridges == 1


def test_of_two_telephones_that_ring_together_the_first_to_press_1_has_the_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rig = MarkupRig()
    found = RoutingMap.destinations

    def destinations(
        self: RoutingMap, party: str, at: datetime, paused: frozenset[str] = frozenset()
    ) -> tuple[Destination, ...]:
        places = found(self, party, at, paused)
        return places if party != "near" else (*places, *found(self, "third", at))

    monkeypatch.setattr(RoutingMap, "destinations", destinations)
    call = rig.call(keys=KEYS, everyone="manual")
    rig.wait(6)
    for center in ("near", "third"):
        rig.pick_up(call, center)
    whispers = [a for a in rig.network.asked if b"answerer_whisper" in a[1]]
    presses = [re.findall(r'action="([^"]+)"', a[1].decode())[0] for a in whispers]
    fields = whispers[0][0].fields
    documents = [rig.network.exchange(url, {**fields, "Digits": "1"})[1] for url in presses]
    assert b"<Pause" in documents[0]
    assert b"answerer_taken" in documents[1]
    assert [(leg.center, leg.outcome) for leg in rig.seen(call).legs] == [("near", None)]


def test_a_forged_or_foreign_address_with_the_carriers_word_is_a_caller_to_be_connected() -> None:
    rig, stranger = MarkupRig(), MarkupRig(seed=8)
    foreign = re.findall(r'action="([^"]+)"', last_of(stranger, stranger.call())[2].decode())[0]
    for url in (foreign, f"{BASE}/telephone/twilio/next/forged", f"{BASE}/telephone/twilio/next/-"):
        status, document = rig.network.exchange(url, {"CallSid": "CA9", "To": "+18005550199"})
        assert status == 200
        assert read_markup(document)[-1].tag == "Dial"
    assert rig.carrier.calls.live() == ()


def test_a_request_without_the_carriers_signature_changes_nothing() -> None:
    rig = MarkupRig()
    call = rig.call(keys=())
    action = re.findall(r'action="([^"]+)"', last_of(rig, call)[2].decode())[0]
    before = rig.seen(call)
    status, document = rig.network.send(action, b"Digits=0", {"x-twilio-signature": "AAAA"})
    assert (status, document) == (403, b"")
    rig.wait(0.1)
    assert rig.seen(call) == before


def test_the_end_of_a_call_is_taken_from_its_status() -> None:
    rig = MarkupRig()
    call = rig.call(keys=())
    fields = {**rig.callers[call].fields, "CallStatus": "completed"}
    assert rig.network.exchange(f"{BASE}/telephone/twilio/status", fields) == (200, b"")
    assert rig.seen(call).outcome == "abandoned"
    rig.callers[call].hush()
