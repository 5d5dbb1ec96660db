"""Ratios against named peers, all in one run: `make bench`.

Lives here: one small module per question, and the table that they fill. A time alone says more of
the machine than of us, so both sides run in turn and their CPU time is divided.
Never here: a timing assert of the test suite (tests/test_benchmarks.py only asks that the peers
compute the same answers).
The real Asterisk, its telephones and the small networks are those of the tests.
Called by: people, as `python -m benchmarks`.
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))
