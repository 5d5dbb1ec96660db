"""Draws lines of any script with Pillow: measured, wrapped, as large as there is room."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from PIL import ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont, Layout

from harborline.web.public.share.clusters import clusters
from harborline.web.public.share.lettering import FONTS, Piece, is_rtl, pieces

Color = tuple[int, int, int]
_TALL = 1.32
"""Lines of one font size apart: enough for the marks of every script."""


_TRIED = 48
"""The size (pixels) at which text is measured to find the size that fits."""
_ROUNDED = 1.01
"""Letters of other sizes are rounded to other pixels."""


class Style(NamedTuple):
    """How a line is drawn. `size`: pixels; `shaper`: whether Pillow shapes it."""

    size: int
    color: Color
    bold: bool = True
    shaper: bool = True

    def sized(self, size: int) -> Style:
        """Gives the same in another size."""
        return self._replace(size=size)

    @property
    def height(self) -> int:
        """Gives the pixels from one line to the next."""
        return round(self.size * _TALL)


class Block(NamedTuple):
    """Lines that fit, the style that they fit in, and whether they are read from right to left."""

    lines: tuple[str, ...]
    style: Style
    is_rtl: bool

    @property
    def height(self) -> int:
        """Gives the pixels of all lines."""
        return len(self.lines) * self.style.height


def fitted(text: str, style: Style, width: int, lines: int, least: int) -> Block:
    """Wraps a text into so many lines at most, smaller until it fits; what is still too long is cut."""
    rtl = is_rtl(text)
    for size in range(style.size, least - 1, -4):
        tried = style.sized(size)
        found = tuple(_wrapped(text, tried, width))
        if len(found) <= lines:
            return Block(found, tried, rtl)
    smallest = style.sized(least)
    kept = tuple(_wrapped(text, smallest, width))[:lines]
    return Block((*kept[:-1], _cut(kept[-1], smallest, width)), smallest, rtl)


def draw_block(draw: ImageDraw.ImageDraw, block: Block, start: tuple[int, int], width: int) -> int:
    """Draws lines one below the other, and gives where the next thing may begin (pixels from the top).

    What is read from right to left begins at the right margin.
    """
    left, top = start
    for line in block.lines:
        shift = width - measure(line, block.style) if block.is_rtl else 0
        draw_line(draw, line, (left + shift, top), block.style, rtl=block.is_rtl)
        top += block.style.height
    return top


def draw_line(
    draw: ImageDraw.ImageDraw,
    text: str,
    start: tuple[float, float],
    style: Style,
    *,
    rtl: bool = False,
) -> None:
    """Draws one line; `start`: its left end and the top of its height; `rtl`: how it is read."""
    left, top = start
    base = top + style.size * 1.06
    for piece in pieces(text, bold=style.bold, shaper=style.shaper, rtl=rtl):
        font = _font(piece.font, style.size, style.shaper)
        draw.text((left, base), piece.text, style.color, font, anchor="ls", direction=_way(piece))
        left += font.getlength(piece.text, direction=_way(piece))


def measure(text: str, style: Style) -> float:
    """Gives how wide a line is, in pixels."""
    return sum(
        _font(piece.font, style.size, style.shaper).getlength(piece.text, direction=_way(piece))
        for piece in pieces(text, bold=style.bold, shaper=style.shaper)
    )


def _about(text: str, style: Style) -> float:
    """Tells how wide a line will be, never too little: measured once, for all the sizes that are tried."""
    return _known(text, style.bold, style.shaper) * style.size / _TRIED * _ROUNDED


@lru_cache(maxsize=512)
def _known(text: str, bold: bool, shaper: bool) -> float:  # noqa: FBT001 -- cached by position
    return measure(text, Style(_TRIED, (0, 0, 0), bold, shaper))


def _way(piece: Piece) -> str | None:
    if piece.is_shaped:
        return None
    return "rtl" if piece.is_rtl else "ltr"


@lru_cache(maxsize=64)
def _font(name: str, size: int, shaper: bool) -> FreeTypeFont:  # noqa: FBT001 -- cached by position
    engine = Layout.RAQM if shaper else Layout.BASIC
    return ImageFont.truetype(FONTS / f"{name}.ttf", size, layout_engine=engine)


def _wrapped(text: str, style: Style, width: int) -> Iterator[str]:
    line = ""
    for word in _words(text, style, width):
        longer = f"{line} {word}" if line else word
        if line and _about(longer, style) > width:
            yield line
            line = word
        else:
            line = longer
    yield line


def _words(text: str, style: Style, width: int) -> Iterator[str]:
    """Gives words; one that is wider than a line, as in scripts without spaces, in parts."""
    for word in text.split():
        if _about(word, style) <= width:
            yield word
            continue
        part = ""
        for cluster in clusters(word):
            if part and _about(part + cluster, style) > width:
                yield part
                part = ""
            part += cluster
        yield part


def _cut(line: str, style: Style, width: int) -> str:
    letters = list(clusters(line))
    while letters and _about("".join(letters) + "…", style) > width:
        letters.pop()
    return "".join(letters).rstrip() + "…"
