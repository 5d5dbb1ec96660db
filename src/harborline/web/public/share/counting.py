"""How long a text is, as each network counts it. Pure: a text in, a number out.

X: weights of its counting page (docs.x.com, "Counting characters"), a link is 23, an emoji 2.
Bluesky: graphemes (docs.bsky.app). Threads: characters, an emoji as its bytes in UTF-8 (Meta, "Threads
posts", 2026-04-14). Mastodon: graphemes, a link is 23 (docs.joinmastodon.org, and its help).
"""

from __future__ import annotations

import re
import unicodedata

from harborline.web.public.share.clusters import clusters, is_picture

LINK = 23
"""What a link counts on X and on Mastodon, however long it is."""

_LINKS = re.compile(r"https?://\S+")
_LIGHT = (range(0x1100), range(0x2000, 0x200E), range(0x2010, 0x2020), range(0x2032, 0x2038))
"""Code points that X counts as one; all others as two."""


def graphemes(text: str) -> int:
    """Counts what a reader sees as letters."""
    return sum(1 for _ in clusters(text))


def of_x(text: str) -> int:
    """Counts as X does."""
    said, links = _LINKS.subn("", unicodedata.normalize("NFC", text))
    return links * LINK + sum(_weight(cluster) for cluster in clusters(said))


def of_mastodon(text: str) -> int:
    """Counts as Mastodon does."""
    said, links = _LINKS.subn("", text)
    return links * LINK + graphemes(said)


def of_threads(text: str) -> int:
    """Counts as Threads does."""
    return sum(len(one.encode()) if is_picture(one) else len(one) for one in clusters(text))


def _weight(cluster: str) -> int:
    if is_picture(cluster):
        return 2
    return sum(1 if any(ord(one) in light for light in _LIGHT) else 2 for one in cluster)
