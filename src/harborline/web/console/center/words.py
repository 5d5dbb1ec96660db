"""The closed lists of core in words for people; every value has its words, a test sees to it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harborline.core.directory import Acceptance, DestinationKind
from harborline.core.listings import (
    BillSafety,
    ContactKind,
    Serves,
    TrainingAudience,
    TrainingTopic,
)
from harborline.core.reasons import LegReason, SkipReason

Words = Mapping[str, str | Promise]

KINDS: Words = {
    DestinationKind.ADVOCATE_LINE: _("Advocate line"),
    DestinationKind.SWITCHBOARD: _("Switchboard"),
    DestinationKind.ON_CALL_MOBILE: _("On-call mobile"),
    DestinationKind.ANSWERING_SERVICE: _("Answering service that patches through"),
}

ACCEPTANCES: Words = {
    Acceptance.PRESS_1: _("Whoever picks up presses 1"),
    Acceptance.AT_ONCE: _("At once, when somebody picks up"),
}

BILL_SAFETY: Words = {
    BillSafety.CARRIER_OMITS: _("Carriers leave it off the bill"),
    BillSafety.TOLL_FREE: _("Toll-free"),
    BillSafety.SHOWS: _("It shows on the bill"),
    BillSafety.UNKNOWN: _("We do not know"),
}

BILL_SAFETY_MEANS: Words = {
    BillSafety.CARRIER_OMITS: _(
        "The number is on the list of hotlines that carriers leave off bills. The phone’s own call "
        "list still shows it."
    ),
    BillSafety.TOLL_FREE: _(
        "The call costs nothing, and most bills leave it out, but not all. The phone’s own call "
        "list still shows it."
    ),
    BillSafety.SHOWS: _(
        "A bill that lists calls lists this number, and so does the phone’s own call list."
    ),
    BillSafety.UNKNOWN: _("Until you know, we tell visitors that it may show on the bill."),
}

CONTACT_KINDS: Words = {
    ContactKind.VOICE: _("Call"),
    ContactKind.TEXT: _("Text message"),
    ContactKind.TTY: _("TTY"),
    ContactKind.VIDEOPHONE: _("Videophone"),
}

SERVES: Words = {
    Serves.ALL_GENDERS: _("All genders"),
    Serves.MEN: _("Men"),
    Serves.LGBTQ: _("LGBTQ+ people"),
    Serves.MINORS: _("Minors"),
    Serves.STUDENTS_ONLY: _("Students of our school only (listed, and never given calls)"),
}

TOPICS: Words = {
    TrainingTopic.CONSENT: _("Consent"),
    TrainingTopic.BYSTANDER: _("Bystander intervention"),
    TrainingTopic.PREVENTION: _("Prevention"),
    TrainingTopic.PROFESSIONAL: _("For professionals"),
    TrainingTopic.FAITH: _("For congregations"),
}

AUDIENCES: Words = {
    TrainingAudience.WORKPLACE: _("Workplaces"),
    TrainingAudience.SCHOOL: _("Schools"),
    TrainingAudience.CAMPUS: _("Colleges and universities"),
    TrainingAudience.FAITH_COMMUNITY: _("Faith communities"),
    TrainingAudience.SPORTS: _("Sports clubs and teams"),
    TrainingAudience.OTHER: _("Any group"),
}

LEG_REASONS: Words = {
    LegReason.SERVES_ZIP: _("serves this ZIP"),
    LegReason.SERVES_COUNTY: _("serves this county"),
    LegReason.SERVES_AREA_CODE: _("serves part of this area code"),
    LegReason.SERVES_STATE: _("serves part of this state"),
    LegReason.NEXT_CLOSEST: _("next closest that agreed to help"),
    LegReason.MUTUAL_AID: _("helps out in a surge"),
    LegReason.STATE_BACKUP: _("the state’s own line"),
    LegReason.NATIONAL_BACKUP: _("the national team, always there"),
}

SKIP_REASONS: Words = {
    SkipReason.CLOSED: _("closed at this hour"),
    SkipReason.PAUSED: _("paused"),
    SkipReason.EXPIRED: _("its listing has expired"),
    SkipReason.NOT_ACCEPTING: _("takes no calls"),
    SkipReason.AT_CAPACITY: _("all its phones are in use"),
    SkipReason.TRIPPED: _("missed three calls in a row; tried again soon"),
    SkipReason.LOOPING: _("forwards back to us; tried again soon"),
    SkipReason.LEG_LIMIT: _("further down than one call goes"),
}

OUTCOMES: Words = {
    "accepted": _("answered"),
    "declined": _("declined"),
    "busy": _("busy"),
    "no_answer": _("nobody picked up"),
    "not_accepted": _("picked up, nobody pressed 1"),
    "failed": _("could not be reached"),
    "abandoned": _("the caller hung up first"),
}
"""Outcomes of legs, as the tables of totals name them."""


def choices_of(words: Words) -> list[tuple[str, str | Promise]]:
    """Gives the values of a list with their words, for a form."""
    return [(str(value), text) for value, text in words.items()]
