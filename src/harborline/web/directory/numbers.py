"""Numbers as they are written here, shown, and kept from sight."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from harborline.core.addresses import comparable
from harborline.core.errors import UnusableInput

_SIP = re.compile(r"sips?:[A-Za-z0-9_.+~*%-]+@[A-Za-z0-9.:\[\]-]+")
_NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")
_FICTITIOUS = re.compile(r"\+1[2-9][0-9]{2}55501[0-9]{2}")
_SHOWN = 2


def is_fictitious(number: str) -> bool:
    """Tells whether nobody can reach it: 555-0100 to 555-0199, or none at all."""
    return not number or _FICTITIOUS.fullmatch(comparable(number)) is not None


def dialable(text: str) -> str:
    """Gives what somebody typed as a number in its international form, or a SIP URI.

    Raises UnusableInput, in a sentence that does not repeat it.
    """
    trimmed = text.strip()
    if _SIP.fullmatch(trimmed):
        return trimmed
    number = comparable(trimmed)
    if _NUMBER.fullmatch(number):
        return number
    raise UnusableInput(
        _(
            "Write a number with its area code, such as 704-555-0123, or a SIP address such as "
            "sip:desk@example.org."
        )
    )


def masked(address: str) -> str:
    """Gives an address with its last two digits alone, for those who may know that it changed."""
    digits = [c for c in address if c.isdigit()]
    return f"…{''.join(digits[-_SHOWN:])}" if len(digits) > _SHOWN else "…"
