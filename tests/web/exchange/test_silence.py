import logging

import pytest
from django.test import Client


def is_written_by_nobody(name: str) -> bool:
    """Tells whether a record ends in a handler that drops it; Python writes what finds no handler.

    The handlers of pytest itself are looked past.
    """
    logger: logging.Logger | None = logging.getLogger(name)
    found: list[logging.Handler] = []
    while logger is not None:
        found += logger.handlers
        logger = logger.parent if logger.propagate else None
    kinds = {type(one) for one in found}
    return logging.NullHandler in kinds and logging.StreamHandler not in kinds


@pytest.mark.parametrize(
    "name",
    ["django.security", "django.security.DisallowedHost", "django.server"],
)
def test_what_was_asked_is_written_nowhere(name: str) -> None:
    """`django.request` notes faults of ours by kind and place alone: tests/web/site/test_faults.py."""
    assert is_written_by_nobody(name)


def test_a_refused_question_leaves_no_trace(
    client: Client, db: None, capfd: pytest.CaptureFixture[str]
) -> None:
    client.get("/api/hsds/services?postcode=40404")
    client.get("/api/hsds/40404", headers={"Host": "visitor-40404.example"})
    assert "40404" not in "".join(capfd.readouterr())
