"""Whom a demo names to anyone in need: the real national hotline, and 911.

Facts with their sources, taken on 2026-11-23; nobody dialed them to confirm. These numbers may be
links that dial; a demo number never is.
"""

from __future__ import annotations

from typing import NamedTuple


class RealNumber(NamedTuple):
    """A number that somebody real answers.

    `number` is as people write it, `dial` as a phone takes it. `source_date`: of the source, as
    far as it tells; `taken_on`: when we read it.
    """

    name: str
    number: str
    dial: str
    web: str | None
    source_title: str
    source_address: str
    source_date: str
    taken_on: str


NATIONAL_HOTLINE = RealNumber(
    name="RAINN National Sexual Assault Hotline",
    number="800-656-4673",
    dial="+18006564673",
    web="https://rainn.org",
    source_title="RAINN: National Sexual Assault Hotline; Span magazine (US State Dept) 2014-09",
    source_address="https://rainn.org/get-help/national-sexual-assault-hotline ; "
    "https://span.state.gov/social-development/sms-sos/20140901",
    source_date="undated; 2014",
    taken_on="2026-11-23",
)

EMERGENCY = RealNumber(
    name="Emergency services",
    number="911",
    dial="911",
    web=None,
    source_title="FCC takes steps to implement the Wireless Communications and Public Safety Act",
    source_address="https://www.fcc.gov/Bureaus/Wireless/News_Releases/2000/nrwl0029.html",
    source_date="2000-08-29",
    taken_on="2026-11-23",
)
