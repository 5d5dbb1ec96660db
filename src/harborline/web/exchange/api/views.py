"""The paths of the API. Each answers from the rows in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from harborline.core.errors import HarborlineError
from harborline.hsds.entities import VERSION
from harborline.hsds.profile import PROFILE, TAXONOMY_ID
from harborline.hsds.rows import cell
from harborline.web.accounts.routes import ScopedRequest
from harborline.web.exchange.api.answers import Refusal, answer, answer_lines, refuse
from harborline.web.exchange.api.openapi import document
from harborline.web.exchange.api.published import Entry, Published, published
from harborline.web.exchange.api.questions import Question, question_of
from harborline.web.site.ports import site_ports

View = Callable[..., HttpResponseBase]


def _answering(*methods: str) -> Callable[[View], View]:
    """Lets these methods through, and says a refusal as it is."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in methods:
                allowed = {"Allow": ", ".join(methods)}
                return refuse(405, f"Ask this path by {' or '.join(methods)}.", **allowed)
            try:
                return view(request, *args, **kwargs)
            except Refusal as refusal:
                return refuse(refusal.status, str(refusal))

        return answering

    return decorate


@_answering("GET", "HEAD")
def about(request: HttpRequest) -> HttpResponseBase:
    """Says what this API is."""
    told = {"version": VERSION, "profile": PROFILE}
    return answer(request, told | {"openapi_url": f"{settings.SITE_URL}/api/hsds/openapi.json"})


@_answering("GET", "HEAD")
def openapi(request: HttpRequest) -> HttpResponseBase:
    """Gives the OpenAPI document."""
    return answer(request, document(settings.SITE_URL))


def listing(entity: str) -> View:
    """Makes the view of a list, asked by GET, or by POST when a ZIP is in the question."""

    @_answering("GET", "HEAD", "POST")
    def listed(request: ScopedRequest) -> HttpResponseBase:
        question = question_of(request)
        directory = published(request.reach)
        entries = _asked(directory, entity, question)
        shown = partial(_shown, directory, entity, question)
        if question.format == "ndjson":
            return answer_lines(map(shown, entries))
        return answer(request, _page(entries, question, shown))

    return listed


def single(entity: str) -> View:
    """Makes the view of one row with all that hangs on it."""

    @_answering("GET", "HEAD")
    def one(request: ScopedRequest, id: str) -> HttpResponseBase:  # noqa: A002 -- the standard's word
        question = question_of(request)
        directory = published(request.reach)
        entry = directory.entry(entity, id)
        if entry is None:
            raise Refusal(404, "There is nothing with this id.")
        return answer(request, _shown(directory, entity, question._replace(full=True), entry))

    return one


def _shown(directory: Published, entity: str, question: Question, entry: Entry) -> dict[str, Any]:
    """Gives an entry as it was asked for."""
    if question.minimal:
        return {name: entry.row.fields[name] for name in _MINIMAL if name in entry.row.fields}
    nest = directory.nest
    if not question.full:
        if entity == "organization" and question.full_service:
            return nest.organization(entry.row, services=True)
        return nest.brief(entity, entry.row)
    if entity == "organization":
        return nest.organization(entry.row, services=question.full_service)
    return nest.whole(entity, entry.row)


_MINIMAL = ("id", "last_modified")


def _page(
    entries: list[Entry], question: Question, shown: Callable[[Entry], dict[str, Any]]
) -> dict[str, Any]:
    pages = -(-len(entries) // question.per_page)
    begins = (question.page - 1) * question.per_page
    contents = [shown(entry) for entry in entries[begins : begins + question.per_page]]
    return {
        "total_items": len(entries),
        "total_pages": pages,
        "page_number": question.page,
        "size": len(contents),
        "first_page": question.page == 1,
        "last_page": question.page >= pages,
        "empty": not contents,
        "contents": contents,
    }


def _asked(directory: Published, entity: str, question: Question) -> list[Entry]:
    """Gives the entries for which every filter holds."""
    holds = tuple(_filters(entity, question))
    return [entry for entry in directory.entries[entity] if all(hold(entry) for hold in holds)]


def _filters(entity: str, question: Question) -> Iterator[Callable[[Entry], bool]]:
    if question.search:
        words = question.search.casefold().split()
        yield lambda entry: all(word in entry.words for word in words)
    if question.taxonomy_id:
        yield (
            lambda entry: (
                question.taxonomy_id == TAXONOMY_ID
                and (entity == "taxonomy_term" or bool(entry.terms))
            )
        )
    if entity == "taxonomy_term":
        if question.top_only:
            yield lambda entry: not cell(entry.row, "parent_id")
        if question.parent_id:
            yield lambda entry: cell(entry.row, "parent_id") == question.parent_id
        return
    if question.taxonomy_term_id:
        yield lambda entry: question.taxonomy_term_id in entry.terms
    if question.organization_id:
        yield lambda entry: question.organization_id == entry.organization
    after = question.modified_after
    if after is not None:
        yield lambda entry: entry.changed_at is not None and entry.changed_at >= after
    if question.postcode:
        county = _county(question.postcode)
        yield (
            lambda entry: (
                entry.center is not None
                and (question.postcode in entry.center.zips or county in entry.center.counties)
            )
        )


def _county(postcode: str) -> str | None:
    """Gives the main county of a ZIP, None where it is not known."""
    try:
        found = site_ports().atlas().zips.get(postcode)
    except HarborlineError:
        return None
    return found.county if found else None
