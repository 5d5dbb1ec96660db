"""Calls walking through a network of centers: who rings, who answers, who holds, who hangs up.

One event for each call at a time: its leg ends, or its talk. New calls come from sorted columns. Written
for `compiled`, and running as plain Python on lists with the same results. The rules are those of
`docs/phone-tree.md` and `docs/routing.md`, steps 4 to 7:
a full center is passed over; at most `limit` centers ring; none begins after `last_local_s` from the first
dial; a leg nobody takes is given up at `deadline_s`; then the national team, and where it is full, hold.
The longest holder is asked first whenever a seat that serves them gets free, and keeps the place if nobody
takes the call.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Ints = Any
Floats = Any
"""A list, or an array of numpy: both are read and written by place."""

COMING, RINGING, LEAVING, TALKING, HELD, GONE, DONE = range(7)
"""Where a call is. LEAVING rings too, but hangs up before anybody takes it."""
STRIDE, STEP = 7_919, 104_729
"""Primes that pick a call's own chances out of the common column: each call and leg another."""


class Parties(NamedTuple):
    """Centers and backups by number. `takes`: share of legs that somebody takes; `ring_s` seconds."""

    seats: Ints
    ring_s: Floats
    takes: Floats
    national: Ints


class Rows(NamedTuple):
    """Whom to dial, row by row in `chain`: centers, mutual aid, state backup, national backups.

    Row r is chain[first[r]:first[r + 1]]; `aid`, `state`, `national`: where these begin.
    """

    chain: Ints
    first: Ints
    aid: Ints
    state: Ints
    national: Ints


class Calls(NamedTuple):
    """Calls in the order in which they begin to be connected (`starts`). All times in seconds.

    `gives_up`: when the caller hangs up if nobody is there; `chance`: uniform numbers, shared by all.
    """

    starts: Floats
    gives_up: Floats
    talk: Floats
    row: Ints
    chance: Floats


class Terms(NamedTuple):
    """Seconds and counts that hold for all. `begins`, `ends`: the time over which seats are measured."""

    limit: int
    last_local_s: float
    deadline_s: float
    pick_up_s: float
    begins: float
    ends: float


class State(NamedTuple):
    """What changes: by call, by party, the heap of events, the hold queue.

    `answered_at`: -1 where nobody answered. `at`: the next place in the row. `busy_s`: seconds that seats
    ring or talk; `rung`: legs; `taken`: legs that became talks. `tried`: `limit` centers of each call.
    `held`: 1 for callers in the hold queue. `counts`: events in the heap, first and end of the hold queue.
    """

    status: Ints
    party: Ints
    answered_at: Floats
    at: Ints
    dialed: Ints
    legs: Ints
    begun: Floats
    tried: Ints
    live: Ints
    busy_s: Floats
    rung: Ints
    taken: Ints
    event_at: Floats
    event_call: Ints
    held: Ints
    queue: Ints
    counts: Ints


World = tuple[Parties, Rows, Calls, Terms]


def push(state: State, when: float, call: int) -> None:
    """Puts an event into the heap; of two at one time the lower call comes first."""
    times, calls = state.event_at, state.event_call
    place = state.counts[0]
    state.counts[0] = place + 1
    while place > 0:
        above = (place - 1) // 2
        if times[above] < when or (times[above] == when and calls[above] < call):
            break
        times[place], calls[place] = times[above], calls[above]
        place = above
    times[place], calls[place] = when, call


def pop(state: State) -> int:
    """Takes the earliest event out and gives its call; its time must have been read before."""
    times, calls = state.event_at, state.event_call
    found: int = calls[0]
    size = state.counts[0] - 1
    state.counts[0] = size
    when, call = times[size], calls[size]
    place, child = 0, 1
    while child < size:
        other = child + 1
        if other < size and (
            times[other] < times[child]
            or (times[other] == times[child] and calls[other] < calls[child])
        ):
            child = other
        if when < times[child] or (when == times[child] and call < calls[child]):
            break
        times[place], calls[place] = times[child], calls[child]
        place, child = child, 2 * child + 1
    times[place], calls[place] = when, call
    return found


def dial(world: World, state: State, call: int, party: int, now: float) -> None:
    """Rings a party that has a free seat, and knows how this ends unless something gets between."""
    parties, _, calls, terms = world
    place = (call * STRIDE + state.legs[call] * STEP) % len(calls.chance)
    takes = calls.chance[place] < parties.takes[party]
    ends = now + (terms.pick_up_s if takes else parties.ring_s[party])
    due = state.begun[call] + terms.deadline_s
    # A held caller has the national team behind them already: no deadline cuts their legs.
    if not takes and parties.national[party] == 0 and state.held[call] == 0 and now < due:
        ends = min(ends, due)
    state.live[party] += 1
    state.rung[party] += 1
    state.legs[call] += 1
    state.party[call] = party
    state.status[call] = RINGING
    if calls.gives_up[call] < ends:
        ends = calls.gives_up[call]
        state.status[call] = LEAVING
    elif takes:
        state.status[call] = TALKING
        state.answered_at[call] = ends
        state.taken[party] += 1
        ends += calls.talk[call]
    inside = min(ends, terms.ends) - max(now, terms.begins)
    if inside > 0:
        state.busy_s[party] += inside
    push(state, ends, call)


def was_tried(state: State, call: int, party: int, limit: int) -> bool:
    """Tells whether a center has rung for this call already."""
    for one in range(call * limit, call * limit + state.dialed[call]):
        if state.tried[one] == party:
            return True
    return False


def go_on(world: World, state: State, call: int, now: float) -> None:
    """Dials the next who may have time, or lets the caller hold."""
    parties, rows, calls, terms = world
    row = calls.row[call]
    late = now - state.begun[call] > terms.last_local_s
    place = state.at[call]
    while place < rows.first[row + 1]:
        party = rows.chain[place]
        local = place < rows.aid[row]
        if place < rows.national[row] and late:
            place = rows.national[row]
        elif local and state.dialed[call] >= terms.limit:
            place = rows.aid[row]
        else:
            place += 1
            aids = not local and place <= rows.state[row]
            if state.live[party] >= parties.seats[party]:
                continue
            if aids and was_tried(state, call, party, terms.limit):
                continue
            if local:
                state.tried[call * terms.limit + state.dialed[call]] = party
                state.dialed[call] += 1
            state.at[call] = place
            dial(world, state, call, party, now)
            return
    state.at[call] = place
    state.status[call] = HELD
    state.held[call] = 1
    state.queue[state.counts[2]] = call
    state.counts[2] += 1


def is_for(world: World, call: int, party: int) -> bool:
    """Tells whether a call may be answered by a party: by its row, or because it is national."""
    parties, rows, calls, _ = world
    if parties.national[party] == 1:
        return True
    row = calls.row[call]
    for place in range(rows.first[row], rows.national[row]):  # noqa: SIM110 -- numba knows no any()
        if rows.chain[place] == party:
            return True
    return False


def offer(world: World, state: State, party: int, now: float) -> None:
    """Offers a seat that got free to the longest holder whom it serves."""
    parties, _, calls, _ = world
    if state.counts[1] == state.counts[2] or state.live[party] >= parties.seats[party]:
        return
    leading = True
    for place in range(state.counts[1], state.counts[2]):
        call = state.queue[place]
        if state.status[call] == HELD and calls.gives_up[call] <= now:
            state.status[call] = GONE
        over = state.status[call] in (GONE, TALKING, DONE)
        if leading and over:
            state.counts[1] = place + 1
            continue
        leading = False
        if state.status[call] == HELD and is_for(world, call, party):
            dial(world, state, call, party, now)
            return


def end_event(world: World, state: State, call: int, now: float) -> None:
    """Lets a leg or a talk end: the seat is free, and the caller goes on, or has gone."""
    party = state.party[call]
    status = state.status[call]
    state.live[party] -= 1
    if status == TALKING:
        state.status[call] = DONE
    elif status == LEAVING:
        state.status[call] = GONE
    elif state.held[call] == 1:
        state.status[call] = HELD
    else:
        go_on(world, state, call, now)
    offer(world, state, party, now)


def walk(world: World, state: State) -> None:
    """Lets all calls come and end."""
    calls = world[2]
    coming, count = 0, len(calls.starts)
    while coming < count or state.counts[0] > 0:
        if coming < count and (state.counts[0] == 0 or calls.starts[coming] <= state.event_at[0]):
            now = calls.starts[coming]
            if calls.gives_up[coming] <= now:
                state.status[coming] = GONE
            else:
                state.begun[coming] = now
                state.at[coming] = world[1].first[calls.row[coming]]
                go_on(world, state, coming, now)
            coming += 1
        else:
            now = state.event_at[0]
            end_event(world, state, pop(state), now)


COMPILED = (push, pop, dial, was_tried, go_on, is_for, offer, end_event, walk)
"""In the order in which one calls the other."""
