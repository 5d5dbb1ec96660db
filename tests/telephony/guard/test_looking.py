"""The guard's loop against a stand-in for Asterisk: who is sent on, when, and what is said."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from harborline.telephony import beats
from harborline.telephony.ari.guard import Guard
from harborline.telephony.ari.guard_switch import Switch, Unreachable
from harborline.telephony.ari.guarding import EndBridge, EndLeg, SendOn, SetGlobal
from harborline.telephony.ari.names import playback_name
from telephony.guard.ari_server import AriServer

BACKUP = "+18005550100"


class House:
    """A guard of two slots that looks every quarter of a second of its own time."""

    def __init__(self, data: Path, ari: AriServer) -> None:
        self.data, self.ari = str(data), ari
        self.said: list[str] = []
        self.backup: str | None = BACKUP
        self.living: set[int] = set()
        self.at_s = 1000.0
        self.switch = Switch(ari.url, "harborline", "secret")
        self.guard = self.another()

    def another(self) -> Guard:
        own = beats.guard_beat(self.data)
        return Guard(self.data, 2, self.switch, lambda: self.backup, self.said.append, own)

    def pass_time(self, seconds: float, *others: Guard) -> None:
        for _ in range(int(seconds / 0.25)):
            self.at_s += 0.25
            for slot in self.living:
                beats.beat(self.data, slot).touch()
            for guard in (self.guard, *others):
                guard.look(self.at_s)


@pytest.fixture
def ari() -> Iterator[AriServer]:
    with AriServer() as server:
        yield server


@pytest.fixture
def house(tmp_path: Path, ari: AriServer) -> Iterator[House]:
    made = House(tmp_path, ari)
    yield made
    made.switch.close()


def test_new_calls_go_to_those_who_live(house: House) -> None:
    house.living = {1}
    house.pass_time(3)
    assert house.ari.globals == {"HL_OFF_1": "0", "HL_OFF_2": "1", "HL_BACKUP": BACKUP}
    house.living = {2}
    house.pass_time(3)
    assert house.ari.globals["HL_OFF_1"] == "1"
    assert house.ari.globals["HL_OFF_2"] == "0"


def test_callers_of_a_silent_process_are_sent_on_and_pairs_talk_on(house: House) -> None:
    house.living = {1, 2}
    house.ari.add_caller("17.1", 1)
    house.ari.add_caller("17.2", 1)
    house.ari.add_caller("17.3", 2)
    house.ari.add_leg("hl-1-a-1-0")
    house.ari.add_leg("hl-1-b-1-0")
    house.ari.bridges["hl-1-b"] = ["17.2", "hl-1-b-1-0"]
    house.pass_time(3)
    assert house.ari.sent_on == []
    house.living = {2}
    house.pass_time(2)
    assert house.ari.sent_on == []
    house.pass_time(0.75)
    assert house.ari.sent_on == ["17.1"]
    assert set(house.ari.channels) == {"17.1", "17.2", "17.3", "hl-1-b-1-0"}
    assert house.ari.bridges == {"hl-1-b": ["17.2", "hl-1-b-1-0"]}
    house.pass_time(5)
    assert house.ari.sent_on == ["17.1"]


def test_one_that_has_let_its_calls_finish_leaves_no_door_open_and_alarms_nobody(
    house: House,
) -> None:
    house.living = {1, 2}
    house.pass_time(3)
    beats.mark_draining(house.data, 2, on=True)
    house.pass_time(1)
    house.said.clear()
    beats.mark_draining(house.data, 2, on=False)
    house.living = {1}
    beats.beat(house.data, 2).remove()
    house.pass_time(1)
    assert house.ari.globals["HL_OFF_2"] == "1"
    house.pass_time(4)
    assert (house.ari.globals["HL_OFF_2"], house.said) == ("1", [])
    house.living = {1, 2}
    house.pass_time(1)
    assert (house.ari.globals["HL_OFF_2"], len(house.said)) == ("0", 1)


def test_how_many_talk_on_is_known_when_the_house_is_closed(house: House) -> None:
    house.living = {1}
    house.ari.add_caller("17.1", 1)
    house.ari.add_caller("17.2", 1)
    house.ari.add_leg("hl-1-b-1-0")
    house.ari.bridges["hl-1-b"] = ["17.2", "hl-1-b-1-0"]
    house.pass_time(3)
    assert (house.guard.talking, house.guard.reaches) == (0, True), "nobody is lost"
    house.guard.end()
    house.pass_time(0.25)
    assert house.ari.sent_on == ["17.1"]
    assert (house.guard.talking, house.guard.is_done) == (1, False)
    del house.ari.bridges["hl-1-b"]
    house.pass_time(1)
    assert house.ari.sent_on == ["17.1", "17.2"]
    assert (house.guard.talking, house.guard.is_done) == (0, True)


def test_whoever_is_left_alone_later_is_sent_on_too(house: House) -> None:
    house.living = {1}
    house.ari.add_caller("17.1", 1)
    house.ari.add_leg("hl-1-a-1-0")
    house.ari.bridges["hl-1-a"] = ["17.1", "hl-1-a-1-0"]
    house.pass_time(1)
    house.living = set()
    house.pass_time(30)
    house.ari._drop("hl-1-a-1-0")
    house.pass_time(0.5)
    assert house.ari.sent_on == ["17.1"]
    assert house.ari.bridges == {}


def test_a_process_that_is_known_to_have_ended_is_not_waited_for(house: House) -> None:
    house.living = {1}
    house.ari.add_caller("17.1", 1)
    house.pass_time(1)
    house.living = set()
    beats.beat(house.data, 1).stop()
    house.pass_time(0.25)
    assert house.ari.sent_on == ["17.1"]
    assert house.ari.globals["HL_OFF_1"] == "1"


def test_a_caller_who_hears_a_ring_tone_without_end_leaves_all_the_same(house: House) -> None:
    house.living = {1}
    house.ari.add_caller("17.1", 1)
    house.ari.playing = {playback_name(1, "17.1", number): "17.1" for number in (11, 12)}
    house.pass_time(1)
    beats.beat(house.data, 1).stop()
    house.living = set()
    house.pass_time(0.25)
    assert house.ari.sent_on == ["17.1"]
    assert house.ari.playing == {}


def test_a_caller_who_cannot_be_sent_on_keeps_nobody_back(house: House) -> None:
    house.ari.add_caller("17.1", 1)
    house.ari.add_caller("17.2", 1)
    house.ari.refuses = {"/channels/17.1/continue", "/asterisk/variable"}
    house.pass_time(3)
    assert house.ari.sent_on == ["17.2"]
    house.ari.refuses = set()
    house.pass_time(1)
    assert house.ari.sent_on == ["17.2", "17.1"]
    assert house.ari.globals["HL_BACKUP"] == BACKUP


def test_a_look_that_failed_is_made_again_at_once(house: House) -> None:
    house.living = {1}
    house.pass_time(21)
    house.ari.add_caller("17.1", 1)
    house.living = set()
    house.pass_time(2)
    house.ari.refuses = {"GET /ari/channels"}
    house.pass_time(0.5)
    house.ari.refuses = set()
    house.pass_time(0.5)
    assert house.ari.sent_on == ["17.1"]


def test_two_guards_do_no_harm(house: House) -> None:
    other = house.another()
    house.living = {1}
    house.ari.add_caller("17.1", 1)
    house.pass_time(1, other)
    house.living = set()
    house.pass_time(4, other)
    assert house.ari.sent_on == ["17.1"]


def test_a_process_that_lets_its_calls_finish_keeps_them(house: House) -> None:
    house.living = {1}
    house.ari.add_caller("17.1", 1)
    house.pass_time(1)
    beats.mark_draining(house.data, 1, on=True)
    house.pass_time(5)
    assert house.ari.globals["HL_OFF_1"] == "1"
    assert house.ari.sent_on == []
    assert "Voice process 1 takes no new calls and lets its calls finish." in house.said


def test_what_asterisk_forgets_at_a_restart_it_is_told_again(house: House) -> None:
    house.living = {1}
    house.pass_time(3)
    house.ari.down = True
    house.switch.close()
    house.pass_time(1)
    house.ari.globals.clear()
    house.ari.down = False
    house.pass_time(0.5)
    assert house.ari.globals == {"HL_OFF_1": "0", "HL_OFF_2": "1", "HL_BACKUP": BACKUP}
    house.ari.globals.clear()
    house.pass_time(1.25)
    assert house.ari.globals["HL_BACKUP"] == BACKUP


def test_a_new_backup_is_told_and_none_leaves_the_old(house: House) -> None:
    house.pass_time(1.25)
    house.backup = "+18005550111"
    house.pass_time(1.25)
    assert house.ari.globals["HL_BACKUP"] == "+18005550111"
    house.backup = None
    house.pass_time(1.25)
    assert house.ari.globals["HL_BACKUP"] == "+18005550111"
    assert any("HARBORLINE_NATIONAL_BACKUP" in sentence for sentence in house.said)
    assert not any("5550" in sentence for sentence in house.said)


def test_whatever_breaks_it_looks_again(house: House, tmp_path: Path) -> None:
    house.living = {1}
    house.pass_time(1)
    shutil.rmtree(tmp_path / "run")

    def broken() -> str:
        raise MemoryError(BACKUP)

    house.guard._backup = broken
    house.pass_time(3)
    assert house.said[-1] == "The guard failed at something (MemoryError) and goes on."
    house.guard._backup = lambda: BACKUP
    house.ari.add_caller("17.1", 1)
    house.living = set()
    house.pass_time(3)
    assert house.ari.sent_on == ["17.1"]


def test_output_that_cannot_be_written_ends_nothing(house: House) -> None:
    def full(_sentence: str) -> None:
        raise OSError(28, "No space left on device")

    house.guard._say_it = full
    house.living = {1}
    house.pass_time(3)
    assert house.ari.globals["HL_OFF_1"] == "0"


def test_callers_are_sent_on_when_the_house_closes(house: House) -> None:
    house.living = {1}
    house.ari.add_caller("17.1", 1)
    house.pass_time(1)
    house.guard.end()
    house.pass_time(0.25)
    assert house.ari.sent_on == ["17.1"]
    assert not house.guard.is_done
    house.pass_time(0.25)
    assert house.guard.is_done


def test_what_is_said_tells_nothing_of_a_caller(house: House) -> None:
    house.living = {1}
    house.ari.add_caller("1799.7045550123", 1)
    house.ari.add_leg("hl-1-7045550123-1-0")
    house.pass_time(1)
    house.living = set()
    house.pass_time(3)
    assert "1 caller was sent on to the national backup." in house.said
    assert "1 leg without a caller ended." in house.said
    assert not any("704" in sentence for sentence in house.said)


def test_what_has_gone_meanwhile_is_no_fault(house: House) -> None:
    assert not house.switch.do(SendOn("17.9", 1))
    assert not house.switch.do(EndLeg("hl-1-x", 1))
    assert not house.switch.do(EndBridge("hl-1-x", 1))


def test_a_number_stands_in_no_address_that_is_asked(house: House) -> None:
    assert house.switch.do(SetGlobal("HL_BACKUP", BACKUP))
    assert house.ari.globals == {"HL_BACKUP": BACKUP}
    assert not any("5550100" in asked for asked in house.ari.asked)


def test_a_connection_that_ended_meanwhile_is_opened_again(house: House) -> None:
    house.switch.globals(["HL_OFF_1"])
    assert house.switch._connection is not None
    assert house.switch._connection.sock is not None
    house.switch._connection.sock.close()
    assert house.switch.globals(["HL_OFF_1"]) == {}


def test_an_asterisk_that_refuses_us_is_as_none(house: House) -> None:
    house.ari.answer = lambda *_asked: (401, {})  # type: ignore[method-assign]
    with pytest.raises(Unreachable):
        house.switch.snapshot()
