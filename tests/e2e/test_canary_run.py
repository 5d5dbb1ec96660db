"""The canary run: callers who exist nowhere else take every path there is, then everything at rest is scanned.

Calls on Asterisk (talked, withheld, a ZIP that is in no table, rung out, met by a dead process), calls
and texts by each webhook carrier, requests that are wrong in every way, and a crash while core dumps are
allowed. Nothing of any caller may be found afterwards, and a planted trace must be.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from asterisk_house import HOST, OpenHouse
from harborline.core.directory import Line, ZipPolicy
from live_house import LINE, NEAR, SETTING, TEAM, LiveHouse, picks_up, rings_on
from markup_network import Sign, as_telnyx, as_twilio
from phones.dialog import Dialog, Stage

PUBLIC = "https://voice.example"
ASKS = Line("asks", "the Test Line", "+18005550191", ("en",), ("team",), ZipPolicy.ALWAYS)
ZIP = "00042"
NAME = "Penelope Quagmire-Undine"
WORDS = "the purple heron waits by gate nine"
SECRETS = {"twilio": "heron-token-1", "signalwire": "heron-key-2"}
TELNYX_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SETTINGS = {
    "HARBORLINE_PUBLIC_URL": PUBLIC,
    "HARBORLINE_TWILIO_TOKEN": SECRETS["twilio"],
    "HARBORLINE_SIGNALWIRE_SIGNING_KEY": SECRETS["signalwire"],
    "HARBORLINE_TELNYX_PUBLIC_KEY": b64encode(TELNYX_KEY.public_key().public_bytes_raw()).decode(),
}
FILES = 20
"""At the least: Asterisk's configuration and what it keeps, the map, locks, what was printed."""

_COMMAND = "import sys; from harborline.cli import main; sys.exit(main())"


class Canaries:
    """Callers of whom each has a number that nobody else has, from Alder or from nowhere."""

    def __init__(self) -> None:
        self.seeds = [f"zip {ZIP}", f"text {NAME}", f"text {WORDS}"]

    def number(self) -> str:
        number = f"32155{53_700 + 11 * len(self.seeds)}"
        self.seeds.append(f"number +1{number}")
        return number

    def id(self, kind: str) -> str:
        """Gives the id that a carrier knows a call or text by."""
        made = f"{kind}{'0a' * 10}{77_000 + len(self.seeds)}"
        self.seeds.append(f"id {made}")
        return made


@pytest.fixture
def cores_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lets whatever crashes write its memory into a folder that is scanned, if it would."""
    before = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))
    monkeypatch.chdir(tmp_path)
    yield
    resource.setrlimit(resource.RLIMIT_CORE, before)


def scan(seeds: Path, ours: Path, asterisk: Path) -> tuple[int, dict[str, Any]]:
    """Runs `harborline canary scan` as people do; gives its exit code and what it says."""
    environment = {**os.environ, **SETTINGS, "HARBORLINE_DATA": str(ours / "data")}
    asked = [sys.executable, "-c", _COMMAND, "canary", "scan", "--json", "--seeds", str(seeds)]
    done = subprocess.run(
        [*asked, str(ours), str(asterisk)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr.strip(), done.stderr
    return done.returncode, json.loads(done.stdout)


# -- calls on Asterisk -----------------------------------------------------------------------------


async def calls_on_asterisk(live: LiveHouse, canaries: Canaries) -> None:
    """Lets callers talk, withhold their number, key a ZIP, and ring in vain, all at once."""
    talked = await _called(live, canaries.number())
    hidden = await _called(
        live,
        canaries.number(),
        ("Privacy", "id"),
        ("Diversion", f"<sip:+1{canaries.number()}@{HOST}>;reason=no-answer"),
    )
    keyed = await _called(live, canaries.number(), to=ASKS.number or "")
    for caller in (talked, hidden):
        caller.press("1")
    keyed.press("1")
    await asyncio.sleep(0.8)
    for _ in range(2):  # it is in no table, so it is asked for once more
        keyed.press(ZIP)
        await keyed.media.keys_sent()
        await asyncio.sleep(0.8)
    await live.until(lambda: all(map(live.partner, (talked, hidden, keyed))), 20)
    talked.press("42")
    await asyncio.sleep(0.3)
    for caller in (talked, hidden, keyed):
        caller.hang_up()
    live.answers[NEAR] = rings_on
    vain = await _called(live, canaries.number())
    vain.press("1")
    await live.until(lambda: len(live.rung(NEAR)) > 1, 5)
    vain.hang_up()
    live.answers[NEAR] = picks_up


async def _called(
    live: LiveHouse, number: str, *headers: tuple[str, str], to: str = LINE
) -> Dialog:
    us = f'"{NAME}" <sip:+1{number}@{HOST}>'
    asserted = ("P-Asserted-Identity", f'"{NAME}" <sip:+1{number}@carrier.example;isup-oli=62>')
    caller = await live.carrier.call(to, live.house.sip_port, us, (asserted, *headers))
    await asyncio.wait_for(caller.answered.wait(), 10)
    await asyncio.sleep(0.3)
    return caller


async def crash(live: LiveHouse, canaries: Canaries) -> None:
    """Lets the voice process crash while a caller hears the greeting; the backup gets them."""
    caller = await _called(live, canaries.number())
    os.kill(live.voice(), signal.SIGABRT)
    await live.until(lambda: live.partner(caller) is not None, 10)
    assert caller.stage is Stage.TALKING
    assert live.rung(TEAM) or live.rung(SETTING)
    caller.hang_up()
    await live.until(lambda: live.takes_calls(1), 20)


# -- webhooks --------------------------------------------------------------------------------------


class Webhook:
    """One webhook carrier as it asks a voice process."""

    def __init__(self, carrier: str, port: int, sign: Sign) -> None:
        self.carrier, self._port, self._sign = carrier, port, sign

    def post(self, path: str, fields: dict[str, str]) -> httpx.Response:
        raw = urlencode(fields).encode()
        return self.send(path, raw, self._sign(f"{PUBLIC}{path}", fields, raw))

    def send(self, path: str, raw: bytes, headers: dict[str, str]) -> httpx.Response:
        kind = {"content-type": "application/x-www-form-urlencoded", **headers}
        url = f"http://127.0.0.1:{self._port}{path}"
        return httpx.post(url, content=raw, headers=kind, timeout=10)

    def call(self, canaries: Canaries) -> None:
        """Calls, keys the ZIP twice, is told of busy centers, and hangs up."""
        caller = f"+1{canaries.number()}"
        usual = {
            "CallSid": canaries.id("CA"),
            "From": caller,
            "Caller": caller,
            "CallerName": NAME,
            "FromZip": ZIP,
            "To": ASKS.number or "",
            "CallStatus": "in-progress",
        }
        said = self._answered(f"/telephone/{self.carrier}/call", usual)
        dialed = 0
        for digits in ("", ZIP, ZIP, "", "", "", ""):
            if found := re.search(r'<Dial[^>]* action="([^"]+)"', said):
                dialed += 1
                more = {"DialCallStatus": "busy", "DialCallSid": canaries.id("CA")}
            elif found := re.search(r'<Gather[^>]* action="([^"]+)"', said):
                more = {"Digits": digits}
            else:
                found = re.search(r"<Redirect[^>]*>([^<]+)", said)
                more = {}
            assert found, "a document leads nowhere"
            said = self._answered(found[1].removeprefix(PUBLIC), {**usual, **more})
        assert dialed
        self._answered(f"/telephone/{self.carrier}/status", {**usual, "CallStatus": "completed"})

    def _answered(self, path: str, fields: dict[str, str]) -> str:
        answer = self.post(path, fields)
        assert answer.status_code == 200
        return answer.text

    def text(self, canaries: Canaries) -> None:
        """Writes a ZIP, and something that is none."""
        sender, path = f"+1{canaries.number()}", f"/telephone/{self.carrier}/text"
        for body in (ZIP, WORDS):
            if self.carrier == "telnyx":
                payload = {
                    "id": canaries.id("SM"),
                    "from": {"phone_number": sender},
                    "to": [{"phone_number": LINE}],
                    "text": body,
                }
                data = {"event_type": "message.received", "payload": payload}
                raw = json.dumps({"data": data}).encode()
                answer = self.send(path, raw, self._sign(path, {}, raw))
            else:
                fields = {"MessageSid": canaries.id("SM"), "From": sender, "To": LINE, "Body": body}
                answer = self.post(path, fields)
                assert "<Message" in answer.text
            assert answer.status_code == 200

    def wrong(self, canaries: Canaries) -> None:
        """Asks wrongly in every way: no proof, no such token, broken fields, no form, too much."""
        caller = canaries.number()
        call = f"/telephone/{self.carrier}/call"
        fields = {"From": f"+1{caller}", "CallSid": canaries.id("CA"), "CallerName": NAME}
        raw = urlencode(fields).encode()
        assert self.send(call, raw, {}).status_code == 403
        assert self.send(f"{call}/{caller}", raw, {}).status_code == 404
        for broken in (b"From=%ZZ" + raw, b"\xff\xfe" + raw, raw + b"&" + raw, raw * 20_000):
            status = self.send(call, broken, self._sign(call, fields, broken)).status_code
            refused = {403, 413} | ({200} if self.carrier == "telnyx" else set())
            assert status in refused  # Telnyx proves bytes, whatever they say
        foreign = f"/telephone/{self.carrier}/next/{caller}"
        assert self.post(foreign, fields).status_code == 200
        named = {**fields, "From": f"{NAME} {caller} \x00<&>", "To": caller, "CallStatus": caller}
        assert self.post(call, named).status_code == 200


def webhooks(port: int) -> list[Webhook]:
    signs: dict[str, Callable[[], Sign]] = {
        "twilio": lambda: as_twilio(SECRETS["twilio"]),
        "signalwire": lambda: as_twilio(SECRETS["signalwire"], "x-signalwire-signature"),
        "telnyx": lambda: as_telnyx(TELNYX_KEY, str(int(time.time()))),
    }
    return [Webhook(carrier, port, sign()) for carrier, sign in signs.items()]


def ask_all(port: int, canaries: Canaries) -> None:
    for webhook in webhooks(port):
        webhook.call(canaries)
        webhook.text(canaries)
        webhook.wrong(canaries)
    asked = {"number": f"+1{canaries.number()}", "zip": ZIP, "note": WORDS}
    for path in ("/api/route", "/route", "/phone"):  # whatever is refused is not written either
        httpx.post(f"http://127.0.0.1:{port}{path}", json=asked, timeout=10)


# -- the run ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("cores_allowed")
async def test_nothing_of_a_caller_is_found_anywhere(
    asterisk_house: OpenHouse, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    canaries = Canaries()
    house = asterisk_house(slots=2, silent=True)
    async with LiveHouse(house, tmp_path, lines=(ASKS,), settings=SETTINGS) as live:
        await calls_on_asterisk(live, canaries)
        await asyncio.to_thread(ask_all, live.port, canaries)
        await crash(live, canaries)
    house.stop()
    seeds = tmp_path_factory.mktemp("seeds") / "seeds.txt"
    seeds.write_text("\n".join(canaries.seeds), encoding="utf-8")
    assert_nothing_is_found(seeds, tmp_path, house.folder)


def assert_nothing_is_found(seeds: Path, ours: Path, asterisk: Path) -> None:
    """Scans what we and Asterisk wrote, then once more with a trace of the last caller in it."""
    code, found = scan(seeds, ours, asterisk)
    assert (code, found["hits"], found["not_scanned"]) == (0, [], [])
    assert not list(ours.rglob("core*")), "a crash wrote memory to disk"
    number = seeds.read_text(encoding="utf-8").rpartition("+1")[2]
    trace = hashlib.sha256(number.encode()).hexdigest()
    (ours / "data" / "run" / "leak").write_text(f"call {trace} answered\n")
    code, again = scan(seeds, ours, asterisk)
    assert (code, again["total"], again["files"]) == (1, 1, found["files"] + 1)
    assert found["files"] > FILES
