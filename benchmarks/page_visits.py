"""Asks for every page in a filled data folder as somebody of each role, and times the answers."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterable, Iterator, Mapping
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.test import Client

    from harborline.web.accounts.permissions import Role

_ASKED: Mapping[str, tuple[str, ...]] = {
    "console:coverage": tuple(
        f"?view={view}{state}"
        for view in ("serving", "open", "chain", "freshness")
        for state in ("", "&state={state}")
    ),
    "console:centers": ("", "?q=county", "?q=a&show=soon", "?page=40"),
}
"""What else is asked of a page than its bare path."""

_MADE_UP = {"IntConverter": 1, "UUIDConverter": "00000000-0000-4000-8000-000000000000"}
_OK, _NOT_FOUND = 200, 404


class Visited(NamedTuple):
    """A page as one role meets it: milliseconds (medians of CPU and wall, p95 of the wall), queries, and
    bytes compressed.
    """

    page: str
    role: str
    cpu_ms: float
    wall_ms: float
    p95_ms: float
    queries: int
    compressed: int


class Seen(NamedTuple):
    """All pages. `files`: those that give a file to keep; `unmade`: those of something we have none of."""

    pages: list[Visited]
    files: list[str]
    unmade: list[str]


def visit_all(gets: int, roles: Iterable[Role] = ()) -> Seen:
    """Visits each page so often for each role that it lets in, of those given or of all with accounts."""
    from django.urls import get_resolver

    known = _known()
    people = {role: _somebody(role, known) for role in roles or _roles()}
    seen = Seen([], [], [])
    for name, route in _routes(get_resolver().url_patterns):
        if route.callback.api or route.callback.needs is None:
            continue
        kinds = {key: type(kind).__name__ for key, kind in route.pattern.converters.items()}
        arguments = {key: known.get(key, _MADE_UP.get(kind, "x")) for key, kind in kinds.items()}
        for url in _urls(name, arguments, known):
            for role, client in people.items():
                _visit(seen, client, name + url[len(url.split("?")[0]) :], str(role), url, gets)
    return seen


def _visit(seen: Seen, client: Client, page: str, role: str, url: str, gets: int) -> None:
    answer = client.get(url)
    _ = answer.getvalue()  # a file is streamed, and its end closes what it was read from
    if answer.status_code == _NOT_FOUND and page not in seen.unmade:
        seen.unmade.append(page)
    if answer.status_code != _OK:
        return
    if answer.headers.get("Content-Disposition", "").startswith("attachment"):
        seen.files.append(page)
        return
    seen.pages.append(_visited(client, page, role, url, gets))


def _routes(patterns: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for one in patterns:
        if hasattr(one, "url_patterns"):
            inside = f"{prefix}{one.namespace}:" if one.namespace else prefix
            yield from _routes(one.url_patterns, inside)
        else:
            yield f"{prefix}{one.name}", one


def _urls(name: str, arguments: Mapping[str, Any], known: Mapping[str, Any]) -> list[str]:
    from django.urls import reverse

    path = reverse(name, kwargs=dict(arguments))
    return [path + asked.format(**known) for asked in _ASKED.get(name, ("",))]


def _roles() -> list[Role]:
    from harborline.web.accounts.permissions import KEY_ROLES, Role

    return [role for role in Role if role is not Role.PUBLIC and role not in KEY_ROLES]


def _known() -> dict[str, Any]:
    """Gives a value for each parameter that a path may have: those of the center with most phones."""
    from django.db.models import Count

    from harborline.web.accounts.scopes import EVERYWHERE
    from harborline.web.directory.models import Center
    from harborline.web.publishing.models import Proposal
    from harborline.web.training.models import TrainingRequest

    ours = Center.objects.within(EVERYWHERE).exclude(coalition=None)
    center = ours.annotate(phones=Count("destinations")).order_by("-phones", "id")[0]
    newest = Proposal.objects.first()
    return {
        "center": center.pk,
        "state": center.state,
        "destination": center.destinations.all()[0].pk,
        "number": newest.pk if newest else 1,
        "training": _first(TrainingRequest.unscoped.filter(center=center)),
        "left_over": _first(TrainingRequest.unscoped.filter(coalition=center.coalition)),
    }


def _first(rows: QuerySet[Any]) -> int:
    """Gives the key of the oldest row, 1 where there is none."""
    return min(rows.values_list("pk", flat=True), default=1)


def _somebody(role: Role, known: Mapping[str, Any]) -> Client:
    """Signs somebody new in, at the center that is asked for or at its coalition."""
    from django.test import Client

    from harborline.web.accounts.models import Account, Membership
    from harborline.web.accounts.permissions import Role
    from harborline.web.accounts.scopes import EVERYWHERE
    from harborline.web.accounts.services.sessions import SIGNED_IN_AT
    from harborline.web.directory.models import Center

    center = Center.objects.within(EVERYWHERE).get(pk=known["center"])
    email = f"{role}-{Account.objects.count()}@example.org"
    account = Account.objects.create(email=email, name=f"Somebody, {role}")
    Membership.objects.create(
        account=account,
        role=role,
        center=center if role in {Role.CENTER_STAFF, Role.CENTER_ADMIN} else None,
        coalition=center.coalition if role is Role.COALITION else None,
    )
    client = Client(headers={"Host": "localhost", "Accept-Encoding": "gzip"})
    client.force_login(account)
    session = client.session
    session[SIGNED_IN_AT] = time.time()
    session.save()
    return client


def _visited(client: Client, page: str, role: str, url: str, gets: int) -> Visited:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        body = client.get(url).content
    queries = len(asked)  # the next request forgets them
    compressed = body if body.startswith(b"\x1f\x8b") else gzip.compress(body, 6)
    walls, cpus = [], []
    for _ in range(gets):
        wall, cpu = time.perf_counter(), time.process_time()
        client.get(url)
        cpus.append((time.process_time() - cpu) * 1000)
        walls.append((time.perf_counter() - wall) * 1000)
    p95 = quantiles(walls, n=20, method="inclusive")[-1] if len(walls) > 1 else walls[0]
    return Visited(page, role, median(cpus), median(walls), p95, queries, len(compressed))
