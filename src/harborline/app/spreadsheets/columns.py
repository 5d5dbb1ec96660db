"""The columns that we know, and by which headers other people call them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum


class Column(StrEnum):
    """A field of a center that a spreadsheet may bring."""

    ID = "id"
    NAME = "name"
    STATE = "state"
    COALITION = "coalition"
    ZONE = "zone"
    COUNTIES = "counties"
    ZIPS = "zips"
    LANGUAGES = "languages"
    INTERPRETER = "interpreter"
    DESCRIPTION = "description"
    SERVES = "serves"
    ACCOMPANIMENT = "accompaniment"
    RTT = "rtt"
    ACCESSIBILITY = "accessibility"
    CONFIDENTIAL = "confidential"
    WEB = "web"
    EMAIL = "email"
    STREET = "street"
    CITY = "city"
    ADDRESS_ZIP = "address_zip"
    VOICE = "voice"
    TEXT = "text"
    TTY = "tty"
    VIDEOPHONE = "videophone"
    TRAINING = "training"
    RANK = "rank"
    ROLLOVER = "rollover"
    CAPACITY = "capacity"
    ACCEPTS_CALLS = "accepts_calls"
    RING_S = "ring_s"


NUMBERS = (Column.VOICE, Column.TEXT, Column.TTY, Column.VIDEOPHONE)
"""Columns that hold published numbers, by their kind."""

ONLY_WRITTEN = ("hours", "verified_on", "verified_by", "expires_on")
"""Columns of an export that an import leaves alone: hours belong to destinations, and only a person verifies."""

_CALLED = {
    Column.ID: "center_id centre_id agency_id identifier key slug",
    Column.NAME: "center_name centre_name agency agency_name organization organization_name program "
    "program_name title nombre",
    Column.STATE: "st state_code province state_province estado",
    Column.COALITION: "coalition_id state_coalition coalicion",
    Column.ZONE: "time_zone timezone tz zona_horaria",
    Column.COUNTIES: "county fips county_fips counties_served fips_codes service_area condados condado",
    Column.ZIPS: "zip_codes zips_served served_zips zipcodes codigos_postales",
    Column.LANGUAGES: "language languages_spoken idiomas idioma",
    Column.INTERPRETER: "interpreters interpreter_available interprete",
    Column.DESCRIPTION: "about services summary notes descripcion",
    Column.SERVES: "population populations populations_served whom_it_serves eligibility",
    Column.ACCOMPANIMENT: "hospital_accompaniment advocate_accompaniment acompanamiento",
    Column.RTT: "real_time_text",
    Column.ACCESSIBILITY: "accessible ada accesibilidad",
    Column.CONFIDENTIAL: "confidential_location hidden confidencial",
    Column.WEB: "website url web_site homepage sitio_web",
    Column.EMAIL: "e_mail email_address public_email correo",
    Column.STREET: "address address_1 street_address address_line_1 direccion",
    Column.CITY: "town ciudad",
    Column.ADDRESS_ZIP: "zip zip_code zipcode postal_code postcode codigo_postal",
    Column.VOICE: "phone phone_number telephone hotline hotline_number crisis_line telefono",
    Column.TEXT: "text_number sms text_line",
    Column.TTY: "tty_number tdd textphone",
    Column.VIDEOPHONE: "vp video_phone",
    Column.TRAINING: "trainings trainings_offered capacitacion",
    Column.RANK: "priority",
    Column.ROLLOVER: "rollover_agreement backup_agreement",
    Column.CAPACITY: "concurrent_calls calls_at_once",
    Column.ACCEPTS_CALLS: "takes_calls routed",
    Column.RING_S: "ring_seconds",
}
_KNOWN = {
    called: column for column, words in _CALLED.items() for called in (column.value, *words.split())
}


def suggest(headers: Sequence[str]) -> dict[Column, int]:
    """Gives the column of the file (from 0) that most likely is each of ours; each is used once."""
    found: dict[Column, int] = {}
    for place, header in enumerate(headers):
        column = _KNOWN.get(_plain(header))
        if column is not None and column not in found:
            found[column] = place
    return found


def usable(mapping: Mapping[str, int], width: int) -> dict[Column, int]:
    """Gives a mapping that somebody chose, without what there is not; the first use of a column counts."""
    known = {column.value for column in Column}
    return {
        Column(name): place
        for name, place in mapping.items()
        if name in known and 0 <= place < width
    }


def _plain(header: str) -> str:
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", header)
        if not unicodedata.combining(letter)
    )
    return re.sub(r"[^a-z0-9]+", "_", bare.lower()).strip("_")
