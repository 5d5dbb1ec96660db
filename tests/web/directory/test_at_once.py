"""Two people who save at the same moment: one is told, and the trail has no gap."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.audit.models import AuditEntry
from harborline.web.audit.services import fault
from harborline.web.directory.models import Center
from harborline.web.directory.services.centers import edit_center
from harborline.web.directory.services.faults import Stale
from web_world import make_center


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_moment_one_is_told() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("in memory SQLite has one connection; PostgreSQL shows what happens")
    center = make_center("alder")
    start = Barrier(2)

    def save(ring_s: int) -> str:
        try:
            start.wait(10)
            edit_center("ana@example.org", center, {"ring_s": ring_s}, expected_version=1)
        except Stale:
            return "stale"
        else:
            return "saved"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(save, (10, 15)))
    assert found == ["saved", "stale"]
    assert Center.objects.within(EVERYWHERE).get().version == 2
    assert AuditEntry.objects.count() == 1
    assert fault() is None
