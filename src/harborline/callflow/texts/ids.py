"""The names of everything that a text reply may say."""

from __future__ import annotations

from enum import StrEnum


class Text(StrEnum):
    """A sentence or two of a reply; `number` is the line's own, never a center's."""

    HOW = "how"
    HELP = "help"
    UNKNOWN_ZIP = "unknown_zip"
    NEAR_ALWAYS = "near_always"
    NEAR_UNTIL = "near_until"
    NEAR_FROM = "near_from"
    NEAR_NONE = "near_none"
    NAMED = "named"
    UNNAMED = "unnamed"
    EMERGENCY = "emergency"
    WAIT_NOTICE = "wait_notice"
    WEB = "web"
    OFFER = "offer"
    DEMO = "demo"
