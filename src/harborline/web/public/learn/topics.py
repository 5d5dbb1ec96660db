"""What the pages of the library are about, in the order of its index."""

from __future__ import annotations

TOPICS = ("basics", "for-you", "options", "for-others", "change")
