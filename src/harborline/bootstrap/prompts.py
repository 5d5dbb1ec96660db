"""Puts recordings together with the map in use: which are needed, rendered, wrong, approved."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from harborline.core.errors import UnusableInput
from harborline.settings import Settings, read_settings

if TYPE_CHECKING:
    from harborline.app.examining import Finding
    from harborline.core.routing_map import RoutingMap
    from harborline.sounds.approvals import Approvals, InPlay
    from harborline.sounds.checking import Fault
    from harborline.sounds.library import Library
    from harborline.sounds.wanted import Wanted, World


class Rendering(NamedTuple):
    """What to render. `names_only`: just what names something of this installation."""

    languages: tuple[str, ...] = ()
    engine: str | None = None
    voice: str | None = None
    out: str | None = None
    pace: float = 1.15
    names_only: bool = False


def render_prompts(asked: Rendering, progress: Callable[[str, int, int], None]) -> dict[str, int]:
    """Renders recordings; gives how many of each language. Raises HarborlineError."""
    from pathlib import Path

    from harborline.sounds.engines import Manner, engine_named
    from harborline.sounds.rendering import render

    speak = engine_named(asked.engine)
    groups = _to_render(asked)
    folder = Path(rendered_to(asked))
    done = {}
    for language, needed in groups.items():
        pieces = [one.piece for one in needed]
        manner = Manner(language, asked.pace, asked.voice)
        done[language] = render(pieces, folder / language, speak, manner, progress)
    return done


def rendered_to(asked: Rendering) -> str:
    """Gives the folder into which is rendered."""
    return os.path.normpath(asked.out or os.path.join(read_settings().data, "prompts", "rendered"))


def _to_render(asked: Rendering) -> dict[str, list[Wanted]]:
    """Gives what is to be rendered, by language. A folder that is named gets what all may share."""
    from harborline.callflow.prompts import CATALOGUES
    from harborline.sounds.wanted import World, wanted

    for language in asked.languages:
        if language not in CATALOGUES:
            raise UnusableInput(f"There are texts in {', '.join(CATALOGUES)} only; choose one.")
    if asked.out is not None and not asked.names_only:
        worlds: tuple[World, ...] = (World(), _demo_world())
    else:
        worlds = (our_world(),)
    groups: dict[str, list[Wanted]] = {}
    names: set[tuple[str, str]] = set()
    needed = (one for world in worlds for one in wanted(world, asked.languages or None))
    for one in needed:
        known = (one.language, one.piece.name)
        if known not in names and (one.piece.owned or not asked.names_only):
            names.add(known)
            groups.setdefault(one.language, []).append(one)
    return groups


def _demo_world() -> World:
    """Gives the demo's own lines: their names can be shipped, for the demo is shipped as well."""
    from harborline.core.routing_map import read_file
    from harborline.sounds.wanted import World
    from harborline.stores.map_files import demo_map_path

    return World(read_file(demo_map_path()).lines)


def check_prompts() -> list[Fault]:
    """Says what is wrong with the recordings. Raises HarborlineError."""
    from harborline.sounds.checking import check

    return list(check(our_library(), our_world()))


def prompts_in_play() -> list[InPlay]:
    """Gives every recording that may be heard, and whether it is approved. Raises HarborlineError."""
    return _in_play(read_settings(), our_world())


def approve_prompts(ids: Sequence[str], *, everything: bool, by: str) -> int:
    """Notes that a person has listened to recordings; gives how many. Raises HarborlineError."""
    from datetime import UTC, datetime

    listed = prompts_in_play()
    known = {name for one in listed for name in _ids(one)}
    if not known.issuperset(ids):
        raise UnusableInput("There is no such prompt; harborline prompts list names them.")
    found = [
        (one.path, one.wanted.piece.text)
        for one in listed
        if one.path is not None and (everything or not _ids(one).isdisjoint(ids))
    ]
    _approvals(read_settings()).add(found, by, datetime.now(UTC))
    return len(found)


def _ids(one: InPlay) -> frozenset[str]:
    """Gives what a recording may be called: its whole id, or less, which then means several."""
    name = one.wanted.piece.name
    return frozenset({one.id, name, f"{one.wanted.language}/{name}"})


def examine_prompts(given: Settings, routing_map: RoutingMap) -> list[Finding]:
    """Tells doctor whether callers would hear every prompt, and whether people approved them."""
    from harborline.app.examining import Finding
    from harborline.core.errors import HarborlineError
    from harborline.sounds.checking import check

    world = _world(given, routing_map)
    faults = [fault for fault in check(_library(given), world, shipped=False) if fault.grave]
    findings = [Finding("fault", fault.sentence) for fault in faults[:_MOST_SHOWN]]
    if len(faults) > _MOST_SHOWN:
        findings.append(
            Finding("fault", "More recordings are faulty; harborline prompts check lists them.")
        )
    try:
        playing = [one for one in _in_play(given, world) if one.path is not None]
    except HarborlineError as error:
        return [*findings, Finding("fault", str(error))]
    left = sum(not one.approved for one in playing)
    if left and not routing_map.demo:
        findings.append(
            Finding(
                "fault",
                f"{left} of {len(playing)} recordings were not approved by a person; listen to "
                "them and run harborline prompts approve.",
            )
        )
    elif not findings:
        heard = "" if left else ", approved by a person"
        findings.append(Finding("ok", f"Every prompt has its recording{heard}."))
    return findings


_MOST_SHOWN = 5


def our_library() -> Library:
    """Opens the recordings of this installation."""
    return _library(read_settings())


def our_world() -> World:
    """Gives what this installation calls its own, by the map in use. Raises HarborlineError."""
    from harborline.bootstrap import current_map

    return _world(read_settings(), current_map())


def _library(given: Settings) -> Library:
    from harborline.sounds.library import open_library

    return open_library(given.data)


def _world(given: Settings, routing_map: RoutingMap) -> World:
    from harborline.sounds.wanted import World

    names = tuple(dict.fromkeys(routing_map.names))
    return World(routing_map.lines, names, given.web, given.text)


def _approvals(given: Settings) -> Approvals:
    from harborline.sounds.approvals import Approvals

    return Approvals(_library(given).roots[0])


def _in_play(given: Settings, world: World) -> list[InPlay]:
    from harborline.sounds.approvals import in_play

    return list(in_play(_library(given), _approvals(given), world))
