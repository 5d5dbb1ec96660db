"""Which states somebody looks after, and which centers they may see by name."""

from __future__ import annotations

from django.http import Http404

from harborline.web.accounts.scopes import Reach
from harborline.web.directory.models import Center, Coalition


def states_of(reach: Reach) -> frozenset[str] | None:
    """Gives the states of the coalitions and centers in reach; None for all of them."""
    if reach.everything:
        return None
    of_coalitions = Coalition.objects.filter(pk__in=reach.coalitions).values_list("state")
    of_centers = Center.objects.within(reach).order_by().values_list("state")
    return frozenset(state for (state,) in of_coalitions.union(of_centers))


def asked_state(given: str, mine: frozenset[str] | None, known: frozenset[str]) -> str:
    """Gives the state that was asked for, else the only one in reach, else an empty text.

    Raises Http404 for a state out of reach, as for one that does not exist.
    """
    if given:
        if given not in known or (mine is not None and given not in mine):
            raise Http404
        return given
    return next(iter(mine)) if mine is not None and len(mine) == 1 else ""
