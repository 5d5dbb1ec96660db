"""The tables of the directory.

`networks.py`: lines, coalitions, backups. `centers.py`: centers and their listing. `answering.py`:
destinations, hours, rota. What belongs to centers is asked for `within` a reach alone.
"""

from __future__ import annotations

from harborline.web.directory.models.answering import (
    Destination,
    HoursException,
    OnCallPerson,
    Shift,
)
from harborline.web.directory.models.centers import (
    Center,
    CenterCounty,
    CenterZip,
    PublicNumber,
    TrainingOffer,
)
from harborline.web.directory.models.networks import Backup, Coalition, Line, LineBackup

__all__ = [
    "Backup",
    "Center",
    "CenterCounty",
    "CenterZip",
    "Coalition",
    "Destination",
    "HoursException",
    "Line",
    "LineBackup",
    "OnCallPerson",
    "PublicNumber",
    "Shift",
    "TrainingOffer",
]
