"""One frozen value from the environment and `harborline.toml`; only `bootstrap` imports it.

Names and meanings are in docs/reference/settings.md, where a test looks for each of them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from harborline.core.errors import UnusableInput

_LARGEST_PORT = 65_535
_NUMBER_LENGTHS = range(10, 16)
_LISTS = frozenset({"allowed_hosts", "trunks", "trunk_sources", "proxies"})
_COUNTS = frozenset({"voices", "most_calls", "trunk_calls", "site_threads", "training_days"})
_YES_OR_NO = frozenset({"site", "second_approver", "routine_publishing"})
_SWITCHES = {"yes": True, "true": True, "no": False, "false": False}
"""TOML has a way of its own to say it."""


class Settings(NamedTuple):
    """`data`: the one folder that is written to. Ports are TCP; hosts are names or addresses.

    `web`, `text`: other ways to reach help that callers are told of. `most_calls`: beyond it a
    caller hears the static notice. `ari_...`: Asterisk's REST interface, no URL = no Asterisk.
    `trunks`: SIP URIs of carriers, the first is tried first; `trunk_sources`: addresses from which
    they call. `county_header`: a header of the carrier's that holds a county. `voices`: voice processes.
    `practice_number`: what answerers dial to practise. `public_url`: where webhook carriers reach us.
    `proxies`: addresses whose forwarding headers are believed. `port`: the site's; `site`: whether `up`
    runs it; `site_url`: where people reach it; `site_threads`: how many requests it answers at once.
    `second_approver`: whoever proposed a map may not approve it. `routine_publishing`: hours go live by
    themselves. `room_zone`: the IANA zone of the
    national room, by which the wall board tells the time. `smtp_...`: the mail server, none = mail
    is printed. `rota_key`: a word that voice processes and the site know where they share no data folder;
    they sign with it what is asked when somebody sets the rota by telephone. `exit_url`: where whoever leaves the public site is led.
    `training_days`: business days that a center has to answer a training request. The rest are the credentials of webhook carriers.
    """

    data: str = "./var"
    map: str | None = None
    voice_host: str = "127.0.0.1"
    voice_port: int = 8001
    voices: int = 1
    port: int = 8000
    site: bool = True
    allowed_hosts: tuple[str, ...] = ()
    national_backup: str | None = None
    web: str | None = None
    text: str | None = None
    most_calls: int = 10_000
    ari_url: str | None = None
    ari_user: str = "harborline"
    ari_password: str | None = None
    sip_host: str = "0.0.0.0"  # noqa: S104 -- carriers call from outside
    sip_port: int = 5060
    trunks: tuple[str, ...] = ()
    trunk_sources: tuple[str, ...] = ()
    trunk_user: str | None = None
    trunk_password: str | None = None
    trunk_calls: int = 200
    county_header: str | None = None
    practice_number: str | None = None
    public_url: str | None = None
    proxies: tuple[str, ...] = ()
    twilio_account: str | None = None
    twilio_token: str | None = None
    signalwire_space: str | None = None
    signalwire_project: str | None = None
    signalwire_token: str | None = None
    signalwire_signing_key: str | None = None
    telnyx_public_key: str | None = None
    telnyx_api_key: str | None = None
    site_url: str | None = None
    site_threads: int = 4
    second_approver: bool = True
    routine_publishing: bool = True
    rota_key: str | None = None
    room_zone: str = "America/New_York"
    smtp_host: str | None = None
    smtp_port: int = 587
    smtp_user: str | None = None
    smtp_password: str | None = None
    mail_from: str | None = None
    exit_url: str = "https://www.weather.gov/"
    training_days: int = 3

    def __repr__(self) -> str:
        return "<Settings>"  # some are passwords, and tracebacks are read by many


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Reads the settings; the environment wins over the file. Raises UnusableInput."""
    found = dict(os.environ if environment is None else environment)
    given = {
        name: found[f"HARBORLINE_{name.upper()}"]
        for name in Settings._fields
        if found.get(f"HARBORLINE_{name.upper()}")
    }
    path = found.get("HARBORLINE_CONFIG") or os.path.join(
        given.get("data", Settings().data), "harborline.toml"
    )
    if os.path.exists(path) or "HARBORLINE_CONFIG" in found:
        given = {**_read_file(path), **given}
    typed: dict[str, Any] = {name: _typed(name, text) for name, text in given.items()}
    return Settings()._replace(**typed)


def _read_file(path: str) -> dict[str, str]:
    import tomllib  # rarely needed, and `explain` must start at once

    try:
        with open(path, "rb") as file:
            content = tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as fault:
        raise UnusableInput(f"The settings file {path} cannot be read: {fault}.") from None
    for name in content:
        if name not in Settings._fields:
            raise UnusableInput(f"The settings file {path} has an unknown setting {name!r}.")
    return {
        name: ",".join(map(str, value)) if isinstance(value, list) else str(value)
        for name, value in content.items()
    }


def _typed(name: str, text: str) -> object:
    if name in _LISTS:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if name == "national_backup":
        return _callable(text)
    if name == "room_zone":
        return _zone(text)
    if name in _COUNTS:
        return _count(name, text)
    if name in _YES_OR_NO:
        return _switch(name, text)
    if not name.endswith("port"):
        return text
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= _LARGEST_PORT):
        raise UnusableInput(f"HARBORLINE_{name.upper()} must be a port from 1 to {_LARGEST_PORT}.")
    return int(text)


def _count(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise UnusableInput(f"HARBORLINE_{name.upper()} must be a whole number from 1.")
    return int(text)


def _zone(text: str) -> str:
    from zoneinfo import ZoneInfo  # as tomllib: few commands tell a time of a place

    try:
        ZoneInfo(text)
    except (LookupError, OSError, ValueError):
        raise UnusableInput(
            "HARBORLINE_ROOM_ZONE must be a time zone such as America/Chicago."
        ) from None
    return text


def _switch(name: str, text: str) -> bool:
    if text.lower() not in _SWITCHES:
        raise UnusableInput(f"HARBORLINE_{name.upper()} must be yes or no.")
    return _SWITCHES[text.lower()]


def _callable(text: str) -> str:
    """A number or SIP URI that a switch can dial."""
    digits = text.lstrip("+").translate(str.maketrans("", "", " -.()"))
    if text.startswith(("sip:", "sips:")) and "@" in text:
        return text
    if digits.isascii() and digits.isdigit() and len(digits) in _NUMBER_LENGTHS:
        return text
    raise UnusableInput(
        "HARBORLINE_NATIONAL_BACKUP must be a number such as +18005550199 or a SIP URI."
    )
