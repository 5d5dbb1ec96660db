"""Answering a training request: the same forms for a center, a coalition and the nation.

Times are written on the holder's own clock. The contact is shown once the training is theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from harborline.app.training import (
    Act,
    Holder,
    Impossible,
    Outcome,
    PassReason,
    Phase,
    Slot,
    may,
    may_see_contact,
)
from harborline.core.errors import HarborlineError
from harborline.web.console.center.fields import moment_field
from harborline.web.directory.services.faults import Refused, Stale
from harborline.web.directory.words import when_in_words
from harborline.web.public.words import LANGUAGES
from harborline.web.training import words
from harborline.web.training.models import TrainingRequest
from harborline.web.training.places import county_named
from harborline.web.training.services import answering
from harborline.web.training.services.lives import life_of
from harborline.web.training.services.standing import zone_of

_USUAL_MIN = 60


def _minutes() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("How many minutes"), min_value=15, max_value=480, initial=_USUAL_MIN
    )


class AcceptForm(forms.Form):
    """One date that suits the organiser."""

    starts0 = moment_field(label=_("Day and time"))
    minutes = _minutes()


class ProposeForm(forms.Form):
    """Up to three other dates, of which the organiser takes one."""

    starts0 = moment_field(label=_("First date"))
    starts1 = moment_field(label=_("Second date, if you like"), required=False)
    starts2 = moment_field(label=_("Third date, if you like"), required=False)
    minutes = _minutes()


class HandOnForm(forms.Form):
    """Why the request goes on."""

    reason = forms.ChoiceField(
        label=_("Why"), choices=words.choices_of(words.REASONS), widget=forms.RadioSelect
    )


class ReportForm(forms.Form):
    """What came of it."""

    outcome = forms.ChoiceField(
        label=_("Did it take place?"),
        choices=[(one.value, words.OUTCOMES[one]) for one in (Outcome.HELD, Outcome.NOT_HELD)],
        widget=forms.RadioSelect,
    )


FORMS: dict[Act, type[forms.Form]] = {
    Act.ACCEPT: AcceptForm,
    Act.PROPOSE: ProposeForm,
    Act.HAND_ON: HandOnForm,
    Act.REPORT: ReportForm,
}


class Line(NamedTuple):
    """A request in a list. `due`: until when somebody has to act, in words; empty when nobody has to."""

    number: int
    place: str
    audience: str | Promise
    size: int
    language: str | Promise
    phase: str | Promise
    waits: bool
    due: str
    holder: str | Promise


def line_of(row: TrainingRequest, zone: str, at: datetime) -> Line:
    """Puts a request into a line, with times on a clock of their own."""
    phase = Phase(row.phase)
    outcome = words.OUTCOMES[row.outcome] if row.outcome and phase is Phase.CLOSED else ""
    return Line(
        row.pk,
        county_named(row.county) if row.county else "",
        words.AUDIENCES[row.audience],
        row.size,
        LANGUAGES.get(row.language, row.language),
        outcome or words.PHASES[phase],
        phase is Phase.OFFERED,
        due_in_words(row, zone, at),
        row.center.name if row.center else row.coalition.name if row.coalition else "",
    )


def due_in_words(row: TrainingRequest, zone: str, at: datetime) -> str:
    """Says when a request goes on by itself, on a clock; nothing once it is agreed or closed."""
    if row.due_at is None or row.phase not in {Phase.OFFERED, Phase.PROPOSED}:
        return ""
    return when_in_words(row.due_at.astimezone(ZoneInfo(zone)), at)


class Answering(NamedTuple):
    """A request on its page, with the forms that it takes now, each by its act."""

    row: TrainingRequest
    zone: str
    forms: dict[Act, forms.Form]


def answering_of(row: TrainingRequest, given: Any = None, act: str = "") -> Answering:
    """Gives the forms of a request; the one that was sent holds what was typed."""
    life = life_of(row)
    made = {
        one: kind(given if one == act else None, prefix=one.value)
        for one, kind in FORMS.items()
        if may(life, one)
    }
    return Answering(row, zone_of(row), made)


def shown(found: Answering, at: datetime) -> dict[str, Any]:
    """Gives what the page of a request shows."""
    row, zone = found.row, found.zone
    life = life_of(row)
    return {
        "row": row,
        "line": line_of(row, zone, at),
        "goals": [words.GOALS[goal] for goal in row.goals],
        "way": words.WAYS[row.way],
        "days": [tuple(map(date.fromisoformat, days)) for days in row.days],
        # Templates would turn an aware time back to the site's own zone.
        "slots": [_on_clock(slot.starts_at, zone) for slot in life.slots],
        "minutes": life.slots[0].minutes if life.slots else 0,
        "contact": may_see_contact(life.phase),
        "rating": words.RATINGS.get(row.rating, ""),
        "forms": {act.value: form for act, form in found.forms.items()},
        "failed": next((form for form in found.forms.values() if form.errors), None),
    }


def answer(actor: str, holder: Holder, found: Answering, seen: int) -> str:
    """Does what the form that was sent says; gives the sentence for the next page, empty where it is refused."""
    sent = next(((act, form) for act, form in found.forms.items() if form.is_bound), None)
    if sent is None or not sent[1].is_valid():
        return ""
    act, form = sent
    at = timezone.now()
    try:
        _DOES[act](actor, holder, found, form.cleaned_data, at, seen)
    except Refused as refused:
        for name, sentence in refused.faults.items():
            known = name if name in form.fields else name.rstrip("0123456789")
            form.add_error(known if known in form.fields else None, sentence)
        return ""
    except (Impossible, Stale):
        form.add_error(None, went_on())
        return ""
    return str(_SAID[act])


def went_on() -> str:
    """Gives the sentence for a request that somebody else, or the clock, moved meanwhile."""
    return gettext("This request changed meanwhile, so nothing was done. Look at it again.")


class SkippedHour(HarborlineError):
    """A reading of a wall clock that never comes."""


def _on_clock(at: datetime, zone: str) -> datetime:
    """Gives the reading of a zone's clock, without the zone."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def _slot(typed: datetime, minutes: int, zone: str) -> Slot:
    """Gives a slot of a reading of the clock. Raises SkippedHour."""
    moment = typed.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if _on_clock(moment, zone) != typed:
        raise SkippedHour
    return Slot(moment, minutes)


def _slots(given: dict[str, Any], zone: str) -> tuple[Slot, ...]:
    """Gives the slots of a form. Raises Refused for an hour that the clock skips."""
    found = []
    for name in ("starts0", "starts1", "starts2"):
        typed = given.get(name)
        if typed is None:
            continue
        try:
            found.append(_slot(typed, given["minutes"], zone))
        except SkippedHour:
            sentence = gettext("The clock skips this hour on that day; choose another one.")
            raise Refused({name: sentence}) from None
    return tuple(found)


_Given = dict[str, Any]


def _accept(
    actor: str, holder: Holder, found: Answering, given: _Given, at: datetime, seen: int
) -> None:
    slot = _slots(given, found.zone)[0]
    answering.accept(actor, holder, found.row, slot, at, seen)


def _propose(
    actor: str, holder: Holder, found: Answering, given: _Given, at: datetime, seen: int
) -> None:
    answering.propose(actor, holder, found.row, _slots(given, found.zone), at, seen)


def _hand_on(
    actor: str, holder: Holder, found: Answering, given: _Given, at: datetime, seen: int
) -> None:
    answering.hand_on(actor, holder, found.row, PassReason(given["reason"]), at, seen)


def _report(
    actor: str, holder: Holder, found: Answering, given: _Given, at: datetime, seen: int
) -> None:
    answering.report(actor, holder, found.row, Outcome(given["outcome"]), at, seen)


_DOES: dict[Act, Callable[[str, Holder, Answering, _Given, datetime, int], None]] = {
    Act.ACCEPT: _accept,
    Act.PROPOSE: _propose,
    Act.HAND_ON: _hand_on,
    Act.REPORT: _report,
}
_SAID: dict[Act, str | Promise] = {
    Act.ACCEPT: _("Agreed. Whoever asked is told, and you see their contact here."),
    Act.PROPOSE: _("Your dates are on their way. The contact is shown once one of them is taken."),
    Act.HAND_ON: _("The request goes on to whoever is next."),
    Act.REPORT: _("Thank you. Whoever asked is told that they can say how it was."),
}
