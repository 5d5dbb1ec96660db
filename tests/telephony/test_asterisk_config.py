"""The files that Asterisk is started with: what is in them, what is refused, who may read them."""

from __future__ import annotations

import configparser
from pathlib import Path

import pytest

from asterisk_house import write_tone
from commands import Printed
from harborline.cli import main
from harborline.core.errors import UnusableInput
from harborline.telephony.ari.config.installation import Installation, installation_in
from harborline.telephony.ari.config.plan import Plan
from harborline.telephony.ari.config.switch import NEEDED
from harborline.telephony.ari.config.write import files, write
from harborline.telephony.arrivals import HEADERS
from harborline.telephony.slots import most

SECRET = "o7.horse-battery"


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return Plan(
        tmp_path / "asterisk",
        Installation(("/usr/sbin/asterisk",), Path("/modules"), Path("/data")),
        "http://127.0.0.1:8088/ari",
        "harborline",
        SECRET,
        (Path("/sounds/en/static_notice.wav"), Path("/sounds/es/static_notice.wav")),
        national_backup="+1 (800) 555-0199",
        trunks=("sip:one.example", "sip:192.0.2.7:5080;transport=tcp"),
        sources=("192.0.2.0/24", "2001:db8::7"),
    )


def sections(text: str) -> list[tuple[str, dict[str, str]]]:
    """Gives the sections of a file in order; one name may stand there several times."""
    found: list[tuple[str, dict[str, str]]] = []
    for row in text.splitlines():
        if row.startswith("["):
            found.append((row, {}))
        elif "=" in row and not row.startswith(";"):
            name, _, value = row.partition("=")
            found[-1][1][name.strip()] = value.lstrip("> ").strip()
    return found


def test_all_files_are_for_their_owner_alone(plan: Plan) -> None:
    written = write(plan)
    modes = {path.name: path.stat().st_mode & 0o777 for path in written}
    assert modes.pop("start") == 0o700
    assert set(modes.values()) == {0o600}
    assert plan.folder.stat().st_mode & 0o777 == 0o700
    assert {"README", "pjsip.conf", "extensions.conf", "ari.conf"} <= set(modes)
    assert "harborline asterisk config" in (plan.folder / "README").read_text()


def test_what_was_changed_by_hand_is_written_anew(plan: Plan) -> None:
    write(plan)
    (plan.folder / "cdr.conf").write_text("[general]\nenable = yes\n")
    write(plan)
    assert "enable = no" in (plan.folder / "cdr.conf").read_text()
    assert [path for path in plan.folder.iterdir() if path.name.startswith(".")] == []


def test_nothing_is_recorded_or_logged(plan: Plan) -> None:
    given = files(plan)
    assert "enable = no" in given["cdr.conf"]
    assert "enable = no" in given["cel.conf"]
    assert "enabled = no" in given["manager.conf"]
    logger = configparser.ConfigParser()
    logger.read_string(given["logger.conf"].replace(" => ", " = "))
    assert dict(logger["logfiles"]) == {"console": ""}
    assert "autoload = no" in given["modules.conf"]
    loaded = {
        row.split()[-1] for row in given["modules.conf"].splitlines() if row.startswith("load =")
    }
    assert loaded == {f"{name}.so" for name in NEEDED}
    assert not [name for name in loaded if name.startswith(("cdr_", "cel_", "app_voicemail"))]


def test_the_switch_listens_to_us_on_this_machine_alone(plan: Plan) -> None:
    given = files(plan._replace(ari_url="http://127.0.0.1:9088/ari/"))
    http = dict(sections(given["http.conf"]))["[general]"]
    assert (http["bindaddr"], http["bindport"]) == ("127.0.0.1", "9088")
    assert (http["sessionlimit"], http["session_keep_alive"]) == ("1000", "15000")
    assert SECRET in given["ari.conf"]


def test_only_carriers_come_in_and_only_into_their_context(plan: Plan) -> None:
    found = sections(files(plan)["pjsip.conf"])
    identified = [
        (one["endpoint"], one["match"]) for _, one in found if one.get("type") == "identify"
    ]
    assert identified == [("from-1", "192.0.2.0/24"), ("from-2", "2001:db8::7")]
    contexts = {name: one["context"] for name, one in found if "context" in one}
    inward = {name for name, context in contexts.items() if context == "from-trunk"}
    assert inward == {"[from-1](leg)", "[from-2](leg)"}
    assert {contexts[name] for name in set(contexts) - inward} == {"nowhere"}
    leg = dict(found)["[leg](!)"]
    assert {
        leg[name] for name in ("send_pai", "send_rpid", "send_diversion", "allow_transfer")
    } == {"no"}
    assert "from_user" not in leg
    assert "anonymous" not in files(plan)["pjsip.conf"]


def test_trunks_register_when_a_user_is_given(plan: Plan) -> None:
    found = sections(files(plan._replace(user="account", password="pass.word"))["pjsip.conf"])
    kinds = [(name, one["type"]) for name, one in found if name == "[trunk-2]"]
    assert kinds == [("[trunk-2]", "aor"), ("[trunk-2]", "auth"), ("[trunk-2]", "registration")]
    without = sections(files(plan)["pjsip.conf"])
    assert [one["type"] for name, one in without if name == "[trunk-2]"] == ["aor"]


def test_every_header_that_tells_where_a_caller_is_is_handed_over(plan: Plan) -> None:
    text = files(plan._replace(county_header="X-Caller-County"))["extensions.conf"]
    for name in (*HEADERS, "x-caller-county"):
        assert f"PJSIP_HEADER(read,{name},1)" in text
    assert "HL_BACKUP=+18005550199\n" in text
    assert "HL_NOTICE=/sounds/en/static_notice&/sounds/es/static_notice\n" in text
    assert "HL_TRUNK_2=192.0.2.7:5080\\;transport=tcp\n" in text


def test_a_crash_of_asterisk_writes_no_memory_to_disk(plan: Plan) -> None:
    told = files(plan)
    assert "ulimit -c 0\n" in told["start"].partition("exec ")[0]
    assert "dumpcore = no\n" in told["asterisk.conf"]


def test_no_call_lasts_longer_than_four_hours(plan: Plan) -> None:
    rows = files(plan)["extensions.conf"].splitlines()
    assert "exten => _[*#+0-9A-Za-z].,1,Set(TIMEOUT(absolute)=14400)" in rows


def test_everything_dialed_is_the_backup(plan: Plan) -> None:
    dialed = [row for row in files(plan)["extensions.conf"].splitlines() if "Dial(" in row]
    assert dialed
    assert all("HL_TO" in row and "EXTEN" not in row for row in dialed)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"ari_url": "http://192.0.2.1:8088/ari"}, "HARBORLINE_ARI_URL must name 127.0.0.1"),
        ({"ari_url": "https://127.0.0.1:8088/ari"}, "HARBORLINE_ARI_URL must look like"),
        ({"ari_url": "http://127.0.0.1:8088"}, "HARBORLINE_ARI_URL must look like"),
        ({"ari_url": "http://127.0.0.1:port/ari"}, "HARBORLINE_ARI_URL must look like"),
        ({"ari_user": "a]\n[b"}, "HARBORLINE_ARI_USER must be"),
        ({"ari_password": "semi;colon"}, "HARBORLINE_ARI_PASSWORD must be set"),
        ({"ari_password": "two\nlines"}, "HARBORLINE_ARI_PASSWORD must be set"),
        ({"trunks": ("sip:bad host",)}, "HARBORLINE_TRUNKS must hold"),
        ({"trunks": ("sips:one.example",)}, "HARBORLINE_TRUNKS must hold"),
        ({"trunks": ("sip:one.example:99999",)}, "HARBORLINE_TRUNKS must hold"),
        ({"trunks": ("sip:one.example\nmatch=0.0.0.0/0",)}, "HARBORLINE_TRUNKS must hold"),
        ({"sources": ()}, "Set HARBORLINE_TRUNK_SOURCES"),
        ({"sources": ("carrier.example",)}, "HARBORLINE_TRUNK_SOURCES must hold addresses"),
        ({"sources": ("0.0.0.0/0",)}, "HARBORLINE_TRUNK_SOURCES would let everybody in"),
        ({"sources": ("::/0",)}, "HARBORLINE_TRUNK_SOURCES would let everybody in"),
        ({"sip_host": "0.0.0.0\nfrom=x"}, "HARBORLINE_SIP_HOST must be an address"),
        ({"user": "account"}, "Set HARBORLINE_TRUNK_USER and HARBORLINE_TRUNK_PASSWORD"),
        ({"user": "a b", "password": "x"}, "HARBORLINE_TRUNK_USER must be"),
        ({"user": "a", "password": "x;y"}, "HARBORLINE_TRUNK_PASSWORD must be set"),
        ({"county_header": "X County"}, "HARBORLINE_COUNTY_HEADER must be"),
        ({"national_backup": "sip:a@b,1)&x"}, "HARBORLINE_NATIONAL_BACKUP cannot be dialed"),
        ({"notice": ()}, "There is no recording of the static notice"),
        ({"notice": (Path("/a b/c.wav"),)}, "The folder of the recordings has a name"),
        ({"notice": (Path("here.wav"),)}, "The folder of the recordings has a name"),
        ({"folder": Path("/a;b")}, "The folder for Asterisk's configuration has a name"),
        ({"rtp": (9000, 9001)}, "The range of ports"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(
    plan: Plan, changed: dict[str, object], says: str
) -> None:
    with pytest.raises(UnusableInput, match=f"^{says}") as refused:
        files(plan._replace(**changed))  # type: ignore[arg-type]
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert SECRET not in sentence


def test_a_root_without_asterisk_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match="make asterisk"):
        installation_in(tmp_path)


def test_a_folder_that_cannot_be_written_is_refused(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "asterisk").write_text("a file is in the way")
    with pytest.raises(UnusableInput, match="--out"):
        write(plan)


def test_a_plan_shows_nothing_of_itself(plan: Plan) -> None:
    assert SECRET not in repr(plan)


# ---- the command -------------------------------------------------------------------------------


def fake_root(folder: Path) -> Path:
    """Lays out a root as Debian does, without a program in it."""
    modules = folder / "usr/lib/x86_64-linux-gnu/asterisk/modules"
    loader = folder / "lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"
    for path in (modules / "chan_pjsip.so", folder / "usr/sbin/asterisk", loader):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    return folder


def test_the_command_writes_from_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HARBORLINE_DATA", str(tmp_path / "var"))
    monkeypatch.setenv("HARBORLINE_ARI_PASSWORD", SECRET)
    monkeypatch.setenv("HARBORLINE_TRUNKS", "sip:one.example")
    monkeypatch.setenv("HARBORLINE_TRUNK_SOURCES", "192.0.2.1")
    monkeypatch.setenv("HARBORLINE_TRUNK_CALLS", "7")
    monkeypatch.setenv("HARBORLINE_VOICES", "2")
    recorded = tmp_path / "var" / "prompts" / "recorded" / "en"
    recorded.mkdir(parents=True)
    write_tone(recorded / "static_notice.wav")
    root = fake_root(tmp_path / "root")
    told = Printed(main(["asterisk", "config", "--root", str(root)]), *capsys.readouterr())
    assert (told.code, told.err) == (0, "")
    folder = tmp_path / "var" / "asterisk"
    assert str(folder / "start") in told.out
    assert str(root) in (folder / "start").read_text()
    dialplan = (folder / "extensions.conf").read_text()
    assert "> 7]?harborline-notice" in dialplan
    assert f"RAND(1,{most(2)})" in dialplan
    assert str(recorded / "static_notice") in dialplan
    assert SECRET not in told.out


def test_without_a_password_the_command_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HARBORLINE_DATA", str(tmp_path))
    monkeypatch.delenv("HARBORLINE_ARI_PASSWORD", raising=False)
    told = Printed(main(["asterisk", "config"]), *capsys.readouterr())
    assert told.code == 2
    assert "HARBORLINE_ARI_PASSWORD" in told.err
