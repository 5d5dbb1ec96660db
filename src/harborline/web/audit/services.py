"""The verbs of the audit chain: record, verify, and delete what was personal."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from harborline.web.audit.chain import FIRST, Entry, Link, digest_of, first_fault, link_of
from harborline.web.audit.models import AuditEntry, AuditHead, AuditPayload

_SALT_BYTES = 16


def record(
    actor: str,
    verb: str,
    subject: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str = "",
    personal: bool = False,
) -> AuditEntry:
    """Appends one entry, in the transaction of the change that it tells of.

    `actor`: e-mail address of an account, or `system:<part>`. `subject`: `kind:id`. `before`, `after`:
    JSON-ready, of the fields that changed. `personal`: the payload goes when its record is deleted.
    Raises TransactionManagementError outside a transaction.
    """
    content = {"before": dict(before or {}), "after": dict(after or {})}
    salt = secrets.token_bytes(_SALT_BYTES)
    head = _locked_head()
    entry = Entry(
        head.number + 1,
        timezone.now(),
        actor,
        verb,
        subject,
        why,
        digest_of(content, salt),
        personal,
    )
    kept = AuditEntry.objects.create(
        **entry._asdict(), before=head.link, link=link_of(entry, head.link)
    )
    AuditPayload.objects.create(entry=kept, salt=salt, content=content)
    head.number, head.link = kept.number, kept.link
    head.save()
    return kept


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """Gives only the fields that differ, before and after."""
    differing = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    return tuple({name: of[name] for name in differing if name in of} for of in (before, after))


def fault() -> str | None:
    """Gives the first thing that is wrong in the chain or its payloads, in one sentence."""
    found = first_fault(_links())
    if found is not None:
        return found
    head = AuditHead.objects.filter(pk=1).first()
    last = AuditEntry.objects.last()
    if (head.number if head else 0) != (last.number if last else 0):
        return "The newest entries are missing."
    gone = AuditEntry.objects.filter(personal=False, payload=None).first()
    if gone is not None:
        return f"The payload of entry {gone.number} is missing."
    for payload in AuditPayload.objects.select_related("entry").iterator():
        if digest_of(payload.content, bytes(payload.salt)) != payload.entry.digest:
            return f"The payload of entry {payload.entry_id} was changed after it was written."
    return None


def forget(subject: str) -> int:
    """Deletes the personal payloads of a subject; gives how many. The chain still verifies."""
    return AuditPayload.objects.filter(entry__subject=subject, entry__personal=True).delete()[0]


def _locked_head() -> AuditHead:
    transaction.get_connection().validate_no_broken_transaction()
    AuditHead.objects.get_or_create(pk=1, defaults={"link": FIRST})
    return AuditHead.objects.select_for_update().get(pk=1)


def _links() -> Iterator[Link]:
    for kept in AuditEntry.objects.order_by("number").iterator():
        fields = {name: getattr(kept, name) for name in Entry._fields}
        yield Link(Entry(**fields), kept.before, kept.link)
