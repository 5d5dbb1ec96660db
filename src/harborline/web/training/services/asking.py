"""Asking once: what was wished is kept, and a link goes to the address that was given."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from harborline.app.training import Clock, Goal, Mode, Phase, Wanted
from harborline.app.training import asked as begin
from harborline.core.listings import TrainingAudience
from harborline.web.directory.services.faults import refuse
from harborline.web.public.words import LANGUAGES
from harborline.web.training.models import LONGEST_NAME, LONGEST_NOTE, TrainingRequest
from harborline.web.training.services.posting import reaches_anybody
from harborline.web.training.services.routing import state_of

LARGEST = 5_000
"""People at one training."""
MOST_RANGES = 3
MOST_UNCONFIRMED = 3
"""So many requests of one address wait for it to be confirmed; more are not kept, and nobody is told so."""
MOST_WAITING = 1_000
"""So many wait for their address in all; a flood ends here, and people are led to the telephone."""
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})
"""Two names of one host, which reads no dots before the @."""
_UNUSUAL = frozenset('"[\\')


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


def ask(wish: Wish, at: datetime) -> None:
    """Keeps a request whose address is not confirmed; the worker mails its link. Raises Refused, by field.

    Whether the address was written to today, or has too many requests, is told to nobody: then the link comes
    with the next day's mail, or the request is not kept. No mail goes from here, for the time that it takes
    would tell, and a mail server that hangs would keep others from the site.
    """
    refuse(_letters())
    refuse(_faults(wish, at))
    state = state_of(wish.county)
    refuse({} if state else {"county": _("This place is not known. Please choose a county.")})
    postbox = postbox_of(wish.email)
    with transaction.atomic():
        waiting = TrainingRequest.unscoped.filter(phase=Phase.UNCONFIRMED)
        refuse(_flood(waiting.count()))
        if waiting.filter(postbox=postbox).count() >= MOST_UNCONFIRMED:
            return
        _keep(wish, state or "", postbox, at)


def postbox_of(email: str) -> str:
    """Gives what mails to an address are counted by: small letters, and nothing after a plus; without the dots
    that a large provider does not read.
    """
    local, _, domain = email.lower().rpartition("@")
    local = local.partition("+")[0]
    if domain in _DOTLESS:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


def _keep(wish: Wish, state: str, postbox: str, at: datetime) -> None:
    TrainingRequest.objects.create(
        # The zone matters to business days alone, and this end is counted in days of 24 hours.
        due_at=begin(at, Clock("UTC")).due_at,
        audience=wish.audience.value,
        size=wish.size,
        goals=[goal.value for goal in wish.goals],
        note=wish.note,
        language=wish.language,
        way=wish.way.value,
        days=[[one.first.isoformat(), one.last.isoformat()] for one in wish.days],
        county=wish.county,
        state=state,
        month=at.date().replace(day=1),
        asked_at=at,
        name=wish.name,
        organisation=wish.organisation,
        email=wish.email,
        postbox=postbox,
        mail_language=wish.mail_language,
        owed=True,
    )


def _letters() -> dict[str, str]:
    if reaches_anybody():
        return {}
    return {"": _("We cannot send letters yet. Please call the center near you.")}


def _flood(waiting: int) -> dict[str, str]:
    if waiting < MOST_WAITING:
        return {}
    return {"": _("Too many people ask just now. Please come back tomorrow, or call the center.")}


def _faults(wish: Wish, at: datetime) -> dict[str, str]:
    """Gives what forms should have refused already: one sentence a field."""
    found = {
        "size": not 1 <= wish.size <= LARGEST,
        "goals": not wish.goals or len(set(wish.goals)) != len(wish.goals),
        "note": len(wish.note) > LONGEST_NOTE,
        "language": wish.language not in LANGUAGES,
        "name": not wish.name or len(wish.name) > LONGEST_NAME or not _is_line(wish.name),
        "organisation": len(wish.organisation) > LONGEST_NAME or not _is_line(wish.organisation),
        "email": not _is_address(wish.email),
        "days": not _are_days(wish.days, at.date()),
    }
    says = {
        "size": _("Write how many people come, up to 5,000."),
        "goals": _("Choose at least one."),
        "note": _("Write at most 300 characters."),
        "language": _("Choose a language."),
        "name": _("Write a name on one line."),
        "organisation": _("Write it on one line."),
        "email": _("Write an e-mail address such as name@example.org."),
        "days": _(
            "Write up to three times, each from its first to its last day, none in the past."
        ),
    }
    return {name: says[name] for name, wrong in found.items() if wrong}


def _is_line(text: str) -> bool:
    """Tells whether a text has no character that nobody sees but those that join letters of some scripts."""
    return text.replace("\u200c", "").replace("\u200d", "").isprintable()


def _is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    # Quoted names and numbers for hosts are other ways to write an address, by which one could be mailed often.
    return email.isascii() and email.isprintable() and not set(email) & _UNUSUAL


def _are_days(days: tuple[Wanted, ...], today: date) -> bool:
    yesterday = today - timedelta(days=1)  # somewhere it is still that day
    return len(days) <= MOST_RANGES and all(yesterday <= one.first <= one.last for one in days)
