"""What was sent, found and agreed on the way to listings that are true."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from harborline.web.accounts.scopes import ScopedManager
from harborline.web.directory.models import Center, Destination
from harborline.web.directory.models.fields import choices
from harborline.web.site.ports import TestCallResult


class Reminder(models.Model):
    """A mail that was sent about an expiry. `days`: how many before it; 0 = that it has expired."""

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="reminders")
    expires_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    objects = ScopedManager["Reminder"]("center")
    unscoped: models.Manager[Any] = models.Manager()

    class Meta:
        base_manager_name = default_manager_name = "unscoped"
        constraints = (
            models.UniqueConstraint(
                fields=["center", "expires_on", "days"], name="reminder_once_an_expiry"
            ),
        )

    def __str__(self) -> str:
        return f"{self.center_id} {self.expires_on} {self.days}"


class AddressCheck(models.Model):
    """What became of the web address of a center. `fault`: why it did not open, empty = it did.

    `failures`: in a row; `told_at`: when the center was told of them.
    """

    center = models.OneToOneField(Center, on_delete=models.CASCADE, related_name="address_check")
    address = models.URLField()
    checked_at = models.DateTimeField()
    fault = models.CharField(max_length=40, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager["AddressCheck"]("center")
    unscoped: models.Manager[Any] = models.Manager()

    class Meta:
        base_manager_name = default_manager_name = "unscoped"

    def __str__(self) -> str:
        return f"{self.center_id} {self.fault or 'opens'}"


class Consent(models.Model):
    """A center agreed that one of its destinations is called to test it, at these hours.

    `weekday`: 0 is Monday; `from_minute`, `to_minute`: of the center's local day. `by`: who agreed.
    """

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="consents")
    destination = models.OneToOneField(
        Destination, on_delete=models.CASCADE, related_name="consent"
    )
    weekday = models.PositiveSmallIntegerField()
    from_minute = models.PositiveSmallIntegerField()
    to_minute = models.PositiveSmallIntegerField()
    by = models.CharField(max_length=200)
    on = models.DateField()

    objects = ScopedManager["Consent"]("center")
    unscoped: models.Manager[Any] = models.Manager()

    class Meta:
        base_manager_name = default_manager_name = "unscoped"
        constraints = (
            models.CheckConstraint(
                condition=Q(weekday__lt=7, to_minute__lte=1440, from_minute__lt=F("to_minute")),
                name="consent_to_some_minutes",
            ),
        )

    def __str__(self) -> str:
        return f"{self.center_id} {self.weekday} {self.from_minute}-{self.to_minute}"


class TestCall(models.Model):
    """A test call: planned with its row, so that two workers never place the same one.

    `month`: first day of the center's local month; `result`: empty until it ended.
    """

    __test__ = False

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="test_calls")
    destination = models.ForeignKey(
        Destination, on_delete=models.CASCADE, related_name="test_calls"
    )
    month = models.DateField()
    planned_at = models.DateTimeField()
    placed_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=20, blank=True, choices=choices(TestCallResult))

    objects = ScopedManager["TestCall"]("center")
    unscoped: models.Manager[Any] = models.Manager()

    class Meta:
        base_manager_name = default_manager_name = "unscoped"
        ordering = ("-planned_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=["destination", "month"], name="test_call_once_a_month"),
        )

    def __str__(self) -> str:
        return f"{self.center_id} {self.month} {self.result}"
