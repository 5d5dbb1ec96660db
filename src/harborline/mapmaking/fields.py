"""Reads the objects of a document field by field; what is wrong becomes a sentence, not an error.

A field that cannot be used reads as a harmless value, so that one pass finds every fault.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

Choice = TypeVar("Choice", bound=StrEnum)
Value = TypeVar("Value")

ID = re.compile(r"[!-~]{1,100}")
STATE = re.compile(r"[A-Z]{2}")
FIVE_DIGITS = re.compile(r"[0-9]{5}")
LANGUAGE = re.compile(r"[a-z]{2,3}")
ADDRESS = re.compile(r"\+?[0-9]{7,15}|sips?:[A-Za-z0-9_.+~*%-]+@[A-Za-z0-9.:\[\]-]+")
"""A number as it is dialed, or a SIP URI: what the adapters of telephony have a way to."""
_SHOWN_CHARACTERS = 40
_A_DATE = "give a date such as 2026-11-01"
_ANY_DAY = date(2026, 11, 1)


class Fields:
    """One object of a document. `who` names it in every sentence, e.g. "Center demo-nc-1"."""

    def __init__(self, who: str, given: object, faults: list[str]) -> None:
        self.who = who
        self._given: Mapping[str, object] = given if isinstance(given, dict) else {}
        self._faults = faults
        self._known: set[str] = set()
        if not isinstance(given, dict):
            self.fault(f"is {_shown(given)}; give an object with named fields")
            self._faults = []  # what such a value lacks is nobody's concern

    def fault(self, says: str) -> None:
        """Notes one sentence about this object."""
        self._faults.append(f"{self.who} {says}.")

    def has(self, name: str) -> bool:
        """Tells whether the field is there, null or not."""
        return name in self._given

    def list_of(self, name: str) -> list[object]:
        """Gives a list; it must be there, and may be empty."""
        value = self._take(name, None)
        if isinstance(value, list):
            return value
        return self._refuse(name, value, "give a list", [])

    def child(self, name: str) -> Fields:
        """Gives an object within this one, empty where it is missing."""
        return Fields(f"{self.who}: {name}", self._take(name, {}), self._faults)

    def children(self, name: str, kind: str) -> list[Fields]:
        """Gives a list of objects, each called by its id or, lacking one, by its place."""
        children = []
        for place, given in enumerate(self.list_of(name), start=1):
            called = given.get("id") if isinstance(given, dict) else None
            who = f"{kind} {called if isinstance(called, str) else place}"
            children.append(Fields(who, given, self._faults))
        return children

    def text(
        self, name: str, default: str | None = None, form: re.Pattern[str] | None = None
    ) -> str:
        """Gives a text of one line; without a default it must be there."""
        value = self._take(name, default)
        if isinstance(value, str) and value and value.isprintable():
            if form is None or form.fullmatch(value):
                return value
            return self._refuse(name, value, f"give {_form_in_words(form)}", "")
        if value is None and not self.has(name):
            self.fault(f"has no {name}; add it")
            return ""
        return self._refuse(name, value, "give a text of one line", "")

    def text_or_none(self, name: str, form: re.Pattern[str] | None = None) -> str | None:
        """Gives a text of one line, None where it is missing or null."""
        if self._take(name, None) is None:
            return None
        return self.text(name, form=form)

    def address_or_none(self) -> str | None:
        """Gives where a destination rings, None where it is missing; a fault never repeats it."""
        value = self._take("address", None)
        if value is None or (isinstance(value, str) and ADDRESS.fullmatch(value)):
            return value
        self.fault(
            "has an address that cannot be dialed; give a number such as +17045550123, without "
            "spaces, or a SIP URI"
        )
        return None

    def texts(self, name: str, form: re.Pattern[str], *, needed: bool = False) -> tuple[str, ...]:
        """Gives a list of texts of one form, each once."""
        listed = self.list_of(name) if needed or self.has(name) else []
        texts = tuple(entry for entry in listed if isinstance(entry, str) and form.fullmatch(entry))
        for entry in listed:
            if entry not in texts:
                self._refuse(name, entry, f"list {_form_in_words(form)} only", None)
        if len(set(texts)) < len(texts):
            self.fault(f"lists something twice in {name}; name each once")
        if needed and listed == [] and self.has(name):
            self.fault(f"has no {name}; list at least one")
        return texts

    def whole(self, name: str, default: int, least: int, most: int) -> int:
        """Gives a whole number within bounds."""
        value = self._take(name, default)
        if type(value) is int and least <= value <= most:
            return value
        return self._refuse(name, value, f"give a whole number from {least} to {most}", least)

    def whole_or_none(self, name: str, least: int, most: int) -> int | None:
        """Gives a whole number within bounds, None where it is missing or null."""
        if self._take(name, None) is None:
            return None
        return self.whole(name, least, least, most)

    def degrees(self, name: str, most: int) -> float:
        """Gives degrees on the grid of 0.0001 that a map holds; they must be there."""
        value = self._take(name, None)
        if type(value) in {int, float} and isinstance(value, (int, float)) and abs(value) <= most:
            return round(float(value), 4)
        return self._refuse(name, value, f"give degrees from -{most} to {most}", 0.0)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Gives true or false."""
        value = self._take(name, default)
        if isinstance(value, bool):
            return value
        return self._refuse(name, value, "give true or false", default)

    def first_day(self, name: str) -> date:
        """Gives a date that calendars and zones can say something about; it must be there."""
        day = self.day_or_none(name)
        if day and 1990 <= day.year <= 2200:
            return day
        if day or self._given.get(name) is None:
            return self._refuse(name, self._given.get(name), _A_DATE, _ANY_DAY)
        return _ANY_DAY

    def day_or_none(self, name: str) -> date | None:
        """Gives a date, None where it is missing or null."""
        value = self._take(name, None)
        if value is None:
            return None
        try:
            return date.fromisoformat(value if isinstance(value, str) else "")
        except ValueError:
            return self._refuse(name, value, _A_DATE, None)

    def choice(self, name: str, default: Choice) -> Choice:
        """Gives one of the values of the default's kind."""
        value = self._take(name, default.value)
        kind = type(default)
        if isinstance(value, str) and value in set(kind):
            return kind(value)
        return self._refuse(name, value, f"choose one of {', '.join(kind)}", default)

    def zone(self) -> str:
        """Gives the name of a time zone that this machine knows."""
        name = self.text("zone")
        try:
            ZoneInfo(name or "UTC")
        except (OSError, ValueError, KeyError):
            return self._refuse("zone", name, "give an IANA name such as America/Chicago", "UTC")
        return name or "UTC"

    def done(self, kind: str) -> None:
        """Notes every field that nobody asked for: a mistyped name would silently do nothing."""
        for name in self._given:
            if name not in self._known:
                self.fault(f"has the field {_shown(name)}, which is none of {kind}; remove it")

    def _take(self, name: str, default: object) -> object:
        self._known.add(name)
        return self._given.get(name, default)

    def _refuse(self, name: str, value: object, advice: str, instead: Value) -> Value:
        if self.has(name):
            self.fault(f"has {_shown(value)} as {name}; {advice}")
        else:
            self.fault(f"has no {name}; {advice}")
        return instead


def _shown(value: object) -> str:
    """Gives a value as the document writes it, cut short."""
    text = json.dumps(value, default=str)
    return text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "..."


def _form_in_words(form: re.Pattern[str]) -> str:
    return {
        ID: "an id of letters, digits and signs without spaces",
        STATE: "a state's two capital letters",
        FIVE_DIGITS: "five digits in quotes",
        LANGUAGE: "language codes such as es",
    }[form]
