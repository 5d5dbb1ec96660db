"""Where a text can be passed on to: plain links, and how much each network takes. Nothing of theirs is loaded.

Every value is percent-encoded, so that whatever a person typed stays inside its parameter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote

from harborline.web.public.share import counting

LONGEST = 2_000
"""Characters that are taken of a person's text."""

_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Marks that turn the direction of what follows: a link could be made to read as another."""

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)\Z")
_ACCOUNT = re.compile(r"\A@?[A-Za-z0-9_.-]+@")
"""What stands before the server in the name of an account."""
_LONGEST_HOST = 253


class Network(NamedTuple):
    """One place to share. `pattern`: its address, with {text}, {url}, {whole} (both), {title} and {subject}.

    `limit`: how much `counts` may say; None where none is known. `takes_text`: whether the address carries
    the person's words, or the link alone. `source`: who says what the limit is.
    """

    id: str
    name: str
    pattern: str
    takes_text: bool = True
    limit: int | None = None
    counts: Callable[[str, str], int] | None = None
    source: str = ""


class Share(NamedTuple):
    """A network with its link made. `used`: counted as it counts; None where nothing is counted."""

    network: Network
    address: str
    used: int | None

    @property
    def is_too_long(self) -> bool:
        """Tells whether the network would refuse the text."""
        limit = self.network.limit
        return self.used is not None and limit is not None and self.used > limit


def whole(text: str, url: str) -> str:
    """Puts the text and the link together, as where there is one field for both."""
    return f"{text}\n{url}" if text else url


def _one_line(text: str) -> str:
    return " ".join(text.split())


NETWORKS = (
    Network(
        *("whatsapp", "WhatsApp", "https://wa.me/?text={whole}"),
    ),
    Network("sms", "SMS", "sms:?&body={whole}"),
    Network("email", "E-mail", "mailto:?subject={subject}&body={whole}"),
    Network(
        *("facebook", "Facebook", "https://www.facebook.com/sharer/sharer.php?u={url}"),
        takes_text=False,
    ),
    Network(
        *("x", "X", "https://x.com/intent/tweet?text={text}&url={url}"),
        limit=280,
        counts=lambda text, url: counting.of_x(f"{text} {url}" if text else url),
        source="docs.x.com",
    ),
    Network(
        *("threads", "Threads", "https://www.threads.com/intent/post?text={text}&url={url}"),
        limit=500,
        counts=lambda text, _url: counting.of_threads(text),
        source="developers.facebook.com",
    ),
    Network(
        *("bluesky", "Bluesky", "https://bsky.app/intent/compose?text={whole}"),
        limit=300,
        counts=lambda text, url: counting.graphemes(whole(text, url)),
        source="docs.bsky.app",
    ),
    Network(
        *("reddit", "Reddit", "https://www.reddit.com/submit?url={url}&title={title}"),
        limit=300,
        counts=lambda text, _url: len(_one_line(text)),
        source="github.com/reddit-archive/reddit",
    ),
    Network(
        *("linkedin", "LinkedIn", "https://www.linkedin.com/sharing/share-offsite/?url={url}"),
        takes_text=False,
    ),
)
MASTODON = Network(
    *("mastodon", "Mastodon", "https://{host}/share?text={whole}"),
    limit=500,
    counts=lambda text, url: counting.of_mastodon(whole(text, url)),
    source="docs.joinmastodon.org",
)
"""Its limit is the usual one; a server may set its own."""


def share(network: Network, text: str, url: str, subject: str, host: str = "") -> Share:
    """Makes the link of a network. `host`: of the person's own server, checked by `server_of`."""
    both = whole(text, url)
    if network.id == "email":
        both = both.replace("\n", "\r\n")
    values = {"text": text, "url": url, "whole": both, "title": _one_line(text), "subject": subject}
    encoded = {name: quote(value, safe="") for name, value in values.items()}
    used = network.counts(text, url) if network.counts else None
    return Share(network, network.pattern.format(host=host, **encoded), used)


def shares(text: str, url: str, subject: str) -> list[Share]:
    """Makes all links that need to know nothing more."""
    return [share(network, text, url, subject) for network in NETWORKS]


def cleaned(typed: str) -> str:
    """Gives a person's text without what nobody sees: controls, and marks that turn its direction."""
    text = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (one for one in _CONTROLS.sub("", text) if one == "\n" or _is_seen(one))
    return "".join(kept).strip()


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter) not in {"Cc", "Cs", "Zl", "Zp"}


def server_of(typed: str) -> str | None:
    """Gives the host of a Mastodon server from what was typed: its name, its address or an account there.

    None for anything else, such as an address of numbers, a port, or a name without a dot.
    """
    name = typed.strip().removeprefix("https://").removeprefix("http://").partition("/")[0]
    name = _ACCOUNT.sub("", name, count=1).rstrip(".")
    try:
        host = name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    labels = host.split(".")
    # A browser takes 127.0.0.0x1 for numbers too: what a name ends in begins with a letter.
    if len(host) > _LONGEST_HOST or len(labels) < 2 or not labels[-1][:1].isalpha():
        return None
    return host if all(_LABEL.match(label) for label in labels) else None
