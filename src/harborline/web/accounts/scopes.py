"""How far somebody's permission reaches, and managers that refuse a query without it."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

from django.db import models
from django.db.models import Q, QuerySet

from harborline.web.accounts.permissions import GRANTS, Permission, Role

M = TypeVar("M", bound=models.Model)


class UnscopedQuery(Exception):
    """A query for what belongs to centers did not say on whose behalf. Permanent: a fault of ours."""


class Reach(NamedTuple):
    """The centers that may be touched: all, or those named and those of the coalitions named."""

    everything: bool = False
    centers: frozenset[str] = frozenset()
    coalitions: frozenset[str] = frozenset()

    @property
    def nothing(self) -> bool:
        return not (self.everything or self.centers or self.coalitions)


NOWHERE = Reach()
EVERYWHERE = Reach(everything=True)
"""For what the system does on nobody's behalf: compiling, reminders, the command line."""


class Grant(NamedTuple):
    """A role that somebody has, and where: at a center, a coalition, or (neither) the nation."""

    role: Role
    center: str | None = None
    coalition: str | None = None


class Scope(NamedTuple):
    """All that somebody may do. `actor`: what the audit trail names them."""

    actor: str
    grants: tuple[Grant, ...] = ()

    def reach(self, permission: Permission) -> Reach:
        """Gives where the permission is held; a grant at the nation reaches everything."""
        held = [grant for grant in self.grants if permission in GRANTS[grant.role]]
        return Reach(
            any(grant.center is None and grant.coalition is None for grant in held),
            frozenset(grant.center for grant in held if grant.center),
            frozenset(grant.coalition for grant in held if grant.coalition),
        )

    def may(self, permission: Permission) -> bool:
        """Tells whether it is held anywhere."""
        return not self.reach(permission).nothing


class ScopedManager(models.Manager[M]):
    """Gives rows within a reach, and nothing otherwise.

    `center`: the lookup from the model to its center, empty for the center itself. A forgotten
    `within` raises UnscopedQuery instead of showing another center's rows. Whoever holds a row may
    follow it to what belongs to it.
    """

    def __init__(self, center: str = "") -> None:
        super().__init__()
        self._center = center

    def get_queryset(self) -> QuerySet[M]:
        raise UnscopedQuery(f"A query for {self.model.__name__} does not say within whose reach.")

    def within(self, reach: Reach) -> QuerySet[M]:
        """Gives the rows that may be touched."""
        rows = super().get_queryset()
        if reach.everything:
            return rows
        before = f"{self._center}__" if self._center else ""
        own = Q(**{f"{before}id__in": reach.centers})
        return rows.filter(own | Q(**{f"{before}coalition_id__in": reach.coalitions}))

    def create(self, **fields: Any) -> M:
        """Writes a new row; who may do so was asked by the verb that calls this."""
        return super().get_queryset().create(**fields)
