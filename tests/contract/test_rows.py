"""Every row of the phone tree's table is reached by the contract itself, on what needs no system part."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from contract.rows import name_of
from harborline.callflow.machine import TABLE

OUT_OF_REACH = {"fallback: timer prompt"}
"""The fallback rings 33 s at most and prompts are guarded for 90: the row is there so that the phase
has an answer to every timer it keeps; the model check of tests/callflow goes through it."""

HERE = Path(__file__).parent
TESTS = HERE.parent


def test_no_row_of_the_table_goes_without_a_contract_test(tmp_path: Path) -> None:
    rows = tmp_path / "rows.json"
    asked = [sys.executable, "-m", "pytest", "-q", "-p", "contract.rows", "--rows-to", str(rows)]
    asked += ["-k", "not asterisk", "-p", "no:cacheprovider", str(HERE)]
    asked += ["--ignore", str(Path(__file__)), "-n", "0"]
    run = subprocess.run(
        asked,
        cwd=TESTS.parent,
        env={"PYTHONPATH": str(TESTS), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-2000:]
    reached = set(json.loads(rows.read_text(encoding="utf-8")))
    missing = {name_of(key) for key in TABLE} - reached
    assert missing == OUT_OF_REACH, f"no contract test reaches: {', '.join(sorted(missing))}"
