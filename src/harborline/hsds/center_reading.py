"""One organization and all that hangs on it as one listing."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, NamedTuple

from harborline.core.listings import (
    Address,
    BillSafety,
    ContactKind,
    Listing,
    PublicNumber,
    Serves,
    TrainingAudience,
    TrainingOffer,
    TrainingTopic,
    Verification,
)
from harborline.hsds import profile
from harborline.hsds.languages import code_of
from harborline.hsds.profile import default_description
from harborline.hsds.rows import Problem, Row, cell, line, text
from harborline.hsds.schedules import hours_of
from harborline.hsds.shelves import Shelves
from harborline.hsds.states import state_code

_MAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+\Z")
_ZIP = re.compile(r"(\d{5})(?:-\d{4})?\Z")
_QUOTES = "\"'“”\u2018’ \t"
_BILLS = {code: value for value, code in profile.BILLS.items()}
_SERVES = {code: value for value, code in profile.SERVES.items()}
_TRAINING = {code: value for value, code in profile.TRAINING.items()}
_KINDS = {
    **{name: kind for kind, name in profile.PHONE_TYPES.items()},
    **dict.fromkeys(("", "cell", "hotline", "landline", "mobile", "phone", "tollfree", "toll-free"),
                    ContactKind.VOICE),
    **dict.fromkeys(("sms",), ContactKind.TEXT),
    **dict.fromkeys(("tty", "tdd", "tty/tdd", "tty-tdd"), ContactKind.TTY),
    **dict.fromkeys(("videophone", "vp"), ContactKind.VIDEOPHONE),
}  # fmt: skip
_LONGEST_NUMBER = 32


class _Center(NamedTuple):
    """What the reading of one organization shares. `said`: values of our terms, first of each."""

    row: Row
    services: list[Row]
    places: list[Row]
    shelves: Shelves
    problems: list[Problem]
    said: dict[str, str]
    ours: bool

    def on_services(self, entity: str) -> list[Row]:
        return self.shelves.on(entity, "service_id", self.ids(self.services))

    def on_places(self, entity: str) -> list[Row]:
        return self.shelves.on(entity, "location_id", self.ids(self.places))

    @staticmethod
    def ids(rows: list[Row]) -> list[str]:
        return [cell(row, "id") for row in rows]

    def lost(self, row: Row, what: str) -> None:
        self.problems.append(Problem(row.where, what))


def read_center(own: str, row: Row, shelves: Shelves, problems: list[Problem]) -> Listing | None:
    """Gives the listing of an organization, None (and why) where it has not even a name."""
    name = line(row.fields.get("name"))
    if not name:
        problems.append(Problem(row.where, "It has no name.", left_out=True))
        return None
    named = cell(row, "id")
    services = shelves.on("service", "organization_id", [named])
    said = {
        code: value
        for link in (*_Center.ids(services)[::-1], named)
        for code, value in shelves.said(link).items()
    }
    ours = shelves.identifier(named, profile.CENTER_ID) is not None
    places = shelves.places(named, _Center.ids(services))
    center = _Center(row, services, places, shelves, problems, said, ours)
    if len(services) > 1:
        center.lost(row, f"Its {len(services)} services are read as one entry.")
    return _listing(own, name, center)


def _listing(own: str, name: str, center: _Center) -> Listing:
    row, said, problems = center.row, center.said, center.problems
    confidential = "confidential" in said
    counties, zips = _area(center)
    first = center.services[0] if center.services else row
    web = center.shelves.web(row, "website", problems)
    hours = text(said.get("hours")) or _hours(center)
    return Listing(
        id=own,
        name=name,
        state=_state(center),
        zone=_zone(center),
        hours_text=hours,
        languages=_languages(center),
        interpreter="interpreter" in said
        or bool(cell(first, "interpretation_services") and not center.ours),
        description=_description(name, center),
        counties=counties,
        zips=zips,
        numbers=_numbers(center),
        web=web or center.shelves.web(first, "url", problems),
        email=_mail(row, center) or _mail(first, center),
        address=None if confidential else _address(center),
        serves=_serves(center),
        accompaniment="accompaniment" in said,
        rtt="rtt" in said,
        accessibility=_accessibility(center),
        training=_training(center),
        confidential=confidential,
        verified=_verified(first, center),
        expires_on=_date(said.get("expires-on", "")),
    )


def _description(name: str, center: _Center) -> str:
    for service in center.services:
        if said := text(service.fields.get("description")):
            return said
    said = text(center.row.fields.get("description"))
    return "" if center.ours and said == default_description(name) else said


def _state(center: _Center) -> str:
    said = center.said.get("state", "") or center.shelves.state_of(cell(center.row, "id"))
    if not said:
        center.lost(center.row, "It names no state or territory of the United States.")
    return said


def _zone(center: _Center) -> str:
    zone = center.said.get("zone", "")
    for schedule in () if zone else _schedules(center):
        zone = zone or center.shelves.said(cell(schedule, "id")).get("zone", "")
    if not zone:
        center.lost(center.row, "It names no time zone; an offset from UTC is none.")
    return zone


def _schedules(center: _Center) -> list[Row]:
    """Gives the schedules of the first service that has some, else those of its places."""
    for service in center.services:
        own = center.shelves.on("schedule", "service_id", [cell(service, "id")])
        at = center.shelves.on("service_at_location", "service_id", [cell(service, "id")])
        found = own or center.shelves.on("schedule", "service_at_location_id", center.ids(at))
        if found:
            return found
    return center.on_places("schedule")


def _hours(center: _Center) -> str:
    return hours_of(_schedules(center), center.problems)


def _languages(center: _Center) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for row in center.on_services("language") or center.on_places("language"):
        said = line(row.fields.get("code")) or line(row.fields.get("name"))
        code = code_of(said) or code_of(line(row.fields.get("name")))
        if code:
            found[code] = None
        else:
            center.lost(row, f"The language “{said[:40]}” is not known here; not used.")
    if not found and not center.ours:
        center.lost(center.row, "It names no language.")
    return tuple(found)


def _numbers(center: _Center) -> tuple[PublicNumber, ...]:
    shelves, services = center.shelves, center.ids(center.services)
    named = [cell(center.row, "id")]
    at = center.ids(shelves.on("service_at_location", "service_id", services))
    contacts = [
        *shelves.on("contact", "service_id", services),
        *shelves.on("contact", "organization_id", named),
        *shelves.on("contact", "service_at_location_id", at),
    ]
    rows = [
        *shelves.on("phone", "service_id", services),
        *shelves.on("phone", "service_at_location_id", at),
        *shelves.on("phone", "organization_id", named),
        *center.on_places("phone"),
        *shelves.on("phone", "contact_id", center.ids(contacts)),
    ]
    once = {id(row): row for row in rows}
    return tuple(filter(None, (_number(row, center) for row in once.values())))


def _number(row: Row, center: _Center) -> PublicNumber | None:
    number = line(row.fields.get("number")).strip(_QUOTES).removeprefix("tel:")
    extension = re.sub(r"\.0\Z", "", line(row.fields.get("extension")))
    if extension:
        number = f"{number} ext. {extension}"
    if sum(mark.isdigit() for mark in number) < 3 or len(number) > _LONGEST_NUMBER:
        center.lost(row, "It is no telephone number; not used.")
        return None
    said = line(row.fields.get("type")).lower()
    kind = _KINDS.get(said)
    if kind is None:
        center.lost(row, f"A number of the kind “{said[:20]}” has no place here; not used.")
        return None
    words = [_BILLS[code] for code, _, _ in center.shelves.words(cell(row, "id")) if code in _BILLS]
    label = text(row.fields.get("description"))
    return PublicNumber(number, kind, label, words[0] if words else BillSafety.UNKNOWN)


def _area(center: _Center) -> tuple[tuple[str, ...], tuple[str, ...]]:
    at = center.ids(center.on_services("service_at_location"))
    rows = center.on_services("service_area")
    rows += center.shelves.on("service_area", "service_at_location_id", at)
    counties: dict[str, None] = {}
    zips: dict[str, None] = {}
    for row in rows:
        uri = cell(row, "uri")
        for before, found in ((profile.COUNTY, counties), (profile.ZIP, zips)):
            if uri.startswith(before) and re.fullmatch(r"\d{5}", uri.removeprefix(before)):
                found[uri.removeprefix(before)] = None
                break
        else:
            _named_area(row, counties, zips, center)
    return tuple(counties), tuple(zips)


_SAID_ZIP = re.compile(r"\bzip(?:\s*codes?)?\b", re.IGNORECASE)
_SAID_COUNTY = re.compile(r"\b(?:fips|geoid)\b", re.IGNORECASE)


def _named_area(
    row: Row, counties: dict[str, None], zips: dict[str, None], center: _Center
) -> None:
    """Reads five digits that are said to be a ZIP or a county's code; other areas are told."""
    said = " ".join(line(row.fields.get(name)) for name in ("name", "description", "extent", "uri"))
    digits = re.findall(r"(?<!\d)\d{5}(?!\d)", said)
    found = zips if _SAID_ZIP.search(said) else counties if _SAID_COUNTY.search(said) else None
    if digits and found is not None:
        found.update(dict.fromkeys(digits))
    else:
        center.lost(row, "This area names no county or ZIP by its code; not used.")


def _mail(row: Row, center: _Center) -> str:
    said = line(row.fields.get("email")).removeprefix("mailto:")
    if said and not _MAIL.match(said):
        center.lost(row, "Its email is no address; not used.")
        return ""
    return said


def _address(center: _Center) -> Address | None:
    for row in center.on_places("address"):
        if cell(row, "address_type") in {"postal", "virtual"}:
            continue
        parts = ("address_1", "address_2", "city", "state_province", "postal_code")
        street, more, city, state, postal = (line(row.fields.get(name)) for name in parts)
        code, postcode = state_code(state) or (state if center.ours else ""), _ZIP.match(postal)
        if street and city and code and postcode:
            return Address(f"{street}, {more}" if more else street, city, code, postcode[1])
        center.lost(row, "This is no whole address in the United States; not used.")
    return None


def _serves(center: _Center) -> tuple[Serves, ...]:
    words = [
        code
        for link in center.ids([*center.services, center.row])
        for code, _, _ in center.shelves.words(link)
    ]
    return tuple(dict.fromkeys(_SERVES[code] for code in words if code in _SERVES))


def _accessibility(center: _Center) -> str:
    told: dict[str, None] = {}
    for row in center.on_places("accessibility"):
        for name in ("description", "details"):
            told[text(row.fields.get(name))] = None
    return "\n".join(said for said in told if said)


def _training(center: _Center) -> tuple[TrainingOffer, ...]:
    offers: list[TrainingOffer] = []
    for service in center.services:
        for code, value, where in center.shelves.words(cell(service, "id")):
            if code not in _TRAINING:
                continue
            offer = _offer(_TRAINING[code], value)
            if offer is None:
                center.problems.append(Problem(where, "This training cannot be read; not used."))
            else:
                offers.append(offer)
    return tuple(offers)


def _offer(topic: TrainingTopic, value: str) -> TrainingOffer | None:
    said: dict[str, Any] = dict(part.partition("=")[::2] for part in value.split(";"))
    language = code_of(said.get("language", ""))
    fee, lead = said.get("fee_usd", "0"), said.get("lead_days", "0")
    try:
        audience = TrainingAudience(said.get("audience", ""))
    except ValueError:
        return None
    if language is None or not re.fullmatch(r"[0-9]{1,6}", fee):
        return None
    if not re.fullmatch(r"[0-9]{1,3}", lead):
        return None
    on_site, online = said.get("on_site") == "yes", said.get("online") == "yes"
    return TrainingOffer(audience, topic, language, on_site, online, int(fee), int(lead))


def _verified(service: Row, center: _Center) -> Verification | None:
    on = _date(cell(service, "assured_date"))
    if on is None:
        return None
    said = center.said
    values = (said.get(code, "") for code in ("verified-by", "verified-how", "source"))
    return Verification(on, *values)


def _date(said: str) -> date | None:
    try:
        return date.fromisoformat(said[:10])
    except ValueError:
        return None
