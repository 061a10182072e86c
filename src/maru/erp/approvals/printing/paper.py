"""The printed document: what stands on it, in which order."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from maru.erp.approvals.contract import DocumentState, Fields, Scalar, ViewerKind
from maru.erp.approvals.domain.digest import content_digest
from maru.erp.approvals.domain.document import Document
from maru.erp.approvals.domain.forms import FieldKind, Form, FormField
from maru.erp.approvals.printing import wording
from maru.erp.approvals.printing.fonts import POINT, typefaces
from maru.erp.approvals.printing.press import Imprint, press
from maru.erp.approvals.printing.sheet import (
    BLACK,
    GREY,
    LEFT,
    RIGHT,
    ROOM,
    Align,
    Box,
    Cell,
    Color,
    Rule,
    Sheet,
    Words,
    label,
)
from maru.erp.approvals.printing.stamps import BAND, BESIDE, Band, bands, draw_band
from maru.erp.approvals.store.beside import Comment

LABEL: Final = 24.0
PAIR: Final = (LABEL, ROOM / 2 - LABEL, LABEL, ROOM / 2 - LABEL)
WIDE: Final = (LABEL, ROOM - LABEL)
GAP: Final = 4.0
_RIGHT_ALIGNED: Final = frozenset((FieldKind.NUMBER, FieldKind.MONEY))
_ALARM: Final = (170, 30, 36)
_BADGES: Final[dict[DocumentState, Color]] = {
    DocumentState.REJECTED: _ALARM,
    DocumentState.VOIDED: _ALARM,
}

Pair = tuple[str, str]


def render(
    document: Document,
    form: Form,
    comments: Sequence[Comment],
    attachments: Sequence[str],
    *,
    printed_at: datetime,
    printed_by: str,
    verification: str,
    fonts: Path,
) -> bytes:
    """The document as a PDF of A4 pages; the same bytes for the same arguments.

    `comments` are those that may be shown, `attachments` file names. Takes long enough for a thread. Refuses
    `Unavailable` without the fonts.
    """
    faces = typefaces(fonts)
    sheet = Sheet(faces)
    _title(sheet, document)
    _head(sheet, document)
    _fields(sheet, form, document.fields)
    if document.content:
        sheet.skip(GAP)
        sheet.prose(document.content)
    _attachments(sheet, attachments)
    _comments(sheet, comments)
    _history(sheet, document)
    _seal(sheet, document, verification)
    return press(
        sheet,
        Imprint(
            title=document.title or document.form_name,
            subject=document.form_name,
            author=document.drafter.name,
            number=document.number or f"기안 번호 {document.request_id}",
            badge=_badge(document),
            code=verification,
            printed_by=printed_by,
            printed_at=printed_at,
        ),
    )


def _badge(document: Document) -> str:
    approved = document.state is DocumentState.APPROVED
    return "" if approved else wording.DOCUMENT[document.state]


def _title(sheet: Sheet, document: Document) -> None:
    """The form's name across the page, spaced as on paper forms; a small word says if it is not final."""
    name = sheet.clean(document.form_name).replace("\n", " ")
    size, spacing = (20.0, 5.0) if len(name) <= 12 else (16.0, 0.0)
    for line in sheet.lines(name, ROOM - 40, size, bold=True)[:2]:
        width = sheet.faces.wide(line, size, bold=True) + spacing * POINT * (len(line) - 1)
        at = LEFT + (ROOM - width) / 2
        sheet.draw(Words(at, sheet.y + 6.5, line, size, bold=True, spacing=spacing))
        sheet.skip(size * POINT * 1.4)
    if badge := _badge(document):
        color = _BADGES.get(document.state, GREY)
        width = sheet.faces.wide(badge, 9, bold=True) + 5
        sheet.draw(Box(LEFT, 22, width, 6, color, line=0.35))
        sheet.words(badge, LEFT, 25, width, size=9, bold=True, align="C", color=color)
    sheet.skip(GAP)


def _head(sheet: Sheet, document: Document) -> None:
    """결재란 at the top right, what identifies the paper beside or below it, then subject and viewers."""
    drawn, facts = bands(document), _facts(document)
    beside = len(drawn) <= 2 and all(len(band.stamps) <= BESIDE for band in drawn)
    if beside:
        shown = 4 * len(drawn)
        _facts_beside(sheet, facts[:shown], drawn)
        facts = facts[shown:]
    else:
        for band in drawn:
            sheet.need(BAND)
            draw_band(sheet, band, sheet.y)
            sheet.skip(BAND + 1.5)
    sheet.skip(GAP - 1.5)
    sheet.edge()
    for left, right in zip(facts[::2], facts[1::2], strict=True):
        sheet.row([label(left[0]), Cell(left[1]), label(right[0]), Cell(right[1])], PAIR)
    sheet.row([label("제목"), Cell(document.title, bold=True, size=10)], WIDE, least=8.4)
    for kind in ViewerKind:
        named = [wording.viewer(viewer) for viewer in document.viewers if viewer.kind is kind]
        if named:
            sheet.row([label(wording.VIEWERS[kind]), Cell(", ".join(named))], WIDE)
    sheet.edge()


def _facts(document: Document) -> list[Pair]:
    drafter = document.drafter
    draft = str(document.request_id)
    if document.revision > 1:
        draft += f" (재기안 {document.revision}차)"
    return [
        ("문서번호", wording.number(document)),
        ("기안 부서", drafter.department),
        ("기안자", f"{drafter.name} {drafter.title}".rstrip()),
        ("기안일", wording.day(document.submitted_at or document.created_at)),
        ("완료일", wording.day(document.finished_at)),
        ("보존 기간", wording.retention(document.retention_years)),
        ("보안 등급", wording.GRADE[document.grade]),
        ("기안 번호", draft),
    ]


def _facts_beside(sheet: Sheet, facts: Sequence[Pair], drawn: Sequence[Band]) -> None:
    """The table at the left margin, as high as the bands at the right one."""
    top = sheet.y
    height = len(drawn) * BAND + (len(drawn) - 1) * 1.5
    for n, band in enumerate(drawn):
        draw_band(sheet, band, top + n * (BAND + 1.5))
    width = ROOM - max(band.width for band in drawn) - GAP
    sheet.edge(width)
    for name, value in facts:
        sheet.row([label(name), Cell(value)], (LABEL, width - LABEL), least=height / len(facts))
    sheet.edge(width)
    sheet.y = max(sheet.y, top + height) + 1.5


def _fields(sheet: Sheet, form: Form, fields: Fields) -> None:
    scalars: list[tuple[FormField, str]] = []
    tables: list[tuple[FormField, list[dict[str, Scalar]]]] = []
    for field in (*form.fields, *_strangers(form, fields)):
        found = fields.get(field.name)
        if isinstance(found, list):
            tables.append((field, found))
        elif field.name == form.amount_field and found is not None:
            scalars.append((field, wording.amount(found)))
        elif (text := wording.value(field, found)) != "":
            scalars.append((field, text))
    if scalars:
        sheet.skip(GAP)
        sheet.edge()
        _scalars(sheet, [(field.label, text) for field, text in scalars])
        sheet.edge()
    for field, rows in tables:
        if rows:
            _rows(sheet, field, rows)


def _strangers(form: Form, fields: Fields) -> list[FormField]:
    """Fields that the paper carries and this version of the form does not know: shown, never dropped."""
    known = {field.name for field in form.fields}
    return [
        FormField(name=name, label=name, columns=_columns(fields[name]))
        for name in fields
        if name not in known
    ]


def _columns(found: object) -> tuple[FormField, ...]:
    if not isinstance(found, list):
        return ()
    names = dict.fromkeys(name for row in found for name in row)
    return tuple(FormField(name=name, label=name) for name in names)


def _scalars(sheet: Sheet, pairs: list[Pair]) -> None:
    """Two short values share a row; a long one has its own."""
    waiting: Pair | None = None
    for pair in pairs:
        short = (
            len(sheet.lines(pair[1], PAIR[1] - 4, 9)) == 1
            and len(sheet.lines(pair[0], LABEL - 4, 8.5, True)) == 1
        )
        if waiting is not None and short:
            sheet.row([label(waiting[0]), Cell(waiting[1]), label(pair[0]), Cell(pair[1])], PAIR)
            waiting = None
            continue
        if waiting is not None:
            sheet.row([label(waiting[0]), Cell(waiting[1])], WIDE)
            waiting = None
        if short:
            waiting = pair
        else:
            sheet.row([label(pair[0]), Cell(pair[1])], WIDE)
    if waiting is not None:
        sheet.row([label(waiting[0]), Cell(waiting[1])], WIDE)


def _rows(sheet: Sheet, field: FormField, rows: Sequence[dict[str, Scalar]]) -> None:
    sheet.skip(GAP)
    money = any(column.kind is FieldKind.MONEY for column in field.columns)
    sheet.heading(field.label, "(단위: 원)" if money else "")
    texts = [[wording.value(c, row.get(c.name), unit=False) for c in field.columns] for row in rows]
    plan = _plan(sheet, field.columns, texts)
    aligns: list[Align] = ["R" if column.kind in _RIGHT_ALIGNED else "L" for column in field.columns]
    sheet.table(
        plan,
        [label("번호"), *(label(column.label) for column in field.columns)],
        (
            [Cell(str(n), align="C"), *(Cell(text, align=a) for text, a in zip(row, aligns, strict=True))]
            for n, row in enumerate(texts, 1)
        ),
    )


def _plan(sheet: Sheet, columns: Sequence[FormField], texts: Sequence[Sequence[str]]) -> list[float]:
    """Widths: numbers and dates take what they need, text shares the rest."""
    first = 11.0
    wanted: list[float | None] = []
    for n, column in enumerate(columns):
        if column.kind is FieldKind.TEXT:
            wanted.append(None)
            continue
        shown = [sheet.clean(row[n]).replace("\n", " ") for row in texts]
        widest = max(sheet.faces.wide(text, 9) for text in shown)
        head = sheet.faces.wide(sheet.clean(column.label).replace("\n", " "), 8.5, bold=True)
        wanted.append(min(46.0, max(18.0, widest + 5, head + 5)))
    open_columns = wanted.count(None)
    rest = ROOM - first - sum(width for width in wanted if width is not None)
    share = max(30.0, rest / open_columns) if open_columns else 0.0
    plan = [share if width is None else width for width in wanted]
    scale = (ROOM - first) / sum(plan) if plan else 1
    return [first, *(width * scale for width in plan)]


def _attachments(sheet: Sheet, names: Sequence[str]) -> None:
    if not names:
        return
    sheet.skip(GAP)
    for n, name in enumerate(names, 1):
        lines = sheet.lines(f"{n}. {name}", ROOM - 14, 9.5)
        height = 9.5 * POINT * 1.6
        sheet.need(height)
        if n == 1:
            sheet.words("붙임", LEFT, sheet.y + height / 2, 14, size=9.5, bold=True)
        for line in lines:
            sheet.need(height)
            sheet.words(line, LEFT + 14, sheet.y + height / 2, ROOM - 14, size=9.5)
            sheet.skip(height)


def _comments(sheet: Sheet, comments: Sequence[Comment]) -> None:
    if not comments:
        return
    sheet.skip(GAP)
    sheet.heading("의견")
    plan = (32.0, 34.0, ROOM - 66)
    sheet.table(
        plan,
        [label("일시"), label("작성자"), label("내용")],
        (
            [
                Cell(wording.moment(comment.at), size=8.5, align="C"),
                Cell("시스템" if comment.system else comment.author_name, size=8.5, align="C"),
                Cell(comment.text, size=8.5),
            ]
            for comment in comments
        ),
    )


def _history(sheet: Sheet, document: Document) -> None:
    if not document.history:
        return
    sheet.skip(GAP)
    sheet.heading("처리 이력")
    plan = (32.0, 40.0, 34.0, ROOM - 106)
    sheet.table(
        plan,
        [label("일시"), label("처리자"), label("행위"), label("의견")],
        (
            [
                Cell(wording.moment(trace.at), size=8.5, align="C"),
                Cell(wording.actor(trace), size=8.5, align="C"),
                Cell(wording.act(trace), size=8.5, align="C"),
                Cell(wording.remark(trace), size=8.5),
            ]
            for trace in document.history
        ),
    )


def _seal(sheet: Sheet, document: Document, verification: str) -> None:
    """What lets a reader compare the copy with the original."""
    sheet.skip(GAP + 1)
    sheet.need(30)
    approved = document.state is DocumentState.APPROVED
    said = "이 문서는 전자결재로 처리되었습니다." if approved else "결재가 끝난 문서가 아닙니다."
    sheet.draw(Rule(LEFT, sheet.y, RIGHT, sheet.y, 0.2, GREY))
    sheet.skip(4)
    said += " 확인 코드와 내용 해시가 원본과 같으면 내용과 결재가 바뀌지 않은 것입니다."
    sheet.words(said, LEFT, sheet.y, ROOM, size=8, color=GREY)
    sheet.skip(5)
    facts = [
        ("문서번호", wording.number(document)),
        ("확인 코드", verification),
        ("내용 해시", f"SHA-256 {content_digest(document)}"),
    ]
    if sheet.lacking:
        facts.append(("글자", "글꼴에 없는 글자는 □로 나타냈습니다. 원본은 화면에서 확인해 주세요."))
    for name, value in facts:
        sheet.words(name, LEFT, sheet.y, 20, size=8, bold=True, color=BLACK)
        sheet.words(value, LEFT + 20, sheet.y, ROOM - 20, size=8)
        sheet.skip(4.6)
