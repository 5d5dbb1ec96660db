"""What the public may know of a center beside how it is routed: plain values that every room shares.

A listing holds no destination: those are secret. Of a confidential center it holds no address.
Named tuples, as in `directory`.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class BillSafety(StrEnum):
    """What a call to a number leaves on the caller's bill; the phone's own call list always shows it."""

    CARRIER_OMITS = "carrier_omits"
    TOLL_FREE = "toll_free"
    SHOWS = "shows"
    UNKNOWN = "unknown"


class ContactKind(StrEnum):
    """How a public number is used."""

    VOICE = "voice"
    TEXT = "text"
    TTY = "tty"
    VIDEOPHONE = "videophone"


class Serves(StrEnum):
    """Whom a center serves; `students_only` ones are listed and never routed."""

    ALL_GENDERS = "all_genders"
    MEN = "men"
    LGBTQ = "lgbtq"
    MINORS = "minors"
    STUDENTS_ONLY = "students_only"


class TrainingTopic(StrEnum):
    """What a training is about. `PROFESSIONAL`: for people whose work it is; `FAITH`: made for congregations."""

    CONSENT = "consent"
    BYSTANDER = "bystander"
    PREVENTION = "prevention"
    PROFESSIONAL = "professional"
    FAITH = "faith"


class TrainingAudience(StrEnum):
    """For whom a training is held. `OTHER`: for whoever asks."""

    WORKPLACE = "workplace"
    SCHOOL = "school"
    CAMPUS = "campus"
    FAITH_COMMUNITY = "faith_community"
    SPORTS = "sports"
    OTHER = "other"


class PublicNumber(NamedTuple):
    """A number that a center publishes. `label`: what it is for, in the center's words."""

    number: str
    kind: ContactKind = ContactKind.VOICE
    label: str = ""
    bill_safety: BillSafety = BillSafety.UNKNOWN


class Address(NamedTuple):
    """Where visitors may come; a confidential center has none."""

    street: str
    city: str
    state: str
    zip: str


class TrainingOffer(NamedTuple):
    """One training that a center holds. `fee_usd`: whole dollars a session, 0 = free; `lead_days`: how many days
    before it a center wants to be asked.
    """

    audience: TrainingAudience
    topic: TrainingTopic
    language: str
    on_site: bool
    online: bool
    fee_usd: int = 0
    lead_days: int = 0


class Verification(NamedTuple):
    """Who confirmed a listing last: the day, the person or body, how they did, and the source."""

    on: date
    by: str
    how: str
    source: str


class Listing(NamedTuple):
    """A public entry, by the id of its center.

    `hours_text`: OpenStreetMap opening_hours text of when somebody answers, holidays as dates.
    `languages`: ISO 639-1. `rtt`: real-time text can be sent to the voice number.
    """

    id: str
    name: str
    state: str
    zone: str
    hours_text: str
    languages: tuple[str, ...] = ("en",)
    interpreter: bool = False
    coalition: str | None = None
    description: str = ""
    counties: tuple[str, ...] = ()
    zips: tuple[str, ...] = ()
    numbers: tuple[PublicNumber, ...] = ()
    web: str = ""
    email: str = ""
    address: Address | None = None
    serves: tuple[Serves, ...] = (Serves.ALL_GENDERS,)
    accompaniment: bool = False
    rtt: bool = False
    accessibility: str = ""
    training: tuple[TrainingOffer, ...] = ()
    confidential: bool = False
    verified: Verification | None = None
    expires_on: date | None = None


class Coalition(NamedTuple):
    """The state, territory or tribal body of centers."""

    id: str
    name: str
    state: str
    web: str = ""


class Listings(NamedTuple):
    """All public entries with the coalitions that they name."""

    coalitions: tuple[Coalition, ...] = ()
    centers: tuple[Listing, ...] = ()
