"""A person's PIN, and what it does on the telephone: whose shift, from when to when, and what nobody keeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.core.cache import cache
from django.db import connection

from harborline.callflow.values import RotaAnswer, RotaWish
from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.audit.models import AuditEntry, AuditPayload
from harborline.web.audit.services import fault
from harborline.web.directory.models import OnCallPerson, Shift
from harborline.web.directory.rota_codes import free_codes
from harborline.web.directory.services import rota, rota_by_phone
from harborline.web.directory.services.faults import Refused
from web_world import make_center

pytestmark = pytest.mark.django_db
ANA = "ana@example.org"
PIN = "482915"
AT = datetime(2026, 11, 23, 22, 0, 30, tzinfo=UTC)  # half a minute after 17:00 in New York
FROM = AT.replace(second=0)
HOUR = timedelta(hours=1)
MORNING = datetime(2026, 11, 24, 13, tzinfo=UTC)  # 8:00 there
TWELVE, UNTIL_MORNING, STOP = RotaWish


@pytest.fixture(autouse=True)
def no_tries() -> None:
    cache.clear()


def someone(center: str = "alder", pin: str = PIN) -> OnCallPerson:
    person = rota.add_person(ANA, make_center(center), "Zelda", "+17045550147")
    return rota_by_phone.set_pin(ANA, person, pin)


def dial(
    person: OnCallPerson, wish: RotaWish, pin: str = PIN, at: datetime = AT, code: str | None = None
) -> RotaAnswer:
    code = person.center.rota_code if code is None else code
    return rota_by_phone.set_by_phone(code or "", pin, wish, at, in_time=lambda: True)


def shifts(person: OnCallPerson) -> list[tuple[datetime, datetime]]:
    return [(one.starts_at, one.ends_at) for one in person.shifts.all()]


def test_calls_are_taken_for_twelve_hours_and_the_trail_says_how() -> None:
    person = someone()
    assert dial(person, TWELVE) is RotaAnswer.TWELVE_HOURS
    assert shifts(person) == [(FROM, FROM + 12 * HOUR)]
    entry = AuditEntry.objects.order_by("number").last()
    assert entry is not None
    assert (entry.actor, entry.verb, entry.why) == ("system:rota", "set shift", "by telephone")
    assert fault() is None


def test_calls_are_taken_until_the_next_morning_on_the_centers_clock() -> None:
    person = someone()
    assert dial(person, UNTIL_MORNING) is RotaAnswer.UNTIL_MORNING
    assert shifts(person) == [(FROM, MORNING)]


@pytest.mark.parametrize(
    ("at", "morning"),
    [
        ("2026-11-24T07:59", "2026-11-24T13:00"),  # 2:59 in New York: the same day's
        ("2026-11-24T13:00", "2026-11-25T13:00"),  # 8:00 sharp: tomorrow's
        ("2026-10-31T23:00", "2026-11-01T13:00"),  # the clock goes back in that night
        ("2027-03-13T23:00", "2027-03-14T12:00"),  # and forward in that one
    ],
)
def test_the_next_morning_is_told_by_the_wall_clock(at: str, morning: str) -> None:
    asked = datetime.fromisoformat(at).replace(tzinfo=UTC)
    until = rota_by_phone.next_morning("America/New_York", asked)
    assert until == datetime.fromisoformat(morning).replace(tzinfo=UTC)


def test_shifts_that_are_there_are_kept_and_only_the_gaps_are_filled() -> None:
    person = someone()
    rota.set_shift(ANA, person, FROM - HOUR, FROM + HOUR)
    rota.set_shift(ANA, person, FROM + 3 * HOUR, FROM + 5 * HOUR)
    assert dial(person, TWELVE) is RotaAnswer.TWELVE_HOURS
    edges = [-1, 1, 3, 5, 12]
    assert shifts(person) == [
        (FROM + start * HOUR, FROM + end * HOUR) for start, end in pairwise(edges)
    ]
    assert dial(person, TWELVE) is RotaAnswer.TWELVE_HOURS
    assert len(shifts(person)) == 4


def test_who_is_on_call_for_longer_is_told_so_and_nothing_is_cut_short() -> None:
    person = someone()
    rota.set_shift(ANA, person, FROM - HOUR, FROM + 20 * HOUR)
    assert dial(person, TWELVE) is RotaAnswer.LONGER
    assert shifts(person) == [(FROM - HOUR, FROM + 20 * HOUR)]


def test_stopping_ends_the_shift_that_runs_and_no_other() -> None:
    person = someone()
    rota.set_shift(ANA, person, FROM - HOUR, FROM + HOUR)
    rota.set_shift(ANA, person, FROM + 5 * HOUR, FROM + 6 * HOUR)
    assert dial(person, STOP) is RotaAnswer.STOPPED
    left = [(FROM - HOUR, FROM), (FROM + 5 * HOUR, FROM + 6 * HOUR)]
    assert shifts(person) == left
    assert dial(person, STOP) is RotaAnswer.STOPPED
    assert shifts(person) == left


def test_a_shift_taken_and_stopped_in_the_same_minute_is_taken_out() -> None:
    person = someone()
    dial(person, TWELVE)
    assert dial(person, STOP, at=AT + timedelta(seconds=20)) is RotaAnswer.STOPPED
    assert shifts(person) == []


def test_a_wrong_pin_a_wrong_code_and_one_that_ended_change_nothing() -> None:
    person, other = someone(), someone("birch", "729461")
    assert dial(person, TWELVE, pin="593826") is RotaAnswer.REFUSED
    assert dial(other, TWELVE) is RotaAnswer.REFUSED
    assert dial(person, TWELVE, code="9999") is RotaAnswer.REFUSED
    assert dial(person, TWELVE, code="") is RotaAnswer.REFUSED
    rota_by_phone.set_pin(ANA, person, "")
    assert dial(person, TWELVE) is RotaAnswer.REFUSED
    assert dial(person, TWELVE, pin="") is RotaAnswer.REFUSED
    assert not Shift.objects.within(EVERYWHERE).exists()


def test_a_pin_is_tried_five_times_a_minute_at_each_center() -> None:
    person, other = someone(), someone("birch", "729461")
    for _ in range(5):
        assert dial(person, TWELVE, pin="593826") is RotaAnswer.REFUSED
    assert dial(person, TWELVE) is RotaAnswer.REFUSED
    assert dial(other, TWELVE, pin="729461") is RotaAnswer.TWELVE_HOURS
    assert dial(person, TWELVE, at=AT + timedelta(minutes=1)) is RotaAnswer.TWELVE_HOURS


def test_twenty_wrong_pins_close_the_door_for_the_day_and_the_trail_says_so() -> None:
    person = someone()
    for minute in range(rota_by_phone.WRONG_A_DAY):
        assert AuditEntry.objects.filter(verb="close rota by telephone").count() == 0
        dial(person, TWELVE, pin="593826", at=AT - timedelta(minutes=minute + 1))
    assert dial(person, TWELVE) is RotaAnswer.REFUSED
    assert AuditEntry.objects.filter(verb="close rota by telephone").count() == 1
    assert dial(person, TWELVE, at=AT + timedelta(days=1)) is RotaAnswer.TWELVE_HOURS


def test_tries_at_every_other_center_push_no_count_out() -> None:
    person = someone()
    for minute in range(rota_by_phone.WRONG_A_DAY):
        dial(person, TWELVE, pin="593826", at=AT - timedelta(minutes=minute + 1))
    for center in range(2000):
        cache.add(f"pin-wrong:center-{center}:1", 1, 3600)
    assert dial(person, TWELVE) is RotaAnswer.REFUSED


def test_what_comes_too_late_is_as_if_it_had_not_been() -> None:
    person = someone()
    entries = AuditEntry.objects.count()
    with pytest.raises(rota_by_phone.TooLate):
        rota_by_phone.set_by_phone(
            person.center.rota_code or "", PIN, TWELVE, AT, in_time=lambda: False
        )
    assert (shifts(person), AuditEntry.objects.count()) == ([], entries)


def test_a_pin_is_nowhere_at_rest() -> None:
    person = someone()
    dial(person, TWELVE)
    dial(person, TWELVE, pin="593826")
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- a name of our own
            rows.append(str(cursor.fetchall()))
    kept = "".join(rows) + str(list(AuditPayload.objects.values()))
    assert "Zelda" in kept
    assert PIN not in kept
    assert "593826" not in kept


@pytest.mark.parametrize(
    "pin", ["12345", "123456", "987654", "111111", "345678", "12a456", "٤٨٢٩١٥", "482905"]
)
def test_a_pin_is_not_easily_guessed_and_holds_no_0(pin: str) -> None:
    person = rota.add_person(ANA, make_center("alder"), "Zelda", "+17045550147")
    with pytest.raises(Refused) as refused:
        rota_by_phone.set_pin(ANA, person, pin)
    assert set(refused.value.faults) == {"pin"}


def test_two_people_of_a_center_have_two_pins() -> None:
    person = someone()
    other = rota.add_person(ANA, person.center, "Cleo", "+17045550148")
    with pytest.raises(Refused, match="another PIN"):
        rota_by_phone.set_pin(ANA, other, PIN)
    rota_by_phone.set_pin(ANA, person, PIN)


# -- codes of centers -----------------------------------------------------------------------------


def test_every_center_has_a_code_of_its_own_and_a_new_one_takes_the_next_that_is_free() -> None:
    rows = [make_center(name) for name in ("alder", "birch", "cedar")]
    assert [row.rota_code for row in rows] == ["1111", "1112", "1113"]
    rows[1].name = "Birch House"
    rows[1].save()
    assert rows[1].rota_code == "1112"
    rows[1].delete()
    assert make_center("dogwood").rota_code == "1112"


def test_a_center_has_no_code_where_all_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harborline.web.directory.rota_codes.DIGITS", "7")
    assert make_center("alder").rota_code == "7777"
    assert make_center("birch").rota_code is None
    assert make_center("cedar").rota_code is None


def test_somebody_elses_code_is_seen_in_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two make a center at once: both read the same codes, and whoever comes second tries again."""
    make_center("alder")
    seen = iter([set(), {"1111"}, {"1111"}])
    monkeypatch.setattr("harborline.web.directory.models.centers.taken_codes", lambda: next(seen))
    assert make_center("birch").rota_code == "1112"


def test_codes_hold_no_0_and_there_are_enough() -> None:
    codes = list(free_codes({"1111", None}))
    assert len(codes) == len(set(codes)) == 6560
    assert not [code for code in codes if "0" in code]
