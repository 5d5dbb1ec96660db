"""What every public template may use: this page in the other language, and links that dial."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString

from harborline.web.public.numbers import digits_to_dial, is_fictitious, number_in_words

register = template.Library()


@register.simple_tag(takes_context=True)
def other_languages(context: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Gives code, own name and address of this page in every other language."""
    request = context["request"]
    here = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    return [
        (code, name, translate_url(request.path, code))
        for code, name in settings.LANGUAGES
        if code != here
    ]


@register.simple_tag
def telephone(number: str, text: str = "") -> SafeString:
    """Gives a number as a link that dials it; a fictitious one as text alone."""
    shown = text or number_in_words(number)
    if is_fictitious(number):
        return format_html('<span class="number">{}</span>', shown)
    return format_html('<a class="number" href="tel:{}">{}</a>', digits_to_dial(number), shown)
