"""The picture of a link: what it leads to, large, and the number. Drawn here, kept in memory by its content.

Everything stands in the middle 2:1, for some networks cut off the rest.
"""

from __future__ import annotations

from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageDraw

from harborline.web.public.share.keeping import Kept
from harborline.web.public.share.lettering import has_shaper
from harborline.web.public.share.painting import (
    Color,
    Style,
    draw_block,
    draw_line,
    fitted,
    measure,
)

PAPER: Color = (247, 244, 238)
INK: Color = (23, 50, 58)
SOFT: Color = (76, 99, 106)
SEA: Color = (15, 92, 99)
WHITE: Color = (255, 255, 255)
LAMP: Color = (255, 240, 207)
LAMP_INK: Color = (90, 62, 5)
KEPT_BYTES = 12 << 20
_MARGIN = 84
_COMPRESSION = 4


class Shape(NamedTuple):
    """The size of a card in pixels. `band`: the height of the number's band."""

    width: int
    height: int
    band: int


SHAPES = {"wide": Shape(1200, 630, 178), "square": Shape(1080, 1080, 270)}


class CardText(NamedTuple):
    """What a card says. `demo`: the mark of a demo, empty elsewhere; `site`: the host of the link."""

    kicker: str
    title: str
    detail: str
    number: str
    site: str
    demo: str = ""

    def words(self) -> list[str]:
        """Gives everything on the card, in the order of reading."""
        said = (self.demo, self.kicker, self.title, self.detail, self.number, self.site)
        return [one for one in said if one]


def card(said: CardText, shape: str) -> bytes:
    """Gives a card as PNG, of those kept or drawn now. `shape`: a name in SHAPES."""
    return _kept.of((shape, *said), lambda: draw(said, SHAPES[shape]))


def draw(said: CardText, shape: Shape, *, shaper: bool | None = None) -> bytes:
    """Draws a card. `shaper`: whether Pillow shapes; found out where it is left out."""
    shapes = has_shaper() if shaper is None else shaper
    image = Image.new("RGB", (shape.width, shape.height), PAPER)
    pen = ImageDraw.Draw(image)
    room = shape.width - 2 * _MARGIN
    below = shape.height - shape.band
    _draw_band(pen, said, shape, shapes)
    top = _draw_head(pen, said, shape, shapes)
    tall = 88 if shape.height > shape.width * 0.8 else 76
    title = fitted(said.title, Style(tall, INK, shaper=shapes), room, 3, 44)
    detail = fitted(said.detail, Style(38, SOFT, bold=False, shaper=shapes), room, 2, 30)
    used = title.height + (detail.height + 10 if said.detail else 0)
    top += max((below - top - used) // 2, 0)
    top = draw_block(pen, title, (_MARGIN, top), room)
    if said.detail:
        draw_block(pen, detail, (_MARGIN, top + 10), room)
    written = BytesIO()
    # Flat colors and their edges: a palette loses nothing that one sees, and is a third of the bytes.
    image.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        written, "PNG", compress_level=_COMPRESSION
    )
    return written.getvalue()


def _draw_head(pen: ImageDraw.ImageDraw, said: CardText, shape: Shape, shaper: bool) -> int:  # noqa: FBT001 -- private
    """Draws the small line at the head, and the mark of a demo; gives where it ends."""
    top = 54
    style = Style(34, SEA, shaper=shaper)
    mark = Style(34, LAMP_INK, shaper=shaper)
    wide = round(measure(said.demo, mark)) + 60 if said.demo else 0
    room = shape.width - 2 * _MARGIN - wide
    kicker = fitted(said.kicker, style, room, 1, 24)
    draw_block(pen, kicker, (_MARGIN + (wide if kicker.is_rtl else 0), top), room)
    if said.demo:
        wide -= 60
        left = _MARGIN + 24 if kicker.is_rtl else shape.width - _MARGIN - wide
        pen.rounded_rectangle((left - 24, top - 8, left + wide + 24, top + 52), 30, LAMP)
        draw_line(pen, said.demo, (left, top), mark)
    return top + style.height + 6


def _draw_band(pen: ImageDraw.ImageDraw, said: CardText, shape: Shape, shaper: bool) -> None:  # noqa: FBT001 -- private
    """Draws the band at the foot with the number, and the address of the site."""
    top = shape.height - shape.band
    pen.rectangle((0, top, shape.width, shape.height), SEA)
    room = shape.width - 2 * _MARGIN
    size = 92 if shape.band < 200 else 120
    inside = top + 14
    if said.number:
        number = fitted(said.number, Style(size, WHITE, shaper=shaper), room, 1, 40)
        inside = draw_block(pen, number, (_MARGIN, inside), room)
    site = fitted(said.site, Style(30, WHITE, bold=False, shaper=shaper), room, 1, 20)
    draw_block(pen, site, (_MARGIN, min(inside - 6, shape.height - site.height - 10)), room)


_kept = Kept(KEPT_BYTES)
