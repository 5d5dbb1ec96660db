"""What a person should know of the Asterisk that is running, asked of Asterisk itself.

It is asked over the same interface by which calls are led, so whatever is well here is well there. A
recording is played in a call from Asterisk to itself, for only Asterisk knows what it can read.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

from harborline.app.examining import Finding
from harborline.telephony.ari.client import Client, Server
from harborline.telephony.ari.config.plan import host_of
from harborline.telephony.ari.config.switch import NEEDED
from harborline.telephony.ari.errors import AriError

_SUPPORTED = ("22.", "23.")
_KEEPS_RECORDS = ("cdr_", "cel_", "app_voicemail", "app_minivm", "app_mixmonitor", "app_record.")
_SAYS = frozenset({"VERBOSE"})
"""What the console shows by itself; with `verbose = 0` that is the version, once."""

_ANEW = "Write it anew with `harborline asterisk config` and start Asterisk again."
_LOOK_S, _LOOKS = 0.1, 30
_PLAYS_FOR = 5
"""Looks in a row that find a recording being played."""


class Expected(NamedTuple):
    """What ought to be there. `recordings`: by what a person calls them."""

    voices: int
    trunks: tuple[str, ...]
    recordings: tuple[tuple[str, Path], ...]


async def examine(server: Server, expected: Expected) -> list[Finding]:
    """Looks at Asterisk; never raises HarborlineError."""
    try:
        async with Client(server) as client:
            return [finding async for finding in _examine(client, expected)]
    except AriError as fault:
        return [Finding("fault", _refused(fault.status))]


def _refused(status: int | None) -> str:
    if status is None:
        return (
            "Asterisk does not answer at HARBORLINE_ARI_URL; start it (`start` in the folder of its "
            "configuration), or correct the address."
        )
    if status in {401, 403}:
        return (
            "Asterisk refuses HARBORLINE_ARI_USER and HARBORLINE_ARI_PASSWORD; they differ from "
            f"those in its configuration. {_ANEW}"
        )
    return f"Asterisk answered with status {status}, so it could not be looked at. {_ANEW}"


async def _examine(client: Client, expected: Expected) -> AsyncIterator[Finding]:
    info = (await client.send("GET", "/asterisk/info")).body
    version = str(info["system"]["version"])
    if version.startswith(_SUPPORTED):
        yield Finding("ok", f"Asterisk {version.partition('+')[0]} answers.")
    else:
        yield Finding(
            "note", f"Asterisk is of version {version}; Harborline is tested with 22 and 23."
        )
    for look in (_modules, _log, _processes):
        for finding in await look(client, expected):
            yield finding
    for finding in await _trunks(client, expected.trunks):
        yield finding
    yield await _backup(client)
    for name, path in expected.recordings:
        yield await _recording(client, name, path)


async def _modules(client: Client, _expected: Expected) -> list[Finding]:
    listed = (await client.send("GET", "/asterisk/modules")).body
    running = {str(one["name"]) for one in listed if one["status"] == "Running"}
    missing = [name for name in NEEDED if f"{name}.so" not in running]
    keeping = sorted(name for name in running if name.startswith(_KEEPS_RECORDS))
    findings = []
    if missing:
        findings.append(
            Finding(
                "fault", f"Asterisk runs without {', '.join(missing)}; calls will fail. {_ANEW}"
            )
        )
    if keeping:
        findings.append(
            Finding(
                "fault",
                f"Asterisk has loaded {', '.join(keeping)}, which can keep records of callers. {_ANEW}",
            )
        )
    return findings or [Finding("ok", "Asterisk has the modules it needs and keeps no records.")]


async def _log(client: Client, _expected: Expected) -> list[Finding]:
    channels = (await client.send("GET", "/asterisk/logging")).body
    if any(
        one["type"] != "Console" or set(one["configuration"].split()) - _SAYS for one in channels
    ):
        return [
            Finding(
                "fault",
                "Asterisk writes a log, and its warnings name callers. Switch it off: "
                f"{_ANEW[0].lower()}{_ANEW[1:]}",
            )
        ]
    return [Finding("ok", "Asterisk writes no log.")]


async def _processes(client: Client, expected: Expected) -> list[Finding]:
    apps = (await client.send("GET", "/applications")).body
    there = sum(str(one["name"]).startswith("harborline-") for one in apps)
    if there >= expected.voices:
        return [Finding("ok", f"{there} voice processes take calls from Asterisk.")]
    return [
        Finding(
            "note",
            f"{there} of {expected.voices} voice processes take calls from Asterisk; while none "
            "does, callers go to the national backup. `harborline up` starts them.",
        )
    ]


async def _trunks(client: Client, trunks: tuple[str, ...]) -> list[Finding]:
    if not trunks:
        return [
            Finding(
                "fault",
                "No carrier is set, so no number can be dialed; set HARBORLINE_TRUNKS and "
                "HARBORLINE_TRUNK_SOURCES.",
            )
        ]
    listed = (await client.send("GET", "/endpoints/PJSIP")).body or []
    states = {str(one["resource"]): str(one["state"]) for one in listed}
    findings = []
    for number, trunk in enumerate(trunks, 1):
        known = await _variable(client, f"HL_TRUNK_{number}")
        if f"trunk-{number}" not in states or known != host_of(trunk):
            findings.append(Finding("fault", f"Asterisk does not know trunk {number}. {_ANEW}"))
        elif states.get(f"probe-{number}") == "online":
            findings.append(Finding("ok", f"The carrier of trunk {number} answers."))
        else:
            findings.append(
                Finding(
                    "fault",
                    f"The carrier of trunk {number} does not answer; ask it whether it answers "
                    "OPTIONS, and look at HARBORLINE_TRUNKS and at the firewall.",
                )
            )
    if len(trunks) == 1:
        findings.append(
            Finding(
                "note", "There is one trunk; a second carrier in HARBORLINE_TRUNKS would take over."
            )
        )
    return findings


async def _backup(client: Client) -> Finding:
    if await _variable(client, "HL_BACKUP"):
        return Finding("ok", "Asterisk knows the national backup, so it holds when we are gone.")
    return Finding(
        "fault",
        "Asterisk knows no national backup to dial by itself; set HARBORLINE_NATIONAL_BACKUP and "
        f"{_ANEW[0].lower()}{_ANEW[1:]}",
    )


async def _recording(client: Client, name: str, path: Path) -> Finding:
    """Calls a context that plays it; a recording that is played for a while can be played."""
    await client.send("POST", "/asterisk/variable", {"variable": "HL_LOOPBACK", "value": ""})
    asked = {
        "endpoint": "Local/s@harborline-loopback/n",
        "context": "harborline-loopback",
        "extension": "listen",
        "priority": "1",
    }
    made = await client.send(
        "POST", "/channels", asked, {"variables": {"HL_FILE": str(path.with_suffix(""))}}
    )
    if made.gone or not made.body:
        return Finding("fault", f"Asterisk cannot call itself to play {name}. {_ANEW}")
    heard = await _heard(client)
    await client.send("DELETE", f"/channels/{made.body['id']}")
    if heard == "SUCCESS":
        return Finding("ok", f"Asterisk plays {name} in a call to itself.")
    if heard == "FAILED":
        return Finding(
            "fault",
            f"Asterisk cannot play {name}; its user must be able to read the recordings and every "
            "folder above them.",
        )
    return Finding(
        "fault", f"A call from Asterisk to itself to play {name} came to nothing. {_ANEW}"
    )


async def _heard(client: Client) -> str:
    playing = 0
    for _ in range(_LOOKS):
        await asyncio.sleep(_LOOK_S)
        state = await _variable(client, "HL_LOOPBACK")
        if state in {"SUCCESS", "FAILED"}:
            return state
        playing = playing + 1 if state == "PLAYING" else 0
        if playing == _PLAYS_FOR:
            return "SUCCESS"
    return ""


async def _variable(client: Client, name: str) -> str:
    answer = await client.send("GET", "/asterisk/variable", {"variable": name})
    return "" if answer.gone or not answer.body else str(answer.body["value"])
