"""What can be passed on: a center, a county's page, a national resource, the national line.

Only public facts that seldom change: a card is kept by networks, and a poster hangs for years.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.apps import apps
from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from harborline.core.errors import HarborlineError
from harborline.core.listings import ContactKind
from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.directory.counties import county_in_words
from harborline.web.directory.models import Center
from harborline.web.directory.states import state_in_words
from harborline.web.public.frame import national_line
from harborline.web.public.numbers import is_fictitious, number_in_words
from harborline.web.public.words import languages_in_words
from harborline.web.site.ports import site_ports

LINE = "national"
"""The id of the national line, which is the only one of its kind."""


class Kind(StrEnum):
    """What a thing to share is; also a part of its addresses."""

    CENTER = "center"
    COUNTY = "county"
    RESOURCE = "resource"
    LINE = "line"


_PAGES = {
    Kind.CENTER: "public:listings:center",
    Kind.COUNTY: "public:find:county",
}


class Subject(NamedTuple):
    """One thing to share. `number`: as people read it, empty where there is none to call; `place`: empty for
    a confidential center; `languages`: in words; `is_current`: confirmed in time.
    """

    kind: Kind
    id: str
    name: str
    number: str = ""
    place: str = ""
    languages: tuple[str, ...] = ()
    verified_on: date | None = None
    is_current: bool = True
    is_text_number: bool = False

    @property
    def is_demo(self) -> bool:
        """Tells whether it belongs to a demo."""
        return site_ports().is_demo() or is_fictitious(self.number)

    @property
    def page(self) -> str:
        """Gives the whole address of the page that is shared, in the language in use."""
        if self.kind is Kind.LINE:
            return absolute(reverse("public:find:home"))
        if self.kind is Kind.RESOURCE:
            return absolute(f"{reverse('public:listings:resources')}#{self.id}")
        return absolute(reverse(_PAGES[self.kind], args=[self.id]))

    @property
    def share_page(self) -> str:
        """Gives the path of the page for sharing it, in the language in use."""
        ids = [] if self.kind is Kind.LINE else [self.id]
        return reverse(f"public:share:{self.kind}", args=ids)

    def path_of(self, name: str, language: str, *more: str) -> str:
        """Gives the path of something that stands outside the languages: a card, a sheet, the embed."""
        return reverse(f"share:{name}", args=[language, str(self.kind), self.id, *more])


def absolute(path: str) -> str:
    """Gives a whole address on this site."""
    return settings.SITE_URL + path


def subject_of(kind: str, id: str) -> Subject:  # noqa: A002 -- what it is everywhere
    """Gives a thing to share; raises Http404 where there is none."""
    find = {
        Kind.CENTER: _center,
        Kind.COUNTY: _county,
        Kind.RESOURCE: _resource,
        Kind.LINE: _line,
    }.get(kind)  # type: ignore[call-overload]
    found: Subject | None = find(id) if find else None
    if found is None:
        raise Http404
    return found


def line_instead() -> Subject:
    """Gives the national line, which stands in for a listing that nobody has confirmed in time."""
    line = national_line()
    if line is None:
        return Subject(Kind.LINE, LINE, _("Help near you"))
    return Subject(Kind.LINE, LINE, line.name, line.number)


def current(subject: Subject) -> Subject:
    """Gives a thing itself, or the national line instead of one that nobody confirmed in time."""
    return subject if subject.is_current else line_instead()


def _line(id: str) -> Subject | None:  # noqa: A002 -- as above
    return line_instead() if id == LINE else None


def _center(id: str) -> Subject | None:  # noqa: A002 -- as above
    # Everybody may read the public facts of every center.
    row = Center.objects.within(EVERYWHERE).filter(pk=id).prefetch_related("numbers").first()
    if row is None:
        return None
    by_kind = {one.kind: one for one in reversed(row.numbers.all())}
    number = by_kind.get(ContactKind.VOICE.value) or by_kind.get(ContactKind.TEXT.value)
    today = timezone.now().astimezone(ZoneInfo(row.zone)).date()
    return Subject(
        Kind.CENTER,
        id,
        row.name,
        number_in_words(number.number) if number else "",
        "" if row.confidential else state_in_words(row.state),
        tuple(languages_in_words(row.languages)),
        row.verified_on,
        row.expires_on is None or row.expires_on >= today,
        number is not None and number.kind == ContactKind.TEXT.value,
    )


def _county(named: str) -> Subject | None:
    """Gives a county by its FIPS code, which its name may follow as in the path of its page."""
    code = named.partition("-")[0]
    try:
        atlas = site_ports().atlas()
    except HarborlineError:
        return None
    county = atlas.counties.get(atlas.aliases.get(code, code))
    if county is None:
        return None
    name = f"{county_in_words(county)}, {state_in_words(county.state)}"
    return Subject(Kind.COUNTY, county.fips, name, line_instead().number)


def _resource(id: str) -> Subject | None:  # noqa: A002 -- as above
    # A sibling, which is asked through Django and never imported: it knows which of them are confirmed.
    listings: Any = apps.get_app_config("listings")
    found = listings.to_share(id)
    if found is None:
        return None
    number = number_in_words(found.phone or found.text)
    return Subject(Kind.RESOURCE, id, found.name, number, is_text_number=not found.phone)
