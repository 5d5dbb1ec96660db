"""Places test calls of the site's through Asterisk, by the same way as practice calls.

Only a destination of the map in use is called. The call says first that it is a test and that nobody
is waiting, and asks a person to press 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from harborline.settings import Settings

if TYPE_CHECKING:
    from harborline.core.routing_map import RoutingMap
    from harborline.web.site.ports import CallToTest, TestCallResult

Place = Callable[["CallToTest"], "TestCallResult | None"]


def placing(given: Settings, current_map: Callable[[], RoutingMap]) -> Place:
    """Gives what places a test call; without Asterisk, or when it is away, no call is placed."""

    def place(order: CallToTest) -> TestCallResult | None:
        from harborline.app.rehearsal import place_of_number
        from harborline.bootstrap import rehearsal
        from harborline.core.errors import HarborlineError

        if given.ari_url is None:
            return None
        try:
            where = place_of_number(current_map(), order.address)
            outcome = rehearsal.practise(where, order.language, test_ring=True)
        except HarborlineError:
            return None
        return result_of(outcome.result, is_answering_service=order.is_answering_service)

    return place


def result_of(result: str, *, is_answering_service: bool) -> TestCallResult:
    """Gives what picked up, by how a call ended that asked for a key."""
    from harborline.callflow.rehearsing import Result
    from harborline.web.site.ports import TestCallResult

    if result in {Result.TAKEN, Result.PASSED}:
        by_service = TestCallResult.ANSWERING_SERVICE
        return by_service if is_answering_service else TestCallResult.PERSON
    if result == Result.NO_KEY:
        return TestCallResult.VOICEMAIL
    return TestCallResult.DEAD if result == Result.FAILED else TestCallResult.NOBODY
