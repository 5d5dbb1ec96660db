"""Rows of anybody as listings: tolerant, and every loss is told.

An organization becomes a center; one that others name as their parent, or that says so, a coalition. What
hangs on its services is joined. Nothing here raises: a row that cannot be used becomes a Problem.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from harborline.core.listings import Coalition, Listing, Listings
from harborline.hsds import profile
from harborline.hsds.center_reading import read_center
from harborline.hsds.rows import Problem, Row, Tables, by_key, cell, line
from harborline.hsds.shelves import Shelves

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}\Z")


class Found(NamedTuple):
    """What was read, and all that was not."""

    listings: Listings
    problems: tuple[Problem, ...]

    @property
    def complete(self) -> bool:
        """Tells whether no entry was left out."""
        return not any(problem.left_out for problem in self.problems)


def read(tables: Tables, problems: list[Problem] | None = None) -> Found:
    """Gives the listings of the rows; never raises. `problems`: those met before, told first."""
    told = problems if problems is not None else []
    _name_parentless_services(tables, told)
    shelves = Shelves(tables)
    coalitions = _coalitions(tables, shelves, told)
    centers: dict[str, Listing] = {}
    for row in tables["organization"]:
        if cell(row, "id") in coalitions:
            continue
        own = _own_id(row, shelves, profile.CENTER_ID, told)
        if own is None:
            continue
        if own in centers:
            told.append(Problem(row.where, f"The id {own} is used twice.", left_out=True))
            continue
        center = read_center(own, row, shelves, told)
        if center is not None:
            centers[own] = _with_parent(center, row, coalitions, told)
    if not (centers or coalitions or any(problem.left_out for problem in told)):
        told.append(Problem("document", "It holds no organization or service.", left_out=True))
    return Found(Listings(tuple(coalitions.values()), tuple(centers.values())), tuple(told))


def _name_parentless_services(tables: Tables, problems: list[Problem]) -> None:
    """Makes an organization of each service whose own is not in the file."""
    known = {cell(row, "id") for row in tables["organization"]}
    for row in tables["service"]:
        own = cell(row, "organization_id") or cell(row, "id")
        row.fields["organization_id"] = own
        if own in known:
            continue
        known.add(own)
        problems.append(Problem(row.where, "Its organization is not here; its own name is used."))
        same = {name: row.fields.get(name) for name in ("name", "description", "email")}
        made = Row(row.where, {"id": own, "website": row.fields.get("url"), **same})
        tables["organization"].append(made)


def _coalitions(tables: Tables, shelves: Shelves, problems: list[Problem]) -> dict[str, Coalition]:
    """Gives coalitions by the id of their organization."""
    parents = {cell(row, "parent_organization_id") for row in tables["organization"]}
    serving = by_key(tables["service"], "organization_id")
    found: dict[str, Coalition] = {}
    for row in tables["organization"]:
        named = cell(row, "id")
        ours = shelves.identifier(named, profile.COALITION_ID) is not None
        if not ours and (named not in parents or named in serving):
            continue
        own = _own_id(row, shelves, profile.COALITION_ID, problems)
        name = line(row.fields.get("name"))
        if own is None or not name:
            problems.append(Problem(row.where, "It has no name.", left_out=True))
            continue
        state = shelves.said(named).get("state", "") or shelves.state_of(named)
        found[named] = Coalition(own, name, state, shelves.web(row, "website", problems))
    return found


def _own_id(row: Row, shelves: Shelves, kind: str, problems: list[Problem]) -> str | None:
    named = cell(row, "id")
    own = shelves.identifier(named, kind) or named
    if _ID.match(own):
        return own
    cleaned = re.sub(r"[^A-Za-z0-9._-]+", "-", own).strip("-._")[:80]
    if named.startswith("(") or not cleaned:
        problems.append(Problem(row.where, "It has no id.", left_out=True))
        return None
    problems.append(Problem(row.where, f"Its id was written as {cleaned}."))
    return cleaned


def _with_parent(
    center: Listing, row: Row, coalitions: dict[str, Coalition], problems: list[Problem]
) -> Listing:
    parent = cell(row, "parent_organization_id")
    if not parent:
        return center
    if parent not in coalitions:
        problems.append(Problem(row.where, "The organization above it is not in this file."))
        return center
    return center._replace(coalition=coalitions[parent].id)
