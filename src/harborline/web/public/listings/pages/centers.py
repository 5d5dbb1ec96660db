"""The page of a center, its contact card and its codes to scan; the same for the national line."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from harborline.core.listings import ContactKind
from harborline.web.public.frame import national_line, page
from harborline.web.public.listings import cards, codes, entries, json_ld, words
from harborline.web.public.listings.cards import Number
from harborline.web.public.listings.entries import Entry
from harborline.web.public.numbers import digits_to_dial, is_fictitious
from harborline.web.public.words import PHONE_KEEPS
from harborline.web.site.ports import site_ports

_NOT_FOUND = 404


@require_safe
def show(request: HttpRequest, center: str) -> HttpResponse:
    """Shows what the public may know of a center; where there is none of this id, where to turn instead."""
    now = timezone.now()
    entry = entries.find(center, now)
    if entry is None:
        return page(request, "listings/missing.html", status=_NOT_FOUND)
    # Nobody shall find a made-up center elsewhere and believe in it.
    demo = site_ports().is_demo()
    found = None if demo else json_ld.document(entry, _address_of(center))
    voice = entry.real_numbers(ContactKind.VOICE)
    about = {
        "entry": entry,
        "listing": entry.listing,
        "now": words.now(entry, now),
        "is_open": words.is_open(entry, now),
        "expired": words.expired(entry),
        "numbers": words.numbers(entry),
        "first": words.number(voice[0]) if voice else None,
        "phone_keeps": PHONE_KEEPS,
        "zone": words.zone(entry, now),
        "week": words.week(entry),
        "days": words.days_that_differ(entry),
        "spoken": words.languages(entry),
        "serves": words.serves(entry),
        "states": words.counties(entry),
        "training": [words.training(offer) for offer in entry.listing.training],
        "checked": words.checked(entry.listing.verified),
        "has_card": bool(entry.real_numbers()),
        "card_name": cards.neutral_name(entry.listing.name),
        "is_made_up": demo,
        "data": json_ld.as_text(found) if found else "",
    }
    return page(request, "listings/center.html", about)


@require_safe
def contact(request: HttpRequest, center: str) -> HttpResponse:  # noqa: ARG001 -- Django gives it
    """Gives the numbers of a center as a contact card, and its week as the note."""
    entry = _entry(center)
    numbers = [Number(digits_to_dial(one.number), one.kind) for one in entry.real_numbers()]
    if not numbers:
        raise Http404
    note = "\n".join(words.week(entry))
    return _card(cards.card(cards.neutral_name(entry.listing.name), numbers, note))


@require_safe
def page_code(request: HttpRequest, center: str) -> HttpResponse:  # noqa: ARG001 -- Django gives it
    """Draws the address of a center's page as a code to scan."""
    if not entries.is_listed(center):
        raise Http404
    return codes.picture(_address_of(center))


@require_safe
def call_code(request: HttpRequest, center: str) -> HttpResponse:  # noqa: ARG001 -- Django gives it
    """Draws the number of a center as a code that dials it; a fictitious number never is one."""
    voice = _entry(center).real_numbers(ContactKind.VOICE)
    if not voice:
        raise Http404
    return codes.picture(f"tel:{digits_to_dial(voice[0].number)}")


@require_safe
def line_contact(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- Django gives it
    """Gives the number of the national line as a contact card."""
    line = national_line()
    if line is None or is_fictitious(line.number):
        raise Http404
    return _card(cards.card(cards.neutral_name(line.name), [Number(line.dial)]))


@require_safe
def line_code(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- Django gives it
    """Draws the number of the national line as a code that dials it."""
    line = national_line()
    if line is None or is_fictitious(line.number):
        raise Http404
    return codes.picture(f"tel:{line.dial}")


def _entry(center: str) -> Entry:
    entry = entries.find(center, timezone.now())
    if entry is None:
        raise Http404
    return entry


def _address_of(center: str) -> str:
    return settings.SITE_URL + reverse("public:listings:center", args=[center])


def _card(content: bytes) -> HttpResponse:
    # The name of the file stays in a list of downloads: it says nothing.
    named = {"Content-Disposition": 'attachment; filename="contact.vcf"'}
    return HttpResponse(content, content_type="text/vcard; charset=utf-8", headers=named)
