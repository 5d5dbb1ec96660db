"""A second person lets a proposal go to callers, or somebody takes it back."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from harborline.web.audit.services import record
from harborline.web.publishing.models import Proposal, ProposalMap, State
from harborline.web.publishing.services.errors import OutOfTurn


def approve(actor: str, number: int) -> Proposal:
    """Approves a checked proposal; repeating it changes nothing.

    Raises OutOfTurn for one in another state, and for whoever proposed it where a second person must
    approve (`NEEDS_SECOND_APPROVER`).
    """
    with transaction.atomic():
        proposal = Proposal.objects.select_for_update().get(pk=number)
        if proposal.state == State.APPROVED:
            return proposal
        if proposal.state != State.CHECKED:
            raise OutOfTurn(gettext("Only a checked proposal can be approved."))
        if not may_approve(actor, proposal):
            raise OutOfTurn(
                gettext("You proposed this map; a second person reads and approves it.")
            )
        proposal.state, proposal.approved_by = State.APPROVED, actor
        proposal.approved_at = timezone.now()
        proposal.save()
        record(
            actor,
            "approve map",
            f"proposal:{number}",
            before={"state": str(State.CHECKED)},
            after={"state": str(State.APPROVED), "version": proposal.version},
        )
    return proposal


def needs_second() -> bool:
    """Tells whether whoever proposed a map may not approve it."""
    return bool(settings.NEEDS_SECOND_APPROVER)


def may_approve(actor: str, proposal: Proposal) -> bool:
    """Tells whether somebody is the second person, or none is needed."""
    return not needs_second() or actor.casefold() != proposal.created_by.casefold()


def withdraw(actor: str, number: int, why: str = "") -> Proposal:
    """Takes a proposal back and deletes its map; repeating it changes nothing.

    Raises OutOfTurn for a published one.
    """
    with transaction.atomic():
        proposal = Proposal.objects.select_for_update().get(pk=number)
        if proposal.state == State.WITHDRAWN:
            return proposal
        if proposal.state == State.PUBLISHED:
            raise OutOfTurn(gettext("A published map is not withdrawn; roll back instead."))
        before = proposal.state
        proposal.state = State.WITHDRAWN
        proposal.save()
        ProposalMap.objects.filter(pk=number).delete()
        record(
            actor,
            "withdraw map",
            f"proposal:{number}",
            before={"state": str(before)},
            after={"state": str(State.WITHDRAWN)},
            why=why,
        )
    return proposal
