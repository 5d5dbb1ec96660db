"""What must not be published: each refusal is one sentence that says what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

import small_world
from harborline.app.publishing import make_map
from harborline.core.directory import Backup, Center, Line, Network
from harborline.core.errors import RefusedNetwork, UnusableInput
from harborline.core.hours import ALL_DAY, CLOSED, NEVER, Hours
from harborline.mapmaking.checks import refuse, settled

Change = Callable[[Network], Network]
HOLIDAY_OFF = Hours((ALL_DAY,) * 7, ((date(2026, 12, 25).toordinal(), CLOSED),))
LATER_OFF = Hours((ALL_DAY,) * 7, ((date(2027, 12, 25).toordinal(), CLOSED),))


@pytest.fixture(scope="module")
def sound() -> Network:
    network = small_world.network_of(
        [
            ["lines", "id | languages | national backups", "main | en es | team"],
            ["centers", "id | where | state | serves | notes",
             "aster | 0.0, 10.1 | WL | county 10001, ZIP 11102 |"],
            ["state backups", "id | state", "wl-team | WL"],
            ["national backups", "id", "team", "other"],
        ]
    )  # fmt: skip
    (line,) = network.lines
    return network._replace(lines=(line._replace(number="+18005550100"),))


def faults_of(network: Network, *, publishing: bool = True) -> tuple[str, ...]:
    with pytest.raises(RefusedNetwork) as refused:
        refuse(
            settled(network, small_world.country()), small_world.country(), publishing=publishing
        )
    return refused.value.faults


def center(**fields: object) -> Change:
    def changed(network: Network) -> Network:
        (one,) = network.centers
        return network._replace(centers=(Center(**{**one._asdict(), **fields}),))

    return changed


def line(**fields: object) -> Change:
    def changed(network: Network) -> Network:
        (one,) = network.lines
        return network._replace(lines=(Line(**{**one._asdict(), **fields}),))

    return changed


def state_backup(**fields: object) -> Change:
    def changed(network: Network) -> Network:
        (one,) = network.state_backups
        return network._replace(state_backups=(Backup(**{**one._asdict(), **fields}),))

    return changed


def team(**fields: object) -> Change:
    def changed(network: Network) -> Network:
        one, *others = network.national_backups
        replaced = Backup(**{**one._asdict(), **fields})
        return network._replace(national_backups=(replaced, *others))

    return changed


def team_open(hours: Hours) -> Change:
    def changed(network: Network) -> Network:
        one = network.national_backups[0]
        return team(destinations=(one.destinations[0]._replace(hours=hours),))(network)

    return changed


def rules(**figures: int) -> Change:
    return lambda network: network._replace(rules=network.rules._replace(**figures))


def ringing(address: str) -> Change:
    def changed(network: Network) -> Network:
        (one,) = network.centers
        return center(destinations=(one.destinations[0]._replace(address=address),))(network)

    return changed


def twice(field: str) -> Change:
    return lambda network: network._replace(**{field: getattr(network, field) * 2})


NO_TEAM = "Line main has no national backup that is open 24/7; name one."
REFUSALS: list[tuple[Change, str]] = [
    (lambda n: n._replace(lines=()), "The network has no line; name at least one."),
    (lambda n: n._replace(days=6), "A map holds 7 to 3999 days of hours, not 6."),
    (lambda n: n._replace(days=4000), "A map holds 7 to 3999 days of hours, not 4000."),
    (rules(chain_depth=-1), "A figure of the rules is negative; the rules are counts and kilometres."),
    (rules(max_km=-1), "A figure of the rules is negative; the rules are counts and kilometres."),
    (twice("lines"), "There are two entries for the line 'main'; keep one."),
    (twice("centers"), "There are two entries for the center or backup 'aster'; keep one."),
    (twice("state_backups"), "There are two entries for the backup of a state 'WL'; keep one."),
    (center(id="team"), "There are two entries for the center or backup 'team'; keep one."),
    (line(national_backups=("nobody", "team")), "Line main names the backup 'nobody', which the network does not have."),
    (line(military="nobody"), "Line main names the backup 'nobody', which the network does not have."),
    (line(national_backups=()), NO_TEAM),
    (line(national_backups=("nobody",)), NO_TEAM),
    (line(languages=()), "Line main has no language; name at least one."),
    (line(languages=("en", "vi")), "Backup wl-team does not speak vi, a language of line main."),
    (line(languages=("en", "vi")), "Backup team does not speak vi, a language of line main."),
    (team_open(NEVER), NO_TEAM),
    (team_open(HOLIDAY_OFF), NO_TEAM),
    (team(paused=True), NO_TEAM),
    (team(expires_on=date(2040, 1, 1)), NO_TEAM),
    (center(counties=("10001", "99999")), "Center aster names county '99999', which does not exist."),
    (center(zips=("00000",)), "Center aster names ZIP '00000', which does not exist."),
    (center(state="XX"), "Center aster is in state 'XX', which does not exist."),
    (center(rank=0), "Center aster has rank 0; ranks count from 1."),
    (center(rank=65_536), "Center aster has rank 65536; ranks count from 1."),
    (center(capacity=0), "Center aster has capacity 0; leave it out or count from 1."),
    (center(lat=90.1), "Center aster has a point that is not on the globe; give degrees."),
    (center(lon=-180.1), "Center aster has a point that is not on the globe; give degrees."),
    (center(id="two words"), "The id 'two words' must be ASCII without spaces."),
    (center(id=""), "The id '' must be ASCII without spaces."),
    (center(id="estrella-ñ"), "The id 'estrella-ñ' must be ASCII without spaces."),
    (center(name="two\nlines"), "The name of aster must be one line."),
    (center(zone="Mars/Olympus"), "aster is in the time zone 'Mars/Olympus', which does not exist."),
    (center(ring_s=7), "aster rings 7 s; a leg rings 8 to 25 s."),
    (center(ring_s=26), "aster rings 26 s; a leg rings 8 to 25 s."),
    (center(destinations=()), "aster has no destination; give at least one, or take it out."),
    (center(verified_on=None), "Center aster has no date of verification; ask it to confirm its entry."),
    (ringing("+1 800 555 0100"), "aster would ring one of our own lines; give the center's own number."),
    (ringing("800-555-0100"), "aster would ring one of our own lines; give the center's own number."),
    (ringing("sip:+18005550100@10.0.0.12:5070"), "aster would ring one of our own lines; give the center's own number."),
    (ringing("sip:18005550100@example.org"), "aster would ring one of our own lines; give the center's own number."),
    (state_backup(state=None), "State backup wl-team names no state; say whose it is."),
    (state_backup(languages=("en",)), "Backup wl-team does not speak es, a language of line main."),
]  # fmt: skip


@pytest.mark.parametrize(("change", "sentence"), REFUSALS)
def test_a_refusal_is_one_sentence(sound: Network, change: Change, sentence: str) -> None:
    faults = faults_of(change(sound))
    assert sentence in faults
    assert len(set(faults)) == len(faults)


FINE: list[Change] = [
    lambda network: network,
    rules(chain_depth=0, max_km=0, state_line_km=0, max_local_legs=0),
    team_open(LATER_OFF),
    lambda n: n._replace(days=7),
    lambda n: n._replace(centers=()),
    lambda n: n._replace(state_backups=()),
    line(national_backups=("other", "team")),
    line(military="other"),
    center(rank=65_535),
    center(capacity=32_767),
    center(ring_s=8),
    center(ring_s=25),
    center(counties=(), zips=()),
    center(counties=("10901",)),
    center(languages=()),
    ringing("+18005550101"),
    ringing("sip:desk@example.org"),
    team(ring_s=25),
]


@pytest.mark.parametrize("change", FINE)
def test_both_sides_of_a_limit(sound: Network, change: Change) -> None:
    country = small_world.country()
    refuse(settled(change(sound), country), country, publishing=True)


def test_a_document_knows_no_date_of_verification(sound: Network) -> None:
    country = small_world.country()
    refuse(settled(center(verified_on=None)(sound), country), country, publishing=False)


def test_every_fault_at_once_in_the_order_of_the_network(sound: Network) -> None:
    spoiled = center(rank=0, state="XX", zone="x", verified_on=None)(rules(max_km=-1)(sound))
    first, *others = faults_of(spoiled)
    assert first.startswith("A figure of the rules")
    assert others[-1].startswith("Center aster has no date of verification")
    assert len(others) == 4


def test_publishing_refuses(sound: Network) -> None:
    with pytest.raises(RefusedNetwork):
        make_map(center(rank=0)(sound), small_world.country(), publishing=True)


def test_more_languages_than_a_map_holds(sound: Network) -> None:
    many = tuple(f"{a}{b}" for a in "abcdefgh" for b in "abcdefgh")
    make_map(center(languages=many[:62])(sound), small_world.country(), publishing=True)
    with pytest.raises(
        UnusableInput, match=r"^A map holds 64 languages; this network names more\.$"
    ):
        make_map(center(languages=(*many, "zz"))(sound), small_world.country(), publishing=True)


# -- what is settled, what is soon over ---------------------------------------------------------------


def test_settling_uses_our_county_codes_once_and_orders_by_id(sound: Network) -> None:
    (aster,) = sound.centers
    spoken = aster._replace(counties=("10901", "10001", "10003"), zips=("11102", "11101", "11102"))
    found = settled(
        sound._replace(
            centers=(spoken, aster._replace(id="Zinnia"), aster._replace(id="a-first")),
            national_backups=sound.national_backups,
        ),
        small_world.country(),
    )
    assert [one.id for one in found.centers] == ["Zinnia", "a-first", "aster"]
    assert found.centers[2].counties == ("10001", "10003")
    assert found.centers[2].zips == ("11102", "11101")
    assert [one.id for one in found.national_backups] == ["other", "team"]


# -- hours that cannot be read ------------------------------------------------------------------------

UNREADABLE = [
    Hours((ALL_DAY,) * 6),
    Hours((((540, 1500),), *(ALL_DAY,) * 6)),
    Hours((((600, 540),), *(ALL_DAY,) * 6)),
    Hours((((540, 600), (600, 660)), *(ALL_DAY,) * 6)),
    Hours((ALL_DAY,) * 7, ((739_000, ((-1, 60),)),)),
    Hours((ALL_DAY,) * 7, ((739_000, CLOSED), (739_000, CLOSED))),
]


@pytest.mark.parametrize("hours", UNREADABLE)
def test_hours_that_cannot_be_read_are_refused(sound: Network, hours: Hours) -> None:
    (one,) = sound.centers
    spoiled = center(destinations=(one.destinations[0]._replace(hours=hours),))(sound)
    assert faults_of(spoiled) == ("The hours of aster cannot be read; enter them anew.",)


@pytest.mark.parametrize("hours", UNREADABLE)
def test_a_backup_whose_hours_cannot_be_read_is_not_open(sound: Network, hours: Hours) -> None:
    assert faults_of(team_open(hours)(sound)) == (
        NO_TEAM,
        "The hours of team cannot be read; enter them anew.",
    )
