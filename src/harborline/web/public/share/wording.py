"""The words that a share begins with: the resource and nothing else.

They never speak for a survivor, say nothing about who shares, and carry no hashtag.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from harborline.web.public.share.cards import CardText
from harborline.web.public.share.lettering import can_draw, has_shaper
from harborline.web.public.share.subjects import Kind, Subject


def title_of(subject: Subject) -> str:
    """Names what is shared."""
    if subject.kind is Kind.COUNTY:
        return _("Help near you: %(place)s") % {"place": subject.name}
    return subject.name


def text_of(subject: Subject) -> str:
    """Gives the words that stand in the field at first; the link is added to them."""
    said = {"name": subject.name, "number": subject.number}
    if subject.kind is Kind.COUNTY:
        words = _("Support after sexual violence in %(name)s") % said
    elif subject.kind is Kind.RESOURCE:
        words = _("A place to turn to: %(name)s") % said
    else:
        words = _("Support after sexual violence: %(name)s") % said
    if subject.number and not subject.is_text_number:
        words += ". " + _("Call %(number)s.") % said
    elif subject.number:
        words += ". " + _("Text %(number)s.") % said
    return f"{_('Demo, made up:')} {words}" if is_made_up(subject) else words


def is_made_up(subject: Subject) -> bool:
    """Tells whether nobody answers there: a demo's center, while its national line is the real one."""
    return subject.is_demo and subject.kind is Kind.CENTER


def description_of(subject: Subject) -> str:
    """Says in a sentence what a link leads to."""
    said = {"number": subject.number}
    words = lead_of(subject)
    if not subject.number:
        return words
    if subject.is_text_number:
        return f"{words} {_('Text %(number)s.') % said}"
    return f"{words} {_('Call %(number)s.') % said}"


def lead_of(subject: Subject) -> str:
    """Says in a few quiet words what it is; national resources help with more than one thing."""
    if subject.kind is Kind.RESOURCE:
        return _("A place to turn to. You choose what you tell.")
    return _("Someone to talk to after sexual violence. You choose what you tell.")


def kicker_of(subject: Subject) -> str:
    """Names what it is for, above its name."""
    if subject.kind is Kind.RESOURCE:
        return _("A place to turn to")
    return _("Support after sexual violence")


def card_text(subject: Subject) -> CardText:
    """Gives what the card says; a name in letters that cannot be drawn here is left out."""
    title = title_of(subject)
    if not can_draw(title, shaper=has_shaper()):
        title = _("Someone to talk to")
    languages = ", ".join(subject.languages)
    details = [part for part in (subject.place, languages) if part]
    number = subject.number
    if number and subject.is_text_number:
        number = _("Text %(number)s") % {"number": number}
    return CardText(
        kicker=kicker_of(subject),
        title=title,
        detail=" · ".join(details),
        number=number,
        site=urlsplit(settings.SITE_URL).netloc,
        demo=_("DEMO") if subject.is_demo else "",
    )


def alt_of(subject: Subject) -> str:
    """Describes the card: the words on it."""
    return _("A card that says: %(words)s") % {"words": "; ".join(card_text(subject).words())}
