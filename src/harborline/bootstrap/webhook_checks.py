"""What doctor says of webhook carriers: what is half set up, and what each keeps of a caller."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from harborline.settings import Settings

if TYPE_CHECKING:
    from harborline.app.examining import Finding


class _Setup(NamedTuple):
    """A carrier's settings. `proof`: without it every request is refused; `more`: for `purpose`."""

    name: str
    proof: str
    more: tuple[str, ...]
    purpose: str
    keeps: str


_SETUPS = (
    _Setup(
        "Twilio",
        "twilio_token",
        ("twilio_account",),
        "its records of callers are not deleted",
        "Twilio stores callers' numbers and the words of texts. Harborline has each call's and "
        "text's record deleted a minute after its end; Twilio's error log, its insights and its "
        "bills have copies that no program can delete. Ask it for message redaction.",
    ),
    _Setup(
        "SignalWire",
        "signalwire_signing_key",
        ("signalwire_space", "signalwire_project", "signalwire_token"),
        "its records of callers are not deleted",
        "SignalWire stores callers' numbers and the words of texts. Harborline has each call's and "
        "text's record deleted a minute after its end; its bills and logs may have copies.",
    ),
    _Setup(
        "Telnyx",
        "telnyx_public_key",
        ("telnyx_api_key",),
        "texts get no reply",
        "Telnyx stores callers' numbers and the words of texts, and has no way to delete a record. "
        "Ask its support for message redaction and for how long it keeps call records.",
    ),
)


def examine_webhooks(given: Settings) -> list[Finding]:
    """Looks at the settings of webhook carriers; finds nothing where there are none."""
    from harborline.app.examining import Finding

    used = [
        setup
        for setup in _SETUPS
        if any(getattr(given, name) for name in (setup.proof, *setup.more))
    ]
    findings = [finding for setup in used for finding in _setup(setup, given)]
    if used:
        findings += [*_address(given), *_proxies(given)]
    if used and not given.national_backup:
        findings.append(
            Finding(
                "fault",
                "HARBORLINE_NATIONAL_BACKUP is not set, so there is no fall-back document to keep "
                "at the carrier; set it, then run harborline webhooks fallback.",
            )
        )
    return findings


def _setup(setup: _Setup, given: Settings) -> Iterator[Finding]:
    from harborline.app.examining import Finding

    missing = [_variable(name) for name in setup.more if not getattr(given, name)]
    if not getattr(given, setup.proof):
        yield Finding(
            "fault",
            f"{setup.name} is half set up: without {_variable(setup.proof)} every request of its "
            "is refused.",
        )
    elif setup.proof == "telnyx_public_key" and not _is_key(given.telnyx_public_key or ""):
        yield Finding(
            "fault",
            "HARBORLINE_TELNYX_PUBLIC_KEY is no public key, so every request of Telnyx's is "
            "refused; copy it from its portal once more.",
        )
    if missing:
        names = " and ".join(missing)
        yield Finding("fault", f"{setup.name} is half set up: without {names} {setup.purpose}.")
    yield Finding("note", setup.keeps)


def _address(given: Settings) -> Iterator[Finding]:
    from urllib.parse import urlsplit

    from harborline.app.examining import Finding

    if not given.public_url:
        yield Finding(
            "fault",
            "HARBORLINE_PUBLIC_URL is not set, so a carrier's signature is compared with whatever "
            "address a request names; set it to the https address that you gave the carrier.",
        )
        return
    try:
        parts = urlsplit(given.public_url)
        usable = parts.scheme == "https" and bool(parts.hostname) and not parts.query
    except ValueError:
        usable = False
    if not usable:
        yield Finding(
            "fault",
            "HARBORLINE_PUBLIC_URL must be an https address such as https://line.example.org; "
            "over http anybody in between reads callers' numbers.",
        )


def _proxies(given: Settings) -> Iterator[Finding]:
    from harborline.app.examining import Finding
    from harborline.telephony.twiml.addresses import networks

    unread = networks(given.proxies)[1]
    if unread:
        yield Finding(
            "fault",
            f"HARBORLINE_PROXIES names what is no address or network: {', '.join(unread)}.",
        )


def _is_key(text: str) -> bool:
    from harborline.telephony.twiml.signatures import is_public_key

    return is_public_key(text)


def _variable(name: str) -> str:
    return f"HARBORLINE_{name.upper()}"
