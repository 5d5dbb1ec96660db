"""extensions.conf: what the switch does with a call by itself, so that it holds when we are dead.

A call comes in, is handed to a voice process that takes calls, and goes to the national backup when
none does. `from-trunk` knows no other way out: what a caller dials never becomes a destination.
Header values are percent-encoded before they are put beside each other, and lose their parentheses,
which Asterisk would take for its own.
"""

from __future__ import annotations

import re
from pathlib import Path

from harborline.core.errors import UnusableInput
from harborline.telephony.ari.config.plan import Plan, backup_address, host_of
from harborline.telephony.ari.config.practice import extensions_of, rows_of
from harborline.telephony.arrivals import CALLER_HEADERS, FORWARDING_HEADERS, HEADERS

LONGEST_CALL_S = 4 * 3600
BACKUP_RINGS_S = 40
_WATCH_S, _TURNS_PER_S = 4, 4
_LONGEST_HEADER = 256
_TIMES = {"p-asserted-identity": 2} | dict.fromkeys(FORWARDING_HEADERS, 4)
"""How many headers of one name are handed on; a carrier's gateway adds one for each forwarding."""
_FILE = re.compile(r"[^&,;|$\\\"\[\]{}()\s]+")

_NUMBER = "0-9A-Za-z*#+"
_LEAST_DIGITS = 2
_CALL_ID = "${CHANNEL(pjsip,call-id)}"
_STRANGE = f"$[${{LEN({_CALL_ID})}} != ${{LEN(${{FILTER(\\x21-\\x7e,{_CALL_ID})}})}}]"
"""Asterisk lists no channel at all while one has bytes that are no UTF-8 in its Call-ID or extension,
and tells nobody of that one: a single forged call would disarm the guard for every caller. No
telephone sends such a Call-ID, which RFC 3261 forbids, so that call is refused; an extension is cleaned.
"""
_ADDRESS = r"0-9A-Za-z@:=_.+~%\x3b\x2d"


def extensions_conf(plan: Plan) -> str:
    return "\n".join(
        (
            _globals(plan),
            _from_trunk(plan),
            _fallback(plan),
            _NOTICE,
            _LOOPBACK,
            _practice(plan),
            "; Calls that we made go on nowhere by themselves.\n[nowhere]\nexten => s,1,Hangup()\n",
        )
    )


def _globals(plan: Plan) -> str:
    backup = backup_address(plan.national_backup) if plan.national_backup else ""
    trunks = "".join(
        f"HL_TRUNK_{number}={_escaped(host_of(trunk))}\n"
        for number, trunk in enumerate(plan.trunks, 1)
    )
    return f"""\
[general]
static = yes
writeprotect = yes
autofallthrough = yes
clearglobalvars = no

; HL_BACKUP: whom the fallback dials, told anew at each change of the map.
; HL_OFF_n=1: voice process n takes no calls now.
[globals]
HL_BACKUP={_escaped(backup)}
HL_NOTICE={"&".join(_spoken(path) for path in plan.notice)}
{trunks}"""


def _escaped(text: str) -> str:
    return text.replace(";", "\\;")


def _spoken(path: Path) -> str:
    """Gives a recording as Playback takes it: its path without the ending."""
    if not path.is_absolute() or not _FILE.fullmatch(str(path)):
        raise UnusableInput(
            "The folder of the recordings has a name that Asterisk cannot take; use letters, "
            "digits, dots, dashes and slashes, without spaces."
        )
    return str(path.with_suffix(""))


def _from_trunk(plan: Plan) -> str:
    county = (plan.county_header.lower(),) if plan.county_header else ()
    names = dict.fromkeys((*CALLER_HEADERS, *HEADERS, *county))
    rows = [
        f"Set(TIMEOUT(absolute)={LONGEST_CALL_S})",
        f"GotoIf({_STRANGE}?refused)",
        f"Set(HL_LINE_NUMBER=${{FILTER({_NUMBER},${{EXTEN}})}})",
        "GotoIf($[${LEN(${HL_LINE_NUMBER})} = ${LEN(${EXTEN})}]?clean)",
        f"GotoIf($[${{LEN(${{HL_LINE_NUMBER}})}} < {_LEAST_DIGITS}]?unknown,1:${{HL_LINE_NUMBER}},1)",
        "(clean)Set(GROUP(in)=${CHANNEL(endpoint)})",
        f"GotoIf($[${{GROUP_COUNT(${{CHANNEL(endpoint)}}@in)}} > {plan.calls}]?harborline-notice,s,1)",
        "Set(HL_ARGS=to=${URIENCODE(${HL_LINE_NUMBER})},flooded=0)",
    ]
    for name in names:
        for number in range(1, _TIMES.get(name, 1) + 1):
            skip = f"{name}-{number}"
            rows += [
                f"Set(HL_HEADER=${{PJSIP_HEADER(read,{name},{number})}})",
                f"GotoIf($[${{LEN(${{HL_HEADER}})}} = 0]?{skip})",
                f"Set(HL_ARGS=${{HL_ARGS}},{name}=${{URIENCODE("
                f"${{REPLACE(HL_HEADER,(),):0:{_LONGEST_HEADER}}})}})",
                f"({skip})NoOp()",
            ]
    rows += [
        f"Set(HL_SLOT=${{RAND(1,{plan.slots})}})",
        "Set(HL_TRIES=0)",
        '(slot)GotoIf($["${HL_OFF_${HL_SLOT}}" = "1"]?next)',
        "Stasis(harborline-${HL_SLOT},in,${HL_ARGS})",
        'GotoIf($["${STASISSTATUS}" != "FAILED"]?fallback)',
        f"(next)Set(HL_SLOT=$[${{HL_SLOT}} % {plan.slots} + 1])",
        "Set(HL_TRIES=$[${HL_TRIES} + 1])",
        f"GotoIf($[${{HL_TRIES}} < {plan.slots}]?slot)",
        "(fallback)Goto(harborline-fallback,s,1)",
        "(refused)Hangup(21)",
    ]
    return (
        "; Carriers call in. One character alone is no number: such extensions have meanings.\n"
        "; A voice process that cannot take a call sends it to `next`.\n"
        "[from-trunk]\nexten => s,1,Goto(unknown,1)\n"
        + (extensions_of(plan.practice) if plan.practice else "")
        + _extension("_[*#+0-9A-Za-z].", rows)
    )


def _practice(plan: Plan) -> str:
    if plan.practice is None:
        return "; No practice number is set: HARBORLINE_PRACTICE_NUMBER.\n"
    rows = [f"GotoIf({_STRANGE}?over)", *rows_of(plan.practice, _spoken)]
    return (
        "; Answerers practise here, with nobody on the line.\n[harborline-practice]\n"
        + _extension("s", rows)
    )


def _fallback(plan: Plan) -> str:
    tries = [
        f"GoSub(harborline-trunk,s,1({number},{first}))"
        for first in (1, 0)
        for number, _trunk in enumerate(plan.trunks, 1)
    ]
    rows = [
        f"Set(__HL_TO=${{FILTER({_ADDRESS},${{HL_BACKUP}})}})",
        "Set(CALLERID(name)=)",
        "Set(CALLERID(num)=${HL_LINE_NUMBER})",
        "Set(CALLERID(ani)=${HL_LINE_NUMBER})",
        "Set(CALLERID(pres)=allowed)",
        "Set(HL_TRIED=)",
        "GotoIf($[${LEN(${HL_TO})} = 0]?notice)",
        'GotoIf($["${HL_TO:0:3}" != "sip"]?trunks)',
        f"Dial(PJSIP/center/${{HL_TO}},{BACKUP_RINGS_S},r)",
        "Goto(notice)",
        "(trunks)Set(__HL_TO=${FILTER(+0-9,${HL_TO})})",
        "Set(__HL_TO=${IF($[${LEN(${HL_TO})} = 10]?+1)}${HL_TO})",
        *tries,
        "(notice)Goto(harborline-notice,s,1)",
    ]
    return (
        "; No voice process has the call: the national backup, and the notice if that fails too.\n"
        "[harborline-fallback]\n" + _extension("s", rows) + _trunk_routine(len(plan.trunks))
    )


def _trunk_routine(trunks: int) -> str:
    """Dials by one trunk, once. While it does, a watch rings the next one if the carrier dies."""
    number = "${HL_TO}@${HL_TRUNK_${ARG1}}"
    dialed = f"PJSIP/trunk-${{ARG1}}/sip:{number}"
    watched = "&Local/s@harborline-watch" if trunks > 1 else ""
    dial = [
        'GotoIf($["${HL_TRIED}" =~ "-${ARG1}-"]?over)',
        f"Set(HL_STATUS={_status_of('${ARG1}')})",
        'GotoIf($["${ARG2}${HL_STATUS}" = "1Unreachable"]?over)',
        "Set(HL_TRIED=${HL_TRIED}-${ARG1}-)",
        "Set(SHARED(HL_GONE)=0)",
        "Set(__HL_FIRST=${CHANNEL(name)})",
        "Set(__HL_BY=${ARG1})",
        f"Dial({dialed}{watched},{BACKUP_RINGS_S},rb(harborline-leg^s^1))",
        "(over)Return()",
    ]
    watch = [
        "Set(HL_TURN=0)",
        f"(turn)Wait({1 / _TURNS_PER_S})",
        'GotoIf($["${SHARED(HL_GONE,${HL_FIRST})}" != "0"]?over)',
        "Set(HL_TURN=$[${HL_TURN} + 1])",
        f"GotoIf($[${{HL_TURN}} < {_WATCH_S * _TURNS_PER_S}]?turn)",
        f'GotoIf($["{_status_of("${HL_BY}")}" != "Unreachable"]?over)',
        f"Set(HL_NEXT=$[${{HL_BY}} % {trunks} + 1])",
        f"Dial(PJSIP/trunk-${{HL_NEXT}}/sip:${{HL_TO}}@${{HL_TRUNK_${{HL_NEXT}}}},{BACKUP_RINGS_S})",
        "(over)Hangup()",
    ]
    leg = [
        'GotoIf($["${CHANNEL(channeltype)}" != "PJSIP"]?over)',
        "Set(CHANNEL(hangup_handler_push)=harborline-leg,gone,1)",
        "(over)Return()",
    ]
    return (
        "\n; Dials by trunk ARG1, once. ARG2=1: only if its carrier is not known to be silent.\n"
        "[harborline-trunk]\n" + _extension("s", dial) + "\n; Rings the next trunk too if the "
        "carrier of the first fell silent meanwhile.\n[harborline-watch]\n"
        + _extension("s", watch)
        + "\n; Tells the watch that the first trunk's leg has ended.\n[harborline-leg]\n"
        + _extension("s", leg)
        + _extension("gone", ["Set(SHARED(HL_GONE,${HL_FIRST})=1)", "Return()"])
    )


def _status_of(trunk: str) -> str:
    return f"${{PJSIP_CONTACT(${{PJSIP_AOR(probe-{trunk},contact)}},status)}}"


def _extension(pattern: str, rows: list[str]) -> str:
    """Numbers the rows of an extension; a row may begin with its name in parentheses."""
    written = []
    for priority, row in enumerate(rows):
        label, closing, app = row.partition(")") if row.startswith("(") else ("", "", row)
        place = "1" if priority == 0 else "n"
        head = f"exten => {pattern}" if priority == 0 else " same =>"
        written.append(f"{head}{',' if priority == 0 else ' '}{place}{label}{closing},{app}")
    return "\n".join(written) + "\n"


_NOTICE = """\
; Where to turn, said twice; a tone where it cannot be played, for silence is worse.
[harborline-notice]
exten => s,1,Answer()
 same => n,Wait(0.5)
 same => n,Playback(${HL_NOTICE})
 same => n,GotoIf($["${PLAYBACKSTATUS}" = "FAILED"]?tone)
 same => n,Wait(1)
 same => n,Playback(${HL_NOTICE})
 same => n,Hangup()
 same => n(tone),Congestion(6)
"""

_LOOPBACK = """\
; `harborline doctor` calls this with a Local channel, to hear whether a recording can be played.
[harborline-loopback]
exten => s,1,Answer()
 same => n,Set(GLOBAL(HL_LOOPBACK)=PLAYING)
 same => n,Playback(${HL_FILE})
 same => n,Set(GLOBAL(HL_LOOPBACK)=${PLAYBACKSTATUS})
 same => n,Wait(10)
 same => n,Hangup()
exten => listen,1,Wait(10)
 same => n,Hangup()
"""
