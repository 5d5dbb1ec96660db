"""What the configuration is made of, and what is refused before a file is written.

Nothing that was given is repeated in an error: passwords and numbers are among it.
"""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from harborline.core.addresses import comparable
from harborline.core.errors import UnusableInput
from harborline.telephony.ari.config.installation import Installation
from harborline.telephony.ari.config.practice import Practice

_WORD = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_SECRET = re.compile(r"[!#-:<-Z^-~]{1,128}")
"""Printable, without quotes, semicolons, brackets and backslashes, which mean something in a file."""
_FOLDER = re.compile(r"/[A-Za-z0-9_./~@+-]*")
_HEADER = re.compile(r"[A-Za-z0-9-]{1,64}")
_HOST = r"(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])"
_TRUNK = re.compile(rf"sips?:(?:[^@\s]*@)?{_HOST}(?::(?P<port>\d{{1,5}}))?(?P<params>(;[\w=.-]+)*)")
_BACKUP_NUMBER = re.compile(r"\+?[0-9]{3,15}")
_BACKUP_URI = re.compile(r"sip:[A-Za-z0-9_.!~*'()+%-]+@[A-Za-z0-9.:\[\]-]+(;[\w=.-]+)*")
_USUAL_ARI_PORT = 8088
_LEAST_PORTS = 4


class Plan(NamedTuple):
    """`folder`: where the files go, and what Asterisk writes while it runs. `notice`: recordings of
    the static notice, in the order in which they are played. `trunks`: SIP URIs, the first is tried
    first. `sources`: addresses and networks from which carriers call. `calls`: at once from one
    source. `slots`: voice processes. `rtp`: first and last UDP port for sound.
    `practice`: what answerers dial to practise, None = nothing.
    `log`: a file for errors and warnings, which may hold numbers: for test calls, never in service.
    """

    folder: Path
    installation: Installation
    ari_url: str
    ari_user: str
    ari_password: str
    notice: tuple[Path, ...]
    national_backup: str | None = None
    sip_host: str = "0.0.0.0"  # noqa: S104 -- carriers call from outside
    sip_port: int = 5060
    trunks: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    user: str | None = None
    password: str | None = None
    calls: int = 200
    county_header: str | None = None
    slots: int = 1
    rtp: tuple[int, int] = (10_000, 20_000)
    practice: Practice | None = None
    log: Path | None = None

    def __repr__(self) -> str:
        return "<Plan>"  # some of it is passwords

    @property
    def ari_port(self) -> int:
        return urlsplit(self.ari_url).port or _USUAL_ARI_PORT


def refuse(plan: Plan) -> None:
    """Raises UnusableInput for values with which the files would be wrong or unsafe."""
    _refuse_interface(plan)
    if not _FOLDER.fullmatch(str(plan.folder)):
        raise UnusableInput(
            "The folder for Asterisk's configuration has a name that Asterisk cannot take; use "
            "letters, digits, dots, dashes and slashes, without spaces."
        )
    for trunk in plan.trunks:
        host_of(trunk)
    for source in plan.sources:
        _refuse_source(source)
    if plan.trunks and not plan.sources:
        raise UnusableInput(
            "Set HARBORLINE_TRUNK_SOURCES to the addresses from which the carriers call; without "
            "them nobody is let in."
        )
    if (plan.user is None) != (plan.password is None):
        raise UnusableInput("Set HARBORLINE_TRUNK_USER and HARBORLINE_TRUNK_PASSWORD together.")
    if plan.user and plan.password:
        _refuse(_WORD, plan.user, "HARBORLINE_TRUNK_USER", "letters, digits, dots and dashes")
        _refuse_secret(plan.password, "HARBORLINE_TRUNK_PASSWORD")
    if plan.county_header:
        _refuse(_HEADER, plan.county_header, "HARBORLINE_COUNTY_HEADER", "letters and dashes")
    if plan.national_backup:
        backup_address(plan.national_backup)
    if plan.practice:
        _refuse_practice(plan.practice)
    if not plan.notice:
        raise UnusableInput(
            "There is no recording of the static notice, which callers hear when nothing else "
            "works; `harborline prompts render` makes one."
        )
    if plan.rtp[1] - plan.rtp[0] < _LEAST_PORTS:
        raise UnusableInput("The range of ports for sound is too small.")


def _refuse_practice(practice: Practice) -> None:
    if not _BACKUP_NUMBER.fullmatch(comparable(practice.number)):
        raise UnusableInput(
            "HARBORLINE_PRACTICE_NUMBER must be the number that a carrier delivers, such as "
            "+18005550198."
        )
    if not all(practice.sounds):
        raise UnusableInput(
            "There are no recordings for practice calls; `harborline prompts render` makes them."
        )


def _refuse_interface(plan: Plan) -> None:
    address = _split(plan.ari_url)
    if address is None:
        raise UnusableInput(
            "HARBORLINE_ARI_URL must look like http://127.0.0.1:8088/ari; Asterisk listens on this "
            "machine alone."
        )
    if address.hostname not in {"127.0.0.1", "localhost"}:
        raise UnusableInput(
            "HARBORLINE_ARI_URL must name 127.0.0.1: the interface is not encrypted, so Harborline "
            "and Asterisk share a machine."
        )
    try:
        ip_address(plan.sip_host)
    except ValueError:
        raise UnusableInput(
            "HARBORLINE_SIP_HOST must be an address of this machine, such as 192.0.2.5."
        ) from None
    _refuse(_WORD, plan.ari_user, "HARBORLINE_ARI_USER", "letters, digits, dots and dashes")
    _refuse_secret(plan.ari_password, "HARBORLINE_ARI_PASSWORD")


def _split(url: str) -> SplitResult | None:
    try:
        address = urlsplit(url)
        understood = address.scheme == "http" and address.path.rstrip("/") == "/ari"
        return address if understood and address.port != 0 else None
    except ValueError:
        return None


def _refuse(pattern: re.Pattern[str], text: str, name: str, made_of: str) -> None:
    if not pattern.fullmatch(text):
        raise UnusableInput(f"{name} must be made of {made_of}, at most 64 of them.")


def _refuse_secret(text: str, name: str) -> None:
    if not _SECRET.fullmatch(text):
        raise UnusableInput(
            f"{name} must be set, without spaces, quotes, semicolons, brackets and backslashes, "
            "and at most 128 characters long."
        )


def _refuse_source(source: str) -> None:
    try:
        if ip_network(source, strict=False).prefixlen == 0:
            raise UnusableInput(
                "HARBORLINE_TRUNK_SOURCES would let everybody in; name your carriers."
            )
    except ValueError:
        raise UnusableInput(
            "HARBORLINE_TRUNK_SOURCES must hold addresses or networks, such as 192.0.2.10 or "
            "192.0.2.0/24; names are not taken, for whoever answers for a name could call."
        ) from None


def host_of(trunk: str) -> str:
    """Gives host, port and parameters of a trunk's URI. Raises UnusableInput."""
    found = _TRUNK.fullmatch(trunk)
    if found is None or trunk.startswith("sips:") or int(found["port"] or 1) not in range(1, 65536):
        raise UnusableInput(
            "HARBORLINE_TRUNKS must hold SIP URIs such as sip:carrier.example or "
            "sip:192.0.2.10:5060;transport=tcp; sips is not supported."
        )
    return f"{found['host']}{':' + found['port'] if found['port'] else ''}{found['params']}"


def backup_address(given: str) -> str:
    """Gives the address as the dialplan dials it. Raises UnusableInput."""
    if _BACKUP_URI.fullmatch(given):
        return given
    number = comparable(given)
    if _BACKUP_NUMBER.fullmatch(number):
        return number
    raise UnusableInput(
        "HARBORLINE_NATIONAL_BACKUP cannot be dialed by Asterisk; use a number such as "
        "+18005550199 or a URI such as sip:team@192.0.2.20."
    )
