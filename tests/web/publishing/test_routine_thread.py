"""Hours go out in a thread of the site, and the voice processes of a real data folder serve them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from django.utils import timezone

from harborline.bootstrap.background import keep_hours_going
from harborline.bootstrap.site import site_ports as real_ports
from harborline.settings import Settings
from harborline.stores.map_files import MapKeeper
from harborline.web.directory.models import Line
from harborline.web.directory.services import rota
from harborline.web.publishing import services
from harborline.web.publishing.services import OutOfTurn
from harborline.web.site.ports import install, site_ports
from small_world import country
from web_world import make_network


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


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Makes the site's ports those of a data folder where people call."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    former = site_ports()
    given = Settings(data=str(tmp_path), national_backup="+18005550199")
    install(real_ports(given)._replace(atlas=country))
    yield str(tmp_path)
    install(former)


@pytest.mark.django_db
def test_whoever_takes_a_shift_is_dialed_by_the_voice_process_behind_the_next_look(
    data: str,
) -> None:
    birch = make_network()["birch"]
    Line.objects.update(number="+18005551234")  # a number that the public can dial
    number = services.propose("ana@example.org").number
    services.approve("ben@example.org", number)
    services.publish("ben@example.org", number)
    keeper, now = MapKeeper(data), timezone.now()
    person = rota.add_person("dee@example.org", birch, "Robin", "+13135550133")
    shift = rota.set_shift("dee@example.org", person, now, now + timedelta(hours=9))
    for stands in (True, False):
        assert services.publish_routine(now) is not None
        assert keeper.poll()
        assert keeper.fault is None
        rings = [one.address for one in keeper.current().destinations("birch", now)]
        assert ("+13135550133" in rings) is stands
        if stands:
            rota.clear_shift("dee@example.org", shift)
