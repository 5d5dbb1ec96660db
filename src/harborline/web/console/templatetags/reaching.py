"""Says on the pages of hours and rota when callers meet what is saved there."""

from __future__ import annotations

from django import template

from harborline.web.directory.models import Center
from harborline.web.publishing.history import held_of
from harborline.web.publishing.services import Reach, reach

register = template.Library()


@register.simple_tag
def hours_reach() -> Reach:
    """Gives when hours and rota that are saved now reach callers: soon, later, or off = with the next map."""
    return reach()


@register.simple_tag
def held_hours(center: Center) -> tuple[str, ...]:
    """Gives why the latest hours of a center are not with callers; nothing where they are."""
    return held_of(center.pk)
