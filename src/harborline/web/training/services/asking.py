"""Asking once: what was wished is kept, and a link goes to the address that was given."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from harborline.app.training import Goal, Mode, Wanted
from harborline.app.training import asked as begin
from harborline.core.listings import TrainingAudience
from harborline.web.directory.services.faults import refuse
from harborline.web.training.models import LONGEST_NAME, LONGEST_NOTE, TrainingRequest
from harborline.web.training.services import lives
from harborline.web.training.services.places import state_of
from harborline.web.training.services.posting import post

LARGEST = 5_000
"""People at one training."""
MOST_RANGES = 3
MOST_UNCONFIRMED = 3
"""So many requests of one address wait for it to be confirmed; more are not kept, and nobody is told so."""
MOST_WAITING = 1_000
"""So many wait for their address in all; a flood ends here, and people are led to the telephone."""


class Wish(NamedTuple):
    """What an organiser asks for. `county`: FIPS code; `note`: at most 300 characters, one plain text.

    `days`: up to three ranges that suit, none = any. `mail_language`: en or es, of the page it was asked on.
    """

    audience: TrainingAudience
    size: int
    goals: tuple[Goal, ...]
    language: str
    way: Mode
    county: str
    name: str
    email: str
    days: tuple[Wanted, ...] = ()
    note: str = ""
    organisation: str = ""
    mail_language: str = "en"
