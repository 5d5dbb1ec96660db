from __future__ import annotations

from typing import NamedTuple

from django.apps import AppConfig


class ToShare(NamedTuple):
    """A national resource as another part may pass it on. `phone`, `text`: numbers, or empty."""

    name: str
    phone: str
    text: str


class ListingsConfig(AppConfig):
    name = "harborline.web.public.listings"
    label = "listings"

    def to_share(self, resource: str) -> ToShare | None:
        """Gives a national resource by its id, None where it is not shown; parts ask for it through Django."""
        from harborline.web.public.listings.services import one
        from harborline.web.site.ports import site_ports

        found = one(resource)
        if found is None or not (found.is_live or site_ports().is_demo()):
            return None
        return ToShare(found.resource.name, found.resource.phone, found.resource.text)
