"""The menu for templates, and small pieces that several pages show alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.translation import gettext

from harborline.web.console.center.numbers import shown
from harborline.web.console.navigation import Section, sections
from harborline.web.directory.states import state_in_words

register = template.Library()
register.filter("number", shown)
register.filter("state_name", state_in_words)

_OURS = "system:"


@register.filter
def person(actor: str) -> str:
    """Names who did something: an address as it is, a part of ours as people know us."""
    return gettext("Harborline itself") if actor.startswith(_OURS) else actor


@register.filter
def by_name(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Gives states as code and name, in the order of their names."""
    return sorted(((code, state_in_words(code)) for code in codes), key=lambda pair: pair[1])


@register.simple_tag(takes_context=True)
def menu(context: dict[str, Any]) -> tuple[Section, ...]:
    """Gives the sections of the menu for the request of this page."""
    return sections(context["request"])
