"""The closed lists of core as the public reads them: languages, whom a center serves, what a bill shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from harborline.core.listings import BillSafety, ContactKind, Serves

Words = Mapping[str, str | Promise]

LANGUAGES: Words = {
    "en": _("English"),
    "es": _("Spanish"),
    "am": _("Amharic"),
    "ar": _("Arabic"),
    "zh": _("Chinese"),
    "fr": _("French"),
    "ht": _("Haitian Creole"),
    "hi": _("Hindi"),
    "ko": _("Korean"),
    "ne": _("Nepali"),
    "fa": _("Persian"),
    "pl": _("Polish"),
    "pt": _("Portuguese"),
    "ru": _("Russian"),
    "so": _("Somali"),
    "tl": _("Tagalog"),
    "ur": _("Urdu"),
    "vi": _("Vietnamese"),
}
"""By ISO 639-1 code."""

SERVES: Words = {
    Serves.ALL_GENDERS: pgettext_lazy("public", "People of every gender"),
    Serves.MEN: pgettext_lazy("public", "Men and boys"),
    Serves.LGBTQ: pgettext_lazy("public", "LGBTQ+ people"),
    Serves.MINORS: pgettext_lazy("public", "People under 18"),
    Serves.STUDENTS_ONLY: pgettext_lazy("public", "Students of its own school only"),
}

BILL: Words = {
    BillSafety.CARRIER_OMITS: pgettext_lazy(
        "public", "It is on the list of lines that phone companies leave off the bill."
    ),
    BillSafety.TOLL_FREE: pgettext_lazy(
        "public", "The call is free. Most bills do not show it, but some do."
    ),
    BillSafety.SHOWS: pgettext_lazy("public", "A bill that lists calls shows this one."),
    BillSafety.UNKNOWN: pgettext_lazy("public", "It may show on the phone bill: we do not know."),
}
"""What a call leaves on the bill. The phone itself keeps it in any case: see PHONE_KEEPS."""

BILL_OF_TEXTS: Words = {
    BillSafety.CARRIER_OMITS: BILL[BillSafety.CARRIER_OMITS],
    BillSafety.TOLL_FREE: pgettext_lazy("public", "It may show on the phone bill."),
    BillSafety.SHOWS: pgettext_lazy("public", "A bill that lists messages shows this one."),
    BillSafety.UNKNOWN: BILL[BillSafety.UNKNOWN],
}

PHONE_KEEPS = pgettext_lazy(
    "public",
    "Your phone keeps every call in its list of calls, and every message in its thread, until you "
    "delete them.",
)

KINDS: Words = {
    ContactKind.VOICE: pgettext_lazy("public", "Call"),
    ContactKind.TEXT: pgettext_lazy("public", "Text"),
    ContactKind.TTY: pgettext_lazy("public", "TTY"),
    ContactKind.VIDEOPHONE: pgettext_lazy("public", "Videophone"),
}


def languages_in_words(codes: Iterable[str]) -> list[str]:
    """Names languages in the language of the page; one that nobody named stays a code."""
    return [str(LANGUAGES.get(code, code)) for code in codes]


def bill_in_words(bill: BillSafety, kind: ContactKind = ContactKind.VOICE) -> str:
    """Says what a bill shows of reaching such a number."""
    return str((BILL_OF_TEXTS if kind is ContactKind.TEXT else BILL)[bill])
