"""Sheets to print: a poster, and one with strips to tear off. PDFs whose text can be selected.

The discreet ones say neither what it is about nor whose number it is.
"""

from __future__ import annotations

from typing import NamedTuple

import segno
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from harborline.web.public.share import wording
from harborline.web.public.share.keeping import Kept
from harborline.web.public.share.printing import Sheet
from harborline.web.public.share.subjects import Kind, Subject

KEPT_BYTES = 8 << 20
STRIPS = 10
_STRIP_MM = 60.0
_EDGE_MM = 6.35
"""A quarter of an inch, which many printers leave white at each edge."""
_MARGIN_MM = 18.0
_CODE_MM = 54.0
_kept = Kept(KEPT_BYTES)


class Paper(NamedTuple):
    """A size of paper, in millimetres."""

    name: str | Promise
    width: float
    height: float


class Form(NamedTuple):
    """A kind of sheet."""

    name: str | Promise
    has_strips: bool
    is_discreet: bool


PAPERS = {
    "letter": Paper(pgettext_lazy("paper", "Letter"), 215.9, 279.4),
    "a4": Paper("A4", 210.0, 297.0),
}
FORMS = {
    "poster": Form(gettext_lazy("Poster"), False, False),
    "tear-off": Form(gettext_lazy("Sheet with strips to tear off"), True, False),
    "poster-discreet": Form(gettext_lazy("Poster that does not say what it is about"), False, True),
    "tear-off-discreet": Form(
        gettext_lazy("Sheet with strips that does not say what it is about"), True, True
    ),
}


class SheetText(NamedTuple):
    """What a sheet says. `link`: the whole address in the code to scan; `address`: what of it is written out;
    `demo`: its mark, or nothing.
    """

    kicker: str
    title: str
    lead: str
    number: str
    detail: str
    link: str
    address: str
    foot: str
    strip: str
    demo: str


def sheet_text(subject: Subject, *, discreet: bool) -> SheetText:
    """Gives the words of a sheet, in the language in use."""
    card = wording.card_text(subject)
    foot = ""
    if subject.verified_on:
        day = date_format(subject.verified_on, "DATE_FORMAT")
        foot = _("Confirmed on %(day)s. Please replace this sheet after a year.") % {"day": day}
    if discreet:
        # The id of a center may say what it is: only the code holds the whole address.
        return SheetText(
            *("", _("Someone to talk to"), _("You choose what you tell.")),
            *(card.number, "", subject.page, card.site, foot, "", card.demo),
        )
    listens = subject.kind is not Kind.RESOURCE  # some of those inform, and nobody listens there
    lead = _("Someone listens. You choose what you tell.") if listens else ""
    return SheetText(
        *(card.kicker, card.title, lead),
        *(card.number, card.detail, subject.page, subject.page.partition("://")[2]),
        *(foot, card.title, card.demo),
    )


def sheet(subject: Subject, paper: str, form: str) -> bytes:
    """Gives a sheet as PDF, of those kept or made now. `paper`, `form`: names in PAPERS and FORMS."""
    said = sheet_text(subject, discreet=FORMS[form].is_discreet)
    language = get_language() or "en"
    made_of = (language, paper, form, *said)
    return _kept.of(made_of, lambda: _made(said, PAPERS[paper], FORMS[form], language))


def _made(said: SheetText, paper: Paper, form: Form, language: str) -> bytes:
    made = Sheet(paper.width, paper.height, said.title, language)
    foot = paper.height - (_STRIP_MM + 8 if form.has_strips else _MARGIN_MM)
    _draw_message(made, said, paper, foot)
    if form.has_strips:
        _draw_strips(made, said, paper)
    return made.content()


def _draw_message(made: Sheet, said: SheetText, paper: Paper, foot: float) -> None:
    """Draws what is read from afar, down to `foot` (millimetres from the top)."""
    room = paper.width - 2 * _MARGIN_MM
    top = _MARGIN_MM + 2
    if said.demo:
        made.mark(said.demo, paper.width - _MARGIN_MM, top)
    if said.kicker:
        made.text(said.kicker, (_MARGIN_MM, top), room - 40, size=17, lines=1, soft=True)
    top = made.text(said.title, (_MARGIN_MM, top + 16), room, size=46, lines=3)
    top = made.text(said.lead, (_MARGIN_MM, top + 4), room, size=22, lines=2, bold=False)
    top += max((foot - top - _CODE_MM - 62) / 2, 0) + 8
    if said.number:
        top = made.band(said.number, (_MARGIN_MM, top), room)
    made.code(_matrix(said.link), (_MARGIN_MM, top + 8), _CODE_MM)
    beside = _MARGIN_MM + _CODE_MM + 8
    side = room - _CODE_MM - 8
    top = made.text(_("Scan to open the page:"), (beside, top + 12), side, size=15, lines=1)
    top = made.text(said.address, (beside, top), side, size=13, lines=3, bold=False)
    if said.detail:
        top = made.text(said.detail, (beside, top + 3), side, size=14, lines=2, bold=False)
    if said.foot:
        made.text(said.foot, (beside, top + 3), side, size=10, lines=2, bold=False, soft=True)


def _draw_strips(made: Sheet, said: SheetText, paper: Paper) -> None:
    """Draws the strips at the foot, each with the number and the code."""
    wide = (paper.width - 2 * _EDGE_MM) / STRIPS
    top = paper.height - _STRIP_MM
    side = wide - 5
    code_top = paper.height - _EDGE_MM - side
    code = _matrix(said.link)
    name = " ".join(part for part in (said.demo, said.strip) if part)
    if not said.number and not said.strip:
        name = said.title
    made.cut((0, top), (paper.width, top))
    for strip in range(STRIPS):
        left = _EDGE_MM + strip * wide
        if strip:
            made.cut((left, top), (left, paper.height))
        made.code(code, (left + 2.5, code_top), side)
        made.turned(name, said.number, (left, top), wide, code_top - top)


def _matrix(link: str) -> list[list[bool]]:
    """Gives the modules of a code to scan, without the quiet around it."""
    return [[bool(one) for one in row] for row in segno.make(link, error="m", micro=False).matrix]
