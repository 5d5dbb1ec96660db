"""Paths of the pages of coalitions and the nation."""

from __future__ import annotations

from django.urls import URLPattern

from harborline.web.accounts.permissions import Permission
from harborline.web.accounts.routes import Owner, route
from harborline.web.console.board import door
from harborline.web.console.board import show as board
from harborline.web.console.nation import (
    audit,
    centers,
    changes,
    coverage,
    gaps,
    states,
    surge,
    training_demand,
    trainings,
)

_P = Permission

NETWORK: list[URLPattern] = [
    route(
        "coverage",
        coverage.show,
        name="coverage",
        needs=_P.COVERAGE_VIEW,
        owner=Owner.COALITION,
    ),
    route("centers", centers.show, name="centers", needs=_P.COVERAGE_VIEW, owner=Owner.COALITION),
    route("gaps", gaps.show, name="gaps", needs=_P.COVERAGE_VIEW, owner=Owner.COALITION),
    route("changes", changes.show, name="changes", needs=_P.CHANGES_VIEW, owner=Owner.COALITION),
    route("states", states.listed, name="states", needs=_P.COVERAGE_VIEW, owner=Owner.COALITION),
    route(
        "states/<str:state>",
        states.show,
        name="state",
        needs=_P.COVERAGE_VIEW,
        owner=Owner.COALITION,
    ),
    route(
        "training-requests",
        trainings.listed,
        name="training_requests",
        needs=_P.TRAINING_VIEW,
        owner=Owner.COALITION,
    ),
    route(
        "training-requests/<int:left_over>",
        trainings.show,
        name="training_request",
        needs=_P.TRAINING_ANSWER,
        owner=Owner.COALITION,
    ),
    route(
        "training-demand",
        training_demand.show,
        name="training_demand",
        needs=_P.TRAINING_VIEW,
        owner=Owner.COALITION,
    ),
    route(
        "training-demand.csv",
        training_demand.download,
        name="training_demand_csv",
        needs=_P.TRAINING_VIEW,
        owner=Owner.COALITION,
    ),
    route("audit", audit.show, name="audit", needs=_P.AUDIT_VIEW, owner=Owner.NATION),
    route(
        "board",
        board.show,
        name="board",
        needs=_P.BOARD_VIEW,
        owner=Owner.NATION,
        door="console:board_key",
    ),
    route("board/key", door.show, name="board_key", needs=None),
    route("surge", surge.show, name="surge", needs=_P.SURGE_SWITCH, owner=Owner.NATION),
]
