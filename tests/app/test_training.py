"""The life of a request: its table, its clock, the order of asking, and what no sequence of acts can break."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.app.training import (
    MOST_CENTERS,
    TABLE,
    TOPIC_OF,
    Act,
    Clock,
    Deed,
    Goal,
    Holder,
    HolderKind,
    Impossible,
    Life,
    Mode,
    Need,
    Outcome,
    Phase,
    Slot,
    asked,
    business_days_after,
    fits,
    may,
    may_see_contact,
    order,
    step,
)
from harborline.core.listings import TrainingAudience, TrainingOffer, TrainingTopic

AT = datetime(2026, 11, 23, 15, tzinfo=UTC)  # a Monday, ten o'clock in New York
NEW_YORK = "America/New_York"
CLOCK = Clock(NEW_YORK, holidays=frozenset({date(2026, 11, 26)}))
ALDER, BIRCH = Holder(HolderKind.CENTER, "alder"), Holder(HolderKind.CENTER, "birch")
COALITION = Holder(HolderKind.COALITION, "wl-coalition")
HOLDERS = (ALDER, BIRCH, COALITION)
SLOT = Slot(AT + timedelta(days=30), 90)
OTHER_SLOT = Slot(AT + timedelta(days=40), 60)


def lived(*deeds: Deed, at: datetime = AT) -> Life:
    life = asked(at, CLOCK)
    for deed in deeds:
        life = step(life, deed, at, CLOCK, HOLDERS)
    return life


CONFIRM, PASS, DECLINE = Deed(Act.CONFIRM), Deed(Act.HAND_ON), Deed(Act.DECLINE)
ACCEPT, PROPOSE = Deed(Act.ACCEPT, (SLOT,)), Deed(Act.PROPOSE, (SLOT, OTHER_SLOT))
TAKE = Deed(Act.TAKE, chosen=1)
HELD = Deed(Act.REPORT, outcome=Outcome.HELD)
OUT = Deed(Act.TIME_OUT)


@pytest.mark.parametrize(
    ("deeds", "phase", "holder", "outcome"),
    [
        ((), Phase.UNCONFIRMED, None, None),
        ((OUT,), Phase.FORGOTTEN, None, None),
        ((CONFIRM,), Phase.OFFERED, ALDER, None),
        ((CONFIRM, PASS), Phase.OFFERED, BIRCH, None),
        ((CONFIRM, OUT), Phase.OFFERED, BIRCH, None),
        ((CONFIRM, PASS, OUT), Phase.OFFERED, COALITION, None),
        ((CONFIRM, PASS, OUT, PASS), Phase.CLOSED, None, Outcome.NOBODY),
        ((CONFIRM, PASS, OUT, OUT), Phase.CLOSED, None, Outcome.NOBODY),
        ((CONFIRM, ACCEPT), Phase.AGREED, ALDER, None),
        ((CONFIRM, PROPOSE), Phase.PROPOSED, ALDER, None),
        ((CONFIRM, PROPOSE, TAKE), Phase.AGREED, ALDER, None),
        ((CONFIRM, PROPOSE, DECLINE), Phase.OFFERED, BIRCH, None),
        ((CONFIRM, PROPOSE, OUT), Phase.OFFERED, BIRCH, None),
        ((CONFIRM, ACCEPT, PASS), Phase.OFFERED, BIRCH, None),
        ((CONFIRM, ACCEPT, HELD), Phase.DONE, ALDER, Outcome.HELD),
        ((CONFIRM, ACCEPT, OUT), Phase.DONE, ALDER, Outcome.UNKNOWN),
        ((CONFIRM, ACCEPT, HELD, OUT), Phase.CLOSED, ALDER, Outcome.HELD),
        ((CONFIRM, ACCEPT, HELD, Deed(Act.RATE)), Phase.CLOSED, ALDER, Outcome.HELD),
        ((CONFIRM, Deed(Act.WITHDRAW)), Phase.CLOSED, ALDER, Outcome.WITHDRAWN),
        ((CONFIRM, ACCEPT, Deed(Act.WITHDRAW)), Phase.CLOSED, ALDER, Outcome.WITHDRAWN),
        ((CONFIRM, ACCEPT, HELD, Deed(Act.WITHDRAW)), Phase.CLOSED, ALDER, Outcome.HELD),
        ((CONFIRM, ACCEPT, HELD, OUT, OUT), Phase.FORGOTTEN, None, Outcome.HELD),
    ],
)
def test_a_life(
    deeds: tuple[Deed, ...], phase: Phase, holder: Holder | None, outcome: Outcome | None
) -> None:
    life = lived(*deeds)
    assert (life.phase, life.holder, life.outcome) == (phase, holder, outcome)


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("act", Act)
def test_what_the_table_does_not_name_is_impossible(phase: Phase, act: Act) -> None:
    life = Life(phase, AT, ALDER, (ALDER,), (SLOT,), None)
    assert may(life, act) == ((phase, act) in TABLE)
    if (phase, act) not in TABLE:
        with pytest.raises(Impossible):
            step(life, Deed(act, (SLOT,)), AT, CLOCK, HOLDERS)


def test_dates_are_needed_to_accept_propose_and_take() -> None:
    for deed in (Deed(Act.ACCEPT), Deed(Act.PROPOSE)):
        with pytest.raises(Impossible):
            lived(CONFIRM, deed)
    for chosen in (2, -1):
        with pytest.raises(Impossible):
            lived(CONFIRM, PROPOSE, Deed(Act.TAKE, chosen=chosen))
    assert lived(CONFIRM, PROPOSE, TAKE).slots == (OTHER_SLOT,)


def test_each_phase_has_its_own_end() -> None:
    thursday_is_a_holiday = datetime(2026, 11, 27, 15, tzinfo=UTC)
    assert lived().due_at == AT + timedelta(days=3)
    assert lived(CONFIRM).due_at == thursday_is_a_holiday
    assert lived(CONFIRM, PROPOSE).due_at == AT + timedelta(days=7)
    assert lived(CONFIRM, ACCEPT).due_at == SLOT.starts_at + timedelta(minutes=90, days=14)
    assert lived(CONFIRM, ACCEPT, HELD).due_at == AT + timedelta(days=30)
    assert lived(CONFIRM, ACCEPT, HELD, OUT).due_at == AT + timedelta(days=90)
    assert lived(CONFIRM, ACCEPT, HELD, OUT, OUT).due_at is None


@pytest.mark.parametrize(
    ("at", "days", "due"),
    [
        ("2026-11-20T15:00+00:00", 3, "2026-11-25T15:00+00:00"),  # Friday to Wednesday
        ("2026-11-21T15:00+00:00", 1, "2026-11-23T15:00+00:00"),  # Saturday counts from Monday
        ("2026-11-24T15:00+00:00", 2, "2026-11-27T15:00+00:00"),  # over Thanksgiving
        ("2026-10-30T14:00+00:00", 1, "2026-11-02T15:00+00:00"),  # the clock is set back meanwhile
        ("2026-11-24T02:00+00:00", 1, "2026-11-25T02:00+00:00"),  # still Monday in New York
        ("2026-11-24T15:00+00:00", 0, "2026-11-24T15:00+00:00"),
    ],
)
def test_business_days(at: str, days: int, due: str) -> None:
    found = business_days_after(datetime.fromisoformat(at), days, NEW_YORK, CLOCK.holidays)
    assert found == datetime.fromisoformat(due)


def test_the_contact_is_shown_only_while_the_training_is_theirs() -> None:
    assert {phase for phase in Phase if may_see_contact(phase)} == {Phase.AGREED, Phase.DONE}


# -- what no sequence of acts can break --------------------------------------------------------------

DEEDS = st.sampled_from(
    [CONFIRM, ACCEPT, PROPOSE, PASS, TAKE, DECLINE, HELD, OUT, Deed(Act.RATE), Deed(Act.WITHDRAW)]
)
WAITS = st.integers(0, 60 * 24 * 12)
NETWORKS = st.lists(
    st.sampled_from([*HOLDERS, Holder(HolderKind.NATION)]), unique=True, min_size=1
).map(tuple)


@given(st.lists(st.tuples(DEEDS, WAITS), max_size=30), st.lists(NETWORKS, min_size=1, max_size=4))
def test_a_request_is_never_lost_and_never_at_two_holders(
    deeds: list[tuple[Deed, int]], networks: list[tuple[Holder, ...]]
) -> None:
    """The directory may change at any time: another network is known at each step."""
    life, at = asked(AT, CLOCK), AT
    for number, (deed, minutes) in enumerate(deeds):
        at += timedelta(minutes=minutes)
        try:
            life = step(life, deed, at, CLOCK, networks[number % len(networks)])
        except Impossible:
            continue
        assert len(set(life.asked)) == len(life.asked), "nobody is asked twice"
        if life.phase in {Phase.OFFERED, Phase.PROPOSED, Phase.AGREED, Phase.DONE}:
            assert life.holder == life.asked[-1], "the last who was asked holds it, alone"
        if life.phase in {Phase.OFFERED, Phase.PROPOSED}:
            assert life.due_at is not None
            assert life.due_at > at
        assert (life.due_at is None) == (life.phase is Phase.FORGOTTEN)
        assert (life.outcome is None) or life.phase in {Phase.DONE, Phase.CLOSED, Phase.FORGOTTEN}


@given(st.lists(DEEDS, max_size=12), NETWORKS)
def test_a_request_always_ends_by_itself(deeds: list[Deed], network: tuple[Holder, ...]) -> None:
    life, at = asked(AT, CLOCK), AT
    for deed in deeds:
        if may(life, deed.act):
            life = step(life, deed, at, CLOCK, network)
    for _ in range(len(network) + 6):
        if life.due_at is None:
            break
        at = life.due_at
        life = step(life, OUT, at, CLOCK, network)
    assert life.phase is Phase.FORGOTTEN
    assert at < AT + timedelta(days=365)


# -- who is asked, in which order --------------------------------------------------------------------

SCHOOL = TrainingOffer(TrainingAudience.SCHOOL, TrainingTopic.CONSENT, "en", True, False)
ANYBODY = SCHOOL._replace(audience=TrainingAudience.OTHER)
NEED = Need(TrainingAudience.SCHOOL, frozenset({TrainingTopic.CONSENT}), "en", Mode.EITHER)


def test_centers_are_asked_as_the_chain_has_them_those_who_teach_it_first() -> None:
    offers = {
        "serves, silent": (),
        "serves, other": (SCHOOL._replace(language="es"),),
        "serves, fits": (SCHOOL,),
        "near, silent": (),
        "near, fits": (ANYBODY,),
        "near, other": (SCHOOL._replace(topic=TrainingTopic.FAITH),),
    }
    chain = ["serves, silent", "gone", "serves, other", "serves, fits"]
    chain += ["near, other", "near, silent", "near, fits"]
    found = order(chain, 4, offers, NEED)
    expected = ("serves, fits", "serves, other", "serves, silent", "near, fits", "near, other")
    assert found == expected


@pytest.mark.parametrize(
    ("changes", "fit"),
    [
        ({}, True),
        ({"audience": TrainingAudience.OTHER}, True),
        ({"audience": TrainingAudience.SPORTS}, False),
        ({"language": "es"}, False),
        ({"topic": TrainingTopic.FAITH}, False),
        ({"on_site": False, "online": True}, False),
    ],
)
def test_what_fits(changes: dict[str, object], fit: bool) -> None:  # noqa: FBT001 -- a table's column
    assert fits(SCHOOL._replace(**changes), NEED._replace(mode=Mode.ON_SITE)) == fit  # type: ignore[arg-type]


@given(
    st.lists(st.integers(0, 30).map(str), unique=True),
    st.integers(0, 30),
    st.dictionaries(st.integers(0, 30).map(str), st.lists(st.sampled_from([SCHOOL, ANYBODY]))),
)
def test_order_keeps_to_the_chain_and_to_its_limit(
    chain: list[str], serving: int, offers: dict[str, list[TrainingOffer]]
) -> None:
    found = order(chain, serving, offers, NEED)
    assert len(found) <= MOST_CENTERS
    assert len(set(found)) == len(found)
    assert set(found) <= set(chain) & set(offers)
    teaches = [center for center in found if offers[center] and center in chain[:serving]]
    assert teaches == [one for one in chain[:serving] if offers.get(one)][:MOST_CENTERS]


def test_each_goal_is_served_by_a_topic_and_each_topic_can_be_asked_for() -> None:
    assert set(TOPIC_OF) == set(Goal)
    assert set(TOPIC_OF.values()) == set(TrainingTopic)
