"""The site's background knows every job that a round or another job names."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from harborline.app.training import HolderKind, Phase
from harborline.bootstrap import live_stores
from harborline.bootstrap.background import background
from harborline.settings import Settings
from harborline.web.exchange.models import ImportDraft
from harborline.web.freshness.jobs import ROUNDS, jobs
from harborline.web.training.models import TrainingRequest
from roles_world import make_request

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.django_db
def test_it_queues_in_a_file_and_does_what_is_due(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_stores, "database_url", lambda: "")
    # Rows of the test are seen through its own connection alone, which a job would close.
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)
    ImportDraft.objects.create(actor="ana@example.org", created_at=LONG_AGO)
    old = make_request(HolderKind.NATION)
    TrainingRequest.unscoped.update(phase=Phase.UNCONFIRMED, holder="", due_at=LONG_AGO)
    work = background(Settings(data=str(tmp_path)))
    work.put("address", "nobody")
    stop = Stopping(after=8)
    work.run(stop)
    assert not ImportDraft.objects.exists()
    assert not TrainingRequest.unscoped.filter(pk=old.pk).exists()
    assert (tmp_path / "work.sqlite3").exists()
    with pytest.raises(KeyError):
        work.put("nothing", "x")


class Stopping(Event):
    """Stops after so many looks, without waiting."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self._left = after

    def is_set(self) -> bool:
        self._left -= 1
        return self._left < 0

    def wait(self, timeout: float | None = None) -> bool:
        del timeout
        return self.is_set()


def test_each_round_is_a_job() -> None:
    assert {one.job for one in ROUNDS} <= set(jobs(lambda _job, _subject: None))
