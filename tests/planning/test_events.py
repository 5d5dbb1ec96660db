"""The table of real events, and what is reckoned from it."""

from pathlib import Path

import pytest

from harborline.core.errors import UnusableInput
from harborline.planning.calendar_shape import samaritans
from harborline.planning.drawn_events import hashtag_2017, september_2018_calls, whole
from harborline.planning.events import (
    SHIPPED,
    figure_of,
    most_like,
    read_events,
    shipped_events,
    sizes_of,
)
from harborline.planning.past_events import september_2014, september_2018

GOLDEN = Path(__file__).parents[1] / "data" / "planning" / "events.txt"
EXPECTED = {
    line.rsplit(maxsplit=1)[0].strip(): float(line.rsplit(maxsplit=1)[1])
    for line in GOLDEN.read_text("utf-8").splitlines()
    if line and line[0] != "#"
}
EVENTS = shipped_events()


def test_every_row_has_its_source() -> None:
    assert len(EVENTS) >= 25
    for one in EVENTS:
        assert one.source
        assert one.published[:4].isdigit()
        assert one.baseline
        assert one.window
    assert {"rice-2014", "access-hollywood-2016", "metoo-2017", "kavanaugh-2018"} <= {
        one.event for one in EVENTS
    }


def test_what_was_revised_or_fits_nothing_is_kept_and_not_used() -> None:
    assert figure_of(EVENTS, "kavanaugh-hearing-early") == 2.47
    sizes = sizes_of(EVENTS)
    assert 3.01 in sizes
    assert 4.38 in sizes
    assert not {2.47, 8.38, 2.57, 1.1} & set(sizes)


def test_the_event_of_the_nearest_size() -> None:
    found = most_like(EVENTS, 1.8)
    assert found is not None
    assert found.event == "rice-2014"
    assert most_like(EVENTS, 1.02) is None
    assert most_like([], 3) is None


def test_what_the_figures_lead_to() -> None:
    month, surge = september_2018(EVENTS), september_2014(EVENTS)
    posts = hashtag_2017(4).counts.reshape(-1, 24).sum(axis=1)
    found = {
        "2018 calls of a usual day": month.usual_per_day,
        "2018 calls of the month": sum(month.days),
        "2018 calls of 27 September": month.days[26],
        "2018 calls of 27 to 30 September": sum(month.days[26:]),
        "2014 minutes of a contact": surge.aht_s / 60,
        "2014 per cent lost the year before": 100 * surge.lost_before,
        "2014 per cent lost predicted": 100 * surge.lost_predicted,
        "2014 per cent lost reported": 100 * surge.lost_reported,
        "2017 posts of 14 days": posts.sum(),
        "2017 posts of the largest day": posts.max(),
        "2017 posts of the smallest day": posts.min(),
    }
    assert {name: round(float(value)) for name, value in found.items()} == EXPECTED


def test_the_record_day_of_2018_fits_though_it_was_not_put_in() -> None:
    month = september_2018(EVENTS)
    assert max(month.days) == month.days[27] > figure_of(EVENTS, "kavanaugh-record")


def test_drawn_calls_have_the_published_totals() -> None:
    series = september_2018_calls(EVENTS, samaritans(), 3)
    days = series.counts.reshape(-1, 48).sum(axis=1)
    assert len(days) == 56 + 30
    assert days[56:].sum() == EXPECTED["2018 calls of the month"]
    assert abs(days[56:] - september_2018(EVENTS).days).max() < 1
    again = september_2018_calls(EVENTS, samaritans(), 3)
    assert (series.counts == again.counts).all()


def test_the_first_day_of_the_hashtag() -> None:
    counts = hashtag_2017(8).counts
    assert not counts[:20].any()
    assert counts[20:44].sum() == pytest.approx(500_000, rel=0.02)


def test_rounding_keeps_the_sum() -> None:
    import numpy as np

    assert whole(np.array([0.4, 0.4, 0.2])).sum() == 1
    assert whole(np.array([2.5, 1.25, 1.25])).tolist() == [3, 1, 1]


ROW = "a\tb\t2018\t1.5\ttimes\ta day\ta month\ta paper\t2018\t\t\n"
HEADERS = SHIPPED.read_text("utf-8").splitlines()[4] + "\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        ROW,
        HEADERS + ROW + ROW,
        HEADERS + ROW.replace("1.5", "much"),
        HEADERS + ROW.replace("1.5", "-1"),
        HEADERS + ROW.replace("times", "often"),
        HEADERS + ROW.replace("a paper", ""),
        HEADERS + ROW.replace("2018\t\t", "2018\tnothing\t"),
        HEADERS + "a\tb\n",
        HEADERS + ROW.strip() + "\t\t\tmore\n",
    ],
)
def test_tables_that_cannot_be_used(text: str) -> None:
    with pytest.raises(UnusableInput):
        read_events(text)


def test_a_table_of_ones_own() -> None:
    assert read_events(HEADERS + ROW)[0].figure == 1.5
    with pytest.raises(UnusableInput):
        figure_of(EVENTS, "no-such-row")
