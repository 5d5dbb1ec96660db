"""The carriers' fields to our values: who calls which line, keys, how a leg ended.

A caller's number ends here: it becomes a prefix and, keyed, a hold-off token. What carriers guess of a
caller beside it (city, ZIP, name, verification) is not even looked at. Total over every field.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from harborline.app.hold_offs import token_of
from harborline.app.session import Arrival
from harborline.core.addresses import comparable, lines_by_number
from harborline.core.directory import Line
from harborline.core.numbering import NoPrefix, parse

LONGEST_FIELD = 256
"""What a field of ours may hold; beyond it nothing is a number, a key or a status."""

MOST_FIELDS = 500
_KEYS = frozenset("0123456789*#")
_MOST_KEYS = 32
_LONGEST_TALK_S = 7 * 24 * 3600


class Fields(dict[str, str]):
    """A request's fields. They hold a caller's number, so they show nothing of themselves."""

    def __repr__(self) -> str:
        return "<Fields>"

    __str__ = __repr__

    def short(self, name: str) -> str:
        """Gives a field, empty where it is not there or longer than any that we read."""
        text = self.get(name, "")
        return text if len(text) <= LONGEST_FIELD else ""


def fields_of(raw_body: bytes) -> Fields:
    """Reads a form. Of a field that comes twice the first counts; what is no form has no fields."""
    text = raw_body.decode("utf-8", "replace")
    try:
        pairs = parse_qsl(
            text, keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        return Fields()
    fields = Fields()
    for name, value in pairs:
        fields.setdefault(name, value)
    return fields


def arrival_of(fields: Fields, lines: tuple[Line, ...], token_key: bytes) -> Arrival:
    """Reads who calls, without keeping their number.

    A dialed number that is no line's leads to the map's first line: somebody called us, after all.
    """
    ours = lines_by_number(lines)
    dialed = ours.get(comparable(dialed_number(fields)))
    caller = _user_of(fields.short("From"))
    own = bool(caller) and comparable(caller) in ours
    forwarder = fields.short("ForwardedFrom")
    if comparable(forwarder) in ours:
        forwarder = ""  # a line of ours says nothing of who forwarded
    return Arrival(
        NoPrefix.MALFORMED if own else parse(caller),
        None if dialed is None else dialed.id,
        token=None if own else token_of(token_key, caller),
        own_number=own,
        forwarded_by=(forwarder,) if forwarder else (),
    )


def dialed_number(fields: Mapping[str, str]) -> str:
    """Gives the number of ours that was called, empty when it cannot be read."""
    return _user_of(fields.get("To", "")[:LONGEST_FIELD])


def showable(number: str) -> bool:
    """Tells whether a number can be shown to a center as the line's own."""
    digits = number.removeprefix("+")
    return digits.isascii() and digits.isdigit() and len(digits) in range(10, 16)


def keys_of(fields: Fields) -> str:
    """Gives the keys that were pressed, in order; anything else in the field is dropped."""
    return "".join(key for key in fields.short("Digits") if key in _KEYS)[:_MOST_KEYS]


def is_answerers(fields: Fields) -> bool:
    """Tells whether a request is about a leg that we had dialed, and not about the caller."""
    return bool(fields.get("ParentCallSid")) or fields.short("Direction").startswith("outbound")


def talk_s_of(fields: Fields) -> int:
    """Gives how long a leg lasted, 0 where the carrier does not say."""
    text = fields.short("DialCallDuration").strip()
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(_LONGEST_TALK_S)):
        return 0
    return int(text)


def _user_of(text: str) -> str:
    """Gives the number of a SIP address, any other text as it is; `client:` names are nobody's number."""
    bare = text.strip().strip("<>")
    scheme, colon, rest = bare.partition(":")
    if not colon:
        return bare
    if scheme.lower() not in {"sip", "sips", "tel"}:
        return ""
    return rest.partition("@")[0].partition(";")[0]
