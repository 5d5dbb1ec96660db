"""`harborline rehearse`: hear the whisper and press the key, with nobody on the line."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from harborline.cli.options import add_json, language_code
from harborline.core.errors import UnusableInput

if TYPE_CHECKING:
    from harborline.callflow.rehearsing import Rehearsal, Result, Turn
    from harborline.telephony.ari.rehearsing import Outcome

_HOW = """This is practice; nobody is on the line. You are the one who picks up.
Type a key and press Enter. Enter alone is silence.
"""


def add_parser(commands: Any) -> None:
    """Adds the command to the parser's commands."""
    parser = commands.add_parser(
        "rehearse",
        help="practise taking a call, with nobody on the line",
        description="Hear what an answerer hears and press the key, with nobody on the line: here "
        "on the terminal, or on a telephone of the map in use, which Asterisk rings.",
        epilog="examples:\n  harborline rehearse\n  harborline rehearse --center ID\n"
        "  harborline rehearse --center ID --test-ring",
    )
    whom = parser.add_mutually_exclusive_group()
    whom.add_argument("--center", metavar="ID", help="ring this center's first telephone")
    whom.add_argument("--call", metavar="NUMBER", help="ring this number, if the map holds it")
    parser.add_argument(
        "--test-ring",
        action="store_true",
        help="find out how long it rings before a voicemail, and which ring_s fits; with --center "
        "or --call; nobody should pick up",
    )
    parser.add_argument("--language", metavar="L", help="ISO 639 code, default the line's first")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Practises on the terminal or on a telephone."""
    language = language_code(options.language)
    if options.center is None and options.call is None:
        if options.test_ring or options.json:
            raise UnusableInput("Say whom to ring with --center ID or --call NUMBER.")
        return _on_the_terminal(language or "en")
    from harborline.bootstrap import rehearsal
    from harborline.cli.progress import ProgressLine

    where = rehearsal.place(options.center, options.call)
    with ProgressLine("ringing"):
        outcome = rehearsal.practise(where, language, test_ring=options.test_ring)
    _tell(outcome, test_ring=options.test_ring, as_json=options.json)
    return 0 if _went_well(outcome.result, test_ring=options.test_ring) else 1


def _went_well(result: Result, *, test_ring: bool) -> bool:
    from harborline.callflow.rehearsing import Result

    learned = {Result.NO_KEY, Result.NO_ANSWER} if test_ring else set()
    return result in {Result.TAKEN, Result.PASSED, *learned}


def _tell(outcome: Outcome, *, test_ring: bool, as_json: bool) -> None:
    from harborline.callflow.rehearsing import rings_in, suggest_ring_s

    result, rang_s = outcome
    rings = rings_in(rang_s) if rang_s > 0 else 0
    ring_s = suggest_ring_s(rang_s, result) if test_ring else None
    if as_json:
        found = {"result": result, "rang_s": rang_s, "rings": rings, "ring_s": ring_s}
        print(json.dumps(found))
        return
    print(f"{_SENTENCES[result]} It rang for {rang_s:g} s; rings: {rings}.")
    if test_ring:
        print(_advice(result, ring_s))


_SENTENCES = {
    "taken": "A person pressed 1.",
    "passed": "A person pressed 9.",
    "no_key": "Somebody or something picked up, and no key came.",
    "no_answer": "Nobody picked up.",
    "busy": "It was busy.",
    "declined": "The call was declined.",
    "failed": "It could not be reached.",
}


def _advice(result: Result, ring_s: int | None) -> str:
    from harborline.callflow.rehearsing import Result

    if ring_s is not None:
        return f"Suggested ring_s: {ring_s}."
    if result is Result.NO_KEY:
        return (
            "A voicemail picks up sooner than the shortest ring_s, 8 s: let it wait for more rings, "
            "or switch it off."
        )
    return "Try once more and let it ring, so that a voicemail may pick up."


def _on_the_terminal(language: str) -> int:
    from harborline.callflow.prompts import CATALOGUES, Prompt, Say, spoken_in
    from harborline.callflow.rehearsing import Rehearsal, begin

    center = CATALOGUES[spoken_in(Say(Prompt.ANSWERER_WHISPER, language))].your_center
    print(_HOW)
    turn = begin(Rehearsal(center, language))
    while not turn.is_over:
        _hear(turn)
        turn = _next(turn.rehearsal)
    return 0


def _hear(turn: Turn) -> None:
    from harborline.callflow.prompts import text_of

    for say in turn.says:
        print(f"you hear: {text_of(say)}", flush=True)


def _next(rehearsal: Rehearsal) -> Turn:
    from harborline.callflow.rehearsing import press, wait

    if rehearsal.result is not None:
        return wait(rehearsal)
    for key in sys.stdin.readline().strip():
        turn = press(rehearsal, key)
        if turn.rehearsal != rehearsal:
            return turn
    return wait(rehearsal)
