"""What the paths of tests/data/roles.txt name: a network, and one of each thing a path may ask for.

A row says `number=@proposal` for what stands here under `@proposal`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from harborline.app.training import HolderKind, Phase
from harborline.web.directory.models import Center, Coalition
from harborline.web.freshness.links import link_of
from harborline.web.training.models import TrainingRequest
from web_world import make_network

_AT = datetime(2026, 11, 23, 15, tzinfo=UTC)


def make_world() -> Mapping[str, str]:
    """Writes the rows, and gives the names of what has one."""
    centers = make_network()
    alder = centers["alder"]
    return {
        "@destination": str(alder.destinations.all()[0].pk),
        "@link": link_of(alder).rpartition("/")[2],
        "@request": str(make_request(HolderKind.CENTER, center=alder).pk),
        "@request-of-coalition": str(
            make_request(HolderKind.COALITION, coalition=alder.coalition).pk
        ),
    }


def make_request(
    kind: HolderKind, center: Center | None = None, coalition: Coalition | None = None
) -> TrainingRequest:
    """Writes a confirmed request that lies with a center or a coalition."""
    return TrainingRequest.objects.create(
        phase=Phase.OFFERED,
        due_at=_AT,
        holder=kind,
        center=center,
        coalition=coalition,
        audience="school",
        size=25,
        goals=["step_in"],
        language="en",
        way="either",
        county="10001",
        state="WL",
        month=_AT.date().replace(day=1),
        asked_at=_AT,
    )
