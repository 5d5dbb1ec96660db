"""Paths of centers and resources, below the language."""

from __future__ import annotations

from django.urls import URLPattern

from harborline.web.accounts.routes import route
from harborline.web.public.listings.pages import centers, resources

app_name = "listings"

urlpatterns: list[URLPattern] = [
    route("center/<str:center>", centers.show, name="center", needs=None),
    route("center/<str:center>/contact.vcf", centers.contact, name="contact", needs=None),
    route("center/<str:center>/page.svg", centers.page_code, name="page_code", needs=None),
    route("center/<str:center>/call.svg", centers.call_code, name="call_code", needs=None),
    route("line/contact.vcf", centers.line_contact, name="line_contact", needs=None),
    route("line/call.svg", centers.line_code, name="line_code", needs=None),
    route("resources", resources.show, name="resources", needs=None),
]
