"""The tables of HSDS 3.0 that we read or write: their fields, keys, and how JSON nests them.

A field is written `name:kind`, with `!` behind what a table requires. Kinds: uuid, text, number, date,
time, datetime, uri, email, or choices between bars.
"""

from __future__ import annotations

from typing import NamedTuple

VERSION = "3.0"


class Field(NamedTuple):
    """One column. `choices`: the only values there may be, empty = any."""

    name: str
    kind: str = "text"
    required: bool = False
    choices: tuple[str, ...] = ()


class Entity(NamedTuple):
    """One table. `file`: its name in a package. `keys`: fields that name a row of another table."""

    name: str
    file: str
    fields: tuple[Field, ...]
    keys: dict[str, str]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)


class Nested(NamedTuple):
    """A property that holds rows of another table. `up`: the outer row names the inner one."""

    entity: str
    many: bool = True
    up: bool = False


_PARENTS = "location_id:uuid service_id:uuid organization_id:uuid"
_PLACES = "physical|postal|virtual"
_TABLES = {
    "organization": (
        "organizations",
        "id:uuid! name! alternate_name description! email:email website:uri tax_status tax_id"
        " year_incorporated:number legal_status logo uri:uri parent_organization_id:uuid",
    ),
    "service": (
        "services",
        "id:uuid! organization_id:uuid! program_id:uuid name! alternate_name description url:uri"
        " email:email status:active|inactive|defunct|temporarily_closed! interpretation_services"
        " application_process fees_description wait_time fees accreditations"
        " eligibility_description minimum_age:number maximum_age:number assured_date:date"
        " assurer_email:email licenses alert last_modified:datetime",
    ),
    "service_at_location": (
        "service_at_location",
        "id:uuid! service_id:uuid! location_id:uuid! description",
    ),
    "location": (
        "locations",
        f"id:uuid! location_type:{_PLACES}! url:uri organization_id:uuid name alternate_name"
        " description transportation latitude:number longitude:number external_identifier"
        " external_identifier_type",
    ),
    "address": (
        "addresses",
        "id:uuid! location_id:uuid attention address_1! address_2 city! region state_province!"
        f" postal_code! country! address_type:{_PLACES}!",
    ),
    "phone": (
        "phones",
        f"id:uuid! {_PARENTS} contact_id:uuid service_at_location_id:uuid number!"
        " extension:number type description",
    ),
    "contact": (
        "contacts",
        "id:uuid! organization_id:uuid service_id:uuid service_at_location_id:uuid"
        " location_id:uuid name title department email:email",
    ),
    "schedule": (
        "schedules",
        "id:uuid! service_id:uuid location_id:uuid service_at_location_id:uuid valid_from:date"
        " valid_to:date dtstart:date timezone:number until:date count:number"
        " wkst:MO|TU|WE|TH|FR|SA|SU freq:WEEKLY|MONTHLY interval:number byday byweekno bymonthday"
        " byyearday description opens_at:time closes_at:time schedule_link:uri attending_type notes",
    ),
    "service_area": (
        "service_areas",
        "id:uuid! service_id:uuid name description extent extent_type uri",
    ),
    "language": (
        "languages",
        "id:uuid! service_id:uuid location_id:uuid phone_id:uuid name code note",
    ),
    "accessibility": ("accessibility", "id:uuid! location_id:uuid description details url:uri"),
    "attribute": (
        "attributes",
        "id:uuid! link_id:uuid! taxonomy_term_id:uuid! link_type link_entity! value",
    ),
    "taxonomy_term": (
        "taxonomy_terms",
        "id:uuid! code name! description! parent_id:uuid taxonomy language taxonomy_id:uuid"
        " term_uri:uri",
    ),
    "taxonomy": ("taxonomies", "id:uuid! name! description! uri:uri version"),
    "organization_identifier": (
        "organization_identifiers",
        "id:uuid! organization_id:uuid! identifier_scheme identifier_type! identifier!",
    ),
}
_OUTSIDE = {"program_id", "parent_id", "parent_organization_id", "link_id"}
"""Keys to tables that we do not keep, or that may name a row of somebody else's file."""


def _field(text: str) -> Field:
    name, _, kind = text.removesuffix("!").partition(":")
    choices = tuple(kind.replace("_", " ").split("|")) if "|" in kind else ()
    return Field(name, "text" if choices or not kind else kind, text.endswith("!"), choices)


def _entity(name: str, file: str, text: str) -> Entity:
    fields = tuple(_field(word) for word in text.split())
    keys = {
        field.name: field.name.removesuffix("_id")
        for field in fields
        if field.name.endswith("_id") and field.name not in _OUTSIDE and field.kind == "uuid"
    }
    return Entity(name, f"{file}.csv", fields, keys)


ENTITIES = {name: _entity(name, file, text) for name, (file, text) in _TABLES.items()}

_AT = {"phones": Nested("phone"), "schedules": Nested("schedule"), "contacts": Nested("contact")}
NESTED: dict[str, dict[str, Nested]] = {
    "organization": {
        "phones": Nested("phone"),
        "contacts": Nested("contact"),
        "locations": Nested("location"),
        "organization_identifiers": Nested("organization_identifier"),
        "services": Nested("service"),
    },
    "service": {
        **_AT,
        "service_areas": Nested("service_area"),
        "service_at_locations": Nested("service_at_location"),
        "languages": Nested("language"),
        "organization": Nested("organization", many=False, up=True),
    },
    "service_at_location": {
        **_AT,
        "service_areas": Nested("service_area"),
        "location": Nested("location", many=False, up=True),
        "service": Nested("service", many=False, up=True),
    },
    "location": {
        **_AT,
        "languages": Nested("language"),
        "addresses": Nested("address"),
        "accessibility": Nested("accessibility"),
    },
    "phone": {"languages": Nested("language")},
    "contact": {"phones": Nested("phone")},
    "attribute": {"taxonomy_term": Nested("taxonomy_term", many=False, up=True)},
    "taxonomy_term": {"taxonomy_detail": Nested("taxonomy", many=False, up=True)},
}
"""Beside these, every row may have `attributes`, which name it by `link_id` and `link_entity`."""
