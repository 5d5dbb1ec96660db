"""What is in the directory and not yet in the map in use: the audit trail since then, folded by entry.

Of each field stays what it was before and what it is now; what was changed and put back is gone. Personal
payloads are never used. Kept in memory until somebody edits again. What goes to callers by itself (ADR 0017)
waits only until it has gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.audit.models import AuditEntry
from harborline.web.directory.models import OnCallPerson
from harborline.web.publishing.models import MapInUse, RoutineLook
from harborline.web.publishing.services.noticing import in_use, newest
from harborline.web.publishing.services.standing import Reach, reach
from harborline.web.publishing.telling import edits_since

FIELDS = frozenset(
    {
        *("name", "state", "zone", "lat", "lon", "rank", "rollover", "capacity", "ring_s"),
        *("accepts_calls", "paused", "languages", "interpreter", "confidential", "expires_on"),
        *("counties", "zips", "kind", "address", "order", "acceptance", "weekly"),
        *("closed_on_holidays", "number", "zip_policy", "military", "discreet", "backups"),
        *("says_center_name", "max_local_wait_s", "stagger_s", "position"),
    }
)
"""What a map is compiled from; the rest of an entry is its listing, which is public at once."""
BY_ITSELF = frozenset({"weekly", "closed_on_holidays", "paused", "expires_on"})
"""Fields of a center that need no approval; its dated days and its rota need none either."""
_EXCEPTIONS = frozenset({"set exception", "clear exception"})
_ROTA = frozenset({"set shift", "clear shift", "add person", "edit person", "remove person"})
_KINDS = frozenset({"center", "backup", "line"})
_COLUMNS = (
    *("number", "at", "actor", "verb", "subject", "why", "personal"),
    "payload__content",
)
_NOTHING: dict[str, dict[str, Any]] = {"before": {}, "after": {}}
_STEPS_SHOWN = 4
_KEPT = 2


class Held(NamedTuple):
    """What the map in use holds. `number`: of the last audit entry in it. `known`: it was made from this
    directory; otherwise every entry since the oldest that may be missing counts.
    """

    number: int
    known: bool


class Entry(NamedTuple):
    """What is read of an audit entry. `content`: its payload, None where it is gone."""

    number: int
    at: datetime
    actor: str
    verb: str
    subject: str
    why: str
    personal: bool
    content: dict[str, dict[str, Any]] | None


class Step(NamedTuple):
    """One change as the trail has it: by whom, when (aware), why."""

    actor: str
    at: datetime
    why: str


class Change(NamedTuple):
    """A field that differs. `telephone`: of which destination, by its id; None for the entry itself."""

    field: str
    before: Any
    after: Any
    telephone: int | None = None


class Day(NamedTuple):
    """The hours of one local day that differ, at one destination or at all (None). `on`: as ISO writes it,
    empty where the trail does not tell. `before`, `after`: [start, end] minutes; None = as the week says.
    """

    on: str
    destination: int | None
    before: Any
    after: Any


class Edited(NamedTuple):
    """A center, backup or line that differs from the map in use.

    `subject`: `kind:id`. `name`: of one that left. `added`, `removed`: destinations by kind and masked
    address. `days`: dated hours that differ; `rota`: who is on call differs; `hidden`: personal fields differ.
    `steps`: the newest, newest first; `times`: how many there are; `last`: the number of the newest.
    """

    subject: str
    came: bool
    left: bool
    name: str
    changes: tuple[Change, ...]
    added: tuple[tuple[str, str], ...]
    removed: tuple[tuple[str, str], ...]
    days: tuple[Day, ...]
    rota: bool
    hidden: bool
    steps: tuple[Step, ...]
    times: int
    last: int

    @property
    def kind(self) -> str:
        return self.subject.partition(":")[0]

    @property
    def id(self) -> str:
        return self.subject.partition(":")[2]

    def goes_by_itself(self) -> bool:
        """Tells whether any of it needs no approval."""
        return self != self.without_hours()

    def without_hours(self) -> Edited:
        """Gives what of it needs approval. The hours of a telephone that gets another number wait with it."""
        if self.kind != "center" or self.came or self.left:
            return self
        moved = {one.telephone for one in self.changes if one.field == "address"}
        kept = tuple(
            one
            for one in self.changes
            if one.field not in BY_ITSELF or (one.telephone is not None and one.telephone in moved)
        )
        return self._replace(changes=kept, days=(), rota=False)

    def differs(self) -> bool:
        """Tells whether anything is left of it."""
        flags = self.came or self.left or self.days or self.rota or self.hidden
        return bool(flags or self.added or self.removed or self.changes)


class Routine(NamedTuple):
    """What goes to callers by itself. `seen`: the last audit entry that has gone, 0 = none is known to have;
    `refused`: sentences by center whose hours cannot go.
    """

    on: bool
    seen: int
    refused: Mapping[str, tuple[str, ...]]

    def left_of(self, one: Edited) -> Edited:
        """Gives what of an entry is not with callers yet."""
        gone = self.on and one.last <= self.seen and one.id not in self.refused
        return one.without_hours() if gone else one


def held() -> Held:
    """Gives up to where the map in use holds the directory."""
    found = newest()
    if found is not None and found.proposal is not None:
        return Held(found.proposal.directory_at, known=True)
    earlier = MapInUse.objects.filter(proposal__isnull=False).select_related("proposal").first()
    seeded = AuditEntry.objects.filter(subject="directory:all").order_by("-number").first()
    numbers = [
        earlier.proposal.directory_at if earlier and earlier.proposal else 0,
        seeded.number if seeded else 0,
    ]
    return Held(max(numbers), known=False)


def routine() -> Routine:
    """Gives up to where hours, rotas and dates went to callers by themselves."""
    current = in_use()
    if current is None or reach() is not Reach.SOON:
        return Routine(on=False, seen=0, refused={})
    look = RoutineLook.objects.filter(pk=1, version=current.version).first()
    if look is None:
        return Routine(on=True, seen=0, refused={})
    refused = {row["center"]: tuple(row["faults"]) for row in look.held}
    return Routine(on=True, seen=0 if look.fault else look.directory_at, refused=refused)


def edited(number: int) -> tuple[Edited, ...]:
    """Gives every entry that differs since audit entry `number`, the newest change first."""
    link = edits_since(number).order_by("-number").values_list("link", flat=True).first()
    return () if link is None else _edited(number, link)


@lru_cache(maxsize=_KEPT)
def _edited(number: int, _link: str) -> tuple[Edited, ...]:
    """The link of the newest edit stands for all before it."""
    rows = edits_since(number).order_by("number").values_list(*_COLUMNS)
    return fold((Entry(*row) for row in rows), _centers_of_people())


def _centers_of_people() -> Mapping[str, str]:
    # On nobody's behalf: who may see which center is asked of each entry that is shown.
    people = OnCallPerson.objects.within(EVERYWHERE).order_by().values_list("pk", "center_id")
    return {str(person): center for person, center in people}


def fold(entries: Iterable[Entry], people: Mapping[str, str]) -> tuple[Edited, ...]:
    """Folds entries of the trail, oldest first. `people`: the centers of people who may be on call."""
    folds: dict[str, _Fold] = {}
    for entry in entries:
        subject = _subject(entry, people)
        if subject.partition(":")[0] in _KINDS:
            folds.setdefault(subject, _Fold(subject)).add(entry)
    found = [one.edited() for one in folds.values() if not one.came_and_left()]
    return tuple(sorted((one for one in found if one.differs()), key=lambda one: -one.last))


def _subject(entry: Entry, people: Mapping[str, str]) -> str:
    """Gives whose entry a change belongs to; a person belongs to their center."""
    kind, _, id_ = entry.subject.partition(":")
    if kind != "person":
        return entry.subject
    center = people.get(id_) or _content(entry)["after"].get("center")
    return f"center:{center}" if center else ""


def _content(entry: Entry) -> dict[str, dict[str, Any]]:
    """Gives what was before and after; nothing where it is personal, or gone."""
    return _NOTHING if entry.personal or entry.content is None else entry.content


class _Fold:
    def __init__(self, subject: str) -> None:
        self._subject, self._name = subject, ""
        self._came = self._left = self._rota = self._hidden = False
        self._fields: dict[tuple[int | None, str], tuple[Any, Any]] = {}
        self._days: dict[tuple[str, int | None], tuple[Any, Any]] = {}
        self._added: list[tuple[str, str]] = []
        self._removed: list[tuple[str, str]] = []
        self._steps: list[Step] = []
        self._last = 0

    def add(self, entry: Entry) -> None:
        content = _content(entry)
        before, after = content["before"], content["after"]
        verb, _, kind = entry.verb.partition(" ")
        if entry.verb in _ROTA:
            self._rota = True
        elif entry.verb in _EXCEPTIONS:
            if not self._set_day(before, after):
                return  # its reason alone
        elif kind == "destination" and verb in {"add", "remove"}:
            told, listed = (after, self._added) if verb == "add" else (before, self._removed)
            listed.append((str(told.get("kind", "")), str(told.get("address", ""))))
        elif kind in _KINDS and verb == "create":
            self._came, self._left = True, False
        elif kind in _KINDS and verb == "remove":
            self._left, self._name = True, str(before.get("name", ""))
        elif entry.personal:
            self._hidden = True
        elif not self._set(before, after):
            return  # of the listing alone
        self._steps.append(Step(entry.actor, entry.at, entry.why))
        self._last = entry.number

    def _set(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
        telephone = after.get("destination", before.get("destination"))
        named = sorted({*before, *after} & FIELDS)
        for name in named:
            key = (telephone, name)
            first = self._fields[key][0] if key in self._fields else before.get(name)
            self._fields[key] = (first, after.get(name))
        return bool(named)

    def _set_day(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
        told = {**before, **after}
        key = (str(told.get("day", "")), told.get("destination"))
        was, now = before.get("spans"), after.get("spans")
        if was == now and key[0]:
            return False
        self._days[key] = (self._days[key][0] if key in self._days else was, now)
        return True

    def came_and_left(self) -> bool:
        return self._came and self._left

    def _changes(self) -> tuple[Change, ...]:
        # Two numbers may end alike, so a masked address that changed is always told.
        return tuple(
            Change(name, before, after, telephone)
            for (telephone, name), (before, after) in sorted(
                self._fields.items(), key=lambda pair: (pair[0][0] or 0, pair[0][1])
            )
            if before != after or name == "address"
        )

    def _dated(self) -> tuple[Day, ...]:
        # A trail that does not name its day cannot say what was put back.
        found = sorted(self._days.items(), key=lambda pair: (pair[0][0], pair[0][1] or 0))
        return tuple(
            Day(on, destination, before, after)
            for (on, destination), (before, after) in found
            if before != after or not on
        )

    def edited(self) -> Edited:
        return Edited(
            self._subject,
            self._came,
            self._left,
            self._name,
            () if self._came or self._left else self._changes(),
            () if self._came or self._left else tuple(self._added),
            () if self._came or self._left else tuple(self._removed),
            self._dated(),
            self._rota,
            self._hidden and not self._came,
            tuple(reversed(self._steps[-_STEPS_SHOWN:])),
            len(self._steps),
            self._last,
        )
