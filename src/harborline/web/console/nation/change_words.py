"""A changed entry in words: each field as it was and as it is. No number of a destination is among them, but
for the last two digits where somebody may see the number itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from harborline.atlas.tables import County
from harborline.web.console.center.words import KINDS
from harborline.web.directory.hours import spans_of, week_of
from harborline.web.directory.words import times_of_day_in_words, week_in_words
from harborline.web.public.words import LANGUAGES
from harborline.web.publishing.waiting import Change, Day, Edited
from harborline.web.publishing.words import FIELDS, VALUES

_NAMED = 5
"""How many counties or ZIPs one line names."""
_MORE: dict[str, str | Promise] = {
    "address": gettext_lazy("number"),
    "backups": gettext_lazy("national backups"),
    "closed_on_holidays": gettext_lazy("closed on holidays"),
    "position": gettext_lazy("order of the lines"),
    "weekly": gettext_lazy("hours"),
}
_LISTS = frozenset({"counties", "zips"})


class Said(NamedTuple):
    """A difference in words. `before`, `after`: empty where `what` says it all."""

    what: str
    before: str = ""
    after: str = ""


def said(edited: Edited, counties: Mapping[str, County], *, digits: bool) -> tuple[Said, ...]:
    """Puts an entry into words. `digits`: whoever reads it may know how its numbers end."""
    return tuple(_said(edited, counties, digits=digits))


def _said(edited: Edited, counties: Mapping[str, County], *, digits: bool) -> Iterator[Said]:
    if edited.came:
        yield Said(_("New in the directory"))
    if edited.left:
        yield Said(_("Taken out of the directory"))
        return
    for change in edited.changes:
        yield _change(change, counties, digits=digits)
    for kind, address in edited.added:
        yield Said(_("New telephone: %(which)s") % {"which": _which(kind, address, digits=digits)})
    for kind, address in edited.removed:
        which = _which(kind, address, digits=digits)
        yield Said(_("Telephone taken out: %(which)s") % {"which": which})
    for day in edited.days:
        yield _day(day)
    if edited.rota:
        yield Said(_("Who is on call changed"))
    if edited.hidden:
        yield Said(_("Its place changed; where it is stays with the center"))


def _which(kind: str, address: str, *, digits: bool) -> str:
    words = str(KINDS.get(kind, kind))
    return f"{words} {address}" if digits else words


def _day(day: Day) -> Said:
    if not day.on:
        return Said(_("Hours of single days changed"))
    on = {"day": date_format(date.fromisoformat(day.on), "DATE_FORMAT")}
    what = _("Hours on %(day)s") % on
    if day.destination is not None:
        what = _("Hours of one telephone on %(day)s") % on
    return Said(what, _times(day.before), _times(day.after))


def _times(spans: Any) -> str:
    return _("as every week") if spans is None else times_of_day_in_words(spans_of(spans))


def _change(change: Change, counties: Mapping[str, County], *, digits: bool) -> Said:
    name = change.field
    what = str(_MORE.get(name) or FIELDS.get(name, name.replace("_", " ")))
    if change.telephone is not None:
        what = _("Of a telephone: %(field)s") % {"field": what}
    if name in _LISTS:
        return Said(what, "", _came_and_left(change, counties))
    if name == "address" and not digits:
        return Said(what, "", _("another one"))
    return Said(what, _value(name, change.before), _value(name, change.after))


def _came_and_left(change: Change, counties: Mapping[str, County]) -> str:
    before, after = set(change.before or ()), set(change.after or ())
    came, left = sorted(after - before), sorted(before - after)
    parts = []
    if came:
        words = ngettext("%(count)d added: %(names)s", "%(count)d added: %(names)s", len(came))
        parts.append(words % {"count": len(came), "names": _names(came, counties)})
    if left:
        words = ngettext(
            "%(count)d taken out: %(names)s", "%(count)d taken out: %(names)s", len(left)
        )
        parts.append(words % {"count": len(left), "names": _names(left, counties)})
    return "; ".join(parts) or _("in another order")


def _names(codes: list[str], counties: Mapping[str, County]) -> str:
    named = [counties[code].name if code in counties else code for code in codes[:_NAMED]]
    return ", ".join(named) + (" …" if len(codes) > _NAMED else "")


def _value(name: str, value: Any) -> str:
    if name == "weekly" and isinstance(value, list):
        return "; ".join(week_in_words(week_of(value)))
    if name == "expires_on" and value:
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    if isinstance(value, list):
        return ", ".join(str(LANGUAGES.get(one, one)) for one in value) or _("none")
    text = "" if value is None else str(value)
    return str(KINDS.get(text) or VALUES.get(text, text))
