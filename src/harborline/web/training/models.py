"""Requests for trainings, the links that lead to them, and who was asked.

The contact of an organiser is in `TrainingRequest` alone: no other table, link, mail queue or audit entry
repeats it. Ninety days after closing it is emptied there, and what is left tells of nobody.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from harborline.app.training import HolderKind, Mode, Outcome, PassReason, Phase, Rating
from harborline.core.listings import TrainingAudience
from harborline.web.accounts.scopes import Reach, ScopedManager
from harborline.web.directory.models import Center, Coalition
from harborline.web.directory.models.fields import choices

LONGEST_NOTE = 300
LONGEST_NAME = 120


class HeldManager(ScopedManager["TrainingRequest"]):
    """Gives requests by whoever holds them now, a center or a coalition."""

    def within(self, reach: Reach) -> QuerySet[TrainingRequest]:
        """Gives those held by the centers and coalitions of a reach, and by the centers of its coalitions."""
        rows = super().within(Reach(everything=True))
        if reach.everything:
            return rows
        return rows.filter(
            Q(center_id__in=reach.centers)
            | Q(center__coalition_id__in=reach.coalitions)
            | Q(coalition_id__in=reach.coalitions)
        )


class TrainingRequest(models.Model):
    """One request. Its phase, holder and `due_at` follow `app.training`; nothing else moves it.

    `county`: FIPS code; `state`: two letters. `days`: [first, last] ISO dates that suit. `slots`: [start in UTC,
    minutes], proposed ones or the one agreed on. `postbox`: the address in small letters and without what stands
    after a plus, by which mails a day are counted; `owed`: there is something new that no mail has told yet;
    `mailed_on`: the day (UTC) of the last mail. `month`: first day of the month of asking.
    `forget_at`: when the contact goes because the organiser wished so. `version`: raised by every change.
    """

    phase = models.CharField(
        max_length=12, choices=choices(Phase), default=Phase.UNCONFIRMED.value, db_index=True
    )
    due_at = models.DateTimeField(null=True, db_index=True)
    holder = models.CharField(max_length=10, choices=choices(HolderKind), blank=True)
    center = models.ForeignKey(
        Center, null=True, on_delete=models.SET_NULL, related_name="training_requests"
    )
    coalition = models.ForeignKey(
        Coalition, null=True, on_delete=models.SET_NULL, related_name="training_requests"
    )
    slots = models.JSONField(default=list)
    outcome = models.CharField(max_length=10, choices=choices(Outcome), blank=True)
    rating = models.CharField(max_length=10, choices=choices(Rating), blank=True)
    version = models.PositiveIntegerField(default=1)

    audience = models.CharField(max_length=20, choices=choices(TrainingAudience))
    size = models.PositiveIntegerField()
    goals = models.JSONField(default=list)
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    language = models.CharField(max_length=2)
    way = models.CharField(max_length=8, choices=choices(Mode))
    days = models.JSONField(default=list)
    county = models.CharField(max_length=5, blank=True)
    state = models.CharField(max_length=2, blank=True, db_index=True)
    month = models.DateField()
    asked_at = models.DateTimeField(null=True)

    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    organisation = models.CharField(max_length=LONGEST_NAME, blank=True)
    email = models.EmailField(blank=True)
    postbox = models.CharField(max_length=254, blank=True, db_index=True)
    mail_language = models.CharField(max_length=2, default="en")
    owed = models.BooleanField(default=False)
    mailed_at = models.DateTimeField(null=True)
    mailed_on = models.DateField(null=True)
    forget_at = models.DateTimeField(null=True, db_index=True)

    objects = HeldManager()
    unscoped: models.Manager[Any] = models.Manager()

    class Meta:
        base_manager_name = default_manager_name = "unscoped"
        ordering = ("due_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["postbox", "mailed_on"],
                condition=~Q(postbox="") & Q(mailed_on__isnull=False),
                name="one_mail_an_address_a_day",
            ),
            models.CheckConstraint(
                condition=Q(center__isnull=True) | Q(coalition__isnull=True),
                name="request_at_one_holder",
            ),
        )

    def __str__(self) -> str:
        return f"request {self.pk}"


class RequestLink(models.Model):
    """A link that was mailed: the SHA-256 of its token, in hex. It ends with the contact."""

    request = models.ForeignKey(TrainingRequest, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"link to request {self.request_id}"


class AskedHolder(models.Model):
    """A holder who was asked, in order. `answer`: the act that ended it, empty while it lasts.

    `told_at`: when its mail went, or was found to have nowhere to go.
    """

    request = models.ForeignKey(TrainingRequest, on_delete=models.CASCADE, related_name="asked")
    kind = models.CharField(max_length=10, choices=choices(HolderKind))
    holder_id = models.CharField(max_length=80, blank=True)
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=12, choices=choices(PassReason), blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["request", "kind", "holder_id"], name="holder_asked_once_a_request"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.holder_id}"
