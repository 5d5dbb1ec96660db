"""Gives the command line the verbs of publishing, on behalf of who runs the command, as documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harborline.web.publishing.services.proposing import Checked

ACTOR = "system:command-line"


def check_directory(*, compare: bool) -> dict[str, Any]:
    """Checks the directory and keeps nothing: `faults`, `version`, `report`, `comparison`.

    `compare`: with the map in use too. `version` and `report` are None when there are faults.
    """
    from harborline.bootstrap.site_setup import django_ready

    django_ready()
    from harborline.web.publishing.services import dry_run

    return _document(dry_run(compared=compare))


def publish_directory(note: str) -> dict[str, Any]:
    """Proposes the directory and, where one person may, publishes it.

    Gives what `check_directory` does, and `proposal` (its number), `state`, `needs_second`.
    """
    from harborline.bootstrap.site_setup import django_ready

    django_ready()
    from harborline.web.publishing import services
    from harborline.web.publishing.models import State

    made = services.propose(ACTOR, note)
    if made.state == State.CHECKED and not services.needs_second():
        services.approve(ACTOR, made.number)
        services.publish(ACTOR, made.number)
        made.refresh_from_db()
    return {
        "proposal": made.number,
        "state": str(made.state),
        "needs_second": made.state == State.CHECKED,
        "faults": made.faults,
        "version": made.version or None,
        "report": made.report,
        "comparison": made.comparison,
    }


def publish_proposal(number: int) -> dict[str, Any]:
    """Publishes an approved proposal: `proposal`, `state`, `version`. Raises HarborlineError."""
    from harborline.bootstrap.site_setup import django_ready
    from harborline.core.errors import UnusableInput

    django_ready()
    from harborline.web.publishing import services
    from harborline.web.publishing.models import Proposal

    if not Proposal.objects.filter(pk=number).exists():
        raise UnusableInput("There is no proposal with this number; the site lists them.")
    row = services.publish(ACTOR, number)
    return {"proposal": number, "state": "published", "version": row.version}


def roll_back(why: str) -> dict[str, Any]:
    """Makes the map before the one in use again: `left`, `version`. Raises HarborlineError."""
    from harborline.bootstrap.site_setup import django_ready

    django_ready()
    from harborline.web.publishing import services

    newest = services.newest()
    left = newest.version if newest else ""
    return {"left": left, "version": services.roll_back(ACTOR, why, left).version}


def verify_audit() -> dict[str, Any]:
    """Verifies the audit chain: how many `entries`, and the first `fault` or None."""
    from harborline.bootstrap.site_setup import django_ready

    django_ready()
    from harborline.web.audit.models import AuditEntry
    from harborline.web.audit.services import fault

    return {"entries": AuditEntry.objects.count(), "fault": fault()}


def _document(found: Checked) -> dict[str, Any]:
    from harborline.app.checking import comparison_document, report_document

    made = found.check
    compared = made.comparison if made else None
    return {
        "faults": list(found.faults),
        "version": made.version if made else None,
        "report": report_document(made.report) if made else None,
        "comparison": comparison_document(compared) if compared else None,
    }
