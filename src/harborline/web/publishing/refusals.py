"""The sentences of rooms without translations, in the reader's language: refusals, and why a map is not served.

Those rooms say them in English, and proposals keep them so. Each is one of the templates below with its
fields filled in; whoever adds a sentence there adds it here, which a test asks for.
"""

from __future__ import annotations

import re
from functools import cache

from django.utils.translation import gettext

_FIELD = re.compile(r"%\((\w+)\)s")


def in_words(sentence: str) -> str:
    """Gives a sentence of ours in the language of the page; one that nobody knows stays as it is."""
    for pattern, template in _patterns():
        found = pattern.fullmatch(sentence)
        if found is not None:
            return gettext(template) % found.groupdict()
    return sentence


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_pattern(template), template) for template in TEMPLATES)


def _pattern(template: str) -> re.Pattern[str]:
    parts = _FIELD.split(template)
    texts, names = parts[::2], parts[1::2]
    fields = (f"(?P<{name}>.+?)" for name in names)
    pairs = zip(texts, (*fields, ""), strict=True)
    return re.compile("".join(re.escape(text.replace("%%", "%")) + field for text, field in pairs))


def _(text: str) -> str:
    """Marks a text for translation, and leaves it as it is."""
    return text


# Fields hold ids, codes and figures alone; longer templates stand before those that they contain.
TEMPLATES: tuple[str, ...] = (
    # mapmaking/checks.py
    _("The network has no line; name at least one."),
    _("A map holds %(first)s to %(last)s days of hours, not %(days)s."),
    _("A map holds %(most)s centers; this network has %(centers)s."),
    _("A figure of the rules is negative; the rules are counts and kilometres."),
    _("There are two entries for the line %(name)s; keep one."),
    _("There are two entries for the center or backup %(name)s; keep one."),
    _("There are two entries for the backup of a state %(name)s; keep one."),
    _("Line %(line)s names the backup %(name)s, which the network does not have."),
    _("Line %(line)s has no national backup that is open 24/7; name one."),
    _("Line %(line)s has no language; name at least one."),
    _("Backup %(backup)s does not speak %(language)s, a language of line %(line)s."),
    _("Center %(center)s names county %(county)s, which does not exist."),
    _("Center %(center)s names ZIP %(zip)s, which does not exist."),
    _("Center %(center)s is in state %(state)s, which does not exist."),
    _("Center %(center)s has rank %(rank)s; ranks count from 1."),
    _("Center %(center)s has capacity %(capacity)s; leave it out or count from 1."),
    _("Center %(center)s has a point that is not on the globe; give degrees."),
    _("State backup %(backup)s names no state; say whose it is."),
    _("The id %(id)s must be ASCII without spaces."),
    _("The name of %(party)s must be one line."),
    _("%(party)s is in the time zone %(zone)s, which does not exist."),
    _("%(party)s rings %(seconds)s s; a leg rings %(least)s to 25 s."),
    _("%(party)s has no destination; give at least one, or take it out."),
    _("%(party)s would ring one of our own lines; give the center's own number."),
    _("The hours of %(party)s cannot be read; enter them anew."),
    _("Center %(center)s has no date of verification; ask it to confirm its entry."),
    # mapmaking/forwarding.py, compile.py, routine.py
    _(
        "Calls would go in a circle, from %(centers)s; let each ring the number where its own people "
        "pick up."
    ),
    _("A map holds %(most)s languages; this network names more."),
    _("The atlas has more than 65,536 places; a map cannot number them."),
    _("A renewed map differs in more than hours; publish a proposal instead."),
    _(
        "%(party)s would ring a number abroad or one that costs extra; propose it, so that somebody "
        "approves it."
    ),
    # web/publishing/services/proposing.py
    _(
        "A real map is in use, and no line of the directory has a number that the public can dial; "
        "give a line its number."
    ),
    # core/map_format.py, routing_map.py, map_destinations.py, golden.py
    _("This file is not a routing map; compile one with `harborline map`."),
    _("The routing map is damaged or half-written; copy or compile it again."),
    _("The routing map has format %(format)s, which this version cannot read."),
    _("The routing map lacks a section; compile it again."),
    _("The routing map's table of sections runs past its end; compile it again."),
    _("The routing map's section %(section)s is out of bounds; compile it again."),
    _("The routing map's section %(section)s has a wrong length."),
    _("There is no routing map at %(path)s; compile one first."),
    _("The routing map at %(path)s cannot be read, or is empty."),
    _("The routing map contradicts itself; compile it again."),
    _("The routing map names no line or no national backup."),
    _("Line %(line)s has no national backup that is open 24/7."),
    _(
        "The routing map decides %(kind)s %(place)s otherwise than when it was compiled; compile it "
        "again with this version."
    ),
    _("The routing map holds no golden decisions; compile it again."),
    # stores/map_files.py
    _("The map cannot be written to %(path)s: that is no regular file."),
    _("The map cannot be written to %(path)s: %(fault)s."),
    _("There is no earlier map to go back to; publish one instead."),
    _("The published map is gone; put it back, or publish one."),
    _("The published map is gone; the one in memory is served meanwhile."),
    _("The newest map is the demo's; the real one in memory is served meanwhile."),
    _("The newest map holds no addresses and cannot dial; the one in memory is served meanwhile."),
    # stores/databases.py
    _("%(file)s cannot be used (%(fault)s); look at the data folder."),
    _("PostgreSQL cannot be used (%(fault)s); look at the server and at DATABASE_URL."),
    _(
        "DATABASE_URL is set and psycopg is not installed; run `make setup`, or unset it to use "
        "SQLite."
    ),
    # bootstrap/site.py and its door
    _(
        "HARBORLINE_MAP names the map that callers are served with, so another one would change "
        "nothing; unset it first."
    ),
    _(
        "Set HARBORLINE_NATIONAL_BACKUP to the number that is dialed when everything else fails; "
        "without it a published map is not served."
    ),
    _(
        "HARBORLINE_NATIONAL_BACKUP is set, so people call here, and nobody answers in the demo "
        "network; publish a real map, or unset it to try the demo."
    ),
    _(
        "This map decides but cannot dial, for it holds no addresses of destinations; add them to "
        "the document and compile it again."
    ),
    _("There is no routing map under the name that was given."),
    # bootstrap/map_publishing.py
    _(
        "This machine serves another map than the one that was published for all machines; hours wait "
        "until it serves that one."
    ),
)
