"""Reads how often a Wikipedia article was opened each day: Wikimedia's pageviews API, or a file of its JSON.

`/metrics/pageviews/per-article/{project}/{access}/{agent}/{article}/daily/{from}/{to}`, days since 2015-07, no
key; it asks for a User-Agent that says who reads. People's views alone are asked for (`agent` user).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from harborline.app.attention import Count
from harborline.core.errors import UnusableInput
from harborline.feeds.ports import Web
from harborline.planning.attention_meter import DAY_S

WIKIMEDIA = "https://wikimedia.org/api/rest_v1"
DAYS_BACK = 70
"""Eight weeks to compare with, and two more."""
_UNUSABLE = "The page views cannot be read; give the JSON of Wikimedia's pageviews API, by day."


class PageViews:
    """An article's views by day. `article`: project and title, such as en.wikipedia/Me_Too_movement."""

    def __init__(
        self,
        article: str,
        tag: str,
        web: Web,
        today: Callable[[], datetime],
        base: str = WIKIMEDIA,
    ) -> None:
        project, _, title = article.partition("/")
        if not project.endswith((".wikipedia", ".wikipedia.org")) or not title:
            raise UnusableInput(
                "The article cannot be used; write project and title, such as en.wikipedia/Me_Too_movement."
            )
        self.name, self.tag = project, tag
        named = quote(title.replace(" ", "_"), safe="")
        self._page = f"{base}/metrics/pageviews/per-article/{project}/all-access/user/{named}/daily"
        self._web, self._today = web, today

    async def read(self) -> tuple[Count, ...]:
        """Gives the days, up to yesterday. Raises FeedFault or UnusableInput."""
        until = self._today() - timedelta(days=1)
        since = until - timedelta(days=DAYS_BACK)
        page = await self._web.page(f"{self._page}/{since:%Y%m%d}/{until:%Y%m%d}")
        return views_of(page.content)


def views_of(content: Any) -> tuple[Count, ...]:
    """Gives the days that the API's answer holds, a day left out is 0 views there. Raises UnusableInput."""
    try:
        rows = {
            datetime.strptime(row["timestamp"], "%Y%m%d00").replace(tzinfo=UTC): row["views"]
            for row in content["items"]
        }
    except (KeyError, TypeError, ValueError):
        raise UnusableInput(_UNUSABLE) from None
    if not rows or not all(type(views) is int and 0 <= views < 1 << 53 for views in rows.values()):
        raise UnusableInput(_UNUSABLE)
    first, last = min(rows), max(rows)
    days = (first + timedelta(days=day) for day in range((last - first).days + 1))
    return tuple(Count(day, DAY_S, rows.get(day, 0), None) for day in days)
