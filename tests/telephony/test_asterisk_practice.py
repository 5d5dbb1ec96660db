"""The practice number: reached by that number alone, refused where it would take callers."""

from __future__ import annotations

from pathlib import Path

import pytest

from harborline.bootstrap.asterisk import PRACTICE_IS_A_LINE
from harborline.cli import main
from harborline.core.errors import UnusableInput
from harborline.telephony.ari.config.installation import Installation
from harborline.telephony.ari.config.plan import Plan
from harborline.telephony.ari.config.practice import Practice, PracticeSounds
from harborline.telephony.ari.config.write import files

SOUNDS = PracticeSounds(*((Path(f"/sounds/{name}.wav"),) for name in PracticeSounds._fields))


def plan(practice: Practice | None) -> Plan:
    return Plan(
        Path("/here/asterisk"),
        Installation(("/usr/sbin/asterisk",), Path("/modules"), Path("/data")),
        "http://127.0.0.1:8088/ari",
        "harborline",
        "o7.horse-battery",
        (Path("/sounds/static_notice.wav"),),
        practice=practice,
    )


def dialplan(practice: Practice | None) -> str:
    return files(plan(practice))["extensions.conf"]


def test_without_a_number_there_is_no_way_to_practise() -> None:
    assert "harborline-practice" not in dialplan(None)


def test_the_number_leads_to_practice_in_each_form_a_carrier_delivers() -> None:
    written = dialplan(Practice("800-555-0198", SOUNDS))
    for form in ("+18005550198", "18005550198", "8005550198"):
        assert f"exten => {form},1,Goto(harborline-practice,s,1)\n" in written
    assert written.count("harborline-practice,s,1") == 3


def test_practice_leads_nowhere_else() -> None:
    written = dialplan(Practice("+18005550198", SOUNDS))
    context = written.partition("[harborline-practice]")[2].partition("[")[0]
    for way_out in ("Dial(", "Stasis(", "GoSub(", "from-trunk", "harborline-fallback"):
        assert way_out not in context


@pytest.mark.parametrize("number", ["", "sip:practice@host.example", "12", "+1800555019x", "1,2)"])
def test_what_is_no_number_is_refused(number: str) -> None:
    with pytest.raises(UnusableInput, match="HARBORLINE_PRACTICE_NUMBER"):
        dialplan(Practice(number, SOUNDS))


def test_silence_is_refused() -> None:
    with pytest.raises(UnusableInput, match="prompts render"):
        dialplan(Practice("+18005550198", SOUNDS._replace(whisper=())))


def test_the_number_of_a_line_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from harborline.bootstrap import current_map

    monkeypatch.setenv("HARBORLINE_DATA", str(tmp_path))
    monkeypatch.setenv("HARBORLINE_ARI_PASSWORD", "o7.horse-battery")
    monkeypatch.setenv("HARBORLINE_PRACTICE_NUMBER", current_map().line().number or "")
    assert main(("asterisk", "config")) == 2
    assert capsys.readouterr().err == f"{PRACTICE_IS_A_LINE}\n"
