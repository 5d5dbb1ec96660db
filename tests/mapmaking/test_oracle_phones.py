"""Pauses of single phones, decided by the product and by brute force from the public document."""

from __future__ import annotations

import json
from random import Random

import pytest

import oracle_questions as ask
import random_networks
import small_world
from harborline.core.routing import Evidence
from harborline.mapmaking.document import to_document

PLACES = (
    *(Evidence(zip=code) for code in sorted(small_world.country().zips)),
    *(Evidence(county=fips) for fips in sorted(small_world.country().counties)),
)
QUESTIONS = 60


@pytest.mark.parametrize("seed", range(12))
def test_the_product_and_the_oracle_agree_while_phones_are_paused(seed: int) -> None:
    network = random_networks.network(seed, 10)
    document = json.loads(json.dumps(to_document(network)))
    shown = [phone for one in document["centers"] for phone in one["destinations"]]
    assert all("id" not in phone for phone in shown)
    both = ask.sides(document, small_world.map_of(network), small_world.country())
    rng = Random(seed)
    questions = [
        ask.Question(rng.choice(PLACES), random_networks.moment(rng), "en", network.lines[0].id)
        for _ in range(QUESTIONS)
    ]
    troubled = list(ask.troubled(both, questions, rng))
    assert any(question.now.paused_phones for question in troubled)
    ask.assert_agreed(both, troubled)
