"""Which demo centers teach consent or bystander intervention, to whom, and what it costs."""

from __future__ import annotations

from enum import StrEnum
from random import Random
from typing import NamedTuple

from harborline.core.directory import Center, Network
from harborline.demo.chance import shuffled, stream, weighted

FEES_USD = ((0, 6), (150, 2), (300, 2), (500, 1))


class Audience(StrEnum):
    """For whom a training is held."""

    WORKPLACE = "workplace"
    SCHOOL = "school"
    FAITH_COMMUNITY = "faith_community"


class Topic(StrEnum):
    """What a training teaches."""

    CONSENT = "consent"
    BYSTANDER = "bystander"


class TrainingOffer(NamedTuple):
    """One training that a center holds. `fee_usd`: whole dollars a session, 0 = free."""

    audience: Audience
    topic: Topic
    language: str
    on_site: bool
    online: bool
    fee_usd: int


def offers(network: Network) -> dict[str, tuple[TrainingOffer, ...]]:
    """Gives the offers of about two centers in five, by center id; the others have none."""
    offered = {}
    for center in network.centers:
        rng = stream(f"training {center.id}")
        if rng.random() < 0.4:
            offered[center.id] = _offers(rng, center)
    return offered


def _offers(rng: Random, center: Center) -> tuple[TrainingOffer, ...]:
    kinds = [(audience, topic) for audience in Audience for topic in Topic]
    count = 1 + int(rng.random() * 4)
    languages = [language for language in center.languages if language in {"en", "es"}]
    drawn = []
    for place, (audience, topic) in enumerate(shuffled(rng, kinds)[:count]):
        on_site, online = weighted(rng, (((True, False), 3), ((True, True), 3), ((False, True), 1)))
        language = languages[place % len(languages)]
        fee_usd = weighted(rng, FEES_USD)
        drawn.append(TrainingOffer(audience, topic, language, on_site, online, fee_usd))
    return tuple(sorted(drawn))
