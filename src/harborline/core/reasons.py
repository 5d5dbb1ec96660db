"""Why: the closed vocabulary of legs, skips and steps. Documents and screens use these words."""

from __future__ import annotations

from enum import StrEnum


class LegKind(StrEnum):
    """Whose telephone a leg rings."""

    CENTER = "center"
    MUTUAL_AID = "mutual_aid"
    STATE_BACKUP = "state_backup"
    NATIONAL_BACKUP = "national_backup"


class LegReason(StrEnum):
    """Why a leg is in the decision."""

    SERVES_ZIP = "serves_zip"
    SERVES_COUNTY = "serves_county"
    SERVES_AREA_CODE = "serves_area_code"
    SERVES_STATE = "serves_state"
    NEXT_CLOSEST = "next_closest"
    MUTUAL_AID = "mutual_aid"
    STATE_BACKUP = "state_backup"
    NATIONAL_BACKUP = "national_backup"


class SkipReason(StrEnum):
    """Why a center of the chain, or a backup, is not dialed; the first that applies is named."""

    CLOSED = "closed"
    PAUSED = "paused"
    EXPIRED = "expired"
    NOT_ACCEPTING = "not_accepting"
    AT_CAPACITY = "at_capacity"
    TRIPPED = "tripped"
    LOOPING = "looping"
    LEG_LIMIT = "leg_limit"
