"""The state machines, as data. Every pair that is absent is refused, never ignored."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

from maru.erp.approvals.contract import DocumentState as D
from maru.erp.approvals.contract import InvalidState
from maru.erp.approvals.contract import StepState as S
from maru.erp.approvals.contract import ViewerState as V


class DocumentMove(StrEnum):
    EDIT = "EDIT"
    SUBMIT = "SUBMIT"
    DISCARD = "DISCARD"
    APPROVE = "APPROVE"
    AGREE = "AGREE"
    DISAGREE = "DISAGREE"
    FINAL = "FINAL"
    EARLY = "EARLY"
    REJECT = "REJECT"
    RETURN = "RETURN"
    HOLD = "HOLD"
    RESUME = "RESUME"
    UNDO = "UNDO"
    CHANGE_LINE = "CHANGE_LINE"
    ESCALATE = "ESCALATE"
    REASSIGN = "REASSIGN"
    RECALL = "RECALL"
    POST_REVIEW = "POST_REVIEW"
    VOID = "VOID"
    REDRAFT = "REDRAFT"
    COMMENT = "COMMENT"


class StepMove(StrEnum):
    """APPROVE stands for 결재 and 합의; the two EARLY_ moves are the form's `consentEarly`."""

    ACTIVATE = "ACTIVATE"
    APPROVE = "APPROVE"
    FINAL = "FINAL"
    EARLY = "EARLY"
    EARLY_AGREE = "EARLY_AGREE"
    EARLY_DISAGREE = "EARLY_DISAGREE"
    DISAGREE = "DISAGREE"
    REJECT = "REJECT"
    RETURN = "RETURN"
    HOLD = "HOLD"
    RESUME = "RESUME"
    REOPEN = "REOPEN"
    DEACTIVATE = "DEACTIVATE"
    SKIP = "SKIP"
    BYPASS = "BYPASS"
    POST_REVIEW = "POST_REVIEW"
    REASSIGN = "REASSIGN"
    CLOSE = "CLOSE"


class ViewerMove(StrEnum):
    ARRIVE = "ARRIVE"
    CONFIRM = "CONFIRM"
    ACCEPT = "ACCEPT"
    ASSIGN = "ASSIGN"
    HANDLE = "HANDLE"
    SEND_BACK = "SEND_BACK"


class DelegationState(StrEnum):
    """지정됨 (the substitute may start it), 예약 (its period starts it), 시작됨, 종료."""

    READY = "READY"
    SCHEDULED = "SCHEDULED"
    ACTIVE = "ACTIVE"
    ENDED = "ENDED"


class DelegationMove(StrEnum):
    ACTIVATE = "ACTIVATE"
    END = "END"


NEXT: Final[Mapping[tuple[D, DocumentMove], tuple[D, ...]]] = {
    (D.DRAFT, DocumentMove.EDIT): (D.DRAFT,),
    (D.DRAFT, DocumentMove.SUBMIT): (D.IN_PROGRESS,),
    (D.DRAFT, DocumentMove.DISCARD): (D.DISCARDED,),
    (D.IN_PROGRESS, DocumentMove.APPROVE): (D.IN_PROGRESS, D.APPROVED),
    (D.IN_PROGRESS, DocumentMove.AGREE): (D.IN_PROGRESS, D.APPROVED),
    (D.IN_PROGRESS, DocumentMove.DISAGREE): (D.IN_PROGRESS, D.APPROVED),
    (D.IN_PROGRESS, DocumentMove.FINAL): (D.IN_PROGRESS, D.APPROVED),
    (D.IN_PROGRESS, DocumentMove.EARLY): (D.IN_PROGRESS, D.APPROVED),
    (D.IN_PROGRESS, DocumentMove.REJECT): (D.REJECTED, D.IN_PROGRESS),
    (D.IN_PROGRESS, DocumentMove.RETURN): (D.IN_PROGRESS,),
    (D.IN_PROGRESS, DocumentMove.HOLD): (D.IN_PROGRESS,),
    (D.IN_PROGRESS, DocumentMove.RESUME): (D.IN_PROGRESS,),
    (D.IN_PROGRESS, DocumentMove.UNDO): (D.IN_PROGRESS,),
    (D.IN_PROGRESS, DocumentMove.CHANGE_LINE): (D.IN_PROGRESS,),
    (D.IN_PROGRESS, DocumentMove.ESCALATE): (D.IN_PROGRESS,),
    (D.IN_PROGRESS, DocumentMove.REASSIGN): (D.IN_PROGRESS,),
    (D.APPROVED, DocumentMove.REASSIGN): (D.APPROVED,),
    (D.IN_PROGRESS, DocumentMove.RECALL): (D.RECALLED,),
    (D.IN_PROGRESS, DocumentMove.POST_REVIEW): (D.IN_PROGRESS,),
    (D.APPROVED, DocumentMove.POST_REVIEW): (D.APPROVED,),
    (D.APPROVED, DocumentMove.VOID): (D.VOIDED,),
    (D.REJECTED, DocumentMove.REDRAFT): (D.REJECTED,),
    (D.RECALLED, DocumentMove.REDRAFT): (D.RECALLED,),
    (D.DRAFT, DocumentMove.COMMENT): (D.DRAFT,),
    (D.IN_PROGRESS, DocumentMove.COMMENT): (D.IN_PROGRESS,),
    (D.APPROVED, DocumentMove.COMMENT): (D.APPROVED,),
    (D.REJECTED, DocumentMove.COMMENT): (D.REJECTED,),
    (D.RECALLED, DocumentMove.COMMENT): (D.RECALLED,),
    (D.VOIDED, DocumentMove.COMMENT): (D.VOIDED,),
}

STEP_NEXT: Final[Mapping[tuple[S, StepMove], S]] = {
    (S.WAITING, StepMove.ACTIVATE): S.ACTIVE,
    (S.ACTIVE, StepMove.APPROVE): S.APPROVED,
    (S.HELD, StepMove.APPROVE): S.APPROVED,
    (S.ACTIVE, StepMove.FINAL): S.APPROVED,
    (S.HELD, StepMove.FINAL): S.APPROVED,
    (S.WAITING, StepMove.EARLY): S.APPROVED,
    (S.WAITING, StepMove.EARLY_AGREE): S.APPROVED,
    (S.WAITING, StepMove.EARLY_DISAGREE): S.DISAGREED,
    (S.ACTIVE, StepMove.DISAGREE): S.DISAGREED,
    (S.HELD, StepMove.DISAGREE): S.DISAGREED,
    (S.ACTIVE, StepMove.REJECT): S.REJECTED,
    (S.HELD, StepMove.REJECT): S.REJECTED,
    (S.ACTIVE, StepMove.RETURN): S.WAITING,
    (S.HELD, StepMove.RETURN): S.WAITING,
    (S.ACTIVE, StepMove.HOLD): S.HELD,
    (S.HELD, StepMove.RESUME): S.ACTIVE,
    (S.APPROVED, StepMove.REOPEN): S.ACTIVE,
    (S.DISAGREED, StepMove.REOPEN): S.ACTIVE,
    (S.SKIPPED, StepMove.REOPEN): S.WAITING,
    (S.ACTIVE, StepMove.DEACTIVATE): S.WAITING,
    (S.WAITING, StepMove.SKIP): S.SKIPPED,
    (S.ACTIVE, StepMove.SKIP): S.SKIPPED,
    (S.HELD, StepMove.SKIP): S.SKIPPED,
    (S.WAITING, StepMove.BYPASS): S.POST_PENDING,
    (S.ACTIVE, StepMove.BYPASS): S.POST_PENDING,
    (S.HELD, StepMove.BYPASS): S.POST_PENDING,
    (S.POST_PENDING, StepMove.POST_REVIEW): S.POST_DONE,
    (S.WAITING, StepMove.REASSIGN): S.WAITING,
    (S.ACTIVE, StepMove.REASSIGN): S.ACTIVE,
    (S.HELD, StepMove.REASSIGN): S.ACTIVE,
    (S.POST_PENDING, StepMove.REASSIGN): S.POST_PENDING,
    (S.WAITING, StepMove.CLOSE): S.CLOSED,
    (S.ACTIVE, StepMove.CLOSE): S.CLOSED,
    (S.HELD, StepMove.CLOSE): S.CLOSED,
    (S.POST_PENDING, StepMove.CLOSE): S.CLOSED,
}

VIEWER_NEXT: Final[Mapping[tuple[V, ViewerMove], V]] = {
    (V.PENDING, ViewerMove.ARRIVE): V.ARRIVED,
    (V.ARRIVED, ViewerMove.CONFIRM): V.CONFIRMED,
    (V.ARRIVED, ViewerMove.ACCEPT): V.ACCEPTED,
    (V.ACCEPTED, ViewerMove.ASSIGN): V.ASSIGNED,
    (V.ASSIGNED, ViewerMove.ASSIGN): V.ASSIGNED,
    (V.ASSIGNED, ViewerMove.HANDLE): V.HANDLED,
    (V.ARRIVED, ViewerMove.SEND_BACK): V.SENT_BACK,
    (V.ACCEPTED, ViewerMove.SEND_BACK): V.SENT_BACK,
}

DELEGATION_NEXT: Final[Mapping[tuple[DelegationState, DelegationMove], DelegationState]] = {
    (DelegationState.READY, DelegationMove.ACTIVATE): DelegationState.ACTIVE,
    (DelegationState.READY, DelegationMove.END): DelegationState.ENDED,
    (DelegationState.SCHEDULED, DelegationMove.END): DelegationState.ENDED,
    (DelegationState.ACTIVE, DelegationMove.END): DelegationState.ENDED,
}

_DOCUMENT_WORDS: Final[Mapping[D, str]] = {
    D.DRAFT: "임시 저장된",
    D.IN_PROGRESS: "진행 중인",
    D.APPROVED: "완료된",
    D.REJECTED: "반려된",
    D.RECALLED: "회수된",
    D.VOIDED: "무효가 된",
    D.DISCARDED: "폐기된",
}
_STEP_WORDS: Final[Mapping[S, str]] = {
    S.WAITING: "아직 차례가 아닌",
    S.ACTIVE: "결재 대기 중인",
    S.HELD: "보류된",
    S.APPROVED: "승인된",
    S.DISAGREED: "반대 의견을 낸",
    S.REJECTED: "반려된",
    S.SKIPPED: "생략된",
    S.POST_PENDING: "후결을 기다리는",
    S.POST_DONE: "후결을 마친",
    S.CLOSED: "닫힌",
}

State = TypeVar("State", bound=StrEnum)
Move = TypeVar("Move", bound=StrEnum)


def documents_after(state: D, move: DocumentMove) -> tuple[D, ...]:
    """The states that this move may lead to."""
    found = NEXT.get((state, move))
    if found is None:
        raise InvalidState(
            f"{_DOCUMENT_WORDS[state]} 문서에는 이 작업을 할 수 없습니다.", state=state.value, move=move.value
        )
    return found


def step_after(state: S, move: StepMove) -> S:
    """The state that this move leads a step to."""
    found = STEP_NEXT.get((state, move))
    if found is None:
        raise InvalidState(
            f"{_STEP_WORDS[state]} 단계에는 이 작업을 할 수 없습니다.", stepState=state.value, move=move.value
        )
    return found


def after(table: Mapping[tuple[State, Move], State], state: State, move: Move, detail: str) -> State:
    """The state that a move leads to in one of the small tables."""
    found = table.get((state, move))
    if found is None:
        raise InvalidState(detail, state=state.value, move=move.value)
    return found
