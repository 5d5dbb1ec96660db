"""Our profile of the standard: stable ids, and a small open vocabulary for what it has no field for.

Everybody may use the terms; their URIs never change meaning. `docs/reference/hsds-profile.md` shows them.
"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID, uuid5

from harborline.core.listings import BillSafety, ContactKind, Serves, TrainingTopic

PROFILE = "urn:harborline:hsds:1"
NAMESPACE = UUID("2e070591-0056-4630-912e-68bc6b1d1390")
"""The namespace of every id that we make. Changing it would make every row a new one for readers."""

SCHEME = "harborline"
CENTER_ID, COALITION_ID = "center id", "coalition id"
COUNTY, ZIP = f"{PROFILE}:county:", f"{PROFILE}:zip:"


class Term(NamedTuple):
    """A word of our vocabulary. `code`: the end of its URI. `parent`: the wider term."""

    code: str
    name: str
    description: str
    parent: str | None = None

    @property
    def uri(self) -> str:
        return f"{PROFILE}:{self.code}"


_SERVES = {
    Serves.ALL_GENDERS: ("All genders", "Serves people of every gender."),
    Serves.MEN: ("Men", "Says that it serves men."),
    Serves.LGBTQ: ("LGBTQ+ people", "Says that it serves LGBTQ+ people."),
    Serves.MINORS: ("Minors", "Serves people under 18."),
    Serves.STUDENTS_ONLY: ("Students only", "Serves students of one place; never routed."),
}
_BILLS = {
    BillSafety.CARRIER_OMITS: (
        "Omitted by carriers",
        "Listed, so that carriers leave it off bills.",
    ),
    BillSafety.TOLL_FREE: ("Toll-free", "Costs the caller nothing and may still be on a bill."),
    BillSafety.SHOWS: ("On the bill", "Is shown on the caller’s bill."),
    BillSafety.UNKNOWN: ("Not known", "Nobody has found out whether a bill shows it."),
}
_TRAINING = {
    TrainingTopic.CONSENT: ("Consent training", "Holds trainings about consent."),
    TrainingTopic.BYSTANDER: ("Bystander training", "Holds trainings for bystanders."),
    TrainingTopic.PREVENTION: ("Prevention training", "Holds trainings about prevention."),
    TrainingTopic.PROFESSIONAL: (
        "Professional training",
        "Holds trainings for people whose work it is.",
    ),
    TrainingTopic.FAITH: ("Faith-community training", "Holds trainings made for congregations."),
}
_PLAIN = (
    Term("crisis-center", "Sexual violence crisis center", "Answers locally and in confidence."),
    Term("coalition", "Coalition", "The state, territory or tribal body of centers."),
    Term("accompaniment", "Hospital accompaniment", "Somebody comes along to the hospital."),
    Term(
        "interpreter", "Interpreter", "An interpreter joins in languages that nobody here speaks."
    ),
    Term("rtt", "Real-time text", "Real-time text can be sent to the voice number."),
    Term("confidential", "Confidential place", "Its address is not given to anybody."),
    Term("state", "State", "Postal code of the state or territory, as the value."),
    Term("zone", "Time zone", "IANA name of the zone of the clock that schedules mean."),
    Term("hours", "Hours", "When somebody answers, as OpenStreetMap opening_hours text."),
    Term("verified-by", "Verified by", "Who confirmed the entry last."),
    Term("verified-how", "Verified how", "How they did."),
    Term("source", "Source", "Where the entry comes from."),
    Term("expires-on", "Expires on", "The last day on which the entry may be relied upon."),
)
SERVES = {value: f"serves:{value.value}" for value in Serves}
BILLS = {value: f"bill-safety:{value.value}" for value in BillSafety}
TRAINING = {value: f"training:{value.value}" for value in TrainingTopic}
PHONE_TYPES = {
    ContactKind.VOICE: "voice",
    ContactKind.TEXT: "text",
    ContactKind.TTY: "textphone",
    ContactKind.VIDEOPHONE: "video",
}
"""What RFC 6350 calls our kinds of numbers."""

TERMS: dict[str, Term] = {
    term.code: term
    for term in (
        *_PLAIN,
        Term("serves", "Whom it serves", "Whom a center says that it serves."),
        *(Term(SERVES[key], *words, parent="serves") for key, words in _SERVES.items()),
        Term("bill-safety", "Bill safety", "What a call leaves on the caller’s bill."),
        *(Term(BILLS[key], *words, parent="bill-safety") for key, words in _BILLS.items()),
        Term("training", "Training", "Trainings that a center holds for others."),
        *(Term(TRAINING[key], *words, parent="training") for key, words in _TRAINING.items()),
    )
}
TAXONOMY_NAME = "Harborline crisis-center profile"


def made_id(kind: str, *parts: str | int) -> str:
    """Gives the same id for the same thing, always and everywhere."""
    return str(uuid5(NAMESPACE, "\x1f".join((kind, *map(str, parts)))))


TAXONOMY_ID = made_id("taxonomy", PROFILE)


def term_id(code: str) -> str:
    """Gives the id of one of our terms."""
    return made_id("term", code)


def organization_id(kind: str, own: str) -> str:
    """Gives the id of a center or a coalition; who came to us with an id of the standard keeps it."""
    return own if is_uuid(own) else made_id(kind, own)


def default_description(name: str) -> str:
    """Gives what an organization says of itself where it says nothing, for the standard asks for it."""
    return f"{name} answers locally after sexual violence."


def is_uuid(value: str) -> bool:
    """Tells whether this is a UUID in the one form in which we write them."""
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False
