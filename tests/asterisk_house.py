"""A real Asterisk for tests, with the configuration that we ship, on free ports of 127.0.0.1.

    def test_something(asterisk_house: OpenHouse) -> None:
        house = asterisk_house(slots=2)          # runs now, ends with the test; several may run
        ...  # ARI: house.url, house.user, house.password; a caller sends INVITE to house.sip_port

The test's own SIP phones are the carriers: they listen on `house.carriers` (two UDP ports: trunk-1,
trunk-2) and call from 127.0.0.1. From 127.0.0.2 nobody is let in. Asterisk sees the machine's files as
they are, so a recording is named by its path. `house.log` holds errors, warnings and notices, which
the shipped configuration never writes; `silent=True` runs it as shipped.
"""

from __future__ import annotations

import base64
import http.client
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import wave
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self, TypeAlias

from harborline.telephony.ari.config.installation import installation_in
from harborline.telephony.ari.config.plan import Plan
from harborline.telephony.ari.config.write import start_command, write

HOST = "127.0.0.1"
USER, PASSWORD = "harborline", "practice"
_STARTS_WITHIN_S = 20.0
_ENDS_WITHIN_S = 5.0
_ASKED_S, _ASKS = 5.0, 3
_PORTS = (10_000, 20_000)
_SOUND_PORTS = (20_000, 30_000, 2)
_SOUND_PORTS_EACH = 2000


def free_port() -> int:
    """Gives a port that is free for both UDP and TCP, of those that the system gives nobody."""
    while True:
        port = random.SystemRandom().randrange(*_PORTS)
        with (
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
            socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp,
        ):
            try:
                udp.bind((HOST, port))
                tcp.bind((HOST, port))
            except OSError:
                continue
            return port


def write_tone(path: Path, seconds: float = 1.0) -> Path:
    """Writes a recording as the switch plays it: 8 kHz, mono, 16 bit."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(random.Random(7).randbytes(2 * int(8000 * seconds)))
    return path


class AsteriskHouse:
    """Runs Asterisk while it is entered. Settings of `Plan` may be given by name.

    `changed`: changes the written files before Asterisk starts, for states that are wrong.
    """

    def __init__(
        self,
        root: Path,
        *,
        silent: bool = False,
        changed: Callable[[Path], None] = lambda _folder: None,
        **settings: Any,
    ) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="hl-"))  # short: a socket's path has 107 letters
        self.installation = installation_in(root)
        self.user, self.password = USER, PASSWORD
        self.sip_port = free_port()
        self.carriers = (free_port(), free_port())
        self.log = self.folder / "messages"
        self.notice = write_tone(self.folder / "notice.wav")
        first = random.SystemRandom().randrange(*_SOUND_PORTS)
        usual = {
            "notice": (self.notice,),
            "national_backup": "+18005550199",
            "trunks": tuple(f"sip:{HOST}:{port}" for port in self.carriers),
            "sources": (HOST,),
            "rtp": (first, first + _SOUND_PORTS_EACH),
            "log": None if silent else self.log,
        }
        self.plan = Plan(
            self.folder / "asterisk",
            self.installation,
            f"http://{HOST}:{free_port()}/ari",
            USER,
            PASSWORD,
            **{"sip_host": HOST, "sip_port": self.sip_port, **usual, **settings},
        )
        self.url = self.plan.ari_url
        self._changed = changed
        self._running: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        write(self.plan)
        self._changed(self.plan.folder)
        self.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def pid(self) -> int:
        assert self._running is not None
        return self._running.pid

    def start(self) -> None:
        """Starts Asterisk and waits until it takes calls."""
        with (self.folder / "console").open("ab") as console:
            self._running = subprocess.Popen(
                start_command(self.plan), stdout=console, stderr=console, stdin=subprocess.DEVNULL
            )
        until = time.monotonic() + _STARTS_WITHIN_S
        while "fully booted" not in self._asked("core waitfullybooted"):
            if self._running.poll() is not None or time.monotonic() > until:
                said = (self.folder / "console").read_text() + self.log_text()
                self.stop()
                raise AssertionError(f"Asterisk does not start: {said}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Ends Asterisk, and with it every call."""
        if self._running is None:
            return
        self._running.send_signal(signal.SIGCONT)  # a test may have stopped it
        self._running.terminate()
        try:
            self._running.wait(_ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._running.kill()
            self._running.wait()
        self._running = None

    def cli(self, command: str) -> str:
        """Gives what Asterisk's own command line answers."""
        return next(filter(None, (self._asked(command) for _ in range(_ASKS))), "")

    def _asked(self, command: str) -> str:
        """Asks once; on a loaded machine the command line now and then connects and says nothing."""
        conf = str(self.plan.folder / "asterisk.conf")
        asked = [*self.installation.command, "-C", conf, "-rx", command]
        with suppress(subprocess.TimeoutExpired):
            return subprocess.run(
                asked, capture_output=True, text=True, timeout=_ASKED_S, check=False
            ).stdout
        return ""

    def ari(self, method: str, path: str) -> tuple[int, bytes]:
        """Asks the REST interface: `house.ari("GET", "/channels")` gives status and body."""
        token = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        line = http.client.HTTPConnection(HOST, self.plan.ari_port, timeout=5)
        try:
            line.request(method, f"/ari{path}", headers={"Authorization": f"Basic {token}"})
            answer = line.getresponse()
            return answer.status, answer.read()
        finally:
            line.close()

    def log_text(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def visible(self, path: Path) -> Path:
        """Gives the path under which Asterisk sees a file of ours: the same."""
        return path


OpenHouse: TypeAlias = Callable[..., AsteriskHouse]
