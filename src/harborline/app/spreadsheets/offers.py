"""One training as words in a cell: topic, for whom, language, where, fee in dollars, days to ask before it.

Such as `consent school en both 150 14`; the last two may be left out, and are 0 then.
"""

from __future__ import annotations

from harborline.core.listings import TrainingAudience, TrainingOffer, TrainingTopic

_WHERE = {"on_site": (True, False), "online": (False, True), "both": (True, True)}
_LEAST, _MOST = 4, 6
_LARGEST_FEE, _LONGEST_LEAD = 100_000, 365


def offer_in_words(offer: TrainingOffer) -> str:
    """Writes a training as a cell holds it."""
    where = next((name for name, both in _WHERE.items() if both == offer[3:5]), "on_site")
    words = (offer.topic.value, offer.audience.value, offer.language, where)
    return " ".join((*words, str(offer.fee_usd), str(offer.lead_days)))


def read_offer(text: str) -> TrainingOffer:
    """Reads the same. Raises ValueError."""
    words = text.lower().split()
    if not _LEAST <= len(words) <= _MOST:
        raise ValueError
    topic, audience, language, where = words[:_LEAST]
    fee, lead = (*map(_whole, words[_LEAST:]), 0, 0)[:2]
    if where not in _WHERE or not (
        len(language) == 2 and language.isascii() and language.isalpha()
    ):
        raise ValueError
    if fee > _LARGEST_FEE or lead > _LONGEST_LEAD:
        raise ValueError
    on_site, online = _WHERE[where]
    return TrainingOffer(
        TrainingAudience(audience), TrainingTopic(topic), language, on_site, online, fee, lead
    )


def _whole(word: str) -> int:
    if not (word.isascii() and word.isdigit() and len(word) <= len(str(_LARGEST_FEE))):
        raise ValueError
    return int(word)
