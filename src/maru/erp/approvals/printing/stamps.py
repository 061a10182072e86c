"""결재란: the drafter and every step of the line, each in a cell with a seal once it is decided."""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from maru.erp.approvals.contract import Person, StepRole, StepState
from maru.erp.approvals.domain.document import Document
from maru.erp.approvals.domain.line import Step, steps_of
from maru.erp.approvals.printing.sheet import BLACK, FRAME, GREY, RIGHT, SHADE, Box, Color, Ring, Rule, Sheet
from maru.erp.approvals.printing.wording import SKIP, day, decision

ACROSS: Final = 8
BESIDE: Final = 4
"""Cells in a band, and in one that leaves room for a table beside it."""

CELL: Final = 20.0
LABEL: Final = 7.0
TITLE: Final = 5.8
SEAL: Final = 13.6
NAME: Final = 7.6
DAY: Final = 5.0
BAND: Final = TITLE + SEAL + NAME + DAY

_RED: Final = (190, 30, 36)
_BLUE: Final = (28, 60, 130)
_AGAINST: Final = frozenset((StepState.DISAGREED, StepState.REJECTED))
_SETTLED: Final = frozenset((StepState.APPROVED, StepState.POST_DONE)) | _AGAINST


class Stamp(Struct, frozen=True):
    """What one cell says. Without a `color` the word is no seal; `struck` cells carry a slash instead."""

    title: str
    word: str
    name: str
    below: str = ""
    on: str = ""
    color: Color | None = None
    struck: bool = False


class Band(Struct, frozen=True):
    label: str
    stamps: tuple[Stamp, ...]

    @property
    def width(self) -> float:
        return LABEL + CELL * len(self.stamps)


def bands(document: Document) -> list[Band]:
    """The drafter and the 결재 steps, then the 합의 steps, never more in a band than a page is wide."""
    steps = list(steps_of(document.groups))
    decide = [_of_drafter(document), *(_of_step(s) for s in steps if s.role is StepRole.APPROVE)]
    agree = [_of_step(s) for s in steps if s.role is not StepRole.APPROVE]
    return [*_split("결재", decide), *_split("합의", agree)]


def draw_band(sheet: Sheet, band: Band, y: float) -> None:
    """The band at the right margin, its top at `y`."""
    x, end = RIGHT - band.width, RIGHT
    sheet.draw(
        Box(x, y, LABEL, BAND, SHADE, fill=True), Box(x + LABEL, y, end - x - LABEL, TITLE, SHADE, fill=True)
    )
    gap = BAND / (len(band.label) + 1)
    for n, letter in enumerate(band.label, 1):
        sheet.words(letter, x, y + n * gap, LABEL, size=9, bold=True, align="C")
    for n, stamp in enumerate(band.stamps):
        _draw_stamp(sheet, stamp, x + LABEL + n * CELL, y)
    for height in (TITLE, TITLE + SEAL, TITLE + SEAL + NAME):
        sheet.draw(Rule(x + LABEL, y + height, end, y + height))
    for n in range(len(band.stamps)):
        sheet.draw(Rule(x + LABEL + n * CELL, y, x + LABEL + n * CELL, y + BAND))
    sheet.draw(Box(x, y, end - x, BAND, BLACK, line=FRAME))


def _draw_stamp(sheet: Sheet, stamp: Stamp, x: float, y: float) -> None:
    middle = y + TITLE + SEAL / 2
    sheet.words(stamp.title, x + 0.8, y + TITLE / 2, CELL - 1.6, size=8, align="C")
    if stamp.struck:
        sheet.draw(Rule(x, y + TITLE + SEAL, x + CELL, y + TITLE, 0.2, GREY))
    elif stamp.color is None:
        sheet.words(stamp.word, x + 0.5, middle, CELL - 1, size=8.5, align="C", color=GREY)
    else:
        sheet.draw(
            Ring(x + CELL / 2, middle, 5.6, stamp.color, 0.55),
            Ring(x + CELL / 2, middle, 4.9, stamp.color, 0.2),
        )
        sheet.words(stamp.word, x, middle, CELL, size=10, bold=True, align="C", color=stamp.color)
    names = [text for text in (stamp.name, stamp.below) if text]
    top = y + TITLE + SEAL
    for n, text in enumerate(names):
        at = top + NAME * (n + 0.5) / len(names) + (0.3 if n == 0 and len(names) > 1 else 0)
        size = 8.5 if n == 0 else 6.8
        _name(sheet, text, x, at, size, bold=n == 0)
    sheet.words(stamp.on, x + 0.5, top + NAME + DAY / 2, CELL - 1, size=7, align="C", color=GREY)


def _name(sheet: Sheet, text: str, x: float, middle: float, size: float, bold: bool) -> None:
    """A long name is set smaller before it is cut; the history has it in full."""
    room = CELL - 1.2
    while size > 6 and sheet.faces.wide(sheet.clean(text).replace("\n", " "), size, bold) > room:
        size -= 0.5
    sheet.words(text, x + 0.6, middle, room, size=size, bold=bold, align="C")


def _of_drafter(document: Document) -> Stamp:
    person, sent = document.drafter, document.submitted_at
    return Stamp(_title(person), "기안", person.name, on=day(sent), color=BLACK if sent else None)


def _of_step(step: Step) -> Stamp:
    acted = step.acted_by or step.approver
    giver = step.on_behalf_of
    skipped = step.state is StepState.SKIPPED
    on = day(step.decided_at)
    if skipped:
        on = f"생략({SKIP[step.skipped]})" if step.skipped else "생략"
    elif step.objection:
        on = f"{on} 이의"
    color: Color | None = None
    if step.state in _SETTLED:
        color = _BLUE if step.state in _AGAINST or step.objection else _RED
    return Stamp(
        _title(step.approver),
        decision(step),
        acted.name,
        below=f"대결 ← {giver.name}" if giver else "",
        on=on,
        color=color,
        struck=skipped or step.state is StepState.CLOSED,
    )


def _title(person: Person) -> str:
    return person.title or person.department


def _split(label: str, stamps: Sequence[Stamp]) -> Iterator[Band]:
    for start in range(0, len(stamps), ACROSS):
        yield Band(label, tuple(stamps[start : start + ACROSS]))
