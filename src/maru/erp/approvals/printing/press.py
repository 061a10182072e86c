"""From marks on pages to the bytes of a PDF."""

from datetime import UTC, datetime
from typing import Final

from fpdf import FPDF
from msgspec import Struct

from maru.erp.approvals.printing.fonts import FAMILY
from maru.erp.approvals.printing.sheet import (
    GREY,
    LEFT,
    RIGHT,
    ROOM,
    Box,
    Mark,
    Ring,
    Rule,
    Sheet,
    Words,
)
from maru.erp.approvals.printing.wording import moment

PRODUCT: Final = "Maru"
_HEAD: Final = 13.0
_FOOT: Final = 285.0


class Imprint(Struct, frozen=True, kw_only=True):
    """What every page and the file itself say about the document."""

    title: str
    subject: str
    author: str
    number: str
    badge: str
    code: str
    printed_by: str
    printed_at: datetime


def press(sheet: Sheet, imprint: Imprint) -> bytes:
    """The pages with their heads and feet. Text reaches fpdf2 letter by letter: no markup, no placeholders."""
    for page in range(len(sheet.pages)):
        sheet.page = page
        _frame(sheet, imprint)
    pdf = FPDF(unit="mm", format="A4")
    pdf.alias_nb_pages("")
    pdf.set_auto_page_break(False)
    _describe(pdf, sheet, imprint)
    sheet.faces.lend(pdf)
    for marks in sheet.pages:
        pdf.add_page()
        for mark in sorted(marks, key=_above):
            _draw(pdf, mark)
    sheet.faces.settle(pdf)
    return bytes(pdf.output())


def _describe(pdf: FPDF, sheet: Sheet, imprint: Imprint) -> None:
    pdf.set_lang("ko-KR")
    pdf.set_title(sheet.clean(imprint.title))
    pdf.set_subject(sheet.clean(imprint.subject))
    pdf.set_author(sheet.clean(imprint.author))
    pdf.set_keywords(sheet.clean(imprint.number))
    pdf.set_creator(PRODUCT)
    pdf.set_producer(PRODUCT)
    pdf.set_creation_date(imprint.printed_at.astimezone(UTC))


def _frame(sheet: Sheet, imprint: Imprint) -> None:
    if sheet.page > 0:
        marked = f"[{imprint.badge}] " if imprint.badge else ""
        sheet.words(imprint.number, LEFT, _HEAD, 50, size=8, bold=True, color=GREY)
        sheet.words(f"{marked}{imprint.title}", LEFT + 52, _HEAD, ROOM - 52, size=8, align="R", color=GREY)
        sheet.draw(Rule(LEFT, _HEAD + 3, RIGHT, _HEAD + 3, 0.15, GREY))
    sheet.draw(Rule(LEFT, _FOOT - 4, RIGHT, _FOOT - 4, 0.15, GREY))
    sheet.words(f"{imprint.number}  {imprint.code}", LEFT, _FOOT, 70, size=7.5, color=GREY)
    sheet.words(f"{sheet.page + 1} / {len(sheet.pages)}", LEFT + 70, _FOOT, ROOM - 140, size=8.5, align="C")
    printed = f"{imprint.printed_by} {moment(imprint.printed_at)} 출력"
    sheet.words(printed, RIGHT - 70, _FOOT, 70, size=7.5, align="R", color=GREY)


def _above(mark: Mark) -> bool:
    """Surfaces lie below everything else: a cell's must not cover its neighbour's line."""
    return not (isinstance(mark, Box) and mark.fill)


def _draw(pdf: FPDF, mark: Mark) -> None:
    match mark:
        case Words():
            pdf.set_font(FAMILY, "B" if mark.bold else "", mark.size)
            pdf.set_text_color(*mark.color)
            pdf.set_char_spacing(mark.spacing)
            pdf.text(mark.x, mark.y, mark.text)
        case Rule():
            pdf.set_draw_color(*mark.color)
            pdf.set_line_width(mark.width)
            pdf.line(mark.x1, mark.y1, mark.x2, mark.y2)
        case Box():
            pdf.set_fill_color(*mark.color)
            pdf.set_draw_color(*mark.color)
            pdf.set_line_width(mark.line)
            pdf.rect(mark.x, mark.y, mark.width, mark.height, "F" if mark.fill else "D")
        case Ring():
            pdf.set_draw_color(*mark.color)
            pdf.set_line_width(mark.line)
            pdf.circle(mark.x, mark.y, mark.radius)
