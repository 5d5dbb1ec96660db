"""Two browsers that press the same button in the same moment: one does it, the other learns how it stands."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from harborline.web.training.models import TrainingRequest
from training_pages import link_in_mail, press, send, small_network


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_at_the_same_moment_one_does() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("in memory SQLite has one connection; PostgreSQL shows what happens")
    start = Barrier(2)
    with small_network(), ThreadPoolExecutor(2) as pool:
        send(Client())
        own = link_in_mail()

        def confirm(_browser: int) -> int:
            try:
                start.wait(10)
                return int(press(Client(), own, "confirm").status_code)
            finally:
                connection.close()

        assert sorted(pool.map(confirm, (1, 2))) == [303, 409]
        assert TrainingRequest.unscoped.get().asked.count() == 1
