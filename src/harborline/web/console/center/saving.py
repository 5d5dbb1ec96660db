"""Saving what was typed: what a verb refuses stands beside its field, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from django import forms
from django.contrib import messages

from harborline.web.console.center.asking import (
    CenterRequest,
    nothing_was_done,
    somebody_else_changed,
)
from harborline.web.directory.services.faults import Refused, Stale

_UNREADABLE = -1
"""A version that no row has: whoever sends none must look again."""


_DIGITS = 9


class Outcome(Enum):
    """What came of saving; an answer has status 200 all the same, for it is a page to read."""

    SAVED = "saved"
    REFUSED = "refused"
    STALE = "stale"


def seen_version(typed: str) -> int:
    """Reads the version that a page was made from."""
    readable = typed.isascii() and typed.isdigit() and len(typed) <= _DIGITS
    return int(typed) if readable else _UNREADABLE


def save(form: forms.BaseForm, verb: Callable[[], object]) -> Outcome:
    """Calls the verb of a valid form, and puts what it refuses into the form."""
    try:
        verb()
    except Refused as refused:
        for name, sentence in refused.faults.items():
            form.add_error(name if name in form.fields else None, sentence)
        return Outcome.REFUSED
    except Stale:
        form.add_error(None, somebody_else_changed())
        return Outcome.STALE
    return Outcome.SAVED


def press(request: CenterRequest, verb: Callable[[int], object]) -> bool:
    """Calls the verb of a button with the version that its page showed; tells whether it was done.

    What it refuses is said on the next page.
    """
    try:
        verb(seen_version(request.POST.get("version", "")))
    except Refused as refused:
        messages.error(request, str(refused))
    except Stale:
        messages.error(request, nothing_was_done())
    else:
        return True
    return False
