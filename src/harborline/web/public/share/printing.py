"""One sheet of paper as PDF: text of any script, a code to scan made of rectangles, lines to cut along.

Text is embedded with the letters that it uses, so that it can be selected. Right-to-left text is turned and
joined by us. What must be shaped is drawn as a picture where Pillow can, with its letters unseen upon it.
"""

from __future__ import annotations

from io import BytesIO

from fpdf import FPDF
from fpdf.enums import TextMode
from PIL import Image, ImageDraw

from harborline.web.public.share.cards import INK, LAMP, LAMP_INK, SEA, SOFT, WHITE
from harborline.web.public.share.clusters import clusters
from harborline.web.public.share.lettering import FONTS, REGULAR, can_draw, is_rtl, pieces
from harborline.web.public.share.painting import Color, Style, draw_line, measure

_MM = 25.4 / 72
_TALL = 1.25
_NAME, _NUMBER = 7.5, 16.0
"""Points of what stands on a strip."""
_PICTURE = 4
"""Pixels for each point of a line that is drawn as a picture."""

Spot = tuple[float, float]


class Sheet:
    """A page that is drawn from the top; places and sizes in millimetres, letters in points."""

    def __init__(self, width: float, height: float, title: str, language: str) -> None:
        self._pdf = FPDF(unit="mm", format=(width, height))
        self._pdf.set_auto_page_break(False)
        self._pdf.set_title(title)
        self._pdf.set_lang(language)
        self._pdf.add_page()
        self._fonts: set[str] = set()

    def content(self) -> bytes:
        """Gives the finished file."""
        return bytes(self._pdf.output())

    def text(
        self,
        text: str,
        start: Spot,
        width: float,
        *,
        size: float,
        lines: int,
        bold: bool = True,
        soft: bool = False,
    ) -> float:
        """Draws text in so many lines at most, smaller until it fits; gives where it ends."""
        left, top = start
        points = size
        while len(wrapped := self._wrapped(text, width, points, bold=bold)) > lines and points > 8:
            points -= 1
        rtl = is_rtl(text)
        for line in wrapped:
            shift = width - self._wide(line, points, bold=bold) if rtl else 0
            self._line(line, (left + shift, top), points, SOFT if soft else INK, bold=bold)
            top += points * _MM * _TALL
        return top

    def band(self, number: str, start: Spot, width: float) -> float:
        """Draws the number on a band; gives where the band ends."""
        left, top = start
        points = 64.0
        while self._wide(number, points, bold=True) > width - 16:
            points -= 2
        tall = points * _MM * 1.45
        self._pdf.set_fill_color(*SEA)
        self._pdf.rect(left, top, width, tall, "F", round_corners=True, corner_radius=5)
        inset = (width - self._wide(number, points, bold=True)) / 2
        self._line(number, (left + inset, top + points * _MM * 0.1), points, WHITE, bold=True)
        return top + tall

    def mark(self, text: str, right: float, top: float) -> None:
        """Draws a word on a spot of color that ends at `right`."""
        wide = self._wide(text, 17, bold=True)
        self._pdf.set_fill_color(*LAMP)
        box = (right - wide - 8, top - 1.5, wide + 8, 10)
        self._pdf.rect(*box, "F", round_corners=True, corner_radius=5)
        self._line(text, (right - wide - 4, top), 17, LAMP_INK, bold=True)

    def code(self, matrix: list[list[bool]], start: Spot, size: float) -> None:
        """Draws a code to scan, modules that touch as one rectangle. Around it there is white paper."""
        module = size / len(matrix)
        self._pdf.set_fill_color(0, 0, 0)
        for down, row in enumerate(matrix):
            begins = None
            for across, dark in enumerate([*row, False]):
                if dark and begins is None:
                    begins = across
                elif not dark and begins is not None:
                    left, top = start[0] + begins * module, start[1] + down * module
                    self._pdf.rect(left, top, (across - begins) * module, module, "F")
                    begins = None

    def cut(self, start: Spot, end: Spot) -> None:
        """Draws a line to cut along."""
        self._pdf.set_draw_color(*SOFT)
        self._pdf.set_dash_pattern(dash=1.5, gap=1.5)
        self._pdf.line(*start, *end)
        self._pdf.set_dash_pattern()

    def turned(self, name: str, number: str, start: Spot, width: float, height: float) -> None:
        """Draws a name and a number in the room of a strip, to be read from below upwards."""
        room, foot = height - 5, start[1] + height - 2
        lines = [(line, _NAME) for line in self._wrapped(name, room, _NAME, bold=True)[:3] if line]
        large = _NUMBER
        while number and self._wide(number, large, bold=True) > room:
            large -= 0.5
        lines += [(number, large)] if number else []
        taken = sum(points * _MM * _TALL for _, points in lines)
        beside = start[0] + (width - taken) / 2
        for line, points in lines:
            with self._pdf.rotation(90, beside, foot):
                self._line(line, (beside, foot), points, INK, bold=True)
            beside += points * _MM * _TALL

    def _line(self, text: str, start: Spot, points: float, color: Color, *, bold: bool) -> None:
        """Draws one line; `start`: its left end and the top of its height."""
        if not can_draw(text, shaper=False) and can_draw(text, shaper=True):
            self._picture(text, start, points, color, bold=bold)
            return
        left, top = start
        self._pdf.set_text_color(*color)
        for piece in pieces(text, bold=bold, shaper=False, rtl=is_rtl(text)):
            self._use(piece.font, points)
            self._pdf.text(left, top + points * _MM, piece.text)
            left += self._pdf.get_string_width(piece.text)

    def _picture(self, text: str, start: Spot, points: float, color: Color, *, bold: bool) -> None:
        style = Style(round(points * _PICTURE), color, bold)
        image = Image.new("RGBA", (round(measure(text, style)) + 8, style.height), (*color, 0))
        draw_line(ImageDraw.Draw(image), text, (0, 0), style)
        written = BytesIO()
        image.save(written, "PNG")
        scale = _MM / _PICTURE
        self._pdf.image(written, *start, w=image.width * scale, alt_text=text)
        with self._pdf.local_context(text_mode=TextMode.INVISIBLE):
            left = start[0]
            for piece in pieces(text, bold=bold, shaper=True):
                self._use(piece.font, points)
                self._pdf.text(left, start[1] + points * _MM, piece.text)
                left += self._pdf.get_string_width(piece.text)

    def _wide(self, text: str, points: float, *, bold: bool) -> float:
        wide = 0.0
        for piece in pieces(text, bold=bold, shaper=False):
            self._use(piece.font, points)
            wide += self._pdf.get_string_width(piece.text)
        return wide

    def _wrapped(self, text: str, width: float, points: float, *, bold: bool) -> list[str]:
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines[-1] else word
            if self._wide(longer, points, bold=bold) <= width:
                lines[-1] = longer
                continue
            if lines[-1]:
                lines.append("")
            for cluster in clusters(word):
                if lines[-1] and self._wide(lines[-1] + cluster, points, bold=bold) > width:
                    lines.append("")
                lines[-1] += cluster
        return lines

    def _use(self, font: str, points: float) -> None:
        if font not in self._fonts:
            self._pdf.add_font(font, fname=FONTS / f"{font}.ttf")
            self._fonts.add(font)
        self._pdf.set_font(font or REGULAR, size=points)
