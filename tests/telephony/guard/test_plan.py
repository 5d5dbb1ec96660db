"""Which voice process is started or relieved next."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harborline.bootstrap.processes import Drain, Running, Start, plan


def settle(voices: int, running: list[Running], this_round: int) -> tuple[list[Running], list[int]]:
    """Does what is planned until nothing is due; gives who runs, and how many served at each step."""
    serving: list[int] = []
    for _ in range(100):
        free = sorted(set(range(1, 2 * voices + 1)) - {one.slot for one in running})
        steps = plan(running, voices, this_round, free)
        for step in steps:
            if isinstance(step, Start):
                running.append(Running(step.slot, this_round, draining=False, ready=False))
            else:
                running = [
                    one._replace(draining=True) if one.slot == step.slot else one for one in running
                ]
        serving.append(sum(one.ready and not one.draining for one in running))
        if not steps:
            drained = [one for one in running if one.draining]
            if not drained and all(one.ready for one in running):
                return running, serving
            running = [one for one in running if one not in drained[:1]]
            running = [one._replace(ready=True) for one in running]
    raise AssertionError("it never settles")


def test_as_many_start_as_are_wanted() -> None:
    assert plan((), 2, 0, [1, 2, 3, 4]) == [Start(1), Start(2)]


def test_one_that_ended_is_replaced_in_its_own_slot() -> None:
    assert plan([Running(2, 0, draining=False, ready=True)], 2, 0, [1, 3, 4]) == [Start(1)]


def test_an_old_one_goes_when_a_new_one_is_ready_and_not_before() -> None:
    old = Running(1, 0, draining=False, ready=True)
    new = Running(2, 1, draining=False, ready=False)
    assert plan([old], 1, 1, [2]) == [Start(2)]
    assert plan([old, new], 1, 1, []) == []
    assert plan([old, new._replace(ready=True)], 1, 1, []) == [Drain(1)]


def test_a_second_restart_waits_for_a_free_slot() -> None:
    talking = Running(1, 0, draining=True, ready=True)
    serving = Running(2, 1, draining=False, ready=True)
    assert plan([talking, serving], 1, 2, []) == []


@given(st.integers(1, 5))
def test_a_restart_never_leaves_fewer_than_are_wanted_and_ends_where_it_began(voices: int) -> None:
    begun = [Running(slot, 0, draining=False, ready=True) for slot in range(1, voices + 1)]
    running, serving = settle(voices, begun, 1)
    assert min(serving) >= voices
    assert sorted(one.slot for one in running) == list(range(1, voices + 1))
    assert {one.round for one in running} == {1}


@given(st.integers(1, 4), st.sets(st.integers(1, 8)))
def test_whoever_is_left_it_ends_with_all_in_the_first_slots(
    voices: int, slots_left: set[int]
) -> None:
    left = [
        Running(slot, 0, draining=False, ready=True)
        for slot in sorted(slots_left)
        if slot <= 2 * voices
    ]
    running, _ = settle(voices, left, 0)
    assert sorted(one.slot for one in running) == list(range(1, voices + 1))
