"""Lines, coalitions and backups: what the nation and the states keep."""

from __future__ import annotations

from django.db import models

from harborline.core.directory import ZipPolicy
from harborline.web.directory.models.fields import choices, languages, slug


class Coalition(models.Model):
    """The state, territory or tribal body of centers. Its line is a state backup."""

    id = slug()
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=2, db_index=True)
    web = models.URLField(blank=True)
    email = models.EmailField(blank=True, help_text="where notices go; never published")

    def __str__(self) -> str:
        return self.name


class Backup(models.Model):
    """A line behind the centers: a state's (`state` set) or the national team (`state` empty).

    Its destinations are rows of `Destination` with `backup` set.
    """

    id = slug()
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=2, blank=True, db_index=True)
    coalition = models.ForeignKey(
        Coalition, null=True, blank=True, on_delete=models.SET_NULL, related_name="backups"
    )
    zone = models.CharField(max_length=40)
    languages = languages()
    paused = models.BooleanField(default=False)
    expires_on = models.DateField(null=True, blank=True)
    ring_s = models.PositiveSmallIntegerField(default=20)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class Line(models.Model):
    """A number the public dials, with its languages, greeting and policy."""

    id = slug()
    name = models.CharField(max_length=200)
    number = models.CharField(max_length=32, blank=True)
    languages = languages()
    position = models.PositiveSmallIntegerField(
        default=1, help_text="the first line is the main one"
    )
    zip_policy = models.CharField(
        max_length=16, choices=choices(ZipPolicy), default=ZipPolicy.WHEN_UNCERTAIN
    )
    military = models.ForeignKey(
        Backup, null=True, blank=True, on_delete=models.SET_NULL, related_name="military_of"
    )
    discreet = models.BooleanField(default=False)
    says_center_name = models.BooleanField(default=False)
    max_local_wait_s = models.PositiveSmallIntegerField(default=60)
    stagger_s = models.PositiveSmallIntegerField(null=True, blank=True)
    backups = models.ManyToManyField(Backup, through="LineBackup", related_name="lines")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.name


class LineBackup(models.Model):
    """The national backups of a line, in the order in which they are dialed."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="line_backups")
    backup = models.ForeignKey(Backup, on_delete=models.PROTECT, related_name="line_backups")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("line", "position")
        constraints = (
            models.UniqueConstraint(fields=["line", "backup"], name="backup_once_a_line"),
            models.UniqueConstraint(fields=["line", "position"], name="one_backup_a_position"),
        )

    def __str__(self) -> str:
        return f"{self.line_id} {self.position} {self.backup_id}"
