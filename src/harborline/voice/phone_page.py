"""The dial-pad page: one HTML for browsers with scripts and without, in English and Spanish."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import NamedTuple

from harborline.callflow.values import LineType
from harborline.core.routing_map import RoutingMap
from harborline.voice.call_view import ACTS, CallView, HeardView, SeatView
from harborline.voice.decision_view import DecisionView, LegView, SkipView
from harborline.voice.html import element, fill, options, parent
from harborline.voice.ports import Hotline
from harborline.voice.questions import ZONES
from harborline.voice.words import LANGUAGES, say

SPEEDS = (1, 5, 20)
OUTCOMES = ("answer", "no_answer", "busy", "decline", "voicemail", "failed")
"""What all centers can do in a call that runs at once."""

EMERGENCY = "911"
_LETTERS = {"2": "ABC", "3": "DEF", "4": "GHI", "5": "JKL", "6": "MNO"} | {
    "7": "PQRS",
    "8": "TUV",
    "9": "WXYZ",
}
_KEYS = "123456789*0#"
_EXAMPLES = {
    "704-555-0134": "Charlotte",
    "303-555-0110": "Denver",
    "787-555-0163": "San Juan",
}
_WITHHELD, _ABROAD = "anonymous", "+44 20 7946 0018"


class Filled(NamedTuple):
    """What the form shows: as it was sent, or as a first visitor finds it."""

    text_from: str = "704-555-0134"
    line_type: str = LineType.WIRELESS
    line: str = ""
    at: str = ""
    zone: str = "eastern"
    keys: str = ",28202"
    centers: str = "answer"
    failed: str = ""


def phone_page(
    language: str, routing_map: RoutingMap, hotline: Hotline, filled: Filled, told: CallView | None
) -> str:
    """Writes the page; `told` is a call that was run at once, for browsers without scripts."""
    return fill(
        "phone.html",
        language,
        html_banner=banner(language, hotline, demo=routing_map.demo),
        html_languages=_language_links(language),
        html_map=element("span", say(language, "foot_map", version=routing_map.version[:8])),
        **_form_pieces(language, routing_map, filled),
        **_told_pieces(language, told),
    )


def small_page(language: str, html_banner: str, heading: str, body: Iterable[str]) -> str:
    """Writes a page with one heading that leads back to the dial pad; `body` is ready HTML."""
    return fill(
        "small.html",
        language,
        html_banner=html_banner,
        html_heading=escape(say(language, heading)),
        html_body="".join(body),
    )


def banner(language: str, hotline: Hotline, *, demo: bool) -> str:
    """Says that nobody answers here, and whom to call: the only numbers that are links."""
    return parent(
        "p",
        (
            element("strong", say(language, "banner_demo" if demo else "banner_practice")),
            f" {say(language, 'banner_help')} ",
            element("a", hotline.number, href=f"tel:{hotline.dial}"),
            " (",
            element("span", hotline.name, lang="en"),
            f"). {say(language, 'banner_danger')} ",
            element("a", EMERGENCY, href=f"tel:{EMERGENCY}"),
            ".",
        ),
    )


def _language_links(language: str) -> str:
    return "".join(
        element(
            "a", name, href=f"/phone?lang={code}", hreflang=code, lang=code,
            aria_current="true" if code == language else None,
        )
        for code, name in LANGUAGES.items()
    )  # fmt: skip


def _form_pieces(language: str, routing_map: RoutingMap, filled: Filled) -> Mapping[str, str]:
    lines = {line.id: f"{line.name} ({_spoken(line.languages)})" for line in routing_map.lines}
    return {
        "html_from": escape(filled.text_from),
        "html_at": escape(filled.at),
        "html_keys": escape(filled.keys),
        "html_failed": escape(filled.failed),
        "html_examples": _examples(language),
        "html_line_types": "".join(
            _segment("line_type", kind, say(language, kind), chosen=kind == filled.line_type)
            for kind in LineType
        ),
        "html_lines": options(lines, filled.line),
        "html_zones": options({zone: say(language, f"zone_{zone}") for zone in ZONES}, filled.zone),
        "html_speeds": "".join(_speed(language, speed) for speed in SPEEDS),
        "html_outcomes": options(
            {what: say(language, f"outcome_{what}") for what in OUTCOMES}, filled.centers
        ),
        "html_keypad": "".join(_key(digit) for digit in _KEYS),
        "html_acts": _acts(language),
    }


def _spoken(codes: tuple[str, ...]) -> str:
    return ", ".join(LANGUAGES.get(code, code) for code in codes)


def _examples(language: str) -> str:
    texts = {
        **_EXAMPLES,
        _WITHHELD: say(language, "example_withheld"),
        _ABROAD: say(language, "example_foreign"),
    }
    return "".join(
        element("button", text, type="button", data_from=sent) for sent, text in texts.items()
    )


def _speed(language: str, speed: int) -> str:
    text = say(language, "speed_many" if speed > 1 else "speed_1", speed=speed)
    return _segment("speed", str(speed), text, chosen=speed == 1)


def _segment(name: str, value: str, text: str, *, chosen: bool) -> str:
    """Writes one of a few choices that stand side by side."""
    checked = " checked" if chosen else ""
    radio = f'<input type="radio" name="{name}" value="{value}"{checked}>'
    return parent("label", (radio, element("span", text)))


def _key(digit: str) -> str:
    letters = element("small", _LETTERS.get(digit, ""), aria_hidden="true")
    return parent("button", (element("b", digit), letters), type="button", data_key=digit)


def _acts(language: str) -> str:
    names = dict.fromkeys(act for acts in ACTS.values() for act in acts)
    return "".join(
        element("button", say(language, f"act_{name}"), type="button", data_act=name, hidden="")
        for name in names
    )


def _told_pieces(language: str, told: CallView | None) -> Mapping[str, str]:
    """Gives the call that was run, or hides the places where a call is told."""
    decision = told["decision"] if told else None
    return {
        **_decision_pieces(decision),
        "html_how_hidden": _hidden(told),
        "html_told_hidden": _hidden(not told),
        "html_centers_empty_hidden": _hidden(told and told["centers"]),
        "html_heard": "".join(_heard(row) for row in told["heard"]) if told else "",
        "html_centers": "".join(_seat(seat, language) for seat in told["centers"]) if told else "",
        "html_result": element("span", told["result"]) if told else "",
    }


def _decision_pieces(decision: DecisionView | None) -> dict[str, str]:
    shown: DecisionView = decision or {"origin": "", "legs": [], "skipped": [], "decided": ""}
    return {
        "html_decision_hidden": _hidden(not decision),
        "html_decision_empty_hidden": _hidden(decision),
        "html_skipped_hidden": _hidden(not shown["skipped"]),
        "html_skipped_count": str(len(shown["skipped"])),
        "html_origin": element("span", shown["origin"]),
        "html_legs": "".join(_leg(leg) for leg in shown["legs"]),
        "html_skipped": "".join(_skip(skip) for skip in shown["skipped"]),
        "html_decided": element("span", shown["decided"]),
    }


def _hidden(hide: object) -> str:
    return "hidden" if hide else ""


def _heard(row: HeardView) -> str:
    text = element("p", row["text"], lang=row["language"])
    return parent("li", (element("time", row["at"]), text), data_who=row["who"])


def _seat(seat: SeatView, language: str) -> str:
    parts = [
        element("h3", seat["name"]),
        element("p", seat["kind"], class_="card-kind"),
        element("p", seat["state_text"], class_="card-state"),
    ]
    if seat["hears"]:
        title = element("p", say(language, "hears"), class_="whisper-title")
        text = element("p", seat["hears"], lang=seat["hears_language"])
        parts.append(parent("div", (title, text), class_="whisper"))
    return parent("li", parts, class_="card", data_state=seat["state"])


def _leg(leg: LegView) -> str:
    parts = (
        element("strong", leg["name"]),
        element("span", leg["why"]),
        element("em", leg["now"]),
    )
    return parent("li", parts, data_state=leg["state"])


def _skip(skip: SkipView) -> str:
    return parent("li", (element("strong", skip["name"]), element("span", skip["why"])))
