"""Who answers: destinations of centers and backups, their hours, and the dated rota."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from harborline.core.directory import Acceptance, DestinationKind
from harborline.web.accounts.scopes import ScopedManager
from harborline.web.directory.models.centers import Center
from harborline.web.directory.models.fields import choices, week
from harborline.web.directory.models.networks import Backup


class Destination(models.Model):
    """One telephone endpoint of a center, or of a backup. `address` is secret.

    `weekly`: seven lists of [start, end] minutes of the local day, Monday first, as core.hours.Spans;
    `closed_on_holidays`: the federal holidays and those of the state. `answered_on`: the day of the last
    test call that a person answered; taking calls at once needs one within 90 days.
    """

    center = models.ForeignKey(
        Center, null=True, blank=True, on_delete=models.CASCADE, related_name="destinations"
    )
    backup = models.ForeignKey(
        Backup, null=True, blank=True, on_delete=models.CASCADE, related_name="destinations"
    )
    kind = models.CharField(max_length=20, choices=choices(DestinationKind))
    address = models.CharField(max_length=200)
    label = models.CharField(max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(default=1)
    acceptance = models.CharField(
        max_length=8, choices=choices(Acceptance), default=Acceptance.PRESS_1.value
    )
    weekly = models.JSONField(default=week)
    closed_on_holidays = models.BooleanField(default=False)
    answered_on = models.DateField(null=True, blank=True)

    objects = ScopedManager["Destination"]("center")
    unscoped: models.Manager[Any] = models.Manager()

    class Meta:
        base_manager_name = default_manager_name = "unscoped"
        ordering = ("order", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(center__isnull=False, backup__isnull=True)
                | Q(center__isnull=True, backup__isnull=False),
                name="destination_of_a_center_or_a_backup",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.center_id or self.backup_id}"


class HoursException(models.Model):
    """A local day that differs from the week, at one destination or (none named) at all of them.

    `spans`: [start, end] minutes as in Destination.weekly, none = closed.
    """

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="exceptions")
    destination = models.ForeignKey(
        Destination, null=True, blank=True, on_delete=models.CASCADE, related_name="exceptions"
    )
    day = models.DateField()
    spans = models.JSONField(default=list)
    reason = models.CharField(max_length=120, blank=True)

    objects = ScopedManager["HoursException"]("center")
    unscoped: models.Manager[Any] = models.Manager()

    class Meta:
        base_manager_name = default_manager_name = "unscoped"
        ordering = ("day", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["center", "destination", "day"],
                nulls_distinct=False,
                name="exception_once_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.center_id} {self.day}"


class OnCallPerson(models.Model):
    """Somebody who may be on call, with the number that rings then; both are secret.

    `pin`: hashed like a password; with it the rota can be set by telephone.
    """

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="on_call")
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=200)
    pin = models.CharField(max_length=200, blank=True)

    objects = ScopedManager["OnCallPerson"]("center")
    unscoped: models.Manager[Any] = models.Manager()

    class Meta:
        base_manager_name = default_manager_name = "unscoped"
        ordering = ("center_id", "name", "id")

    def __str__(self) -> str:
        return f"on call at {self.center_id}"


class Shift(models.Model):
    """When somebody is on call, in UTC; the rota says who answers tonight."""

    person = models.ForeignKey(OnCallPerson, on_delete=models.CASCADE, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = ScopedManager["Shift"]("person__center")
    unscoped: models.Manager[Any] = models.Manager()

    class Meta:
        base_manager_name = default_manager_name = "unscoped"
        ordering = ("starts_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="shift_ends_after_it_starts"
            ),
        )

    def __str__(self) -> str:
        return f"{self.starts_at} to {self.ends_at}"
