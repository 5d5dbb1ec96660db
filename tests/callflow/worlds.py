"""Small lines and plans that tests of the tree begin with."""

from __future__ import annotations

from harborline.callflow.events import Arrived
from harborline.callflow.values import LineTerms, LineType, PlannedLeg
from harborline.core.directory import Acceptance, ZipPolicy
from harborline.core.places import Precision
from harborline.core.reasons import LegKind

TERMS = LineTerms("the Test Line", ("en", "es"), web="help.example", text="555-0100")
NEAR = PlannedLeg("near", LegKind.CENTER, 20, Acceptance.PRESS_1, "Near Center")
NEXT = PlannedLeg("next", LegKind.CENTER, 20, Acceptance.PRESS_1, "Next Center")
STATE = PlannedLeg("state", LegKind.STATE_BACKUP, 20, Acceptance.PRESS_1, "State Line")
NATIONAL = PlannedLeg("team", LegKind.NATIONAL_BACKUP, 20, Acceptance.AT_ONCE, "National Team")
SECOND = NATIONAL._replace(center="team2", name="Second Team")
LEGS = (NEAR, NEXT, NATIONAL)


def arrived(terms: LineTerms = TERMS, *, codes_live: bool = False) -> Arrived:
    """Gives an arrival whose place nobody knows, so that the ZIP is asked for."""
    return Arrived(terms, Precision.NONE, LineType.UNKNOWN, codes_live=codes_live)


QUIET = TERMS._replace(languages=("en",), zip_policy=ZipPolicy.NEVER)
"""A line that asks for nothing."""
