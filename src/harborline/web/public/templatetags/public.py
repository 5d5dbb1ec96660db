"""What every public template may use: this page in the other language, and links that dial."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse, translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override

from harborline.web.public.numbers import digits_to_dial, is_fictitious, number_in_words

register = template.Library()
_SLASHES_OF_THE_FRONT = 2
"""As in /en/."""


@register.simple_tag(takes_context=True)
def other_languages(context: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Gives code, own name and address of this page in every other language."""
    path, now = context["request"].path, get_language()
    return [
        (code, name, _in_language(path, code)) for code, name in settings.LANGUAGES if code != now
    ]


def _in_language(path: str, code: str) -> str:
    """Gives a page's address in a language; the front page's for what is no page, or is in none."""
    address = translate_url(path, code)
    if address != path:
        return address
    with override(code):
        return reverse("public:find:home")


@register.simple_tag(takes_context=True)
def here(context: dict[str, Any], name: str) -> SafeString:
    """Gives the attribute of a menu's entry on the page it leads to, and on the pages below that.

    `name`: of a route without parameters. Everything lies below the front page, which is itself alone.
    """
    address, path = reverse(name), context["request"].path
    if path == address:
        return _current("page")
    is_front = address.count("/") == _SLASHES_OF_THE_FRONT
    below = path.startswith(f"{address.rstrip('/')}/")
    return _current("true") if below and not is_front else SafeString()


def _current(value: str) -> SafeString:
    return format_html(' aria-current="{}"', value)


@register.simple_tag
def telephone(number: str, text: str = "") -> SafeString:
    """Gives a number as a link that dials it; a fictitious one as text alone."""
    shown = text or number_in_words(number)
    if is_fictitious(number):
        return format_html('<span class="number">{}</span>', shown)
    return format_html('<a class="number" href="tel:{}">{}</a>', digits_to_dial(number), shown)
