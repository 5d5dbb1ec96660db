"""Hours go live by themselves and nothing else does: a renewed map held to one compiled whole."""

# Long because random networks and single edits are held to the same few helpers.

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import random_networks
import small_world
from harborline.core.directory import Center, Destination, DestinationKind, Network, Rollover
from harborline.core.errors import UnusableMap
from harborline.core.hours import ALWAYS, NEVER, Hours
from harborline.core.map_format import pack
from harborline.core.routing_map import RoutingMap
from harborline.mapmaking import routine
from harborline.mapmaking.checks import settled
from harborline.mapmaking.exactly import exactly, over
from harborline.mapmaking.renewals import only_renewed
from harborline.mapmaking.routine import Carried, Held, Renewal, knows_rows, renewed
from random_networks import NIGHTS, OFFICE, WEEKS

seeds = st.integers(0, 2**32)
TONIGHT = Hours(NEVER.weekly, ((small_world.STARTS_ON.toordinal() + 3, ((1080, 1440),)),))
SECRET = "+13125550177"


def network(seed: int, size: int = 8) -> Network:
    """Gives a network whose destinations have ids as rows of a directory do, and some a rota."""
    rng = Random(seed)
    made = settled(random_networks.network(seed, size), small_world.country())
    return made._replace(
        centers=tuple(
            center._replace(
                verified_on=date(2026, 10, 1),
                destinations=tuple(
                    one._replace(id=f"d{center.id}{number}", address=f"+1212555{number:02d}{rng.randrange(99):02d}")
                    for number, one in enumerate(center.destinations)
                )
                + people(rng, center.id),
            )
            for center in made.centers
        )
    )  # fmt: skip


def people(rng: Random, center: str) -> tuple[Destination, ...]:
    return tuple(person(f"p{center}{number}") for number in range(rng.randrange(3)))


def person(name: str, hours: Hours = TONIGHT, address: str = "+12125550111") -> Destination:
    return Destination(DestinationKind.ON_CALL_MOBILE, address, hours, 2, id=name)


def own_edit(rng: Random, center: Center) -> Center:
    """Changes what belongs to a center alone."""
    fixed = [one for one in center.destinations if not one.id.startswith("p")]
    rota = [one for one in center.destinations if one.id.startswith("p")]
    edits: list[Callable[[], Center]] = [
        lambda: center._replace(
            destinations=(*(one._replace(hours=rng.choice(WEEKS)) for one in fixed), *rota)
        ),
        lambda: center._replace(destinations=(*fixed, *people(rng, center.id))),
        lambda: center._replace(
            destinations=(*center.destinations, person(f"pnew{rng.randrange(99)}"))
        ),
        lambda: center._replace(
            destinations=(*fixed, *(one._replace(address="+12125550199") for one in rota))
        ),
        lambda: center._replace(paused=not center.paused),
        lambda: center._replace(expires_on=rng.choice((None, date(2026, 11, 9)))),
        lambda: center._replace(verified_on=date(2026, 11, rng.randrange(1, 30))),
        lambda: center,
    ]
    return rng.choice(edits)()


def edited(rng: Random, of: Network) -> Network:
    return of._replace(centers=tuple(own_edit(rng, center) for center in of.centers))


def wild_edit(rng: Random, center: Center) -> Center:
    """Changes what a second person must approve."""
    counties = tuple(rng.sample(sorted(small_world.country().counties), 2))
    return rng.choice(
        (
            center._replace(rank=center.rank + 1, capacity=3),
            center._replace(counties=counties),
            center._replace(zips=tuple(rng.sample(sorted(small_world.country().zips), 2))),
            center._replace(rollover=rng.choice(tuple(Rollover)), ring_s=9),
            center._replace(lat=center.lat + 0.2, languages=("fr",), zone="Asia/Tokyo"),
            center._replace(accepts_calls=not center.accepts_calls, name="Another name"),
            center._replace(
                destinations=(
                    *center.destinations,
                    Destination(DestinationKind.SWITCHBOARD, SECRET, ALWAYS, id="dnew"),
                )
            ),
        )
    )


def wild(rng: Random, of: Network) -> Network:
    """Changes centers, takes some out, adds one, and changes everything behind them."""
    centers = [wild_edit(rng, center) if rng.random() < 0.5 else center for center in of.centers]
    stranger = of.centers[0]._replace(id="stranger") if of.centers else None
    silent = tuple(
        backup._replace(destinations=(Destination(DestinationKind.SWITCHBOARD, SECRET, NEVER),), paused=True)
        for backup in of.national_backups
    )  # fmt: skip
    return of._replace(
        centers=(*centers, *((stranger,) if stranger else ())),
        national_backups=silent,
        state_backups=(),
        lines=of.lines[:1],
        demo=not of.demo,
    )


def map_of(content: bytes) -> RoutingMap:
    return RoutingMap(memoryview(content))


def content_of(found: Renewal, otherwise: bytes) -> bytes:
    assert not found.held
    return otherwise if found.content is None else found.content


@settings(max_examples=10)
@given(seeds)
def test_the_network_of_a_map_compiles_to_the_very_same_bytes(seed: int) -> None:
    content = small_world.bytes_of(network(seed))
    assert small_world.bytes_of(exactly(map_of(content))) == content


@settings(max_examples=10)
@given(seeds)
def test_without_a_change_there_is_nothing_to_renew(seed: int) -> None:
    of = network(seed)
    in_use = map_of(small_world.bytes_of(of))
    for days in range(0, 40, 13):
        later = over(of, of.starts_on + timedelta(days=days), of.days)
        assert renewed(in_use, later, {}) == (None, (), ())


@settings(max_examples=25)
@given(seeds)
def test_a_renewed_map_is_the_one_that_compiling_all_would_give(seed: int) -> None:
    of = network(seed)
    after = edited(Random(seed), of)
    content = small_world.bytes_of(of)
    assert content_of(renewed(map_of(content), after, {}), content) == small_world.bytes_of(after)


@settings(max_examples=25)
@given(seeds)
def test_nothing_else_reaches_callers_whatever_the_directory_says(seed: int) -> None:
    of, rng = network(seed), Random(seed)
    content = small_world.bytes_of(of)
    in_use = map_of(content)
    own = edited(rng, of)
    found = renewed(in_use, wild(rng, own), {})
    fresh = map_of(content_of(found, content))
    assert only_renewed(in_use, fresh, {one.center for one in found.carried})
    for cell in range(len(in_use.sections["cell_chain"])):
        assert fresh.chain(cell) == in_use.chain(cell)
    assert SECRET not in fresh.answering.addresses
    # and what was the centers' own came through, as if nothing else had been changed
    assert fresh.version == map_of(small_world.bytes_of(own)).version


@settings(max_examples=10)
@given(seeds, st.integers(1, 30))
def test_a_renewal_of_a_later_day_decides_as_a_map_of_that_day(seed: int, days: int) -> None:
    of = network(seed)
    after = over(edited(Random(seed), of), of.starts_on + timedelta(days=days), of.days)
    in_use = map_of(small_world.bytes_of(of))
    found = renewed(in_use, after, {})
    if found.content is None:
        return
    fresh = map_of(found.content)
    carried = {one.center for one in found.carried}
    assert only_renewed(in_use, fresh, carried)
    assert (fresh.starts_on, fresh.days) == (after.starts_on, after.days)
    whole = map_of(small_world.bytes_of(after))
    both = range(after.starts_on.toordinal(), in_use.first_day + in_use.days)
    for name in carried:
        party = fresh.parties[name]
        schedules = [one.sections["party_schedule"][party] for one in (fresh, whole)]
        for day in both:
            assert fresh.hours.spans(schedules[0], day) == whole.hours.spans(schedules[1], day)


def test_holidays_of_days_to_come_come_along_and_are_no_news() -> None:
    """The map in use ends before a holiday that the directory knows by now."""
    before = one_center(desk())
    in_use = map_of(small_world.bytes_of(before))
    far = in_use.first_day + in_use.days + 3
    closed_then = OFFICE._replace(exceptions=((far, ((60, 120),)),))
    later = over(one_center(desk(closed_then)), before.starts_on + timedelta(days=9), before.days)
    assert renewed(in_use, later, {}).content is None
    basil = later.centers[1]._replace(paused=True)
    found = renewed(in_use, later._replace(centers=(later.centers[0], basil)), {})
    assert [one.center for one in found.carried] == ["basil"]
    assert found.content is not None
    (aster, _) = exactly(map_of(found.content)).centers
    assert aster.destinations[0].hours == closed_then


# -- one thing at a time ------------------------------------------------------------------------------


def one_center(*destinations: Destination, **fields: object) -> Network:
    made = small_world.network_of(
        [
            ["lines", "id | languages | national backups", "main | en | team"],
            ["centers", "id | where | state | serves | notes",
             "aster | 0.0, 10.0 | WL | county 10001 |", "basil | 0.5, 10.0 | WL | county 10003 |"],
            ["national backups", "id", "team"],
        ]
    )  # fmt: skip
    aster, basil = (one._replace(verified_on=date(2026, 10, 1)) for one in made.centers)
    if destinations:
        aster = aster._replace(destinations=destinations)
    made = made._replace(lines=(made.lines[0]._replace(number="+18005550199"),))
    return made._replace(centers=(aster._replace(**fields), basil))  # type: ignore[arg-type]


def desk(hours: Hours = OFFICE, address: str = "+12125550100") -> Destination:
    return Destination(DestinationKind.ADVOCATE_LINE, address, hours, id="d1")


def after(before: Network, now: Network) -> tuple[Renewal, tuple[Destination, ...]]:
    """Gives what came of it, and what rings at the first center then."""
    in_use = map_of(small_world.bytes_of(before))
    found = renewed(in_use, now, {})
    fresh = in_use if found.content is None else map_of(found.content)
    return found, exactly(fresh).centers[0].destinations


def test_whoever_takes_a_shift_rings_behind_the_telephones() -> None:
    found, rings = after(one_center(desk()), one_center(desk(), person("p7")._replace(order=9)))
    assert found.carried == (Carried("aster", ("rota",), closed=False),)
    assert rings == (desk(), person("p7"))


def test_whoever_has_no_shift_makes_no_new_map() -> None:
    assert after(one_center(desk()), one_center(desk(), person("p7", NEVER)))[0].content is None


def test_a_number_of_a_rota_is_its_centers_own_affair() -> None:
    moved = person("p7", address="+12125550122")
    assert after(one_center(person("p7")), one_center(moved))[1][0].address == "+12125550122"


def test_the_number_of_a_telephone_waits_and_its_hours_with_it() -> None:
    found, rings = after(one_center(desk()), one_center(desk(ALWAYS, SECRET)))
    assert found.content is None
    assert rings == (desk(),)


def test_a_telephone_that_was_taken_out_rings_until_somebody_approves_that() -> None:
    assert after(one_center(desk(), person("p7")), one_center(person("p7")))[0].content is None


def test_a_number_that_left_a_rota_rings_no_longer_even_if_nobody_is_left() -> None:
    found, rings = after(one_center(person("p7", address=SECRET)), one_center()._replace(
        centers=(one_center().centers[0]._replace(destinations=()), *one_center().centers[1:])
    ))  # fmt: skip
    assert found.carried == (Carried("aster", ("rota",), closed=True),)
    assert [(one.address, one.hours) for one in rings] == [(None, NEVER)]


def test_closing_for_weeks_is_the_centers_right_and_is_said() -> None:
    found, _ = after(one_center(desk()), one_center(desk(NEVER)))
    assert found.carried == (Carried("aster", ("hours",), closed=True),)
    assert found.content is not None


@pytest.mark.parametrize(
    ("field", "value"),
    [("paused", True), ("expires_on", date(2026, 11, 9)), ("verified_on", date(2026, 11, 2))],
)
def test_what_else_a_center_says_of_itself(field: str, value: object) -> None:
    found, _ = after(one_center(desk()), one_center(desk(), **{field: value}))
    assert found.carried == (Carried("aster", (field,), closed=False),)


def test_one_that_is_refused_holds_up_nobody_else() -> None:
    before = one_center(desk())
    aster, basil = before.centers
    now = before._replace(
        centers=(
            aster._replace(destinations=(desk(), person("p7", address="800 555 0199"))),
            basil._replace(paused=True),
        )
    )
    found = renewed(map_of(small_world.bytes_of(before)), now, {})
    assert [one.center for one in found.carried] == ["basil"]
    ((center, faults),) = found.held
    assert center == "aster"
    assert faults == ("aster would ring one of our own lines; give the center's own number.",)
    assert not any("0199" in fault for fault in faults)


COSTLY = "aster would ring a number abroad or one that costs extra; propose it, so that somebody approves it."


@pytest.mark.parametrize(
    "address",
    ["+442079460123", "+18765550123", "+14165550123", "+19005550123", "+12129760123", "+15225550123",
     "011 44 20 7946 0123", "sip:+8823460123@example.org", "911"],
)  # fmt: skip
def test_a_number_that_others_earn_by_waits_for_somebody_to_approve_it(address: str) -> None:
    before = one_center(desk(), person("p7"))
    now = one_center(desk(NIGHTS), person("p7"), person("p8", address=address))
    now = now._replace(centers=(now.centers[0], now.centers[1]._replace(paused=True)))
    found = renewed(map_of(small_world.bytes_of(before)), now, {})
    assert [one.center for one in found.carried] == ["basil"]
    assert found.held == (Held("aster", (COSTLY,)),)
    assert found.content is not None
    assert address not in map_of(found.content).answering.addresses


def test_it_waits_as_well_where_it_would_come_in_without_a_shift() -> None:
    """Once in the map, a number would be known there."""
    now = one_center(person("p7"), person("p8", NEVER, "+442079460123"), paused=True)
    found, rings = after(one_center(person("p7")), now)
    assert found.held == (Held("aster", (COSTLY,)),)
    assert [one.id for one in rings] == ["p7"]


@pytest.mark.parametrize("address", ["+18005550123", "704-555-0123", "sip:desk@192.0.2.12"])
def test_a_number_that_costs_nobody_more_goes_by_itself(address: str) -> None:
    rings = after(one_center(desk()), one_center(desk(), person("p8", address=address)))[1]
    assert rings[1].address == address


def test_a_number_abroad_that_somebody_approved_goes_on() -> None:
    abroad = person("p8", address="+442079460123")
    found, rings = after(one_center(desk(), abroad), one_center(desk(), abroad, person("p9")))
    assert found.held == ()
    assert [one.id for one in rings] == ["d1", "p8", "p9"]


def test_two_that_send_calls_round_to_each_other_are_not_both_taken() -> None:
    before = one_center(desk())
    aster, basil = before.centers
    numbers = {"aster": ("+12025550101",), "basil": ("+12025550102",)}
    now = before._replace(
        centers=(
            aster._replace(destinations=(desk(), person("p7", address="+12025550102"))),
            basil._replace(destinations=(*basil.destinations, person("p8", address="+12025550101"))),
        )
    )  # fmt: skip
    found = renewed(map_of(small_world.bytes_of(before)), now, numbers)
    assert [one.center for one in found.carried] == ["aster"]
    assert [one.center for one in found.held] == ["basil"]
    assert found.held[0].faults[0].startswith("Calls would go in a circle")


def test_a_fault_that_the_map_has_already_holds_up_nobody() -> None:
    before = one_center(desk(), verified_on=None)
    found = renewed(
        map_of(small_world.bytes_of(before)), one_center(desk(NIGHTS), verified_on=None), {}
    )
    assert found.content is not None
    assert found.held == ()


def test_a_map_without_ids_knows_no_rows() -> None:
    known = map_of(small_world.bytes_of(one_center(desk())))
    assert knows_rows(known)
    sections = {name: bytes(content) for name, content in known.sections.items()}
    sections["destination_id"] = b""
    assert not knows_rows(map_of(pack(sections)))


def test_a_map_that_differs_in_more_is_not_given_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routine, "only_renewed", lambda *_: False)
    with pytest.raises(UnusableMap, match="more than hours"):
        after(one_center(desk()), one_center(desk(NEVER)))


DIFFERING = [
    one_center(desk(), rank=2),
    one_center(desk(), counties=("10003",)),
    one_center(desk(), interpreter=True),
    one_center(desk(), capacity=1),
    one_center(desk())._replace(demo=True),
]


@pytest.mark.parametrize("other", DIFFERING)
def test_two_maps_that_differ_in_anything_else_are_told_apart(other: Network) -> None:
    now, then = (map_of(small_world.bytes_of(one)) for one in (one_center(desk()), other))
    assert not only_renewed(now, then, {"aster"})


def test_only_the_centers_that_are_named_may_differ() -> None:
    before, later, paused = (
        map_of(small_world.bytes_of(one))
        for one in (
            one_center(desk()),
            one_center(desk(NIGHTS)),
            one_center(desk(), paused=True),
        )
    )
    assert only_renewed(before, later, {"aster"})
    assert not only_renewed(before, later, {"basil"})
    assert not only_renewed(before, later, {"aster", "team"})
    assert not only_renewed(before, paused, set())
