"""Numbers as people read them."""

from __future__ import annotations

import re

_NATIONAL = re.compile(r"\+1(\d{3})(\d{3})(\d{4})")


def shown(number: str) -> str:
    """Writes a number of North America as people there do: 704-555-0123; others as they are."""
    found = _NATIONAL.fullmatch(number)
    return "-".join(found.groups()) if found else number
