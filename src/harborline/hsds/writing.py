"""Listings as rows of the standard's tables: strict, stable, and without what must not leave.

The same listing always gives the same rows. A confidential center gives no address, whatever the listing
holds. Values that the standard would refuse (a web address without its scheme) are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from harborline.core.listings import Coalition, Listing, Listings, PublicNumber, TrainingOffer
from harborline.hsds import profile
from harborline.hsds.entities import ENTITIES
from harborline.hsds.languages import name_of
from harborline.hsds.rows import Row, Tables, without_empty
from harborline.hsds.schedules import schedule_fields

_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+\Z", re.IGNORECASE)
_MAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+\Z")


def write(
    listings: Listings,
    *,
    places: Mapping[str, str] | None = None,
    changed_at: Mapping[str, datetime] | None = None,
) -> Tables:
    """Gives the rows of all listings, with our vocabulary.

    `places`: names of counties by FIPS code. `changed_at`: aware, by the id of a center.
    """
    pen = _Pen(places or {}, changed_at or {})
    for coalition in listings.coalitions:
        pen.coalition(coalition)
    for center in listings.centers:
        pen.center(center)
    pen.vocabulary()
    return pen.tables


class _Pen:
    """Appends rows; each method writes one thing and what hangs on it."""

    def __init__(self, places: Mapping[str, str], changed_at: Mapping[str, datetime]) -> None:
        self.tables: Tables = {name: [] for name in ENTITIES}
        self._places, self._changed_at = places, changed_at
        self._made: Counter[tuple[str, ...]] = Counter()

    def _id(self, kind: str, *parts: str) -> str:
        """Gives the id of one thing among several; a second one that is the same has its own."""
        self._made[kind, *parts] += 1
        return profile.made_id(kind, *parts, self._made[kind, *parts])

    def _add(self, entity: str, fields: Mapping[str, Any]) -> str:
        self.tables[entity].append(Row("", without_empty(fields)))
        return str(fields["id"])

    def _attribute(self, entity: str, link: str, code: str, value: str = "") -> None:
        fields = {"link_id": link, "link_entity": entity, "value": value}
        fields |= {"id": self._id("attribute", link, code)}
        self._add("attribute", fields | {"taxonomy_term_id": profile.term_id(code)})

    def _identified(self, organization: str, kind: str, own: str) -> None:
        scheme = {"identifier_scheme": profile.SCHEME, "identifier_type": kind, "identifier": own}
        made = {"id": self._id("identifier", organization), "organization_id": organization}
        self._add("organization_identifier", made | scheme)

    def coalition(self, coalition: Coalition) -> None:
        fields = {
            "id": profile.organization_id("coalition", coalition.id),
            "name": coalition.name,
            "description": f"{coalition.name} is a body of centers.",
            "website": _web(coalition.web),
        }
        made = self._add("organization", fields)
        self._identified(made, profile.COALITION_ID, coalition.id)
        self._attribute("organization", made, "coalition")
        if coalition.state:
            self._attribute("organization", made, "state", coalition.state)

    def center(self, center: Listing) -> None:
        organization = self._organization(center)
        service = self._service(center, organization)
        for number in center.numbers:
            self._phone(number, service)
        for fields in schedule_fields(center.hours_text) if center.hours_text else ():
            made = self._id("schedule", service, str(sorted(fields.items())))
            self._add("schedule", fields | {"id": made, "service_id": service})
            if center.zone:
                self._attribute("schedule", made, "zone", center.zone)
        for code in center.languages:
            fields = {"id": self._id("language", service, code), "service_id": service}
            self._add("language", fields | {"name": name_of(code), "code": code})
        self._area(center, service)
        self._place(center, organization, service)
        self._words(center, service)

    def _organization(self, center: Listing) -> str:
        fields = {
            "id": profile.organization_id("center", center.id),
            "name": center.name,
            "description": center.description or profile.default_description(center.name),
            "email": _mail(center.email),
            "website": _web(center.web),
        }
        if center.coalition:
            parent = profile.organization_id("coalition", center.coalition)
            fields["parent_organization_id"] = parent
        made = self._add("organization", fields)
        self._identified(made, profile.CENTER_ID, center.id)
        return made

    def _service(self, center: Listing, organization: str) -> str:
        changed = self._changed_at.get(center.id)
        fields = {
            "id": profile.made_id("service", center.id),
            "organization_id": organization,
            "name": f"{center.name}: help after sexual violence",
            "description": center.description,
            "url": _web(center.web),
            "email": _mail(center.email),
            "status": "active",
            "interpretation_services": "An interpreter can join." if center.interpreter else "",
            "assured_date": center.verified.on.isoformat() if center.verified else "",
            "last_modified": changed.astimezone(UTC).isoformat() if changed else "",
        }
        return self._add("service", fields)

    def _phone(self, number: PublicNumber, service: str) -> None:
        fields = {
            "id": self._id("phone", service, number.kind.value, number.number),
            "service_id": service,
            "number": number.number,
            "type": profile.PHONE_TYPES[number.kind],
            "description": number.label,
        }
        self._attribute("phone", self._add("phone", fields), profile.BILLS[number.bill_safety])

    def _area(self, center: Listing, service: str) -> None:
        areas = [
            (f"{profile.COUNTY}{fips}", self._places.get(fips, f"County {fips}"))
            for fips in center.counties
        ]
        areas += [(f"{profile.ZIP}{zip_}", f"ZIP {zip_}") for zip_ in center.zips]
        for uri, name in areas:
            made = {"id": self._id("area", service, uri), "service_id": service}
            self._add("service_area", made | {"name": name, "uri": uri})

    def _place(self, center: Listing, organization: str, service: str) -> None:
        """Writes where the service is: an address, or a place that is none."""
        address = None if center.confidential else center.address
        visited = address is not None and all(address)
        location = self._add(
            "location",
            {
                "id": profile.made_id("location", center.id),
                "location_type": "physical" if visited else "virtual",
                "organization_id": organization,
                "name": center.name,
            },
        )
        if address is not None and visited:
            where = {"address_1": address.street, "city": address.city, "country": "US"}
            where |= {"state_province": address.state, "postal_code": address.zip}
            made = {"id": profile.made_id("address", center.id), "location_id": location}
            self._add("address", made | where | {"address_type": "physical"})
        if center.accessibility:
            made = {"id": profile.made_id("accessibility", center.id), "location_id": location}
            self._add("accessibility", made | {"description": center.accessibility})
        made = {"id": profile.made_id("service_at_location", center.id), "service_id": service}
        self._add("service_at_location", made | {"location_id": location})

    def _words(self, center: Listing, service: str) -> None:
        """Writes what the standard has no field for."""
        self._attribute("service", service, "crisis-center")
        for flag in ("interpreter", "accompaniment", "rtt", "confidential"):
            if getattr(center, flag):
                self._attribute("service", service, flag)
        values = {"state": center.state, "zone": center.zone, "hours": center.hours_text}
        if center.verified is not None:
            by = "" if "@" in center.verified.by else center.verified.by
            values |= {"verified-by": by, "verified-how": center.verified.how}
            values |= {"source": center.verified.source}
        if center.expires_on is not None:
            values["expires-on"] = center.expires_on.isoformat()
        for code, value in values.items():
            if value:
                self._attribute("service", service, code, value)
        for served in center.serves:
            self._attribute("service", service, profile.SERVES[served])
        for offer in center.training:
            self._attribute(
                "service", service, profile.TRAINING[offer.topic], training_value(offer)
            )

    def vocabulary(self) -> None:
        taxonomy = {"id": profile.TAXONOMY_ID, "name": profile.TAXONOMY_NAME, "version": "1"}
        told = {"description": "What a crisis center’s entry says beyond the standard’s fields."}
        self._add("taxonomy", taxonomy | told | {"uri": profile.PROFILE})
        for term in profile.TERMS.values():
            fields = {
                "id": profile.term_id(term.code),
                "code": term.code,
                "name": term.name,
                "description": term.description,
                "parent_id": profile.term_id(term.parent) if term.parent else "",
                "taxonomy": profile.TAXONOMY_NAME,
                "language": "en",
                "taxonomy_id": profile.TAXONOMY_ID,
                "term_uri": term.uri,
            }
            self._add("taxonomy_term", fields)


def training_value(offer: TrainingOffer) -> str:
    """Gives one training as the value of its term."""
    said = {"audience": offer.audience.value, "language": offer.language}
    said |= {"on_site": _yes(offer.on_site), "online": _yes(offer.online)}
    counts = {"fee_usd": offer.fee_usd, "lead_days": offer.lead_days}
    return ";".join(f"{name}={value}" for name, value in (said | counts).items())


def _yes(flag: bool) -> str:  # noqa: FBT001 -- the value itself
    return "yes" if flag else "no"


def _web(address: str) -> str:
    return address if _WEB.match(address) else ""


def _mail(address: str) -> str:
    return address if _MAIL.match(address) else ""
