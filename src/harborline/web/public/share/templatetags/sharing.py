"""What a page that can be shared has in its head, and the way to the page for sharing it.

    {% load sharing %}
    {% block head %}{% share_head "center" listing.id %}{% endblock %}
    {% share_link "center" listing.id %}

Kinds: center (id), county (FIPS), resource (id), line (no id).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language

from harborline.web.public.share import wording
from harborline.web.public.share.cards import SHAPES
from harborline.web.public.share.subjects import LINE, Kind, Subject, absolute, subject_of

register = template.Library()


@register.inclusion_tag("share/_head.html")
def share_head(kind: str, id: str = LINE) -> dict[str, Any]:  # noqa: A002 -- what it is everywhere
    """Writes the tags by which networks show a link (Open Graph, cards of X), and the way to its embed.

    Nothing where there is no such thing, or it is out of date.
    """
    try:
        return share_head_of(subject_of(kind, id))
    except Http404:
        return {}


@register.inclusion_tag("share/_head.html")
def share_head_of(subject: Subject) -> dict[str, Any]:
    """Writes the same for a thing that was found already."""
    if not subject.is_current:
        return {}
    language = get_language() or settings.LANGUAGE_CODE
    shape = SHAPES["wide"]
    asked = urlencode({"url": subject.page, "format": "json"})
    return {
        "subject": subject,
        "title": wording.title_of(subject),
        "description": wording.description_of(subject),
        "url": subject.page,
        "image": absolute(subject.path_of("card", language, "wide")),
        "width": shape.width,
        "height": shape.height,
        "alt": wording.alt_of(subject),
        "locale": {"en": "en_US", "es": "es_US"}.get(language, language),
        "oembed": absolute(reverse("share:oembed")) + "?" + asked,
    }


@register.inclusion_tag("share/_link.html")
def share_link(kind: str, id: str = LINE) -> dict[str, str]:  # noqa: A002 -- as above
    """Writes the link to the page for sharing a thing."""
    ids = [] if kind == Kind.LINE else [id]
    return {"address": reverse(f"public:share:{kind}", args=ids)}
