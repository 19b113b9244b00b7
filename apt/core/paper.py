"""Paper as PDF: one page class with our fonts, shaped text in every script we print, and barcodes as vectors.

`python -m apt.core.paper` makes `apt/core/fonts/` anew from the vendored web fonts, when those change: a PDF wants
plain fonts of one weight, and making them takes seconds.
"""

import itertools
import re
from pathlib import Path
from typing import Any, Final, Literal, cast

import zxingcpp
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

FONTS: Final = Path(__file__).parent / "fonts"
_VENDOR: Final = Path(__file__).resolve().parent.parent.parent / "static" / "vendor"
_SOURCES: Final = {
    "latin": "noto-sans/noto-sans-latin-wght-normal.woff2",
    "devanagari": "noto-sans/noto-sans-devanagari-wght-normal.woff2",
    "kannada": "noto-sans-kannada/noto-sans-kannada-kannada-wght-normal.woff2",
}
_WEIGHTS: Final = {"": 400, "B": 700}
_MM_A_POINT: Final = 25.4 / 72
_LEADING: Final = 1.3
_JOINED: Final = re.compile("[\u0300-\u1fff]")  # scripts whose letters change beside one another
_DOT_MM: Final = 0.125
# Browsers print a bar that touches a dot as if it filled it, and at 203 dpi a gap of two dots is gone: so a bar keeps a
# tenth of a dot away from its edges.
_INSET_MM: Final = 0.0125

Style = Literal["", "B"]
Align = Literal["L", "R", "C"]


class Paper(FPDF):
    """A document of one paper size, in millimetres. Text methods move on to the next line, as a typewriter does."""

    def __init__(self, width_mm: float, height_mm: float, margin_mm: float) -> None:
        super().__init__(unit="mm", format=(width_mm, height_mm))
        for name in _SOURCES:
            for style, weight in _WEIGHTS.items():
                self.add_font(name, style, FONTS / f"{name}-{weight}.ttf")
        self.set_fallback_fonts([name for name in _SOURCES if name != "latin"])
        self.set_margin(margin_mm)
        self.set_auto_page_break(False)
        self.set_creator("Advanced Postal Technology")

    def line_height(self, points: float) -> float:
        return points * _MM_A_POINT * _LEADING

    def put(self, text: str, points: float = 8, style: Style = "", align: Align = "L", width: float = 0) -> None:
        """A paragraph, broken where it must be."""
        self.set_type(text, style, points)
        height, room = self.line_height(points), (width or self.epw) - 2 * self.c_margin
        # Looking for where to break costs more than the line itself.
        fits = "\n" not in text and self.get_string_width(text) <= room
        line = self.cell if fits else self.multi_cell
        line(width, height, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def pair(self, left: str, right: str, points: float = 8, style: Style = "") -> None:
        """A label at the left and a figure at the right, on one line when both fit."""
        self.set_type(left + right, style, points)
        height, room = self.line_height(points), self.epw - self.get_string_width(right) - 2
        if self.get_string_width(left) > room:
            self.put(left, points, style)
            left = ""
        self.cell(room, height, left)
        self.cell(0, height, right, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def set_type(self, text: str, style: Style, points: float) -> None:
        """Latin letters need no shaping, which takes two thirds of a label's time."""
        self.set_font("latin", style, points)
        self.set_text_shaping(bool(_JOINED.search(text)))
        if self.page and self.current_font and not self.current_font_is_set_on_page:
            # fpdf2 2.8.9 sets it within the text object where a line begins in another script, and believes afterwards
            # that it is set: the next Latin line would come out as the wrong letters.
            self._out(self._set_font_for_page(self.current_font, self.font_size_pt))

    def cut(self, text: str, width: float) -> str:
        """As much of a text, in the type that is set, as goes into `width`."""
        if self.get_string_width(text) <= width:
            return text
        while text and self.get_string_width(text + "…") > width:
            text = text[:-1]
        return text + "…"

    def rule(self, gap: float = 1) -> None:
        """A line across."""
        self.set_y(self.get_y() + gap)
        self.set_line_width(0.2)
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())
        self.set_y(self.get_y() + gap)

    def code128(self, text: str, x: float, y: float, width: float, height: float) -> float:
        """Draw the widest symbol that fits into `width` and return how wide it is.

        A bar is a whole number of dots of a 203 dpi thermal printer (0.125 mm), two or more: what lies between dots
        blurs. Leave ten bars' width white at either side.
        """
        modules = _modules(text, zxingcpp.BarcodeFormat.Code128)[:1]  # every row is the same
        dots = max(2, int(width / len(modules[0]) / _DOT_MM))
        width = dots * _DOT_MM * len(modules[0])
        self._draw(modules, x, y, width, height)
        return width

    def qr(self, text: str, x: float, y: float, side: float) -> None:
        self._draw(_modules(text, zxingcpp.BarcodeFormat.QRCode), x, y, side, side)

    def _draw(self, modules: list[list[bool]], x: float, y: float, width: float, height: float) -> None:
        """Run by run, as filled rectangles: sharp on any printer."""
        across, down = width / len(modules[0]), height / len(modules)
        self.set_fill_color(0)
        bars = []
        for row, line in enumerate(modules):
            column = 0
            for dark, run in itertools.groupby(line):
                length = len(list(run))
                if dark:
                    left, top = x + column * across + _INSET_MM, y + row * down
                    sides = (left, self.h - top - down, length * across - 2 * _INSET_MM, down)
                    bars.append(" ".join(f"{side * self.k:.3f}" for side in sides) + " re")
                column += length
        # All of them in one path, painted at once: hundreds of `rect` take longer than the label's words.
        self._out("\n".join([*bars, "f"]))

    def finish(self) -> bytes:
        """The document. Its fonts' files are closed with it."""
        content = bytes(self.output())
        self.close_fonts()
        return content

    def close_fonts(self) -> None:
        for font in self.fonts.values():
            if isinstance(font, TTFFont):  # all of ours are
                font.ttfont.close()


def _modules(text: str, kind: Any) -> list[list[bool]]:
    """The squares of a symbol, row by row; true is dark."""
    image: Any = zxingcpp.create_barcode(text, kind).to_image(scale=1, add_quiet_zones=False)
    return [[level == 0 for level in row] for row in cast("list[list[int]]", memoryview(image).tolist())]


def make_fonts() -> None:
    """Cut the two weights that paper needs out of the vendored variable fonts."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    FONTS.mkdir(exist_ok=True)
    for name, source in _SOURCES.items():
        for weight in _WEIGHTS.values():
            font = instancer.instantiateVariableFont(TTFont(_VENDOR / source, recalcTimestamp=False), {"wght": weight})
            font.flavor = None
            font.save(FONTS / f"{name}-{weight}.ttf")


if __name__ == "__main__":
    make_fonts()
