"""The letters of printed documents: read once per process, handed to each document in slices."""

import logging
from collections.abc import Iterable, Mapping
from copy import copy
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from fontTools.ttLib import TTFont, TTLibError, newTable  # type: ignore[import-untyped]
from fpdf import FPDF
from fpdf.fonts import SubsetMap, TTFFont

from maru.chassis.problems import Unavailable
from maru.erp.approvals.printing.text import Letters, measure

FAMILY: Final = "pretendard"
POINT: Final = 25.4 / 72
"""Millimetres in a point."""

_FILES: Final = {"": "Pretendard-Regular.ttf", "B": "Pretendard-Bold.ttf"}
_COPIED: Final = ("head", "hhea", "maxp", "OS/2", "post", "name")
_SUITE: Final = Path(__file__).parents[3]

logging.getLogger("fontTools").setLevel(logging.ERROR)  # it tells the story of every subset


def fonts_folder() -> Path:
    """Where the build of the web app left the fonts: inside the wheel, else beside `src` in a checkout."""
    places = (_SUITE / "web" / "dist" / "fonts", _SUITE.parents[1] / "web" / "dist" / "fonts")
    for place in places:
        if place.is_dir():
            return place
    raise _no_fonts()


class Typeface:
    """One weight. Nothing of it changes once it is read, so that threads may share it.

    fpdf2 would parse and subset the whole font, 14,000 glyphs, for every document; a slice takes a tenth.
    """

    def __init__(self, file: Path, style: str) -> None:
        data = BytesIO(file.read_bytes())
        self._parsed = TTFFont(FPDF(), data, FAMILY + style, style)  # type: ignore[arg-type]
        self._whole: Any = self._parsed.ttfont
        for table in (*_COPIED, "glyf", "hmtx"):
            self._whole[table]  # reads it
        self.widths: Final[Mapping[str, int]] = {
            chr(code): int(self._parsed.cw[code]) for code in self._parsed.cmap
        }

    def lent(self, index: int) -> TTFFont:
        """The font for one document, with none of its letters used yet."""
        font: TTFFont = copy(self._parsed)
        font.i = index
        font.desc = copy(self._parsed.desc)
        font.missing_glyphs = []
        font.subset = SubsetMap(font)
        return font

    def slice(self, names: Iterable[str]) -> Any:
        """A font of its own with these glyphs and those that they are composed of."""
        glyphs, glyf = self._with_parts(names), self._whole["glyf"]
        small: Any = TTFont(recalcTimestamp=False)
        small.setGlyphOrder(list(glyphs))
        for table in _COPIED:
            small[table] = copy(self._whole[table])
        small["post"].formatType = 3.0  # glyphs need no names in a PDF
        small["cmap"] = newTable("cmap")
        small["cmap"].tableVersion, small["cmap"].tables = 0, []
        small["hmtx"] = newTable("hmtx")
        small["hmtx"].metrics = {name: self._whole["hmtx"].metrics[name] for name in glyphs}
        small["loca"] = newTable("loca")
        small["glyf"] = table = copy(glyf)
        table.glyphs, table.glyphOrder = glyphs, list(glyphs)
        table._reverseGlyphOrder = {}
        return small

    def _with_parts(self, names: Iterable[str]) -> dict[str, Any]:
        glyf = self._whole["glyf"]
        wanted, glyphs = [".notdef", *sorted(names)], {}
        for name in wanted:
            if name in glyphs:
                continue
            glyph = glyphs[name] = copy(glyf.glyphs[name])
            if glyph.isComposite():
                glyph.expand(glyf)  # parts are numbers until then, and the slice numbers anew
                wanted += [part.glyphName for part in glyph.components]
        return glyphs


class Typefaces:
    def __init__(self, folder: Path) -> None:
        self._faces = {style: Typeface(folder / name, style) for style, name in _FILES.items()}
        self.letters: Final = Letters(frozenset(self.widths(False)) & frozenset(self.widths(True)))

    def widths(self, bold: bool) -> Mapping[str, int]:
        return self._faces["B" if bold else ""].widths

    def wide(self, text: str, size: float, bold: bool = False) -> float:
        """Millimetres that the text takes at this size in points."""
        return measure(text, self.widths(bold)) * size * POINT / 1000

    def lend(self, pdf: FPDF) -> None:
        """Put both weights into the document, as `add_font` would."""
        for index, (style, face) in enumerate(self._faces.items(), 1):
            pdf.fonts[FAMILY + style] = face.lent(index)

    def settle(self, pdf: FPDF) -> None:
        """Leave in the document no more of the fonts than it has used."""
        for style, face in self._faces.items():
            font = pdf.fonts[FAMILY + style]
            assert isinstance(font, TTFFont)
            font.ttfont = face.slice(font.subset.get_all_glyph_names())


@cache
def typefaces(folder: Path) -> Typefaces:
    """The fonts of this folder; refuses `Unavailable` if they are not there or cannot be read."""
    try:
        return Typefaces(folder)
    except (OSError, TTLibError) as error:
        raise _no_fonts() from error


def _no_fonts() -> Unavailable:
    return Unavailable(
        "문서 글꼴(Pretendard)을 찾을 수 없어 PDF를 만들 수 없습니다. 웹 화면을 먼저 빌드(make web)해 주세요."
    )
