"""Parts of the frame that stand on every page alike are made once for each page, not for each visit."""

from __future__ import annotations

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.tag
def standing(parser: Parser, token: Token) -> Standing:  # noqa: ARG001 -- Django gives it
    """Keeps what stands up to `endstanding`; for what depends on language and route alone.

    Kept by the name of a route, of which there are so many and no more, and never by an address.
    """
    inside = parser.parse(("endstanding",))
    parser.delete_first_token()
    return Standing(inside)


class Standing(template.Node):
    """A part of a template, with what it gave in each language for each route."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self._kept: dict[tuple[str | None, str], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """Gives the part; where a request met no route nothing is kept."""
        route = getattr(context["request"].resolver_match, "view_name", None)
        if route is None:
            return self.nodelist.render(context)
        key = (get_language(), route)
        if key not in self._kept:
            self._kept[key] = self.nodelist.render(context)
        return self._kept[key]
