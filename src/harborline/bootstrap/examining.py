"""What doctor looks at: settings, data folder, map, port, and whatever else is put together."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from harborline.bootstrap import NO_DEMO_HERE
from harborline.bootstrap.asterisk import examine_asterisk
from harborline.bootstrap.prompts import examine_prompts
from harborline.bootstrap.webhook_checks import examine_webhooks
from harborline.settings import Settings, read_settings

if TYPE_CHECKING:
    from harborline.app.examining import Finding


def examine() -> list[Finding]:
    """Looks at settings, data folder, map and port."""
    from datetime import UTC, datetime

    from harborline.app.examining import Finding, examine_map
    from harborline.core.errors import HarborlineError
    from harborline.stores.map_files import open_in_use

    given = read_settings()
    findings = [_data_folder(given.data)]
    try:
        routing_map, fault = open_in_use(given.data, given.map)
    except HarborlineError as error:
        return [*findings, Finding("fault", str(error))]
    if fault is not None:
        findings.append(Finding("fault", f"{fault} The former map is in use meanwhile."))
    today = datetime.now(UTC).date()
    if routing_map.demo and given.national_backup:
        findings.append(Finding("fault", NO_DEMO_HERE))
    findings += examine_map(routing_map, today, given.national_backup)
    findings.append(_port(given))
    findings += examine_prompts(given, routing_map)
    findings += examine_asterisk(given)
    findings += examine_webhooks(given)
    return findings


def _port(given: Settings) -> Finding:
    from harborline.app.examining import Finding
    from harborline.core.errors import HarborlineError
    from harborline.telephony import slots
    from harborline.voice.serving import bind

    if slots.is_taken(given.data, slots.voice_name(1)):
        return Finding("ok", f"Harborline runs in this data folder, on port {given.voice_port}.")
    try:
        bind(given.voice_host, given.voice_port).close()
    except HarborlineError as error:
        return Finding("note", str(error))
    return Finding("ok", f"Port {given.voice_port} is free for the voice process.")


def _data_folder(path: str) -> Finding:
    from harborline.app.examining import Finding

    probe = path
    while not os.path.exists(probe) and os.path.dirname(os.path.abspath(probe)) != probe:
        probe = os.path.dirname(os.path.abspath(probe))
    if os.path.isdir(probe) and os.access(probe, os.W_OK):
        return Finding("ok", f"The data folder {path} can be written to.")
    return Finding(
        "fault",
        f"The data folder {path} cannot be written to; set HARBORLINE_DATA to one that can.",
    )
