"""Numbers as people read them and as telephones take them; a demo's numbers are never links."""

from __future__ import annotations

import re

_US = re.compile(r"\+?1?(\d{3})(\d{3})(\d{4})\Z")
_BETWEEN = str.maketrans("", "", " -.()\u00a0")


def number_in_words(number: str) -> str:
    """Writes a number of the North American plan as 704-555-0142; any other as it was given."""
    found = _US.match(number.translate(_BETWEEN))
    return "-".join(found.groups()) if found else number


def digits_to_dial(number: str) -> str:
    """Gives what stands after `tel:`: the global form with its plus; a short code as it is."""
    plain = number.translate(_BETWEEN)
    found = _US.match(plain)
    return f"+1{''.join(found.groups())}" if found else plain


def is_fictitious(number: str) -> bool:
    """Tells whether a number is one of 555-0100 to 555-0199, which belong to nobody."""
    found = _US.match(number.translate(_BETWEEN))
    return found is not None and found[2] == "555" and found[3].startswith("01")
