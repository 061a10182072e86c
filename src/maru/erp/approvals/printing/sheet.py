"""A4 pages that fill from top to bottom: text, rows of cells, and marks at fixed places."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Literal

from msgspec import Struct

from maru.erp.approvals.printing.fonts import POINT, Typefaces
from maru.erp.approvals.printing.text import MISSING, clean, fit, justified, wrap

WIDTH: Final = 210.0
HEIGHT: Final = 297.0
LEFT: Final = 18.0
RIGHT: Final = WIDTH - LEFT
ROOM: Final = RIGHT - LEFT
TOP: Final = 22.0
BOTTOM: Final = 276.0

LEADING: Final = 1.5
FRAME: Final = 0.35
_PAD: Final = (1.8, 1.5)
_BASELINE: Final = 0.36  # how far below the middle of its line a letter stands, in sizes
_SPREAD: Final = 0.08  # of its width a line may be stretched to reach the margin

Color = tuple[int, int, int]
Align = Literal["L", "C", "R"]

BLACK: Final = (17, 17, 17)
GREY: Final = (110, 110, 110)
HAIR: Final = (150, 150, 150)
SHADE: Final = (242, 242, 240)


class Words(Struct, frozen=True):
    """Text on a baseline; `spacing` in points between letters."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    color: Color = BLACK
    spacing: float = 0


class Rule(Struct, frozen=True):
    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.15
    color: Color = HAIR


class Box(Struct, frozen=True):
    """With `fill` a surface, without an outline."""

    x: float
    y: float
    width: float
    height: float
    color: Color = HAIR
    fill: bool = False
    line: float = 0.15


class Ring(Struct, frozen=True):
    x: float
    y: float
    radius: float
    color: Color
    line: float = 0.5


Mark = Words | Rule | Box | Ring


class Cell(Struct, frozen=True):
    """One cell of a row, as wide as the row's plan says."""

    text: str
    bold: bool = False
    size: float = 9
    align: Align = "L"
    shade: bool = False
    color: Color = BLACK


def label(text: str, size: float = 8.5) -> Cell:
    return Cell(text, bold=True, size=size, align="C", shade=True)


class Sheet:
    """What is drawn goes to `page` of `pages`, counted from 0; `y` is where the next thing goes."""

    def __init__(self, faces: Typefaces) -> None:
        self.faces = faces
        self.pages: list[list[Mark]] = [[]]
        self.page = 0
        self.y = TOP
        self.lacking = False

    @property
    def left(self) -> float:
        """Millimetres until the page is full."""
        return BOTTOM - self.y

    def draw(self, *marks: Mark) -> None:
        self.pages[self.page].extend(marks)

    def turn(self) -> None:
        self.pages.append([])
        self.page = len(self.pages) - 1
        self.y = TOP

    def need(self, height: float) -> None:
        """Go to the next page unless this much is left."""
        if height > self.left:
            self.turn()

    def skip(self, height: float) -> None:
        self.y += height

    def clean(self, text: str) -> str:
        """Printable text; remembers in `lacking` if the fonts lack a letter of it."""
        shown = clean(text, self.faces.letters)
        self.lacking = self.lacking or shown.count(MISSING) > text.count(MISSING)
        return shown

    def words(
        self,
        text: str,
        x: float,
        middle: float,
        width: float,
        *,
        size: float = 9,
        bold: bool = False,
        align: Align = "L",
        color: Color = BLACK,
    ) -> None:
        """One line at a fixed place, centred on the height `middle`; what is too long is cut."""
        shown = fit(self.clean(text), _room(width, size), self.faces.widths(bold))
        self._line(shown, x, middle, width, Cell(shown, bold, size, align, color=color))

    def lines(self, text: str, width: float, size: float, bold: bool = False) -> list[str]:
        return wrap(self.clean(text), _room(width, size), self.faces.widths(bold))

    def prose(self, text: str, *, size: float = 10, leading: float = 1.75) -> None:
        """Running text over the whole width, flush at both margins."""
        widths, room, height = self.faces.widths(False), _room(ROOM, size), size * POINT * leading
        for indent, line, goes_on in justified(self.clean(text), room, widths):
            self.need(height)
            x = LEFT + indent * size * POINT / 1000
            spare = RIGHT - x - self.faces.wide(line, size)
            gaps = len(line) - 1
            spread = goes_on and gaps > 0 and spare < _SPREAD * ROOM
            baseline = self.y + height / 2 + _BASELINE * size * POINT
            spacing = spare / gaps / POINT if spread else 0
            if line:
                self.draw(Words(x, baseline, line, size, spacing=spacing))
            self.y += height

    def heading(self, text: str, note: str = "", *, below: float = 14) -> None:
        """A heading that stays with what follows it."""
        self.need(7 + below)
        self.words(text, LEFT, self.y + 3.5, ROOM, size=9.5, bold=True)
        if note:
            self.words(note, LEFT, self.y + 3.8, ROOM, size=8, align="R", color=GREY)
        self.y += 7

    def row(
        self,
        cells: Sequence[Cell],
        plan: Sequence[float],
        *,
        x: float = LEFT,
        least: float = 7.2,
        again: Callable[[], None] | None = None,
    ) -> None:
        """A row of a table. What does not fit into the page goes on in the next, below `again`."""
        rest = [
            self.lines(cell.text, width - 2 * _PAD[0], cell.size, cell.bold)
            for cell, width in zip(cells, plan, strict=True)
        ]
        step = max(cell.size for cell in cells) * POINT * LEADING
        whole = max(least, max(map(len, rest)) * step + 2 * _PAD[1])
        if whole > self.left and (whole <= (BOTTOM - TOP) / 3 or self.left < least + 2 * step):
            self._over(again, x, sum(plan))
        while True:
            fits = max(1, int((self.left - 2 * _PAD[1] + 0.01) / step))
            now, rest = [lines[:fits] for lines in rest], [lines[fits:] for lines in rest]
            height = max(least, max(map(len, now)) * step + 2 * _PAD[1])
            self._cells(cells, now, plan, x, height, step)
            self.y += height
            if not any(rest):
                return
            self._over(again, x, sum(plan))

    def edge(self, width: float = ROOM, x: float = LEFT) -> None:
        """The strong line above and below a table."""
        self.draw(Rule(x - FRAME / 2, self.y, x + width + FRAME / 2, self.y, FRAME, BLACK))

    def table(self, plan: Sequence[float], head: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> None:
        """Rows under a head that every page repeats."""

        def top() -> None:
            self.edge(sum(plan))
            self.row(head, plan, least=6.6)

        self.need(20)
        top()
        for cells in rows:
            self.row(cells, plan, least=6.6, again=top)
        self.edge(sum(plan))

    def _over(self, again: Callable[[], None] | None, x: float, width: float) -> None:
        self.edge(width, x)
        self.turn()
        if again is None:
            self.edge(width, x)
        else:
            again()

    def _cells(
        self,
        cells: Sequence[Cell],
        lines: Sequence[Sequence[str]],
        plan: Sequence[float],
        x: float,
        height: float,
        step: float,
    ) -> None:
        end = x + sum(plan)
        at = x
        for cell, width in zip(cells, plan, strict=True):
            if cell.shade:
                self.draw(Box(at, self.y, width, height, SHADE, fill=True))
            at += width
        self.draw(Rule(x, self.y + height, end, self.y + height))
        for side in (x, end):
            self.draw(Rule(side, self.y, side, self.y + height, FRAME, BLACK))
        at = x
        for cell, own, width in zip(cells, lines, plan, strict=True):
            middle = self.y + (height - (len(own) - 1) * step) / 2
            for n, line in enumerate(own):
                self._line(line, at + _PAD[0], middle + n * step, width - 2 * _PAD[0], cell)
            at += width
            if at < end - 0.01:
                self.draw(Rule(at, self.y, at, self.y + height))

    def _line(self, text: str, x: float, middle: float, width: float, cell: Cell) -> None:
        if not text:
            return
        spare = width - self.faces.wide(text, cell.size, cell.bold)
        shift = {"L": 0.0, "C": spare / 2, "R": spare}[cell.align]
        baseline = middle + _BASELINE * cell.size * POINT
        self.draw(Words(x + shift, baseline, text, cell.size, cell.bold, cell.color))


def _room(width: float, size: float) -> float:
    """Thousandths of the size that the millimetres hold."""
    return width / (size * POINT) * 1000 + 0.5
