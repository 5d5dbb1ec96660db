"""What goes wrong at a source, in our words; no message repeats what the source sent.

FeedFault                    shown to people as its sentence
├── FeedAway                 retry: it may come back
│   ├── TooLarge             a frame or page beyond what we take
│   └── CursorTooOld         the place to go on from is gone there: what came since then is missed
└── FeedRefused              permanent: the source will not have it so
"""

from __future__ import annotations

from harborline.core.errors import HarborlineError


class FeedFault(HarborlineError):
    """A source that could not be read."""


class FeedAway(FeedFault):
    """Broke off, or did not answer; try again. `after_s`: not before, where the source said so."""

    def __init__(self, sentence: str, after_s: float = 0.0) -> None:
        self.after_s = after_s
        super().__init__(sentence)


class TooLarge(FeedAway):
    """A frame or page is larger than we take."""


class CursorTooOld(FeedAway):
    """The source no longer has what we would go on from."""


class FeedRefused(FeedFault):
    """The source refuses, or sends what we do not take; trying again does not help."""
