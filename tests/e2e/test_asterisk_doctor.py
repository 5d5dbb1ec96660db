"""`harborline doctor` beside a real Asterisk: what is well, and each thing that is wrong, in words."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest

from asterisk_house import AsteriskHouse, OpenHouse, free_port, write_tone
from harborline.app.examining import Finding
from harborline.bootstrap.asterisk import examine_asterisk
from harborline.settings import Settings
from harborline.telephony.ari.client import Server
from harborline.telephony.ari.examining import Expected, examine
from phones.exchange import Exchange


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    recorded = tmp_path / "prompts" / "recorded" / "en"
    recorded.mkdir(parents=True)
    write_tone(recorded / "static_notice.wav")
    return Settings(data=str(tmp_path))


def told(house: AsteriskHouse, settings: Settings, **changed: object) -> dict[str, str]:
    """Gives what doctor says, each sentence with its level."""
    given = settings._replace(
        ari_url=house.url,
        ari_user=house.user,
        ari_password=house.password,
        trunks=house.plan.trunks,
    )
    findings: list[Finding] = examine_asterisk(given._replace(**changed))  # type: ignore[arg-type]
    return {finding.sentence: finding.level for finding in findings}


def faults(findings: dict[str, str]) -> list[str]:
    return [sentence for sentence, level in findings.items() if level == "fault"]


def change(name: str, pattern: str, new: str) -> Callable[[Path], None]:
    """Gives what spoils one of the files before Asterisk starts."""

    def spoil(folder: Path) -> None:
        path = folder / name
        text, count = re.subn(pattern, new, path.read_text())
        assert count
        path.write_text(text)

    return spoil


def test_nothing_is_asked_where_no_asterisk_is_set(settings: Settings) -> None:
    assert examine_asterisk(settings) == []


def test_a_well_asterisk_is_told_as_well(asterisk_house: OpenHouse, settings: Settings) -> None:
    house = asterisk_house(silent=True)
    findings = told(house, settings)
    assert all("carrier of trunk" in sentence for sentence in faults(findings))  # nobody listens
    levels = {sentence.split(" ")[0]: level for sentence, level in findings.items()}
    assert levels["Asterisk"] == "ok"
    assert "Asterisk plays the static notice (en) in a call to itself." in findings
    assert "Asterisk writes no log." in findings
    assert any(sentence.startswith("0 of 1 voice processes") for sentence in findings)
    assert house.ari("GET", "/channels") == (200, b"[]")


def test_an_asterisk_that_is_not_there(settings: Settings) -> None:
    given = settings._replace(ari_url=f"http://127.0.0.1:{free_port()}/ari")
    (finding,) = examine_asterisk(given)
    assert finding.level == "fault"
    assert "does not answer at HARBORLINE_ARI_URL" in finding.sentence


def test_a_wrong_password(asterisk_house: OpenHouse, settings: Settings) -> None:
    (sentence,) = faults(told(asterisk_house(silent=True), settings, ari_password="another"))
    assert "refuses HARBORLINE_ARI_USER and HARBORLINE_ARI_PASSWORD" in sentence
    assert "another" not in sentence


def test_whatever_is_wrong_in_the_configuration_is_named(
    asterisk_house: OpenHouse, settings: Settings
) -> None:
    def spoil(folder: Path) -> None:
        change("modules.conf", "load = func_rand.so", "load = app_mixmonitor.so")(folder)
        change("extensions.conf", r"\[harborline-loopback\]", "[other]")(folder)

    house = asterisk_house(changed=spoil, national_backup=None, trunks=("sip:127.0.0.1:9",))
    found = faults(told(house, settings, trunks=("sip:127.0.0.1:9", "sip:127.0.0.1:10")))
    wrong = (
        "runs without func_rand;",
        "has loaded app_mixmonitor.so",
        "writes a log",
        "carrier of trunk 1 does not answer",
        "does not know trunk 2",
        "knows no national backup",
        "to itself",
    )
    for said in wrong:
        assert [sentence for sentence in found if said in sentence], said
    assert [one for one in found if not any(said in one for said in wrong)] == []


def test_a_recording_that_asterisk_cannot_play(
    asterisk_house: OpenHouse, settings: Settings, tmp_path: Path
) -> None:
    house = asterisk_house(silent=True)
    expected = Expected(1, house.plan.trunks, (("the welcome", tmp_path / "gone.wav"),))
    server = Server(house.url, house.user, house.password)
    findings = asyncio.run(examine(server, expected))
    assert any(
        level == "fault" and sentence.startswith("Asterisk cannot play the welcome;")
        for level, sentence in findings
    )


async def test_carriers_and_processes_that_are_there_are_told(asterisk_house: OpenHouse) -> None:
    house = asterisk_house(silent=True)
    carriers = [Exchange() for _ in house.carriers]
    for carrier, port in zip(carriers, house.carriers, strict=True):
        await carrier.open(port)
    server = Server(house.url, house.user, house.password)
    async with (
        aiohttp.ClientSession(headers=server.headers()) as session,
        session.ws_connect(f"{house.url}/events?app=harborline-1"),
    ):
        await asyncio.sleep(3)
        findings = await examine(server, Expected(1, house.plan.trunks, (("it", house.notice),)))
    for carrier in carriers:
        carrier.close()
    told_besides = [sentence for level, sentence in findings if level != "ok"]
    assert [one for one in told_besides if "is of version" not in one] == []  # an older one may be
    assert "The carrier of trunk 2 answers." in [sentence for _, sentence in findings]
