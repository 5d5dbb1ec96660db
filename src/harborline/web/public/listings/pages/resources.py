"""The list of national resources. A choice is posted and answered in place: it stands in no address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from harborline.web.public.frame import national_line, page
from harborline.web.public.listings.cards import neutral_name
from harborline.web.public.listings.national import Way, Whom
from harborline.web.public.listings.resource_words import WAYS, WHOM, shown
from harborline.web.public.listings.services import Listed, listed
from harborline.web.public.numbers import is_fictitious
from harborline.web.public.words import PHONE_KEEPS
from harborline.web.site.ports import site_ports


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Lists the resources that the operator confirmed; a demo lists all of them, and says so."""
    demo = site_ports().is_demo()
    all_of_them = [one for one in listed() if demo or one.is_live]
    whom = {one for one in Whom if one in request.POST.getlist("for")}
    ways = {one for one in Way if one in request.POST.getlist("by")}
    found = [one for one in all_of_them if _fits(one, whom, ways)]
    line = national_line()
    about = {
        "crisis": [shown(one) for one in found if one.resource.crisis],
        "others": [shown(one) for one in found if not one.resource.crisis],
        "count": len(found),
        "none_yet": not all_of_them,
        "chosen": bool(whom or ways),
        "whom": [(one.value, WHOM[one], one in whom) for one in Whom if _any(all_of_them, one)],
        "ways": [(one.value, WAYS[one], one in ways) for one in Way if _any(all_of_them, one)],
        "phone_keeps": PHONE_KEEPS,
        "line_card": neutral_name(line.name) if line and not is_fictitious(line.number) else "",
    }
    return page(request, "listings/resources.html", about)


def _fits(one: Listed, whom: set[Whom], ways: set[Way]) -> bool:
    """Tells whether a resource is for one of those chosen and can be reached in one of the ways chosen."""
    return (not whom or bool(whom & set(one.resource.serves))) and (
        not ways or bool(ways & one.resource.ways)
    )


def _any(several: list[Listed], choice: Whom | Way) -> bool:
    """Tells whether a choice would find anything."""
    return any(choice in {*one.resource.serves, *one.resource.ways} for one in several)
