"""Kinds of columns that several tables have."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.core.validators import RegexValidator
from django.db import models

_ID = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}\Z", "Write letters, digits, - . or _ only.")


def slug() -> models.CharField[Any, Any]:
    """Makes the key of what the routing map names: ASCII, and never changed."""
    return models.CharField(max_length=80, primary_key=True, validators=[_ID])


def choices(kinds: type[StrEnum]) -> list[tuple[str, str]]:
    """Gives the values of an enum of core as choices; pages name them in words of their own."""
    return [(kind.value, kind.value) for kind in kinds]


def english() -> list[str]:
    return ["en"]


def languages() -> models.JSONField[Any, Any]:
    """Makes a list of ISO 639-1 codes; the first is the one everybody speaks."""
    return models.JSONField(default=english)


def week() -> list[list[list[int]]]:
    """A week in which nobody answers: no span on any day, Monday first."""
    return [[] for _ in range(7)]
