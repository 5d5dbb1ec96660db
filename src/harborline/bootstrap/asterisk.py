"""Asterisk's configuration from the settings, and what doctor says of the one that runs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from harborline.settings import Settings, read_settings

if TYPE_CHECKING:
    from pathlib import Path

    from harborline.app.examining import Finding
    from harborline.telephony.ari.config.practice import Practice

USUAL_URL = "http://127.0.0.1:8088/ari"


PRACTICE_IS_A_LINE = (
    "HARBORLINE_PRACTICE_NUMBER is the number of a line, so callers would reach nobody; practise on "
    "another number."
)


class Written(NamedTuple):
    """`start`: the program that runs Asterisk with what was written."""

    folder: Path
    files: tuple[str, ...]
    start: Path


def write_asterisk_config(out: str | None, root: str | None) -> Written:
    """Writes the configuration, usually into the data folder. Raises UnusableInput."""
    from pathlib import Path

    from harborline.core.errors import UnusableInput
    from harborline.telephony.ari.config.installation import installation_in
    from harborline.telephony.ari.config.plan import Plan
    from harborline.telephony.ari.config.write import write
    from harborline.telephony.slots import most

    given = read_settings()
    if not given.ari_password:
        raise UnusableInput(
            "Set HARBORLINE_ARI_PASSWORD to a long random word; Asterisk and Harborline know it."
        )
    folder = Path(out or os.path.join(given.data, "asterisk")).absolute()
    plan = Plan(
        folder,
        installation_in(Path(root).absolute() if root else _usual_root()),
        given.ari_url or USUAL_URL,
        given.ari_user,
        given.ari_password,
        tuple(path.absolute() for _, path in _notice(given)),
        national_backup=given.national_backup,
        sip_host=given.sip_host,
        sip_port=given.sip_port,
        trunks=given.trunks,
        sources=given.trunk_sources,
        user=given.trunk_user,
        password=given.trunk_password,
        calls=given.trunk_calls,
        county_header=given.county_header,
        slots=most(given.voices),
        practice=_practice(given),
    )
    return Written(folder, tuple(path.name for path in write(plan)), folder / "start")


def examine_asterisk(given: Settings) -> list[Finding]:
    """Asks the running Asterisk; nothing where none is set."""
    import asyncio

    from harborline.app.examining import Finding
    from harborline.telephony.ari.client import Server
    from harborline.telephony.ari.examining import Expected, examine

    if given.ari_url is None:
        return []
    server = Server(given.ari_url, given.ari_user, given.ari_password or "")
    expected = Expected(given.voices, given.trunks, tuple(_recordings(given)))
    findings = asyncio.run(examine(server, expected))
    if _is_a_line(given):
        findings.append(Finding("fault", PRACTICE_IS_A_LINE))
    return findings


def _usual_root() -> Path:
    """Gives the root that scripts/asterisk-root makes, else the system's own."""
    from pathlib import Path

    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    made = os.environ.get("HARBORLINE_ASTERISK_ROOT") or os.path.join(
        cache, "harborline", "asterisk"
    )
    return Path(made) if os.path.exists(os.path.join(made, "usr/sbin/asterisk")) else Path("/")


def _practice(given: Settings) -> Practice | None:
    from harborline.callflow.prompts import CATALOGUES, Prompt, Say
    from harborline.core.errors import UnusableInput
    from harborline.sounds.library import open_library
    from harborline.telephony.ari.config.practice import Practice, PracticeSounds

    if given.practice_number is None:
        return None
    if _is_a_line(given):
        raise UnusableInput(PRACTICE_IS_A_LINE)
    library = open_library(given.data)
    fills = (("center", CATALOGUES["en"].your_center), ("language", "en"))
    says = (
        Say(Prompt.ANSWERER_PRACTICE, "en"),
        Say(Prompt.ANSWERER_WHISPER, "en", fills),
        Say(Prompt.ANSWERER_PRACTICE_TAKEN, "en"),
        Say(Prompt.ANSWERER_PRACTICE_PASSED, "en"),
        Say(Prompt.ANSWERER_PRACTICE_NO_KEY, "en"),
    )
    return Practice(
        given.practice_number, PracticeSounds(*(library.paths(say, "") for say in says))
    )


def _is_a_line(given: Settings) -> bool:
    """Tells whether people who need somebody dial the practice number; no map, no lines."""
    from harborline.bootstrap import current_map
    from harborline.core.addresses import comparable
    from harborline.core.errors import HarborlineError

    try:
        numbers = [line.number for line in current_map().lines if line.number]
    except HarborlineError:
        return False
    return comparable(given.practice_number or "") in map(comparable, numbers)


def _notice(given: Settings) -> list[tuple[str, Path]]:
    """Gives the recordings of the static notice in every language we speak, with its language."""
    from harborline.callflow.prompts import CATALOGUES, Prompt, Say
    from harborline.sounds.library import open_library

    library = open_library(given.data)
    languages: dict[Path, str] = {}
    for language in CATALOGUES:
        for path in library.paths(Say(Prompt.STATIC_NOTICE, language), ""):
            languages.setdefault(path, language)
    return [(language, path) for path, language in languages.items()]


def _recordings(given: Settings) -> list[tuple[str, Path]]:
    return [
        (f"the static notice ({language})", path.absolute()) for language, path in _notice(given)
    ]
