"""Cells that a spreadsheet would take for a formula, made harmless on the way out and restored on the way in.

An apostrophe goes before such a cell, and before one that begins with apostrophes and then such a mark, so
that nothing is lost. A number written with + and digits is no formula and stays, for programs read it.
"""

from __future__ import annotations

import re

_MARKS = r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
"""The last four are the wide forms that East Asian keyboards write."""

_FORMULA = re.compile(f"'*{_MARKS}")
_GUARDED = re.compile(f"'+{_MARKS}")
_NUMBER = re.compile(r"\+[0-9][0-9 ().-]*\Z")


def guarded(cell: str) -> str:
    """Gives the cell as it may stand in a table for people."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.match(cell) else cell


def restored(cell: str) -> str:
    """Gives the cell as it was before `guarded`."""
    return cell[1:] if _GUARDED.match(cell) else cell
