"""The words of the printed paper."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from maru.erp.approvals.contract import (
    DecisionKind,
    DocumentState,
    Grade,
    Scalar,
    SkipReason,
    StepRole,
    StepState,
    ViewerKind,
    ViewerState,
)
from maru.erp.approvals.domain.document import Document, Trace
from maru.erp.approvals.domain.expressions import decimal
from maru.erp.approvals.domain.forms import FieldKind, FormField
from maru.erp.approvals.domain.line import Step, Viewer
from maru.erp.approvals.domain.numbering import KST

DOCUMENT: Final[Mapping[DocumentState, str]] = {
    DocumentState.DRAFT: "임시",
    DocumentState.IN_PROGRESS: "진행 중",
    DocumentState.APPROVED: "완료",
    DocumentState.REJECTED: "반려",
    DocumentState.RECALLED: "회수",
    DocumentState.VOIDED: "무효",
    DocumentState.DISCARDED: "폐기",
}
STEP: Final[Mapping[StepState, str]] = {
    StepState.WAITING: "예정",
    StepState.ACTIVE: "대기",
    StepState.HELD: "보류",
    StepState.APPROVED: "승인",
    StepState.DISAGREED: "반대",
    StepState.REJECTED: "반려",
    StepState.SKIPPED: "생략",
    StepState.POST_PENDING: "후결 대기",
    StepState.POST_DONE: "후결",
    StepState.CLOSED: "종료",
}
KIND: Final[Mapping[DecisionKind, str]] = {
    DecisionKind.FINAL: "전결",
    DecisionKind.EARLY: "선결",
    DecisionKind.POST: "후결",
    DecisionKind.PROXY: "대결",
}
SKIP: Final[Mapping[SkipReason, str]] = {
    SkipReason.FINAL: "전결",
    SkipReason.SAME_APPROVER: "동일 결재자",
    SkipReason.DRAFTER: "본인",
    SkipReason.QUORUM: "정족수",
}
VIEWERS: Final[Mapping[ViewerKind, str]] = {
    ViewerKind.CC: "참조",
    ViewerKind.READ: "공람",
    ViewerKind.RECEIVE: "수신",
}
MOVE: Final[Mapping[str, str]] = {
    "DRAFT": "기안",
    "SUBMIT": "상신",
    "APPROVE": "승인",
    "AGREE": "합의",
    "DISAGREE": "반대",
    "REJECT": "반려",
    "RETURN": "전단계 반려",
    "HOLD": "보류",
    "RESUME": "보류 해제",
    "FINAL": "전결",
    "EARLY": "선결",
    "POST_REVIEW": "후결",
    "UNDO": "결재취소",
    "CHANGE_LINE": "결재선 변경",
    "ESCALATE": "이관",
    "REASSIGN": "결재자 변경",
    "RECALL": "회수",
    "VOID": "무효",
    "ACKNOWLEDGE": "사후 보고 확인",
    "CONFIRM": "확인",
    "ACCEPT": "접수",
    "ASSIGN": "담당 지정",
    "HANDLE": "처리",
    "SEND_BACK": "반송",
}
GRADE: Final[Mapping[Grade, str]] = {
    Grade.S: "S (관련자만)",
    Grade.A: "A (상위 부서장까지)",
    Grade.B: "B (부서 공개)",
    Grade.C: "C (전체 공개)",
}
_VIEWED: Final[Mapping[ViewerState, str]] = {
    ViewerState.CONFIRMED: "확인",
    ViewerState.ACCEPTED: "접수",
    ViewerState.ASSIGNED: "담당 지정",
    ViewerState.HANDLED: "처리",
    ViewerState.SENT_BACK: "반송",
}
_OF_DOCUMENTS: Final = frozenset(("DRAFT", "VOID"))
_DIGITS: Final = "영일이삼사오육칠팔구"
_TENS: Final = ("천", "백", "십", "")
_MYRIADS: Final = ("", "만", "억", "조", "경")


def decision(step: Step) -> str:
    """What the seal of a step says: 승인, 합의, 전결, 대결 …, or where it stands."""
    if step.state is not StepState.APPROVED:
        return STEP[step.state]
    if step.kind is not None and step.kind in KIND:
        return KIND[step.kind]
    return "승인" if step.role is StepRole.APPROVE else "합의"


def viewer(seen: Viewer) -> str:
    name = seen.person.name if seen.person else seen.department or str(seen.department_id)
    who = seen.assignee or seen.acted_by
    done = _VIEWED.get(seen.state)
    if done is None:
        return name
    by = f" {who.name}" if who and who != seen.person else ""
    return f"{name} ({done}{by})"


def actor(trace: Trace) -> str:
    """Whoever acted, and in whose place."""
    name = trace.name or "시스템"
    return f"{name} ← {trace.on_behalf_name}" if trace.on_behalf_name else name


def act(trace: Trace) -> str:
    word = MOVE.get(trace.move, trace.move)
    marks = []
    if trace.on_behalf_name:
        marks.append("대결")
    if trace.round > 1:
        marks.append(f"{trace.round}차")
    return f"{word} ({', '.join(marks)})" if marks else word


def remark(trace: Trace) -> str:
    said = "" if trace.move in _OF_DOCUMENTS else trace.comment
    if trace.now is None:
        return said
    change = f"{trace.was.name} → {trace.now.name}" if trace.was else trace.now.name
    return f"{change}\n{said}" if said else change


def number(document: Document) -> str:
    if document.number:
        return document.number
    open_yet = document.state in (DocumentState.DRAFT, DocumentState.IN_PROGRESS)
    return "완료 시 부여" if open_yet else "없음"


def retention(years: int) -> str:
    return f"{years}년" if years > 0 else "영구"


def day(at: datetime | None) -> str:
    return "" if at is None else written(at.astimezone(KST).date())


def moment(at: datetime | None) -> str:
    return "" if at is None else f"{day(at)} {at.astimezone(KST):%H:%M}"


def written(on: date) -> str:
    """As official papers write a date: 2026. 1. 31."""
    return f"{on.year}. {on.month}. {on.day}."


def value(field: FormField, found: Scalar, *, unit: bool = True) -> str:
    """A field's value as people write it; text that is not what its kind promises is shown as it is."""
    if found is None or found == "":
        return ""
    if isinstance(found, bool):
        return "예" if found else "아니요"
    if field.kind in (FieldKind.NUMBER, FieldKind.MONEY):
        amount = decimal(found)
        if amount is not None:
            return _grouped(amount) + ("원" if unit and field.kind is FieldKind.MONEY else "")
    if field.kind is FieldKind.DATE:
        try:
            return written(date.fromisoformat(str(found)))
        except ValueError:
            return str(found)
    return next((option.label for option in field.options if option.value == found), str(found))


def amount(found: Scalar) -> str:
    """The amount that is decided on, in figures and in words, so that no digit can be added."""
    sum_of_money = decimal(found)
    if sum_of_money is None:
        return str(found)
    figures = f"{_grouped(sum_of_money)}원"
    if sum_of_money <= 0 or sum_of_money != int(sum_of_money):
        return figures
    return f"금 {figures} (금 {in_words(int(sum_of_money))}원)"


def in_words(whole: int) -> str:
    """A positive number in Hangul: 825000 is 팔십이만오천, every 일 written out as on a cheque."""
    words = ""
    for myriad in _MYRIADS:
        whole, four = divmod(whole, 10_000)
        group = "".join(
            _DIGITS[int(digit)] + ten for digit, ten in zip(f"{four:04d}", _TENS, strict=True) if digit != "0"
        )
        words = (group + myriad if group else "") + words
    return words


def _grouped(found: Decimal) -> str:
    return f"{int(found):,}" if found == int(found) else f"{found:,f}"
