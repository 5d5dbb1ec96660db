"""The thread in which hours go out: look after look, whatever comes of one."""

from __future__ import annotations

from datetime import datetime
from threading import Event, Thread

import pytest

from harborline.bootstrap.background import keep_hours_going
from harborline.web.publishing import services
from harborline.web.publishing.services import OutOfTurn


def test_it_looks_on_though_a_look_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stop, looked = Event(), list[datetime]()

    def look(at: datetime) -> None:
        looked.append(at)
        if len(looked) == 1:
            raise OutOfTurn("The directory is being changed just now; try again in a moment.")
        if len(looked) == 2:
            raise ValueError("+12125550177")
        stop.set()

    monkeypatch.setattr(services, "publish_routine", look)
    thread = Thread(target=keep_hours_going, args=(stop, 0.01))  # it makes itself nicer: alone
    thread.start()
    thread.join(timeout=20)
    assert not thread.is_alive()
    assert len(looked) == 3
    assert all(at.tzinfo is not None for at in looked)
    assert capsys.readouterr().err == "The job 'hours' failed: ValueError.\n"
