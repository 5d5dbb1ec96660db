"""Proposes the directory as it is now: read at one moment, checked, compiled, compared."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from harborline.app.checking import (
    Check,
    Comparison,
    check,
    compare,
    comparison_document,
    report_document,
)
from harborline.core.directory import Network
from harborline.core.errors import RefusedNetwork, UnusableInput
from harborline.core.listings import ContactKind
from harborline.core.routing_map import RoutingMap
from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.audit.models import AuditHead
from harborline.web.audit.services import record
from harborline.web.directory import to_core
from harborline.web.directory.models import PublicNumber
from harborline.web.publishing.models import Proposal, ProposalMap, State
from harborline.web.publishing.services.errors import OutOfTurn
from harborline.web.publishing.services.noticing import in_use, notice
from harborline.web.publishing.services.unreadable import unreadable_hours
from harborline.web.site.ports import site_ports

_TRIES = 5
_MAPS_KEPT = 10
_DAY_BEFORE = timedelta(days=1)
"""The map begins a day early: west of Greenwich it is still yesterday."""


class Snapshot(NamedTuple):
    """The directory at one moment. `number`: the last audit entry that it holds."""

    number: int
    network: Network
    published: dict[str, tuple[str, ...]]


class Checked(NamedTuple):
    """What came of a check: faults, or the map with what is known of it. `directory_at`: as in Proposal."""

    directory_at: int
    faults: tuple[str, ...]
    check: Check | None
    compared_with: str


def propose(actor: str, note: str = "") -> Proposal:
    """Checks the directory and keeps what came of it; a refused one has its faults and no map."""
    notice()
    found = dry_run()
    with transaction.atomic():
        proposal = Proposal.objects.create(
            state=State.REFUSED if found.check is None else State.CHECKED,
            created_by=actor,
            created_at=timezone.now(),
            note=note,
            directory_at=found.directory_at,
            faults=list(found.faults),
            compared_with=found.compared_with,
            **_known_of(found.check),
        )
        if found.check is not None:
            ProposalMap.objects.create(proposal=proposal, content=found.check.content)
        _forget_old_maps()
        record(
            actor,
            "propose map",
            f"proposal:{proposal.number}",
            after={
                "state": str(proposal.state),
                "version": proposal.version,
                "faults": len(found.faults),
            },
            why=note,
        )
    return proposal


def dry_run(*, compared: bool = True) -> Checked:
    """Does all of a check and keeps nothing. Raises OutOfTurn while the directory keeps changing.

    `compared`: with the map in use too, which takes half of the time.
    """
    current = in_use()
    version = "" if current is None else current.version
    number = last_entry()
    unreadable = unreadable_hours()
    if unreadable:
        return Checked(number, unreadable, None, version)
    try:
        number, network, published = snapshot()
        _refuse_a_demo(network, current)
        atlas = site_ports().atlas()
        found = check(network, published, atlas, current if compared else None, timezone.now())
    except RefusedNetwork as refused:
        return Checked(number, refused.faults, None, version)
    except UnusableInput as fault:  # what a map cannot hold
        return Checked(number, (str(fault),), None, version)
    return Checked(number, (), found, version)


def _refuse_a_demo(network: Network, current: RoutingMap | None) -> None:
    if network.demo and current is not None and not current.demo:
        raise UnusableInput(  # kept in English, as every refusal, and told in the reader's language
            "A real map is in use, and no line of the directory has a number that the public can "
            "dial; give a line its number."
        )


def compare_again(actor: str, number: int) -> Proposal:
    """Compares a proposal with the map that is in use now; whoever approved it does so anew.

    Raises OutOfTurn for one that is not open, or when there is no map to compare with.
    """
    notice()
    current = in_use()
    proposal = Proposal.objects.get(pk=number)
    _must_be_open(proposal)
    if current is None:
        raise OutOfTurn(gettext("There is no map in use to compare it with."))
    fresh = RoutingMap(memoryview(content_of(number)))
    found: Comparison = compare(current, fresh, site_ports().atlas(), timezone.now())
    with transaction.atomic():
        proposal = Proposal.objects.select_for_update().get(pk=number)
        _must_be_open(proposal)
        before = {"compared_with": proposal.compared_with, "approved_by": proposal.approved_by}
        proposal.state, proposal.approved_by, proposal.approved_at = State.CHECKED, "", None
        proposal.comparison, proposal.compared_with = comparison_document(found), current.version
        proposal.save()
        record(
            actor,
            "compare map",
            f"proposal:{number}",
            before=before,
            after={"compared_with": current.version, "approved_by": ""},
        )
    return proposal


def content_of(number: int) -> bytes:
    """Gives the map of a proposal. Raises OutOfTurn when it is kept no longer."""
    kept = ProposalMap.objects.filter(pk=number).first()
    if kept is None:
        raise OutOfTurn(
            gettext("The map of this proposal is kept no longer; propose the directory anew.")
        )
    return bytes(kept.content)


def _must_be_open(proposal: Proposal) -> None:
    if proposal.state not in {State.CHECKED, State.APPROVED}:
        raise OutOfTurn(gettext("This proposal is closed; propose the directory anew."))


def _known_of(found: Check | None) -> dict[str, object]:
    if found is None:
        return {}
    compared = found.comparison
    return {
        "version": found.version,
        "report": report_document(found.report),
        "comparison": None if compared is None else comparison_document(compared),
    }


def snapshot() -> Snapshot:
    """Reads the directory between two audit entries: whatever is changed writes one."""
    for _ in range(_TRIES):
        before = last_entry()
        network = to_core.network(timezone.now().date() - _DAY_BEFORE)
        published = _published()
        if last_entry() == before:
            return Snapshot(before, network, published)
    raise OutOfTurn(gettext("The directory is being changed just now; try again in a moment."))


def last_entry() -> int:
    """Gives the number of the newest audit entry, 0 before the first."""
    head = AuditHead.objects.filter(pk=1).first()
    return head.number if head else 0


def _published() -> dict[str, tuple[str, ...]]:
    numbers: dict[str, list[str]] = defaultdict(list)
    # A map is compiled on nobody's behalf, from every row.
    rows = PublicNumber.objects.within(EVERYWHERE).filter(kind=ContactKind.VOICE)
    for center, number in rows.values_list("center_id", "number"):
        numbers[center].append(number)
    return {center: tuple(listed) for center, listed in numbers.items()}


def _forget_old_maps() -> None:
    """Keeps the bytes of the newest few: an older one is proposed anew, and holds addresses."""
    kept = ProposalMap.objects.order_by("-pk").values_list("pk", flat=True)[:_MAPS_KEPT]
    ProposalMap.objects.exclude(pk__in=list(kept)).delete()
