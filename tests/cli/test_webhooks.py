"""`harborline webhooks`, and what doctor is told of webhook carriers."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from commands import SENTENCE, Run
from harborline.bootstrap.webhook_checks import examine_webhooks
from harborline.settings import Settings
from small_world import bytes_of, network_of

TABLES = """
lines
id      | languages | national backups
main    | en es     | team
second  | es        | team
silent  | en        | team

centers
id   | state | where     | serves       | notes
near | WL    | 0.0, 10.1 | county 10001 |

national backups
id   |
team |
"""
KEY = b64encode(bytes(range(32))).decode()


@pytest.fixture
def run_with_map(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    network = network_of([block.splitlines() for block in TABLES.strip().split("\n\n")])
    numbers = {"main": "+18005550199", "second": "+18005550198", "silent": None}
    lines = tuple(line._replace(number=numbers[line.id]) for line in network.lines)
    (tmp_path / "a.map").write_bytes(bytes_of(network._replace(lines=lines)))
    monkeypatch.setenv("HARBORLINE_MAP", str(tmp_path / "a.map"))
    monkeypatch.setenv("HARBORLINE_NATIONAL_BACKUP", "+18005550123")
    return run


@pytest.mark.parametrize("carrier", ["twilio", "signalwire", "telnyx"])
def test_the_document_is_printed_for_each_carrier(run_with_map: Run, carrier: str) -> None:
    told = run_with_map("webhooks", "fallback", "--carrier", carrier)
    dial = fromstring(told.out).find("Dial")  # noqa: S314 -- our own markup
    assert dial is not None
    assert (told.code, dial.attrib["callerId"]) == (0, "+18005550199")


def test_it_is_written_for_the_line_that_was_named(run_with_map: Run, tmp_path: Path) -> None:
    out = tmp_path / "second.xml"
    words = ("webhooks", "fallback", "--carrier", "twilio", "--line", "second", "--out", str(out))
    told = run_with_map(*words)
    assert (told.code, told.out) == (0, "")
    root = fromstring(out.read_bytes())  # noqa: S314 -- our own markup
    languages = {verb.attrib["language"] for verb in root.iter("Say")}
    assert languages == {"es-MX"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--carrier", "twilio", "--line", "silent"), "Line silent has no number"),
        (("--carrier", "twilio", "--line", "x"), "no such line; the map has main, second, silent"),
        (("--carrier", "twilio", "--out", "no/such/folder/x"), "cannot be written"),
        (("--carrier", "other"), "invalid choice"),
        ((), "required"),
    ],
)
def test_what_cannot_be_written_is_said_in_a_sentence(
    run_with_map: Run, words: tuple[str, ...], said: str
) -> None:
    told = run_with_map("webhooks", "fallback", *words)
    assert told.code == 2
    assert said in told.err
    assert SENTENCE.fullmatch(told.err)


def test_without_a_national_backup_there_is_no_document(
    run_with_map: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HARBORLINE_NATIONAL_BACKUP")
    told = run_with_map("webhooks", "fallback", "--carrier", "twilio")
    assert told.code == 2
    assert "Set HARBORLINE_NATIONAL_BACKUP" in told.err


WHOLE = Settings(
    national_backup="+18005550123",
    public_url="https://line.example.org",
    proxies=("10.0.0.9", "10.1.0.0/16"),
    twilio_account="AC0",
    twilio_token="t",
    signalwire_space="a.signalwire.com",
    signalwire_project="p",
    signalwire_token="t",
    signalwire_signing_key="k",
    telnyx_public_key=KEY,
    telnyx_api_key="k",
)


def faults(given: Settings) -> list[str]:
    return [found.sentence for found in examine_webhooks(given) if found.level == "fault"]


def test_without_carriers_there_is_nothing_to_say() -> None:
    assert examine_webhooks(Settings(public_url="http://x", proxies=("x",))) == []


def test_a_whole_setup_has_no_fault_and_tells_what_each_carrier_keeps() -> None:
    found = examine_webhooks(WHOLE)
    assert [finding.level for finding in found] == ["note"] * 3
    told = " ".join(finding.sentence for finding in found)
    for carrier in ("Twilio stores", "SignalWire stores", "Telnyx stores"):
        assert carrier in told
    assert "no way to delete" in told


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"twilio_token": None}, "Twilio is half set up: without HARBORLINE_TWILIO_TOKEN every"),
        ({"twilio_account": None}, "without HARBORLINE_TWILIO_ACCOUNT its records"),
        ({"signalwire_signing_key": None}, "without HARBORLINE_SIGNALWIRE_SIGNING_KEY every"),
        (
            {"signalwire_space": None, "signalwire_token": None},
            "without HARBORLINE_SIGNALWIRE_SPACE and HARBORLINE_SIGNALWIRE_TOKEN its records",
        ),
        ({"telnyx_public_key": None}, "without HARBORLINE_TELNYX_PUBLIC_KEY every"),
        ({"telnyx_public_key": "nonsense"}, "HARBORLINE_TELNYX_PUBLIC_KEY is no public key"),
        ({"telnyx_api_key": None}, "without HARBORLINE_TELNYX_API_KEY texts get no reply"),
        ({"public_url": None}, "HARBORLINE_PUBLIC_URL is not set"),
        ({"public_url": "http://line.example.org"}, "must be an https address"),
        ({"public_url": "https://[::1"}, "must be an https address"),
        ({"proxies": ("proxy.example",)}, "no address or network: proxy.example"),
        ({"national_backup": None}, "there is no fall-back document"),
    ],
)
def test_each_half_of_a_setup_is_a_fault(change: dict[str, Any], said: str) -> None:
    found = faults(WHOLE._replace(**change))
    assert len(found) == 1
    assert said in found[0]
