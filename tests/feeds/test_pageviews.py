"""Views of an article: what is asked, and what an answer means."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from feeds_world import NOON, Pages
from harborline.app.attention import Count
from harborline.core.errors import UnusableInput
from harborline.feeds.pageviews import PageViews, views_of
from harborline.feeds.ports import Page


def answer(*days: tuple[int, Any]) -> dict[str, Any]:
    return {
        "items": [
            {
                "project": "en.wikipedia",
                "article": "Me_Too_movement",
                "granularity": "daily",
                "timestamp": f"201710{day:02}00",
                "access": "all-access",
                "agent": "user",
                "views": views,
            }
            for day, views in days
        ]
    }


def test_a_day_that_is_left_out_had_no_views() -> None:
    found = views_of(answer((15, 7), (17, 900)))
    assert found == tuple(
        Count(datetime(2017, 10, day, tzinfo=UTC), 86_400, views, None)
        for day, views in ((15, 7), (16, 0), (17, 900))
    )


async def test_what_is_asked() -> None:
    pages = Pages(lambda _url: Page(answer((15, 7))))
    reader = PageViews("en.wikipedia/Me Too (movement)/x", "metoo", pages, lambda: NOON)
    assert (reader.name, reader.tag) == ("en.wikipedia", "metoo")
    assert await reader.read()
    assert pages.asked == [
        "https://wikimedia.org/api/rest_v1/metrics/pageviews/per-article/en.wikipedia/all-access/user/"
        "Me_Too_%28movement%29%2Fx/daily/20260913/20261122"
    ]


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"items": []},
        [],
        None,
        answer((15, "7")),
        answer((15, -1)),
        answer((15, True)),
        {"items": [{"timestamp": "20171015", "views": 1}]},
        {"items": [{"timestamp": None, "views": 1}]},
    ],
)
def test_answers_that_cannot_be_used(content: Any) -> None:
    with pytest.raises(UnusableInput, match="page views"):
        views_of(content)


@pytest.mark.parametrize("article", ["Me_Too_movement", "en.wikipedia/", "example.org/Me_Too", ""])
def test_articles_that_cannot_be_used(article: str) -> None:
    with pytest.raises(UnusableInput, match="project and title"):
        PageViews(article, "metoo", Pages(lambda _url: Page(None)), lambda: NOON)
