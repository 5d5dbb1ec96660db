"""Says on the pages of hours and rota when callers meet what is saved there."""

from __future__ import annotations

from django import template

from harborline.web.directory.models import Center
from harborline.web.publishing.history import held_of, is_stuck
from harborline.web.publishing.services import Reach, reach

register = template.Library()


@register.simple_tag
def hours_reach() -> str:
    """Gives when hours and rota that are saved now reach callers: soon, later, or off = with the next map.

    `stuck`: they should soon, and something keeps everybody's from going.
    """
    found = reach()
    return "stuck" if found is Reach.SOON and is_stuck() else found


@register.simple_tag
def held_hours(center: Center) -> tuple[str, ...]:
    """Gives why the latest hours of a center are not with callers; nothing where they are."""
    return held_of(center.pk)
