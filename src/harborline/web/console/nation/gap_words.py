"""What is said of a gap or an overlap: a sentence or two, the hours, and what each center has to do with it."""

from __future__ import annotations

from datetime import date, datetime
from functools import singledispatch
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from harborline.core.places import KM_PER_MILE
from harborline.mapmaking.gaps import (
    Closed,
    Ending,
    Ends,
    FromAfar,
    Overlap,
    Rival,
    SharedZip,
    Unserved,
)
from harborline.web.console.gaps import from_monday, strip
from harborline.web.directory.words import times_in_words, zone_in_words

_WEEK_HOURS = 168


class Told(NamedTuple):
    """`centers`: ids, each with a note. `times`: lines of hours; `picture`: the same hours as a strip."""

    says: str
    centers: tuple[tuple[str, str], ...] = ()
    times: tuple[str, ...] = ()
    picture: SafeString = SafeString()


@singledispatch
def told(gap: object, first_day: date) -> Told:
    """Puts a gap or an overlap into words. `first_day`: of the week that was looked at."""
    raise TypeError(type(gap), first_day)


@told.register
def _unserved(gap: Unserved, _first_day: date) -> Told:
    if gap.instead is None:
        return Told(_("No center names it, and none is near. The backups answer."))
    return Told(_("No center names it."), ((gap.instead, _("next closest, dialed first")),))


@told.register
def _closed(gap: Closed, first_day: date) -> Told:
    unanswered = gap.unanswered
    hours = min(max(1, round(unanswered.minutes / 60)), _WEEK_HOURS)
    says = ngettext(
        "%(hours)d of the 168 hours of the week has no open center.",
        "%(hours)d of the 168 hours of the week have no open center.",
        hours,
    )
    if hours == _WEEK_HOURS:
        says = _("No center of its own is open in the whole week.")
    week = from_monday(unanswered.days, first_day)
    noon = datetime.combine(first_day, datetime.min.time(), ZoneInfo(unanswered.zone))
    clock = _("%(zone)s time") % {"zone": zone_in_words(noon)}
    return Told(
        says % {"hours": hours},
        tuple((center, "") for center in gap.serving),
        (*times_in_words(week), clock),
        strip(week),
    )


@told.register
def _from_afar(gap: FromAfar, _first_day: date) -> Told:
    note = _("%(state)s, names this county") if gap.serves else _("%(state)s, next closest")
    return Told(
        _("Who is dialed first lies in another state."),
        ((gap.center, note % {"state": gap.state}),),
    )


@told.register
def _overlap(gap: Overlap, _first_day: date) -> Told:
    return Told(_first(gap.rivals), tuple((one.center, _rival(one)) for one in gap.rivals))


@told.register
def _zip(gap: SharedZip, _first_day: date) -> Told:
    return Told(_first(gap.rivals), tuple((one.center, _rival(one)) for one in gap.rivals))


@told.register
def _ending(gap: Ending, _first_day: date) -> Told:
    on = date_format(gap.on, "DATE_FORMAT") if gap.on else ""
    notes = {
        Ends.NOT_ACCEPTING: _("takes no calls"),
        Ends.PAUSED: _("is paused until somebody ends it"),
        Ends.EXPIRED: _("its listing expired on %(on)s"),
        Ends.EXPIRES: _("its listing expires on %(on)s"),
    }
    ended = gap.why is not Ends.EXPIRES
    says = _("Its only center takes no calls.") if ended else _("Its only center leaves soon.")
    return Told(says, ((gap.center, notes[gap.why] % {"on": on}),))


def _first(rivals: tuple[Rival, ...]) -> str:
    """Says why the first of several rings before the second."""
    first, second = rivals[:2]
    if first.rank != second.rank:
        return _("The first rings before the others by its rank.")
    if first.km != second.km:
        return _("The first rings before the others because it is closest.")
    return _("The first two are equally far, so the order of their ids decides.")


def _rival(one: Rival) -> str:
    rank = _("rank %(rank)d") % {"rank": one.rank}
    if one.km is None:
        return rank
    away = _("%(miles)s miles from the middle") % {"miles": number_format(one.km / KM_PER_MILE, 1)}
    return f"{rank}, {away}"
