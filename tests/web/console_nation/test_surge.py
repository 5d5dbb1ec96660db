"""A surge is previewed, switched on for a day at most, written down, and switched off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harborline.app.overlays import NoOverlayBook, Pause, SurgeOn
from harborline.atlas.store import load
from harborline.core.directory import ZipPolicy
from harborline.core.errors import HarborlineError, UnusableInput
from harborline.core.occupancy import Occupancy, Surge
from harborline.core.reasons import SkipReason
from harborline.core.routing import Needs, decide
from harborline.core.routing_map import RoutingMap, read_file
from harborline.web.accounts.permissions import Role
from harborline.web.audit.models import AuditEntry, AuditPayload
from harborline.web.console.nation.surge import seen_of
from harborline.web.console.nation.surge_effect import effect_of
from harborline.web.console.services.surging import switch_on
from harborline.web.site.ports import SitePorts, install, site_ports
from web_clients import SignIn

DEMO = Path(__file__).resolve().parents[3] / "src/harborline/demo/demo.map"


@cache
def demo_map() -> RoutingMap:
    return read_file(str(DEMO))


class Book(NoOverlayBook):
    def __init__(self) -> None:
        self.on: SurgeOn | None = None
        self.paused: tuple[Pause, ...] = ()

    def pauses(self, at: datetime) -> tuple[Pause, ...]:
        return self.paused

    def surge(self, at: datetime) -> SurgeOn | None:
        return self.on

    def now(self) -> SurgeOn | None:
        return self.on

    def switch_surge(self, surge: SurgeOn | None) -> None:
        self.on = surge


@pytest.fixture
def book(db: None) -> Iterator[Book]:
    before, book = site_ports(), Book()
    install(SitePorts(current_map=demo_map, atlas=cache(load), overlays=book))
    yield book
    install(before)


@pytest.fixture
def supervisor(client: Client, book: Book, signed_in: SignIn) -> Client:
    """Signs in who may switch a surge, in a directory with two centers of the map and one beside it."""
    from web_world import make_center

    names = dict(zip(demo_map().ids, demo_map().names, strict=True))
    for pk in helpers(3):
        make_center(pk, name=names[pk])
    make_center("unpublished", name="Demo Center Unpublished")
    signed_in(client, Role.NATIONAL_SUPERVISOR)
    return client


def helpers(count: int) -> tuple[str, ...]:
    return tuple(demo_map().ids[7 : 7 + count])


def post(client: Client, act: str, **fields: object) -> str:
    answer = client.post(reverse("console:surge"), {"act": act, **fields}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def chosen(page: str) -> list[str]:
    return re.findall(r'name="helps" value="([^"]*)"', page)


FIELDS = {"hours": 4, "why": "a storm"}


def test_it_is_previewed_switched_on_and_off(supervisor: Client, book: Book) -> None:
    (helper,) = helpers(1)
    fields = {"helps": [helper], **FIELDS}
    seen = post(supervisor, "see", **fields)
    assert "Los Angeles, CA" in seen
    assert book.now() is None
    assert "The surge is on." in post(supervisor, "on", **fields)
    on = book.now()
    assert on is not None
    assert on.surge == Surge((helper,))
    assert timedelta(hours=3.9) < on.until - timezone.now() <= timedelta(hours=4)
    post(supervisor, "off")
    assert book.now() is None
    verbs = list(AuditEntry.objects.values_list("verb", "why"))
    assert verbs == [("switch surge on", "a storm"), ("switch surge off", "")]


def test_everything_that_a_surge_changes_is_shown_kept_and_audited(
    supervisor: Client, book: Book
) -> None:
    fields = {"zip_policy": "never", "local_wait_s": 20, "wait_notice": "on", **FIELDS}
    seen = post(supervisor, "see", helps=list(helpers(2)), **fields)
    assert "Asked for a ZIP code: nobody" in seen
    assert "the national team rings too after 20 seconds instead of 60" in seen
    assert "Callers are told that it may take longer than usual." in seen
    page = post(supervisor, "on", helps=list(helpers(2)), **fields)
    on = book.now()
    assert on is not None
    assert on.surge == Surge(helpers(2), ZipPolicy.NEVER, 20, wait_notice=True)
    assert "The national team rings too after 20 seconds." in page
    assert chosen(page) == list(helpers(2))
    assert 'value="20"' in page
    (kept,) = AuditPayload.objects.values_list("content", flat=True)
    assert kept["after"] == {
        "mutual_aid": list(helpers(2)),
        "zip_policy": "never",
        "local_wait_s": 20,
        "wait_notice": True,
        "until": on.until.isoformat(),
    }


def test_the_effect_is_what_callers_would_get(supervisor: Client, book: Book) -> None:
    known = demo_map()
    surge, at = Surge(helpers(1), local_wait_s=9), timezone.now()
    effect = effect_of(surge, at)
    line = known.line()
    gained = people = 0
    for county in load().counties.values():
        origin = known.place(known.cell_of_county(county.fips))
        needs = Needs(line.id, line.languages[0])
        before, after = (
            decide(known, origin, needs, Occupancy(surge=one), at).legs for one in (None, surge)
        )
        more = {leg.center for leg in after} - {leg.center for leg in before}
        assert more <= set(helpers(1))
        gained += bool(more)
        people += county.population if more else 0
    assert (effect.counties, effect.people) == (gained, people)
    assert effect.of_counties >= gained
    assert [one.counties for one in effect.helpers] == [gained]
    assert (effect.helpers[0].refused is None) == bool(gained)
    assert all(after == 9 for _, _, after in effect.lines)
    nothing = effect_of(Surge(wait_notice=True), at)
    assert (nothing.counties, nothing.people, nothing.helpers) == (0, 0, ())
    assert all(not place.added for place in nothing.places)


def test_a_center_that_cannot_ring_now_is_named_with_its_reason(
    supervisor: Client, book: Book
) -> None:
    (helper,) = helpers(1)
    book.paused = (Pause(helper, timezone.now() + timedelta(hours=1), "ana@example.org"),)
    effect = effect_of(Surge((helper,)), timezone.now())
    assert effect.counties == 0
    assert effect.helpers[0].refused in {SkipReason.PAUSED, SkipReason.CLOSED}
    assert "would not ring now" in post(supervisor, "see", helps=[helper], **FIELDS)


def test_centers_are_found_added_moved_and_taken_out_and_nothing_typed_is_lost(
    supervisor: Client,
) -> None:
    typed = {"zip_policy": "always", "local_wait_s": "7", "wait_notice": "on", "why": "a storm"}
    one, two, three = helpers(3)
    page = post(supervisor, "find", find="demo center", **typed)
    assert all(f'value="add:{name}"' in page for name in (one, two, three))
    assert "add:unpublished" not in page
    for name, given in ((one, []), (two, [one]), (three, [one, two])):
        page = post(supervisor, f"add:{name}", helps=given, find="demo center", **typed)
        assert f'value="add:{name}"' not in page
        assert 'value="demo center"' in page
    assert chosen(page) == [one, two, three]
    for act, after in (
        (f"up:{three}", [one, three, two]),
        (f"down:{one}", [two, one, three]),
        (f"up:{one}", [one, two, three]),
        (f"down:{three}", [one, two, three]),
        (f"remove:{two}", [one, three]),
        (f"add:{two}", [one, two, three]),
        ("up:nobody", [one, two, three]),
        ("turn:nobody", [one, two, three]),
    ):
        page = post(supervisor, act, helps=[one, two, three, one], **typed)
        assert chosen(page) == after
        for kept in ('value="always" selected', 'value="7"', "checked", 'value="a storm"'):
            assert kept in page
        assert 'role="alert"' not in page


def test_a_search_says_that_nobody_was_found_or_that_there_are_more(supervisor: Client) -> None:
    from web_world import make_center

    assert "has these words" in post(supervisor, "find", find="zzz \0 <b>")
    assert "add:" not in post(supervisor, "find", find="")
    for pk in demo_map().ids[20:32]:
        make_center(pk, name=f"Harbor {pk}")
    assert "There are more" in post(supervisor, "find", find="harbor")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"helps": ["nowhere"], **FIELDS}, "is called nowhere"),
        ({"helps": ["nowhere"], **FIELDS, "hours": 25}, "24"),
        ({"hours": "x", "why": "kept"}, 'value="kept"'),
        (FIELDS, "Add a center that helps"),
        ({**FIELDS, "local_wait_s": 7}, 'id="id_local_wait_s_error"'),
        ({**FIELDS, "local_wait_s": 601}, 'id="id_local_wait_s_error"'),
        ({**FIELDS, "zip_policy": "sometimes"}, 'id="id_zip_policy_error"'),
        ({**FIELDS, "helps": demo_map().ids[:21]}, "20 centers at most"),
        ({**FIELDS, "helps": [demo_map().ids[-1]]}, "is called"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(
    supervisor: Client, book: Book, fields: dict[str, object], said: str
) -> None:
    page = post(supervisor, "on", **fields)
    assert said in page
    assert chosen(page) == list(fields.get("helps", []))  # type: ignore[call-overload]
    assert book.on is None
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("wait_s", [7, 601])
def test_a_wait_that_no_line_may_have_is_refused_by_the_verb_itself(
    book: Book, wait_s: int
) -> None:
    with pytest.raises(UnusableInput, match="8 to 600"):
        switch_on("ana@example.org", Surge(local_wait_s=wait_s), 4, "a storm")
    with pytest.raises(UnusableInput, match="24 hours"):
        switch_on("ana@example.org", Surge(wait_notice=True), 25, "a storm")
    assert book.on is None
    assert not AuditEntry.objects.exists()


def test_nothing_is_switched_over_somebody_else(supervisor: Client, book: Book) -> None:
    theirs = SurgeOn(Surge(helpers(1)), timezone.now() + timedelta(hours=2), "ben@example.org")
    fields = {"wait_notice": "on", **FIELDS}
    book.on = theirs
    assert "changed this meanwhile" in post(supervisor, "on", seen="", **fields)
    assert "changed this meanwhile" in post(supervisor, "off", seen="earlier")
    assert book.on == theirs
    assert "The surge is on." in post(supervisor, "on", seen=seen_of(theirs), **fields)
    assert book.on != theirs
    assert "The surge is off." in post(supervisor, "off", seen=seen_of(book.on))


def test_a_surge_ends_though_there_is_no_map(supervisor: Client, book: Book) -> None:
    book.on = SurgeOn(Surge(), timezone.now() + timedelta(hours=2), "ben@example.org")
    install(SitePorts(atlas=cache(load), overlays=book))
    post(supervisor, "off")
    assert book.on is None


def test_a_surge_that_cannot_be_kept_is_told_and_nothing_is_lost(
    supervisor: Client, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_surge: SurgeOn | None) -> None:
        raise HarborlineError("The store is away.")

    monkeypatch.setattr(book, "switch_surge", away)
    page = post(supervisor, "on", helps=list(helpers(2)), **FIELDS)
    assert "This could not be kept just now" in page
    assert chosen(page) == list(helpers(2))
    assert 'value="a storm"' in page
    book.on = SurgeOn(Surge(), timezone.now() + timedelta(hours=2), "ben@example.org")
    assert "This could not be kept just now" in post(supervisor, "off")
    assert not AuditEntry.objects.filter(verb__startswith="switch surge").exists()
    monkeypatch.setattr(book, "surge", away)
    unread = post(supervisor, "see", **FIELDS)
    assert "cannot be read at the moment" in unread
    assert "There is no routing map" not in unread


def test_a_surge_says_when_it_ends_on_the_clock_of_the_room(
    supervisor: Client, book: Book, settings: Any
) -> None:
    settings.ROOM_ZONE = "America/Chicago"
    book.on = SurgeOn(Surge(), timezone.now() + timedelta(hours=2), "ben@example.org")
    page = supervisor.get(reverse("console:surge")).content.decode()
    assert re.search(r"It ends .*\d+:\d\d Central\. Switched on by ben@example\.org\.", page)


def test_the_queries_do_not_grow_with_the_centers(
    supervisor: Client, django_assert_max_num_queries: Any
) -> None:
    from web_world import make_center

    def counted() -> None:
        with django_assert_max_num_queries(12):
            post(supervisor, "find", find="demo", helps=list(helpers(3)), **FIELDS)

    counted()
    for pk in demo_map().ids[40:80]:
        make_center(pk, name=f"Demo {pk}")
    counted()
