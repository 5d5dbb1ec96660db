"""The switch between telephones that are not ours: sipp calls, sipp is the national backup."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from asterisk_house import HOST, OpenHouse, free_port

CALLS = 20


@contextmanager
def answering(sipp: Path, port: int, folder: Path) -> Iterator[None]:
    """Lets sipp answer every call at a port."""
    asked = [str(sipp), "-sn", "uas", "-aa", "-i", HOST, "-p", str(port), "-nostdin"]
    with subprocess.Popen(
        asked, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as answers:
        try:
            yield
        finally:
            answers.kill()


def test_sipp_reaches_the_national_backup(
    asterisk_house: OpenHouse, system_part: Callable[[str], Path], tmp_path: Path
) -> None:
    sipp = system_part("sipp")
    house = asterisk_house()
    calls = [str(sipp), "-sn", "uac", "-i", HOST, "-p", str(free_port()), "-s", "+18006564673"]
    calls += ["-m", str(CALLS), "-r", "10", "-d", "500", "-timeout", "20", "-nostdin"]
    calls += [f"{HOST}:{house.sip_port}"]
    with answering(sipp, house.carriers[0], tmp_path):
        done = subprocess.run(
            calls, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=30
        )
    assert done.returncode == 0, done.stderr
    assert "0 active channels" in house.cli("core show channels count")
