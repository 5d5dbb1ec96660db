from __future__ import annotations

from typing import NamedTuple

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from harborline.web.public.listings.national import Resource


class ToShare(NamedTuple):
    """What another part of the site may pass on of a resource; numbers are empty where there are none."""

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

    def to_share(self, resource: str) -> Resource | None:
        """Gives a national resource that the public may see, by its id; None where there is none."""
        from harborline.web.public.listings.services import one
        from harborline.web.site.ports import site_ports

        found = one(resource)
        if found is None or not (found.is_live or site_ports().is_demo()):
            return None
        return found.resource
