"""`harborline up` with two voice processes: the one that owns a call is killed, the other goes on with it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from markup_network import as_twilio
from markup_reading import read_markup

BASE = "https://voice.example"
TOKEN = "t" * 32
CALLER = {
    "CallSid": "CA1",
    "From": "+13215550100",
    "To": "+18005550100",
    "CallStatus": "in-progress",
}
READY_S = 60.0
_COMMAND = "import sys; from harborline.cli import main; sys.exit(main(['up']))"


def free_ports() -> int:
    """Gives a port that is free together with the next three."""
    for port in range(20_000 + os.getpid() % 10_000, 60_000, 7):
        try:
            for offset in range(4):
                socket.create_server(("127.0.0.1", port + offset)).close()
        except OSError:
            continue
        return port
    raise AssertionError("no port is free")


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """Starts the house and gives the port of its first voice process; the second has the next."""
    first = free_ports()
    settings = {
        "HARBORLINE_DATA": str(tmp_path / "var"),
        "HARBORLINE_VOICE_PORT": str(first),
        "HARBORLINE_VOICES": "2",
        "HARBORLINE_TWILIO_TOKEN": TOKEN,
        "HARBORLINE_PUBLIC_URL": BASE,
    }
    house = subprocess.Popen(
        [sys.executable, "-c", _COMMAND],
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for n in range(2):
            wait_for(first + n)
        yield first
    finally:
        house.send_signal(signal.SIGTERM)
        house.wait(30)


def wait_for(port: int) -> None:
    ends_s = time.monotonic() + READY_S
    while time.monotonic() < ends_s:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the voice process does not serve")


def post(port: int, url: str, fields: Mapping[str, str]) -> bytes:
    proof = as_twilio(TOKEN)(url, dict(fields), b"")
    address = url.replace(BASE, f"http://127.0.0.1:{port}")
    answer = httpx.post(address, data=dict(fields), headers=proof, timeout=10)
    assert answer.status_code == 200
    return answer.content


def action_of(document: bytes) -> str:
    return str(re.findall(r'action="([^"]+)"', document.decode())[0])


def listener(port: int) -> int:
    """Gives the id of the process that listens on a port."""
    wanted = f":{port:04X}"
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inode = next(row[9] for row in rows if row[1].endswith(wanted) and row[3] == "0A")
    for folder in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if folder.readlink().name == f"socket:[{inode}]":
                return int(folder.parts[2])
        except OSError:
            continue
    raise AssertionError("nobody listens")


@pytest.mark.skipif(
    not Path("/proc/net/tcp").exists(), reason="finds a process by its port in /proc"
)
def test_a_killed_process_costs_no_caller(port: int) -> None:
    document = post(port, f"{BASE}/telephone/twilio/call", CALLER)
    document = post(port + 1, action_of(document), {**CALLER, "Digits": "0"})
    assert b"connecting_national" in document
    os.kill(listener(port), signal.SIGKILL)
    words = post(port + 1, read_markup(document)[-1].text or "", CALLER)
    for _ in range(3):
        last = read_markup(words)[-1]
        if last.tag == "Dial":
            break
        words = post(port + 1, last.text or "", CALLER)
    assert read_markup(words)[-1].tag == "Dial"
