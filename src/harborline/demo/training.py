"""Which demo centers hold which trainings, for whom, what they cost and how early to ask."""

from __future__ import annotations

from random import Random

from harborline.core.directory import Center, Network
from harborline.core.listings import TrainingAudience, TrainingOffer, TrainingTopic
from harborline.demo.chance import shuffled, stream, weighted

FEES_USD = ((0, 6), (150, 2), (300, 2), (500, 1))
LEAD_DAYS = ((14, 3), (21, 3), (30, 2), (7, 1), (0, 1))


def offers(network: Network) -> dict[str, tuple[TrainingOffer, ...]]:
    """Gives the offers of about two centers in five, by center id; the others have none."""
    offered = {}
    for center in network.centers:
        rng = stream(f"training {center.id}")
        if rng.random() < 0.4:
            offered[center.id] = _offers(rng, center)
    return offered


def _offers(rng: Random, center: Center) -> tuple[TrainingOffer, ...]:
    kinds = [(audience, topic) for audience in TrainingAudience for topic in TrainingTopic]
    count = 1 + int(rng.random() * 6)
    languages = [language for language in center.languages if language in {"en", "es"}]
    drawn = []
    for place, (audience, topic) in enumerate(shuffled(rng, kinds)[:count]):
        on_site, online = weighted(rng, (((True, False), 3), ((True, True), 3), ((False, True), 1)))
        language = languages[place % len(languages)]
        fee_usd = weighted(rng, FEES_USD)
        lead_days = weighted(rng, LEAD_DAYS)
        drawn.append(TrainingOffer(audience, topic, language, on_site, online, fee_usd, lead_days))
    return tuple(sorted(drawn))
