"""The facts of national resources that the package ships, and how they are read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from harborline.core.listings import BillSafety
from harborline.web.public.numbers import digits_to_dial

_FILE = Path(__file__).parent / "data" / "resources.toml"
_TOLL_FREE = ("+1800", "+1833", "+1844", "+1855", "+1866", "+1877", "+1888")


class Whom(StrEnum):
    """For whom, or for what, a resource is."""

    SEXUAL_ASSAULT = "sexual_assault"
    DOMESTIC_VIOLENCE = "domestic_violence"
    CRISIS = "crisis"
    MILITARY = "military"
    NATIVE = "native"
    LGBTQ = "lgbtq"
    TRANSGENDER = "transgender"
    YOUTH = "youth"
    MEN = "men"


class Way(StrEnum):
    """How a resource can be reached."""

    PHONE = "phone"
    TEXT = "text"
    CHAT = "chat"
    TTY = "tty"
    GROUPS = "groups"


class Resource(NamedTuple):
    """A national line or place of help, as resources.toml describes each field.

    `always`: day and night; None where nobody says. `source_date`: as the source gives it, empty = undated.
    """

    id: str
    name: str
    serves: tuple[str, ...]
    web: str
    source_title: str
    source_addresses: tuple[str, ...]
    source_date: str
    taken_on: date
    crisis: bool = True
    always: bool | None = None
    phone: str = ""
    text: str = ""
    text_word: str = ""
    chat: str = ""
    tty: str = ""
    groups: str = ""
    also: tuple[str, ...] = ()
    about_en: str = ""
    about_es: str = ""
    hours_en: str = ""
    hours_es: str = ""
    how_en: str = ""
    how_es: str = ""
    doubt: str = ""

    @property
    def ways(self) -> frozenset[Way]:
        """Gives how it can be reached."""
        return frozenset(way for way in Way if getattr(self, way) or way in self.also)

    @property
    def bill_safety(self) -> BillSafety:
        """Tells what a bill shows of a call to its number, as far as its first digits say."""
        free = digits_to_dial(self.phone).startswith(_TOLL_FREE)
        return BillSafety.TOLL_FREE if free else BillSafety.UNKNOWN


EDITABLE = (
    *("name", "phone", "tty", "text", "text_word", "chat", "groups", "web", "always"),
    *("about_en", "about_es", "hours_en", "hours_es", "how_en", "how_es"),
    *("source_title", "source_addresses", "source_date"),
)
"""What an operator may write otherwise than we ship it."""


@cache
def shipped() -> Mapping[str, Resource]:
    """Gives the resources by id, in the order in which they are shown."""
    rows = tomllib.loads(_FILE.read_text("utf-8"))["resource"]
    return {
        row["id"]: Resource(**{name: _plain(value) for name, value in row.items()}) for row in rows
    }


def with_changes(resource: Resource, changes: Mapping[str, Any]) -> Resource:
    """Gives a resource as an operator has written it; fields of another version of ours are left out."""
    known = {name: _plain(value) for name, value in changes.items() if name in EDITABLE}
    return resource._replace(**known)


def facts(resource: Resource) -> dict[str, Any]:
    """Gives what is confirmed when somebody confirms a resource, as JSON keeps it."""
    told = resource._asdict()
    del told["doubt"]
    return {
        name: list(value)
        if isinstance(value, tuple)
        else str(value)
        if name == "taken_on"
        else value
        for name, value in told.items()
    }


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
