"""An agreed training as a calendar entry. Whoever looks over a shoulder reads "Training" and nothing more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils.translation import pgettext
from icalendar import Calendar, Event

from harborline.app.training import Phase
from harborline.web.training.models import TrainingRequest
from harborline.web.training.services.lives import slots_of


def calendar_of(row: TrainingRequest, at: datetime) -> bytes | None:
    """Gives iCalendar (RFC 5545) with one event in UTC, made at `at`; None where nothing is agreed.

    The same training has the same id however often it is asked for; a later version has a higher sequence.
    """
    if row.phase != Phase.AGREED:
        return None
    slot = slots_of(row)[0]
    event = Event()
    event.add("uid", f"training-{row.pk}@harborline")
    event.add("sequence", row.version)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", slot.starts_at.astimezone(UTC))
    event.add("dtend", slot.starts_at.astimezone(UTC) + timedelta(minutes=slot.minutes))
    event.add("summary", pgettext("calendar", "Training"))
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    made = Calendar()
    made.add("prodid", "-//Harborline//Training//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add_component(event)
    content: bytes = made.to_ical()
    return content
