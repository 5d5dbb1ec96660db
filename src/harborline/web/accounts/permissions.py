"""Roles, permissions, and the one table that says which role may do what.

A permission is written scope:resource:action. The scope is the reach of its owner: `center` for one
center, `coalition` for the centers of one coalition, `nation` for all of them. A page or an API path
asks for one permission (`routes.py`), and what it may touch is the reach in which somebody holds it.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is here. `PUBLIC` has no account; `INTEGRATOR` and `WALL_BOARD` are keys."""

    PUBLIC = "public"
    CENTER_STAFF = "center_staff"
    CENTER_ADMIN = "center_admin"
    COALITION = "coalition"
    NATIONAL_SUPERVISOR = "national_supervisor"
    NATIONAL_ADMIN = "national_admin"
    INTEGRATOR = "integrator"
    AUDITOR = "auditor"
    WALL_BOARD = "wall_board"


KEY_ROLES = (Role.INTEGRATOR, Role.WALL_BOARD)


class Permission(StrEnum):
    """scope:resource:action; `center` stands for "any center in reach"."""

    OWN_ACCOUNT = "own:account:edit"
    CENTER_VIEW = "center:entry:view"
    CENTER_EDIT = "center:entry:edit"
    CENTER_HOURS = "center:hours:edit"
    CENTER_ROTA = "center:rota:edit"
    CENTER_DESTINATIONS = "center:destinations:edit"
    CENTER_PAUSE = "center:pause:switch"
    CENTER_VERIFY = "center:listing:verify"
    CENTER_FIGURES = "center:figures:view"
    CENTER_EXPLAIN = "center:routing:explain"
    CENTER_ACCESS = "center:access:edit"
    CENTER_ROUTING = "center:routing:edit"
    CENTER_TRAINING = "center:training:answer"
    COVERAGE_VIEW = "coalition:coverage:view"
    CHANGES_VIEW = "coalition:changes:view"
    TRAINING_VIEW = "coalition:training:view"
    TRAINING_ANSWER = "coalition:training:answer"
    NATION_VIEW = "nation:network:view"
    NATION_EDIT = "nation:network:edit"
    SURGE_SWITCH = "nation:surge:switch"
    MAP_PROPOSE = "nation:map:propose"
    MAP_APPROVE = "nation:map:approve"
    MAP_ROLL_BACK = "nation:map:roll_back"
    ACCESS_EDIT = "nation:access:edit"
    DIRECTORY_IMPORT = "nation:directory:import"
    DIRECTORY_EXPORT = "nation:directory:export"
    AUDIT_VIEW = "nation:audit:view"
    API_READ = "public:directory:read"
    BOARD_VIEW = "nation:board:view"


_P = Permission
_STAFF = frozenset(
    {
        *(_P.OWN_ACCOUNT, _P.CENTER_VIEW, _P.CENTER_ROTA, _P.CENTER_PAUSE, _P.CENTER_EXPLAIN),
        *(_P.CENTER_HOURS, _P.CENTER_VERIFY, _P.CENTER_FIGURES, _P.CENTER_TRAINING),
    }
)
_ADMIN = _STAFF | {_P.CENTER_EDIT, _P.CENTER_DESTINATIONS, _P.CENTER_ACCESS}
_SUPERVISOR = frozenset(
    {
        *(_P.OWN_ACCOUNT, _P.CENTER_VIEW, _P.CENTER_PAUSE, _P.CENTER_EXPLAIN, _P.CENTER_VERIFY),
        *(_P.COVERAGE_VIEW, _P.CHANGES_VIEW, _P.NATION_VIEW, _P.SURGE_SWITCH, _P.BOARD_VIEW),
        *(_P.CENTER_FIGURES, _P.TRAINING_VIEW),
    }
)

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.PUBLIC: frozenset(),
    Role.CENTER_STAFF: _STAFF,
    Role.CENTER_ADMIN: _ADMIN,
    Role.COALITION: frozenset(
        {
            *(_P.OWN_ACCOUNT, _P.CENTER_VIEW, _P.CENTER_EXPLAIN, _P.CENTER_VERIFY),
            *(_P.COVERAGE_VIEW, _P.CHANGES_VIEW, _P.TRAINING_VIEW, _P.TRAINING_ANSWER),
        }
    ),
    Role.NATIONAL_SUPERVISOR: _SUPERVISOR,
    Role.NATIONAL_ADMIN: frozenset(Permission) - {_P.API_READ, _P.CENTER_TRAINING},
    Role.INTEGRATOR: frozenset({_P.API_READ}),
    Role.AUDITOR: frozenset(
        {
            *(_P.OWN_ACCOUNT, _P.CENTER_VIEW, _P.NATION_VIEW, _P.AUDIT_VIEW),
            *(_P.COVERAGE_VIEW, _P.CHANGES_VIEW, _P.TRAINING_VIEW),
        }
    ),
    Role.WALL_BOARD: frozenset({_P.BOARD_VIEW}),
}
"""Destinations are the center's own secret: a coalition and an auditor never see their numbers. So is the contact
of whoever asked a center for a training: nobody beside its staff answers there.
"""
