"""What stands above a page of the library, between two lines of `+++`: its title, its sources, who read it.

It is TOML. Nobody's review is made up: where no name and no date stand, the page says that it was not reviewed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from harborline.web.public.learn.topics import TOPICS

FENCE = "+++"
SOURCE_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])\Z")
_FIRST_YEAR = 1900


class Source(NamedTuple):
    """Where a figure is from. `read_on`: the day on which whoever wrote the page read it there."""

    id: str
    title: str
    publisher: str
    year: int
    link: str
    read_on: date | None


class Head(NamedTuple):
    """What a page says of itself. `written`: first of the month; `order`: its place in the list, lowest first."""

    title: str
    summary: str
    order: int
    topics: tuple[str, ...]
    written: date
    content_note: str = ""
    reviewed_by: str = ""
    reviewed_on: date | None = None
    native_reader: str = ""
    sources: tuple[Source, ...] = ()


class Fault(NamedTuple):
    """What is wrong with a page, in one sentence. `line`: counted from 1 in its file."""

    line: int
    says: str


class Divided(NamedTuple):
    """A file in two. `first_line`: where the body begins, counted from 1."""

    front: str
    body: str
    first_line: int


def divide(text: str) -> Divided | None:
    """Parts a file into what stands between its lines of `+++` and what follows; None without them."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        return None
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == FENCE:
            return Divided("\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2)
    return None


def read_head(front: str) -> tuple[Head | None, list[Fault]]:
    """Gives what a page says of itself, or every reason why that cannot be used."""
    try:
        given = tomllib.loads(front)
    except tomllib.TOMLDecodeError as fault:
        return None, [Fault(1, f"What stands between the lines of +++ is no TOML: {fault}.")]
    except (RecursionError, ValueError):
        return None, [Fault(1, "What stands between the lines of +++ cannot be read as TOML.")]
    faults = [f"There is no field “{name}”." for name in given if name not in {*_FIELDS, "sources"}]
    fields = _read(given, _FIELDS, faults, "")
    sources = _sources(given.get("sources", []), faults)
    if not faults and bool(fields.get("reviewed_by")) != bool(fields.get("reviewed_on")):
        faults.append("reviewed_by and reviewed_on stand together, or neither does.")
    if faults:
        return None, [Fault(1, says) for says in faults]
    return Head(**fields, sources=sources), []


def _sources(given: Any, faults: list[str]) -> tuple[Source, ...]:
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
        faults.append("Each source stands under a line [[sources]].")
        return ()
    found: list[Source] = []
    for number, row in enumerate(given, 1):
        before, where = len(faults), f"Source {row.get('id', number)!s:.40}: "
        faults.extend(f"{where}there is no field “{n}”." for n in row if n not in _SOURCE_FIELDS)
        fields = _read(row, _SOURCE_FIELDS, faults, where)
        if fields.get("id") in {source.id for source in found}:
            faults.append(f"{where}two sources have this id.")
        if len(faults) == before:
            found.append(Source(**fields))
    return tuple(found)


def _text(value: Any) -> str | None:
    return value.strip() if isinstance(value, str) and value.strip() else None


def _short(value: Any) -> str | None:
    found = _text(value)
    return found if found and len(found) <= _LONGEST and "\n" not in found else None


def _number(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value < _HIGHEST else None


def _year(value: Any) -> int | None:
    return value if type(value) is int and _FIRST_YEAR <= value <= _LAST_YEAR else None


def _day(value: Any) -> date | None:
    return value if type(value) is date else None


def _month(value: Any) -> date | None:
    found = _MONTH.match(value) if isinstance(value, str) else None
    return date(int(found[1]), int(found[2]), 1) if found else None


def _id(value: Any) -> str | None:
    return value if isinstance(value, str) and SOURCE_ID.match(value) else None


def _link(value: Any) -> str | None:
    return value if isinstance(value, str) and is_address(value) else None


def _topics(value: Any) -> tuple[str, ...] | None:
    named = isinstance(value, list) and value and all(one in TOPICS for one in map(str, value))
    return tuple(value) if named else None


def is_address(value: str) -> bool:
    """Tells whether a text is a whole address of the web, without blanks or marks that end an attribute."""
    if len(value) > _LONGEST or re.search(r"[\s<>\"'`\\\x00-\x1f\x7f]", value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in parts.netloc and "@" not in parts.netloc


class _Field(NamedTuple):
    read: Callable[[Any], Any]
    wanted: str
    needed: bool = True


_LONGEST, _HIGHEST, _LAST_YEAR = 400, 100_000, 2100
_FIELDS = {
    "title": _Field(_short, "one line of text"),
    "summary": _Field(_short, "one line of text"),
    "order": _Field(_number, "a whole number"),
    "topics": _Field(_topics, f"a list of these: {', '.join(TOPICS)}"),
    "written": _Field(_month, 'a month, as in "2026-11"'),
    "content_note": _Field(_short, "one line of text", needed=False),
    "reviewed_by": _Field(_short, "the name of an advocate", needed=False),
    "reviewed_on": _Field(_day, "a date, as in 2026-11-23", needed=False),
    "native_reader": _Field(_short, "the name of a reader", needed=False),
}
_SOURCE_FIELDS = {
    "id": _Field(_id, "small letters, digits and dashes"),
    "title": _Field(_short, "one line of text"),
    "publisher": _Field(_short, "one line of text"),
    "year": _Field(_year, "a year, as in 2022"),
    "link": _Field(_link, "a whole address that begins with https:// or http://"),
    "read_on": _Field(_day, "a date, as in 2026-11-23", needed=False),
}


def _read(
    given: dict[str, Any], fields: dict[str, _Field], faults: list[str], where: str
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, field in fields.items():
        if name not in given:
            if field.needed:
                faults.append(f"{where}{name} is missing; it is {field.wanted}.")
            elif fields is _SOURCE_FIELDS:
                found[name] = None
            continue
        value = field.read(given[name])
        if value is None:
            faults.append(f"{where}{name} must be {field.wanted}.")
        else:
            found[name] = value
    return found
