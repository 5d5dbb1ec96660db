"""Addresses, names, causes and arguments: what Asterisk says, in our words and back."""

from __future__ import annotations

import pytest

from contract.network import MAIN
from harborline.callflow.events import EndCause, LegBusy, LegDeclined, LegFailed, LegNoAnswer
from harborline.telephony.ari.addresses import caller_id, ways_to
from harborline.telephony.ari.codec import (
    LegName,
    Loss,
    bridge_name,
    channel_name,
    end_of,
    headers_of,
    line_called,
    loss_of,
    lost_event,
    read_bridge_name,
    read_channel_name,
)

TRUNKS = ("trunk-1", "trunk-2")


@pytest.mark.parametrize(
    ("address", "ways"),
    [
        ("+1 (415) 555-0101", ("PJSIP/+14155550101@trunk-1", "PJSIP/+14155550101@trunk-2")),
        ("4155550101", ("PJSIP/+14155550101@trunk-1", "PJSIP/+14155550101@trunk-2")),
        ("sip:desk@center.example", ("PJSIP/center/sip:desk@center.example",)),
        (
            "sips:desk@center.example:5061;transport=tls",
            ("PJSIP/center/sips:desk@center.example:5061;transport=tls",),
        ),
        ("sip:desk@center.example/x", ()),
        ("sip:desk@a.example&PJSIP/b", ()),
        ("+14155550101&Local/s@anywhere", ()),
        ("", ()),
        (None, ()),
    ],
)
def test_an_address_has_its_ways_or_none(address: str | None, ways: tuple[str, ...]) -> None:
    assert ways_to(address, TRUNKS) == ways


def test_a_center_sees_a_number_or_nothing() -> None:
    assert caller_id("1-800-555-0199") == "+18005550199"
    assert caller_id(None) is None
    assert caller_id("Hotline <1>") is None


def test_names_are_read_back_by_their_own_slot_alone() -> None:
    name = LegName("00af", 2, 3)
    assert read_channel_name(1, channel_name(1, name)) == name
    assert read_channel_name(1, channel_name(11, name)) is None
    assert read_channel_name(1, "1795417597.0") is None
    assert read_bridge_name(1, bridge_name(1, "00af")) == "00af"
    assert read_bridge_name(1, channel_name(1, name)) is None


def test_arguments_become_headers_and_say_which_line_was_called() -> None:
    headers = headers_of(
        [
            "to=%2B18005550199",
            "diversion=%3Csip%3Aa%40b%3E",
            "Diversion=%3Csip%3Ac%40d%3E",
            "odd",
            "x=",
        ]
    )
    assert headers == {"to": ["+18005550199"], "diversion": ["<sip:a@b>", "<sip:c@d>"]}
    assert line_called("", headers, [MAIN]) == "main"
    assert line_called("18005550199", {}, [MAIN]) == "main"
    assert line_called("+18005550100", {}, [MAIN]) is None
    assert line_called("", {}, [MAIN._replace(number=None)]) is None


@pytest.mark.parametrize(
    ("event", "loss"),
    [
        ({"cause": 17}, Loss.BUSY),
        ({"cause": 21}, Loss.DECLINED),
        ({"cause": 21, "tech_cause": 603}, Loss.DECLINED),
        ({"cause": 21, "tech_cause": 403}, Loss.FAILED),
        ({"cause": 19}, Loss.NO_ANSWER),
        ({"cause": 18}, Loss.NO_ANSWER),
        ({"cause": 19, "tech_cause": 480}, Loss.NO_ANSWER),
        ({"cause": 17, "tech_cause": 486}, Loss.BUSY),
        *(({"cause": cause}, Loss.FAILED) for cause in (0, 1, 3, 20, 27, 34, 38, 41)),
        ({"cause": 34, "tech_cause": 503}, Loss.FAILED),
        ({}, Loss.FAILED),
    ],
)
def test_a_leg_is_lost_for_a_reason(event: dict[str, int], loss: Loss) -> None:
    assert loss_of(event) is loss


def test_each_loss_has_its_event() -> None:
    events = [lost_event(4, loss) for loss in Loss]
    assert events == [LegFailed(4), LegNoAnswer(4), LegBusy(4), LegDeclined(4)]


def test_only_a_hang_up_ends_a_talk_normally() -> None:
    assert end_of({"cause": 16}) is EndCause.NORMAL
    assert {end_of({"cause": cause}) for cause in (0, 27, 41, 44)} == {EndCause.NETWORK}
    assert end_of({}) is EndCause.NETWORK
