"""The chain at rest: entries that are never changed, and payloads that may be deleted."""

from __future__ import annotations

from django.db import models


class AuditEntry(models.Model):
    """One change; written by `services.record` alone and never changed."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(
        max_length=200, help_text="e-mail address of the account, or a part of ours"
    )
    verb = models.CharField(max_length=80)
    subject = models.CharField(max_length=200, db_index=True)
    why = models.CharField(max_length=500, blank=True)
    digest = models.CharField(max_length=64)
    personal = models.BooleanField(default=False)
    before = models.CharField(max_length=64)
    link = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.subject}"


class AuditPayload(models.Model):
    """What was there before and after; deleted with a record whose fields are personal."""

    entry = models.OneToOneField(
        AuditEntry, primary_key=True, on_delete=models.PROTECT, related_name="payload"
    )
    salt = models.BinaryField(max_length=16)
    content = models.JSONField()

    def __str__(self) -> str:
        return f"payload of {self.entry_id}"


class AuditHead(models.Model):
    """The last link; locked while the next one is written, so that two never follow the same one."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    link = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"head at {self.number}"
