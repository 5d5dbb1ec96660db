"""The errors of webhook carriers, in our words.

    HarborlineError
    └── NobodyToDial     a leg has no address that a carrier could ring: the leg failed

A request that proves nothing is refused by routes.py, and whatever else breaks there is answered with
the national backup: a carrier that gets an error plays one to the caller.
"""

from __future__ import annotations

from harborline.core.errors import HarborlineError


class NobodyToDial(HarborlineError):
    """A leg, or the fallback, without any address."""
