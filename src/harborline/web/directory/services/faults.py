"""How a verb says no: faults of what was typed, or somebody else who was quicker."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from harborline.core.errors import HarborlineError, UnusableInput


class Refused(UnusableInput):
    """What was given cannot be kept. `faults`: by field, one plain sentence each; empty = the whole."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__(next(iter(self.faults.values())))


class Stale(HarborlineError):
    """The row was changed after the version that somebody saw."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else changed this meanwhile; look at it again, then save."))


def refuse(faults: Mapping[str, str]) -> None:
    """Raises Refused where there is a fault."""
    if faults:
        raise Refused(faults)
