"""Centers, their service areas and their public listing."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, models, transaction

from harborline.core.directory import Rollover
from harborline.core.listings import (
    BillSafety,
    ContactKind,
    Serves,
    TrainingAudience,
    TrainingTopic,
)
from harborline.web.accounts.scopes import ScopedManager
from harborline.web.directory.models.fields import choices, languages, slug
from harborline.web.directory.models.networks import Coalition
from harborline.web.directory.rota_codes import LENGTH, free_codes

_TRIES = 3


def all_genders() -> list[str]:
    return [Serves.ALL_GENDERS.value]


class Center(models.Model):
    """An organisation that answers locally: how it is routed, what is public, who confirmed it.

    `lat`, `lon`: the routing point, as in core.directory.Center; of a confidential center the interior
    point of its first county. `serves`: values of core.listings.Serves. `paused`: not rung until somebody
    ends it (a pause of some hours is an overlay). `version`: raised by every change, so that two people
    who edit at once notice. `expires_on`: the last day on which it takes calls, in its zone. `rota_code`: names
    it to the phone tree; given with the row, None once all are taken.
    """

    id = slug()
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=2, db_index=True)
    coalition = models.ForeignKey(
        Coalition, null=True, blank=True, on_delete=models.SET_NULL, related_name="centers"
    )
    zone = models.CharField(max_length=40)
    lat = models.FloatField()
    lon = models.FloatField()
    rank = models.PositiveSmallIntegerField(default=1)
    rollover = models.CharField(
        max_length=8, choices=choices(Rollover), default=Rollover.NONE.value
    )
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    accepts_calls = models.BooleanField(default=True)
    paused = models.BooleanField(default=False)
    ring_s = models.PositiveSmallIntegerField(default=20)
    languages = languages()
    interpreter = models.BooleanField(default=False)

    description = models.TextField(blank=True, max_length=2000)
    serves = models.JSONField(default=all_genders)
    accompaniment = models.BooleanField(default=False)
    rtt = models.BooleanField(default=False)
    accessibility = models.TextField(blank=True, max_length=1000)
    confidential = models.BooleanField(default=False)
    web = models.URLField(blank=True)
    email = models.EmailField(blank=True)
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    address_zip = models.CharField(max_length=5, blank=True)
    notices = models.EmailField(blank=True, help_text="where reminders go; never published")
    figures_shared = models.BooleanField(
        default=False, help_text="agreed in writing that its coalition sees its figures"
    )

    verified_on = models.DateField(null=True, blank=True)
    verified_by = models.CharField(max_length=200, blank=True)
    verified_how = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)
    expires_on = models.DateField(null=True, blank=True, db_index=True)
    rota_code = models.CharField(
        max_length=LENGTH, null=True, blank=True, unique=True, editable=False
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ScopedManager["Center"]()
    unscoped: models.Manager[Any] = models.Manager()

    class Meta:
        base_manager_name = default_manager_name = "unscoped"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Writes the row; a new one takes the next free code, also where somebody else was quicker."""
        tries = _TRIES if self._state.adding and not self.rota_code else 1
        for left in reversed(range(tries)):
            if tries > 1:
                self.rota_code = next(free_codes(taken_codes()), None)
            try:
                with transaction.atomic():
                    super().save(*args, **kwargs)
            except IntegrityError:
                if not left or self.rota_code not in taken_codes():
                    raise
            else:
                break


def taken_codes() -> set[str | None]:
    """Gives the codes that centers have, wherever they lie: a code is unique in the nation."""
    return set(Center.unscoped.values_list("rota_code", flat=True))


class CenterCounty(models.Model):
    """A county that a center serves, by FIPS code."""

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="counties")
    fips = models.CharField(max_length=5, db_index=True)

    objects = ScopedManager["CenterCounty"]("center")
    unscoped: models.Manager[Any] = models.Manager()

    class Meta:
        base_manager_name = default_manager_name = "unscoped"
        ordering = ("center_id", "fips")
        constraints = (
            models.UniqueConstraint(fields=["center", "fips"], name="county_once_a_center"),
        )

    def __str__(self) -> str:
        return f"{self.center_id} {self.fips}"


class CenterZip(models.Model):
    """A ZIP that a center serves by itself, beyond its counties."""

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="zips")
    zip = models.CharField(max_length=5, db_index=True)

    objects = ScopedManager["CenterZip"]("center")
    unscoped: models.Manager[Any] = models.Manager()

    class Meta:
        base_manager_name = default_manager_name = "unscoped"
        ordering = ("center_id", "zip")
        constraints = (models.UniqueConstraint(fields=["center", "zip"], name="zip_once_a_center"),)

    def __str__(self) -> str:
        return f"{self.center_id} {self.zip}"


class PublicNumber(models.Model):
    """A number that the center publishes; no destination, which are secret."""

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="numbers")
    number = models.CharField(max_length=32)
    kind = models.CharField(
        max_length=12, choices=choices(ContactKind), default=ContactKind.VOICE.value
    )
    label = models.CharField(max_length=80, blank=True)
    bill_safety = models.CharField(
        max_length=16, choices=choices(BillSafety), default=BillSafety.UNKNOWN.value
    )
    position = models.PositiveSmallIntegerField(default=1)

    objects = ScopedManager["PublicNumber"]("center")
    unscoped: models.Manager[Any] = models.Manager()

    class Meta:
        base_manager_name = default_manager_name = "unscoped"
        ordering = ("center_id", "position", "id")

    def __str__(self) -> str:
        return f"{self.kind} of {self.center_id}"


class TrainingOffer(models.Model):
    """One training that a center holds, as core.listings.TrainingOffer."""

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="training")
    audience = models.CharField(max_length=20, choices=choices(TrainingAudience))
    topic = models.CharField(max_length=20, choices=choices(TrainingTopic))
    language = models.CharField(max_length=2, default="en")
    on_site = models.BooleanField(default=True)
    online = models.BooleanField(default=False)
    fee_usd = models.PositiveIntegerField(default=0)
    lead_days = models.PositiveSmallIntegerField(default=0)

    objects = ScopedManager["TrainingOffer"]("center")
    unscoped: models.Manager[Any] = models.Manager()

    class Meta:
        base_manager_name = default_manager_name = "unscoped"
        ordering = ("center_id", "id")

    def __str__(self) -> str:
        return f"{self.topic} for {self.audience}"
