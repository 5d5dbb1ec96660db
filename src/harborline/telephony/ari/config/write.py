"""Writes the folder that Asterisk is started with."""

from __future__ import annotations

import os
from pathlib import Path
from shlex import quote

from harborline.core.errors import UnusableInput
from harborline.telephony.ari.config import dialplan, sip, switch
from harborline.telephony.ari.config.plan import Plan, refuse

WRITTEN_INTO = ("lib", "lib/keys", "log", "run", "spool")
"""Folders for what Asterisk itself keeps; nothing of a call is among it."""


def files(plan: Plan) -> dict[str, str]:
    """Gives each file's text by its name. Raises UnusableInput."""
    refuse(plan)
    return {
        "README": switch.README,
        "asterisk.conf": switch.asterisk_conf(plan),
        "modules.conf": switch.modules_conf(plan),
        "logger.conf": switch.logger_conf(plan),
        "http.conf": switch.http_conf(plan),
        "ari.conf": switch.ari_conf(plan),
        "rtp.conf": switch.rtp_conf(plan),
        "pjsip.conf": sip.pjsip_conf(plan),
        "extensions.conf": dialplan.extensions_conf(plan),
        **switch.PLAIN,
        "start": _start(plan),
    }


def write(plan: Plan) -> tuple[Path, ...]:
    """Writes every file, each under another name first; gives the paths. Raises UnusableInput.

    All of them are for their owner alone: some hold passwords, all tell of the network.
    """
    texts = files(plan)
    written = []
    try:
        for name in ("", *WRITTEN_INTO):
            (plan.folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, text in texts.items():
            path = plan.folder / name
            _put(path, text, mode=0o700 if name == "start" else 0o600)
            written.append(path)
    except OSError as fault:
        raise UnusableInput(
            f"The configuration of Asterisk cannot be written there ({fault.strerror}); name "
            "another folder with --out."
        ) from None
    return tuple(written)


def start_command(plan: Plan) -> tuple[str, ...]:
    """Gives the command that runs Asterisk in the foreground."""
    return (*plan.installation.command, "-f", "-C", str(plan.folder / "asterisk.conf"))


def _start(plan: Plan) -> str:
    """Runs Asterisk without a core dump, which would hold callers' numbers, should it crash."""
    return f'#!/bin/sh\nulimit -c 0\nexec {" ".join(map(quote, start_command(plan)))} "$@"\n'


def _put(path: Path, text: str, *, mode: int) -> None:
    unfinished = path.with_name(f".{path.name}.new")
    unfinished.unlink(missing_ok=True)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    unfinished.replace(path)
