"""Brings a map into use: an approved proposal, or the map before.

Rows are written first, in one transaction with the audit entry, and the file last: a file that cannot be
written leaves no row, and a row that is lost after the file is noticed (`noticing.py`).
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from harborline.web.audit.services import record
from harborline.web.publishing.models import How, MapInUse, Proposal, State
from harborline.web.publishing.services.errors import OutOfTurn
from harborline.web.publishing.services.noticing import hold_newest, newest, notice
from harborline.web.publishing.services.proposing import content_of
from harborline.web.publishing.services.standing import base, stands
from harborline.web.site.ports import site_ports


def publish(actor: str, number: int) -> MapInUse:
    """Makes an approved proposal the map in use; repeating it changes nothing.

    Raises OutOfTurn when it is not approved, or when another map came into use since it was compared;
    HarborlineError when the map cannot be written or may not be served here.
    """
    notice()
    with transaction.atomic():
        proposal = Proposal.objects.select_for_update().get(pk=number)
        latest = hold_newest()
        if proposal.state == State.PUBLISHED:
            return _already(proposal, latest)
        if proposal.state != State.APPROVED:
            raise OutOfTurn(gettext("This proposal is not approved yet."))
        if not is_current(proposal, latest):
            raise OutOfTurn(
                gettext(
                    "Another map came into use since this one was compared; compare it again, and "
                    "have it approved again."
                )
            )
        proposal.state = State.PUBLISHED
        proposal.save(update_fields=["state"])
        row = _came_into_use(actor, How.PUBLISHED, proposal.version, proposal)
        record(
            actor,
            "publish map",
            f"map:{proposal.version}",
            before={"version": latest.version if latest else ""},
            after={"version": proposal.version, "proposal": number},
            why=proposal.note,
        )
        site_ports().publish(content_of(number))
    return row


def is_current(proposal: Proposal, latest: MapInUse | None) -> bool:
    """Tells whether what a proposal was compared with is in use still; newer hours make no difference."""
    return not proposal.compared_with if latest is None else stands(proposal.compared_with)


def _already(proposal: Proposal, latest: MapInUse | None) -> MapInUse:
    known = base()
    if latest is not None and known is not None and known.version == proposal.version:
        return latest
    raise OutOfTurn(
        gettext("This map was published before and another is in use; propose the directory anew.")
    )


def roll_back(actor: str, why: str, leaving: str) -> MapInUse:
    """Makes the map again, byte by byte, that was in use before a person changed it; routine maps since go too.

    `leaving`: the version that should leave, so that asking twice does not bring it back; it may have been
    renewed meanwhile. Raises OutOfTurn without a reason, or when another map is in use; HarborlineError when there is none before.
    """
    if not why.strip():
        raise OutOfTurn(gettext("Say in a few words why; everybody will read it here."))
    if newest() is None or not stands(leaving):
        raise OutOfTurn(gettext("Another map is in use by now; look at the list again."))
    with transaction.atomic():
        held = hold_newest()  # a second click waits here, and finds another map in use
        if held is None or not stands(leaving):
            raise OutOfTurn(gettext("Another map is in use by now; look at the list again."))
        version = site_ports().roll_back()
        if version == held.version:
            raise OutOfTurn(gettext("There is no other map to go back to; publish one instead."))
        proposal = Proposal.objects.filter(version=version).first()
        row = _came_into_use(actor, How.ROLLED_BACK, version, proposal, why)
        record(
            actor,
            "roll back map",
            f"map:{version}",
            before={"version": held.version},
            after={"version": version},
            why=why,
        )
    return row


def _came_into_use(
    actor: str, how: How, version: str, proposal: Proposal | None, why: str = ""
) -> MapInUse:
    return MapInUse.objects.create(
        version=version, how=how, proposal=proposal, by=actor, at=timezone.now(), why=why
    )
