"""Counts tries to sign in, so that guessing is slow; whose and whence they were is not kept.

A name falls in one of 4,096 buckets by a keyed digest, and the number of its bucket is all that is
kept of it, for two minutes. Passkeys cannot be guessed and are not counted, so whoever is held up by
somebody else's tries still comes in with one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.utils import timezone
from django.utils.crypto import salted_hmac

from harborline.web.accounts.models import Attempt

MOST_OF_ONE = 5
MOST_OF_ALL = 60
_ALL, _BUCKETS = 0, 4096
_MINUTE = timedelta(minutes=1)


class TooManyTries(Exception):
    """The name, or everybody together, tried too often within the last minute. Waiting helps."""


class Try(NamedTuple):
    bucket: int
    minute: datetime


def begin(name: str) -> Try:
    """Counts a try before it is looked at; raises TooManyTries when there were enough.

    This minute and the one before count together, so no sixty seconds see more.
    """
    tried = Try(_bucket(name), timezone.now().replace(second=0, microsecond=0))
    with transaction.atomic():
        Attempt.objects.filter(minute__lt=tried.minute - _MINUTE).delete()
        for bucket, most in ((_ALL, MOST_OF_ALL), (tried.bucket, MOST_OF_ONE)):
            Attempt.objects.get_or_create(bucket=bucket, minute=tried.minute)
            _rows(bucket, tried.minute).update(count=F("count") + 1)
            found = Attempt.objects.filter(bucket=bucket).aggregate(all=Sum("count"))
            if found["all"] > most:
                raise TooManyTries
    return tried


def forgive(tried: Try) -> None:
    """Takes back a try that succeeded."""
    for bucket in (_ALL, tried.bucket):
        _rows(bucket, tried.minute).filter(count__gt=0).update(count=F("count") - 1)


def _rows(bucket: int, minute: datetime) -> QuerySet[Attempt]:
    return Attempt.objects.filter(bucket=bucket, minute=minute)


def _bucket(name: str) -> int:
    digest = salted_hmac("harborline.attempts", name.strip().lower(), algorithm="sha256").digest()
    return 1 + int.from_bytes(digest[:4], "big") % _BUCKETS
