"""Proposals to publish the directory, and what was in use since when."""

from __future__ import annotations

from django.db import models


class State(models.TextChoices):
    """Where a proposal stands. `REFUSED` ones have no map."""

    REFUSED = "refused"
    CHECKED = "checked"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Proposal(models.Model):
    """The directory as it was at one moment, checked and compiled.

    `directory_at`: the number of the last audit entry that it holds. `faults`: sentences, empty unless
    refused. `report`, `comparison`: as app.checking writes them. `compared_with`: the version of the map
    that was in use then, empty if there was none.
    """

    number = models.BigAutoField(primary_key=True)
    state = models.CharField(max_length=10, choices=State.choices)
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)
    directory_at = models.PositiveBigIntegerField()
    faults = models.JSONField(default=list)
    report = models.JSONField(null=True)
    comparison = models.JSONField(null=True)
    compared_with = models.CharField(max_length=64, blank=True)
    version = models.CharField(max_length=64, blank=True, db_index=True)
    approved_by = models.CharField(max_length=200, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"proposal {self.number}"


class ProposalMap(models.Model):
    """The bytes of a proposal's map, beside it: lists do without. They hold addresses, as the map does."""

    proposal = models.OneToOneField(
        Proposal, primary_key=True, on_delete=models.CASCADE, related_name="map"
    )
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"map of proposal {self.proposal_id}"


class How(models.TextChoices):
    """How a map came into use. `FOUND`: it was put there beside the site. `ROUTINE`: its hours came by
    themselves, and everything else is as in the map before.
    """

    PUBLISHED = "published"
    ROLLED_BACK = "rolled_back"
    FOUND = "found"
    ROUTINE = "routine"


class MapInUse(models.Model):
    """A map that came into use; the newest row is in use now.

    `proposal`: the one that it was, or that it renews. `carried`: what a routine map brought, one row for
    each center as mapmaking.routine.Carried.
    """

    number = models.BigAutoField(primary_key=True)
    version = models.CharField(max_length=64, db_index=True)
    how = models.CharField(max_length=12, choices=How.choices)
    proposal = models.ForeignKey(
        Proposal, null=True, blank=True, on_delete=models.PROTECT, related_name="uses"
    )
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    why = models.CharField(max_length=500, blank=True)
    carried = models.JSONField(default=list)

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.version} since {self.at}"


class RoutineLook(models.Model):
    """The latest look of routine publishing, one row: so that nothing is done twice for the same directory.

    `version`: the map that was in use after it. `directory_at`: the last audit entry that it saw. `making`:
    the map that is being written, by which one is known whose process died. `held`: centers whose change is
    refused, one row for each as mapmaking.routine.Held; `fault`: why nothing could be written at all, which
    is tried again from `again_at` on.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()
    version = models.CharField(max_length=64, blank=True)
    directory_at = models.PositiveBigIntegerField(default=0)
    making = models.CharField(max_length=64, blank=True)
    held = models.JSONField(default=list)
    fault = models.CharField(max_length=500, blank=True)
    again_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"look at {self.at}"
