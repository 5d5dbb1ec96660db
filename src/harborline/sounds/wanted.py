"""Which recordings an installation needs: for each line the languages it speaks, and its names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from harborline.callflow.prompts import CATALOGUES
from harborline.core.directory import Line
from harborline.sounds.pieces import Names, Piece, owned_pieces, shipped_pieces


class Wanted(NamedTuple):
    """One recording, in one language, for one line; no line = it sounds alike on all of them."""

    line: str | None
    language: str
    piece: Piece


class World(NamedTuple):
    """What an installation calls its own. `centers`: their public names."""

    lines: tuple[Line, ...] = ()
    centers: tuple[str, ...] = ()
    web: str | None = None
    text: str | None = None


def wanted(world: World, languages: Sequence[str] | None = None) -> Iterator[Wanted]:
    """Gives what is needed in the lines' languages; those without texts are spoken in English."""
    for language in languages_of(world):
        if languages is None or language in languages:
            for piece in shipped_pieces(language):
                yield Wanted(None, language, piece)
    for line in world.lines:
        for language in _texts_for(line):
            if languages is None or language in languages:
                for piece in owned_pieces(language, _names(line, language, world)):
                    yield Wanted(line.id, language, piece)


def languages_of(world: World) -> tuple[str, ...]:
    """Gives the languages in which something is said on some line; all there are without lines."""
    if not world.lines:
        return tuple(CATALOGUES)
    spoken = {language for line in world.lines for language in _texts_for(line)}
    return tuple(language for language in CATALOGUES if language in spoken)


def _texts_for(line: Line) -> tuple[str, ...]:
    has_texts = [language if language in CATALOGUES else "en" for language in line.languages]
    return tuple(dict.fromkeys(has_texts))


def _names(line: Line, language: str, world: World) -> Names:
    """Answerers are told in the line's first language; callers hear a center's name if it may be said."""
    told = line.says_center_name and not line.discreet
    whispered = language == _texts_for(line)[0]
    return Names(
        lines=() if line.discreet else (line.name,),
        connecting=world.centers if told else (),
        whispered=world.centers if whispered else (),
        web=world.web,
        text=world.text,
    )
