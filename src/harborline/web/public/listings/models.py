"""What the operator says of each national resource."""

from __future__ import annotations

from django.db import models


class Standing(models.Model):
    """The operator's word on one resource that we ship, by its id.

    `changes`: fields that the operator writes otherwise. `confirmed`: all facts as they were when somebody
    confirmed them; a resource is shown only as long as its facts are the same. `how`: how they were confirmed.
    `version`: raised by every change, so that two people who edit at once notice.
    """

    resource = models.CharField(max_length=40, primary_key=True)
    changes = models.JSONField(default=dict)
    changed_by = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    confirmed = models.JSONField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=200, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("resource",)

    def __str__(self) -> str:
        return self.resource
