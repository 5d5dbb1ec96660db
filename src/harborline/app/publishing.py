"""From a network to a routing map, checked: what every way of making a map goes through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harborline.mapmaking.checks import refuse, settled

if TYPE_CHECKING:
    from harborline.atlas.tables import Atlas
    from harborline.core.directory import Network
    from harborline.core.routing_map import RoutingMap
    from harborline.mapmaking.forwarding import Published


def make_map(
    network: Network, atlas: Atlas, *, publishing: bool, published: Published | None = None
) -> bytes:
    """Checks a network and gives the bytes of its map. Raises RefusedNetwork with every fault.

    `publishing`: False for a network that decides and cannot dial, which nobody is reached by.
    `published`: the public numbers of centers, where a directory knows them.
    """
    from harborline.mapmaking.compile import compile_sections
    from harborline.mapmaking.goldens import sealed

    ours = settled(network, atlas)
    refuse(ours, atlas, publishing=publishing, published=published)
    return sealed(compile_sections(ours, atlas))


def make_demo_map(atlas: Atlas) -> bytes:
    """Gives the demo map; the same atlas gives the same bytes."""
    from harborline.demo.network import network

    return make_map(network(atlas), atlas, publishing=True)


def make_map_of_document(document: object, atlas: Atlas) -> bytes:
    """Gives the map of a network document; it dials if the document has addresses."""
    from harborline.atlas.osm_hours import parse
    from harborline.mapmaking.document import from_document

    network = from_document(document, parse)
    dials = any(place.address for center in network.centers for place in center.destinations)
    return make_map(network, atlas, publishing=dials)


def network_document(routing_map: RoutingMap) -> dict[str, Any]:
    """Gives the public document of a map: enough to recompute every decision, and no address."""
    from harborline.mapmaking.contents import network_of
    from harborline.mapmaking.document import to_document

    return to_document(network_of(routing_map))
