"""Many queues at once say what each says by itself, up to 10,000 advocates and in any overload."""

from random import Random

import numpy as np
import pytest

from harborline.planning.erlang import erlang_b, with_patience, without_patience
from harborline.planning.erlang_grid import busy_shares, impatient, patient, queueless

AHT_S = 600.0


def queues() -> list[tuple[int, float, float, float]]:
    """Gives advocates, load, haste and the time in talks: near full load, far below and far above it."""
    rng = Random(656_4673)
    found = [(10, 5_000.0, 0.5, 300.0), (9_000, 90.0, 2.0, 0.1), (1, 1e-9, 2.0, 0.03)]
    for _ in range(150):
        staff = int(10 ** rng.uniform(0, 4))
        near = max(0.01, 1 + rng.uniform(-3, 3) / staff**0.5)
        load = staff * rng.choice([near, 10 ** rng.uniform(-2, 1)])
        found.append((staff, load, 10 ** rng.uniform(-1.5, 2), rng.choice([0, 1 / 30, 0.5])))
    return found


QUEUES = queues()
STAFF, LOAD, HASTE, WITHIN = (np.array(one, dtype=float) for one in zip(*QUEUES, strict=True))


def test_erlang_a() -> None:
    rates = impatient(LOAD, STAFF, HASTE, WITHIN)
    for number, (staff, load, haste, within) in enumerate(QUEUES):
        one = with_patience(load * 6, AHT_S, AHT_S / haste, staff, within * AHT_S)
        assert rates.lost[number] == pytest.approx(one.lost, abs=1e-9)
        assert rates.in_target[number] == pytest.approx(one.answered_in_target, abs=1e-9)


def test_erlang_b_and_c() -> None:
    busy, waiting = busy_shares(LOAD, STAFF), patient(LOAD, STAFF, WITHIN)
    assert (queueless(LOAD, STAFF).in_target == 1 - busy).all()
    for number, (staff, load, _haste, within) in enumerate(QUEUES):
        assert busy[number] == pytest.approx(erlang_b(load, staff), rel=1e-9, abs=1e-300)
        one = without_patience(load * 6, AHT_S, staff, within * AHT_S)
        assert waiting.in_target[number] == pytest.approx(one.answered_in_target, abs=1e-9)
    assert not waiting.lost.any()
