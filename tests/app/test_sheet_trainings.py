"""Trainings in a cell: what was written is read again, and what cannot be is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.app.spreadsheets.cells import read_cell
from harborline.app.spreadsheets.columns import Column
from harborline.app.spreadsheets.offers import offer_in_words, read_offer
from harborline.app.spreadsheets.reasons import Reason, Unusable
from harborline.core.listings import TrainingAudience, TrainingOffer, TrainingTopic
from small_world import country

OFFERS = st.builds(
    TrainingOffer,
    st.sampled_from(TrainingAudience),
    st.sampled_from(TrainingTopic),
    st.sampled_from(["en", "es"]),
    st.just(value=True),
    st.booleans(),
    st.integers(0, 100_000),
    st.integers(0, 365),
)


@given(OFFERS)
def test_what_was_written_is_read_again(offer: TrainingOffer) -> None:
    assert read_offer(offer_in_words(offer)) == offer
    online = offer._replace(on_site=False, online=True)
    assert read_offer(offer_in_words(online)) == online


def test_a_cell_holds_several() -> None:
    cell = read_cell(
        Column.TRAINING, "Consent school en both; faith other es online 150 14;", country()
    )
    assert cell is not None
    assert cell.value == ["consent school en both 0 0", "faith other es online 150 14"]


@pytest.mark.parametrize(
    "text",
    [
        *("consent", "consent school en", "consent school en both 1 2 3", "dance school en both"),
        *("consent kings en both", "consent school english both", "consent school en there"),
        *(
            "consent school en both -5",
            "consent school en both 1e9",
            "consent school en both 0 999",
        ),
        *("consent school en both 9999999", "consent school en both ٣"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Unusable) as refused:
        read_cell(Column.TRAINING, text, country())
    assert refused.value.reason is Reason.NOT_A_TRAINING
