"""National resources in words: for whom, how to reach them, when, and where we know it from."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext, pgettext_lazy

from harborline.web.public.listings.national import Resource, Way, Whom
from harborline.web.public.listings.services import Listed
from harborline.web.public.listings.words import link_to
from harborline.web.public.numbers import number_in_words
from harborline.web.public.words import Words, bill_in_words

WHOM: Words = {
    Whom.SEXUAL_ASSAULT: pgettext_lazy("public", "sexual violence"),
    Whom.DOMESTIC_VIOLENCE: pgettext_lazy("public", "violence at home"),
    Whom.CRISIS: pgettext_lazy("public", "thoughts of suicide, a crisis"),
    Whom.MILITARY: pgettext_lazy("public", "the military"),
    Whom.NATIVE: pgettext_lazy("public", "Native people"),
    Whom.LGBTQ: pgettext_lazy("for whom", "LGBTQ+ people"),
    Whom.TRANSGENDER: pgettext_lazy("public", "trans people"),
    Whom.YOUTH: pgettext_lazy("public", "young people"),
    Whom.MEN: pgettext_lazy("public", "men"),
}
WAYS: Words = {
    Way.PHONE: pgettext_lazy("public", "Phone call"),
    Way.TEXT: pgettext_lazy("public", "Text message"),
    Way.CHAT: pgettext_lazy("public", "Chat on the web"),
    Way.TTY: pgettext_lazy("public", "TTY"),
    Way.GROUPS: pgettext_lazy("public", "Online groups"),
}


class Link(NamedTuple):
    """A link, or (without `href`) a text."""

    text: str
    href: str


class Shown(NamedTuple):
    """A resource as the page shows it. `sources`: addresses of its source."""

    id: str
    name: str
    about: str
    hours: str
    hours_are_known: bool
    is_limited: bool
    phone: Link | None
    bill: str
    message: Link | None
    word: str
    tty: Link | None
    chat: str
    groups: str
    how: str
    web: str
    source: str
    sources: tuple[str, ...]
    dated: str
    checked: str


def shown(listed: Listed) -> Shown:
    """Says everything of a resource that the public may know."""
    one = listed.resource
    return Shown(
        id=one.id,
        name=one.name,
        about=_said(one, "about"),
        hours=_hours(one),
        hours_are_known=one.always is not None or bool(_said(one, "hours")),
        is_limited=one.always is False,
        phone=_number(one.phone, "tel"),
        bill=_bill(one),
        message=_number(one.text, "sms"),
        word=one.text_word,
        tty=_number(one.tty, "tel"),
        chat=one.chat,
        groups=one.groups,
        how=_said(one, "how"),
        web=one.web,
        source=one.source_title,
        sources=one.source_addresses,
        dated=_dated(one.source_date),
        checked=checked(listed),
    )


def checked(listed: Listed) -> str:
    """Says when this site checked a resource. Who did is kept, and is nobody's business."""
    row = listed.standing
    if not listed.is_live or row is None or row.confirmed_at is None:
        return pgettext("public", "This site has not checked it yet.")
    return pgettext("public", "This site checked it on %(day)s.") % {
        "day": date_format(row.confirmed_at, "DATE_FORMAT")
    }


def _said(one: Resource, field: str) -> str:
    """Gives a text in the language of the page; in English where the other was left out."""
    english: str = getattr(one, f"{field}_en")
    return getattr(one, f"{field}_{(get_language() or 'en')[:2]}", "") or english


def _hours(one: Resource) -> str:
    if one.always:
        return pgettext("public", "Day and night")
    said = _said(one, "hours")
    if one.always is None:
        return said or pgettext("public", "Hours: our source does not say. Try at any time.")
    if said:
        return pgettext("public", "Not day and night: %(hours)s") % {"hours": said}
    return pgettext("public", "Not day and night")


def _number(number: str, scheme: str) -> Link | None:
    if not number:
        return None
    href = link_to(number)
    return Link(number_in_words(number), href and f"{scheme}:{href.partition(':')[2]}")


def _bill(one: Resource) -> str:
    if not one.phone:
        return ""
    return bill_in_words(one.bill_safety)


def _dated(given: str) -> str:
    if not given:
        return pgettext("public", "no date")
    try:
        return date_format(date.fromisoformat(given), "DATE_FORMAT")
    except ValueError:
        return given
