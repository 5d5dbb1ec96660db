"""The center at a glance: open now, who answers, until when the listing holds, the last weeks."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from harborline.web.accounts.permissions import Permission
from harborline.web.console.center.asking import (
    CenterRequest,
    may,
    page,
    today_at,
)
from harborline.web.console.center.figures import weeks_of
from harborline.web.console.center.listing import facts_of
from harborline.web.console.center.pause import resumes_in_words
from harborline.web.console.center.words import KINDS
from harborline.web.console.services.pausing import pause_of
from harborline.web.directory.services.rota import WhoAnswers, who_answers
from harborline.web.directory.words import center_in_words, when_in_words
from harborline.web.site.ports import site_ports

_WEEKS = 4


def show(request: CenterRequest) -> HttpResponse:
    """Shows the center; whoever may not see a part does not find it."""
    center, now = request.center, timezone.now()
    pause = pause_of(center)
    figures = may(request, Permission.CENTER_FIGURES)
    rota = may(request, Permission.CENTER_ROTA)
    found = {
        "now_in_words": center_in_words(center, now),
        "answering": [_line(one) for one in who_answers(center, now)] if rota else [],
        "pause": pause,
        "resumes": resumes_in_words(center, pause),
        "today": today_at(center),
        "listing": facts_of(center),
        "weeks": weeks_of(site_ports().leg_counts(center.pk))[:_WEEKS] if figures else (),
        "may_pause": may(request, Permission.CENTER_PAUSE),
        "may_rota": rota,
        "may_verify": may(request, Permission.CENTER_VERIFY),
        "may_figures": figures,
    }
    return page(request, "overview.html", found)


def _line(one: WhoAnswers) -> str:
    name = one.who.name or str(KINDS[one.who.kind])
    if one.until is None:
        return gettext("%(name)s, day and night") % {"name": name}
    until = when_in_words(one.until, timezone.now())
    return gettext("%(name)s; ends %(when)s") % {"name": name, "when": until}
