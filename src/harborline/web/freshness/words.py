"""What results, faults and hours are called for people."""

from __future__ import annotations

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from harborline.core.directory import DestinationKind
from harborline.web.directory.models import Destination
from harborline.web.directory.words import clock
from harborline.web.freshness.fetching import Fault
from harborline.web.freshness.models import Consent, TestCall
from harborline.web.site.ports import TestCallResult

RESULTS: dict[TestCallResult, str | Promise] = {
    TestCallResult.PERSON: _("a person answered"),
    TestCallResult.ANSWERING_SERVICE: _("the answering service answered"),
    TestCallResult.VOICEMAIL: _(
        "something picked up and nobody pressed 1: most likely a voicemail"
    ),
    TestCallResult.NOBODY: _("it rang or was busy, and nobody picked up"),
    TestCallResult.DEAD: _("it could not be reached"),
    TestCallResult.LOOP: _("it leads back to a line of ours"),
}

FAULTS: dict[str, str | Promise] = {
    Fault.NO_ADDRESS: _("no web address"),
    Fault.NOT_PUBLIC: _("not on the public internet"),
    Fault.REDIRECTIONS: _("leads in circles"),
    Fault.CERTIFICATE: _("no valid certificate"),
    Fault.SLOW: _("no answer in time"),
    Fault.NO_HOST: _("no such host"),
    Fault.NO_CONNECTION: _("no connection"),
}

_KINDS: dict[str, str | Promise] = {
    DestinationKind.ADVOCATE_LINE: _("Advocate line"),
    DestinationKind.SWITCHBOARD: _("Switchboard"),
    DestinationKind.ON_CALL_MOBILE: _("On-call mobile"),
    DestinationKind.ANSWERING_SERVICE: _("Answering service"),
}


HOWS: dict[str, str | Promise] = {
    "confirmed in the console": _("confirmed in the console"),
    "telephone": _("by telephone"),
    "mailed link": _("by the link in a mail"),
}
"""Ways to confirm a listing that we write ourselves; what somebody else wrote stands as it is."""


def how_in_words(how: str) -> str:
    """Says how a listing was confirmed."""
    return str(HOWS.get(how, how))


def fault_in_words(fault: str) -> str:
    """Says why a web address did not open."""
    return str(FAULTS.get(fault, fault))


def language_in_words(code: str) -> str:
    """Names a language in the language in use; one that Django does not know keeps its code."""
    try:
        return str(gettext(get_language_info(code)["name"]))
    except KeyError:
        return code


def destination_in_words(destination: Destination) -> str:
    """Names a destination by its kind and its place in the order; its number is secret.

    What the center calls it may name a person, so others than its own people do not read that.
    """
    place = gettext("rings as number %(order)s") % {"order": destination.order}
    return f"{_KINDS.get(destination.kind, destination.kind)} ({place})"


def own_name_in_words(destination: Destination) -> str:
    """Names a destination to its own people, as their page of hours does."""
    return destination.label or destination_in_words(destination)


def consent_in_words(consent: Consent) -> str:
    """Says when test calls are agreed to."""
    return gettext("%(weekday)s from %(start)s to %(end)s, agreed by %(by)s") % {
        "weekday": WEEKDAYS[consent.weekday],
        "start": clock(consent.from_minute),
        "end": clock(consent.to_minute),
        "by": consent.by,
    }


def result_in_words(call: TestCall) -> str:
    """Says what picked up, or that nothing is known yet."""
    if not call.result:
        return gettext("placed; nothing is known of it") if call.placed_at else gettext("planned")
    return str(RESULTS[TestCallResult(call.result)])
