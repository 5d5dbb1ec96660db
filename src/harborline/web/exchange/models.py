"""Files that somebody is about to import, for as long as they decide."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import models

DRAFTS_LAST = timedelta(hours=2)
"""As long as a session may last; then the file goes, whatever stands in columns that nobody mapped."""


def new_key() -> str:
    return secrets.token_urlsafe(24)


class ImportDraft(models.Model):
    """An uploaded file with what was chosen for it; its key is in the session of who uploaded it alone.

    `mapping`: the place of each of our columns among those of the file, where it has any.
    """

    key = models.CharField(max_length=40, primary_key=True, default=new_key)
    actor = models.CharField(max_length=200)
    name = models.CharField(max_length=120)
    mapping = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    def open(self) -> io.BufferedReader:
        """Opens the file; it is read piece by piece."""
        return io.BufferedReader(_Pieces(self), 1 << 16)


class DraftPart(models.Model):
    """A piece of the file."""

    draft = models.ForeignKey(ImportDraft, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["draft", "number"], name="part_once"),)

    def __str__(self) -> str:
        return f"part {self.number}"


class _Pieces(io.RawIOBase):
    """The pieces of a draft as one file that can be read again from its beginning."""

    def __init__(self, draft: ImportDraft) -> None:
        self._draft = draft
        self._next, self._left, self._at = 0, memoryview(b""), 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        """Goes back to the beginning, which is all that is asked of it."""
        if (place, whence) != (0, io.SEEK_SET):
            raise io.UnsupportedOperation("This file goes back to its beginning alone.")
        self._next, self._left, self._at = 0, memoryview(b""), 0
        return 0

    def tell(self) -> int:
        return self._at

    def readinto(self, into: memoryview) -> int:  # type: ignore[override]  # a writable buffer
        if not self._left:
            part = self._draft.parts.filter(number=self._next).first()
            if part is None:
                return 0
            self._next, self._left = self._next + 1, memoryview(bytes(part.content))
        size = min(len(into), len(self._left))
        into[:size], self._left = self._left[:size], self._left[size:]
        self._at += size
        return size


def forget_drafts(at: datetime) -> int:
    """Deletes drafts that nobody decided on in time; gives how many rows went."""
    return ImportDraft.objects.filter(created_at__lt=at - DRAFTS_LAST).delete()[0]


def pieces(chunks: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """Numbers the pieces of an upload from 0, leaving empty ones out."""
    yield from enumerate(chunk for chunk in chunks if chunk)
