"""A canary of the site: contacts that exist nowhere else go all the way, and everything at rest is scanned.

In a process of its own with a data folder of its own, as an installation has it: SQLite's pages, free list
and write-ahead log are searched as the bytes they are, in every writing and under the site's own key.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from harborline.stores.canary.patterns import patterns_of
from harborline.stores.canary.scan import Report, Scan
from harborline.stores.canary.seeds import read_seeds

SEEDS = b"""text Penelope Quagmire-Undine
email heron.quill@canary.example
text the purple heron teaches by gate nine
text Lighthouse of Undine
"""
_BEGIN = """
import sys
from datetime import UTC, datetime, timedelta
from harborline.bootstrap.site_setup import django_ready
django_ready()
from django.conf import settings
settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
from harborline.web.training.models import TrainingRequest
from harborline.web.training.services import rounds
from harborline.app.training import Outcome, PassReason
from training_world import A_DAY, ALDER, AT, BIRCH, SLOT, WISH, asked, confirmed, make_centers, with_ports
"""
_LIVE = (
    _BEGIN
    + """
from harborline.web.training.services import answering, organising
contact = dict(
    name="Penelope Quagmire-Undine", email="heron.quill@canary.example",
    note="the purple heron teaches by gate nine", organisation="Lighthouse of Undine",
)
with with_ports():
    make_centers()
    held = confirmed(AT, **contact)
    rounds.go_round(AT)
    held = answering.hand_on("ana@example.org", ALDER, held, PassReason.NO_TIME, AT, held.version)
    held = answering.accept("ana@example.org", BIRCH, held, SLOT, AT, held.version)
    rounds.go_round(AT + 2 * A_DAY)
    answering.report("ana@example.org", BIRCH, held, Outcome.HELD, SLOT.starts_at, held.version)
    organising.withdraw(confirmed(AT + 3 * A_DAY, **contact), AT + 3 * A_DAY, erase=True)
    asked(AT + 3 * A_DAY, **contact)  # nobody ever confirms it
    print(TrainingRequest.unscoped.count())
"""
)
_LATER = (
    _BEGIN
    + """
with with_ports():
    for days in (10, 30, 200, 300):
        rounds.go_round(AT + days * A_DAY)
    print(sorted(TrainingRequest.unscoped.values_list("phase", flat=True)))
    sys.stdout.flush()
    import os
    os._exit(0)  # as a crash ends it: nothing is tidied up on the way out
"""
)


def run(data: Path, script: str) -> str:
    """Runs a script in a process of its own, with its data there; gives what it printed."""
    tests = Path(__file__).parents[2]
    environment = {
        **{name: text for name, text in os.environ.items() if name != "DATABASE_URL"},
        "HARBORLINE_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "harborline.web.site.settings",
        "PYTHONPATH": str(tests),
    }
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def scan(data: Path) -> Report:
    key = (data / "secret-key").read_bytes() if (data / "secret-key").exists() else b"no key"
    patterns = patterns_of(read_seeds(SEEDS), [key, key.strip()])
    return Scan(patterns, lambda _place, _done, _size: None).run([str(data)])


@pytest.mark.exhaustive
def test_contacts_lie_in_one_file_and_after_deletion_nowhere(tmp_path: Path) -> None:
    assert run(tmp_path, _LIVE).split() == ["3"]
    while_kept = scan(tmp_path)
    assert {hit.line for hit in while_kept.hits} == {1, 2, 3, 4}, "the scanner sees them"
    places = {hit.file.rpartition("/")[2].split("!")[0] for hit in while_kept.hits}
    assert places <= {"site.sqlite3", "site.sqlite3-wal"}
    assert "forgotten" in run(tmp_path, _LATER)
    found = scan(tmp_path)
    assert found.is_clean, found
    assert found.files >= 2
