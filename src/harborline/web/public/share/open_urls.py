"""Paths that stand outside the languages and name theirs themselves: cards, sheets, the embed, oEmbed."""

from __future__ import annotations

from django.urls import URLPattern

from harborline.web.accounts.routes import route
from harborline.web.public.share import embedding, files

app_name = "share"

_SUBJECT = "<slug:language>/<slug:kind>/<slug:id>"

urlpatterns: list[URLPattern] = [
    route(f"card/{_SUBJECT}/<slug:shape>.png", files.show_card, name="card", needs=None),
    route(
        f"sheet/{_SUBJECT}/<slug:paper>/<slug:form>.pdf", files.show_sheet, name="sheet", needs=None
    ),
    route(f"embed/{_SUBJECT}", embedding.show_embed, name="embed", needs=None),
    route("oembed", embedding.oembed, name="oembed", needs=None),
]
