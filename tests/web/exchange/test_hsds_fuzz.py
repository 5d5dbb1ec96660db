"""Chance asks the API whatever its document allows, and what it does not: no answer is ever a 5xx.

How often: `tests/fuzzing.py`.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import given, seed
from hypothesis import strategies as st
from schemathesis import GenerationMode, openapi

from fuzzing import MODES, SEED, asking, operations, times
from harborline.web.exchange.api.keys import Allowances, ApiKeys

ODD = st.sampled_from(["", " ", "x", "hlk_", "\x00", "\xff", "é" * 300])
MOSTLY = st.sampled_from(["keyed"] * 9 + [""])


@pytest.fixture
def unhindered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Gives every key all the requests that it wants.

    Requests leave the test's transaction open, as those of Django's own test client do.
    """
    monkeypatch.setattr(Allowances, "wait_s", lambda *_: 0)
    monkeypatch.setattr(ApiKeys, "allowances", Allowances())
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("mode", MODES)
def test_no_question_breaks_the_api(
    small_site: Any, key: str, unhindered: None, mode: GenerationMode, record_property: Any
) -> None:
    schema = openapi.from_wsgi("/api/hsds/openapi.json", get_wsgi_application())
    statuses: Counter[int] = Counter()
    several = operations(schema, mode)
    for operation in several:
        ask(operation, mode, times(several), key, statuses)
    assert not [status for status in statuses if status >= 500], statuses
    assert statuses[200], statuses
    record_property(f"answers to {mode}", str(sorted(statuses.items())))


def ask(operation: Any, mode: GenerationMode, count: int, key: str, told: Counter[int]) -> None:
    """Asks one path so many times, with a key and now and then without."""

    @seed(SEED)
    @asking(count)
    @given(case=operation.as_strategy(generation_mode=mode), keyed=MOSTLY, odd=ODD)
    def asked(case: Any, keyed: str, odd: str) -> None:
        response = case.call(headers={"Authorization": f"Bearer {key if keyed else odd}"})
        told[response.status_code] += 1
        assert response.status_code < 500, case.as_curl_command()
        if response.status_code >= 400:
            assert set(response.json()) == {"error"}

    asked()
