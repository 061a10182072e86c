"""Between the paper and its classic picture: steps 1..N, three statuses, Korean local time without offset."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from maru.erp.approvals.asks import GroupAsk, StepAsk
from maru.erp.approvals.classic import (
    ApprovalRequest,
    ApprovalResult,
    ClassicApproval,
    ClassicCreate,
    ClassicStep,
    OwnApprover,
    Queued,
    QueuedStep,
    StepsOutOfOrder,
    TitleRequired,
)
from maru.erp.approvals.contract import (
    Action,
    AlreadyDecided,
    DocumentState,
    Fields,
    InvalidState,
    NotApprover,
    StepActivated,
    StepDecided,
    StepState,
    Submitted,
)
from maru.erp.approvals.domain.case import Choice
from maru.erp.approvals.domain.decisions import actionable, decide
from maru.erp.approvals.domain.delegations import Delegation
from maru.erp.approvals.domain.document import Act, Document, Outcome
from maru.erp.approvals.domain.expressions import decimal
from maru.erp.approvals.domain.line import AT_TURN, Step, steps_of
from maru.erp.approvals.domain.numbering import KST

FORM_OF: Final[Mapping[str | None, str]] = {
    "ANNUAL_LEAVE": "leave",
    "EXPENSE": "expense",
    "PROJECT": "project",
    None: "general",
}
_TYPE_OF: Final = {form: type for type, form in FORM_OF.items()}
FINAL_STATUS: Final[Mapping[DocumentState, str]] = {
    DocumentState.IN_PROGRESS: "in_progress",
    DocumentState.APPROVED: "approved",
    DocumentState.VOIDED: "approved",
    DocumentState.REJECTED: "rejected",
    DocumentState.RECALLED: "rejected",
}
_APPROVED = frozenset((StepState.APPROVED, StepState.DISAGREED, StepState.SKIPPED, StepState.POST_DONE))


def form_of(type: str | None) -> str:
    """The form that a classic type means; an unknown one is a general paper, as it always was."""
    return FORM_OF.get(type or None, "general")


def status_of(step: Step) -> str:
    if step.state in _APPROVED:
        return "approved"
    return "rejected" if step.state is StepState.REJECTED else "pending"


def local(at: datetime) -> str:
    """ISO text in Korea, without an offset."""
    return at.astimezone(KST).replace(tzinfo=None).isoformat()


def picture(document: Document) -> ClassicApproval | None:
    """The document as classic clients know it; None for drafts and what was thrown away."""
    final = FINAL_STATUS.get(document.state)
    if final is None:
        return None
    fields = document.fields
    days = fields.get("leaveDays")
    return ClassicApproval(
        id=document.id,
        request_id=document.request_id,
        requester_id=document.drafter.id,
        title=document.title,
        content=document.content,
        type=_TYPE_OF.get(document.form_id),
        leave_days=float(days) if isinstance(days, int | float | str) and decimal(days) is not None else None,
        start_date=_text(fields, "startDate"),
        end_date=_text(fields, "endDate"),
        steps=tuple(
            ClassicStep(
                step=n,
                approver_id=step.approver.id,
                status=status_of(step),
                updated_at=local(step.decided_at) if step.decided_at else None,
            )
            for n, step in enumerate(steps_of(document.groups), 1)
        ),
        final_status=final,
        created_at=local(document.created_at),
        updated_at=local(document.updated_at),
    )


def queued(document: Document) -> Queued:
    """The document as `/process` lists it."""
    return Queued(
        request_id=document.request_id,
        requester_id=document.drafter.id,
        title=document.title,
        content=document.content,
        steps=_queued_steps(document),
    )


def line_of(asked: ClassicCreate, requester: int) -> tuple[GroupAsk, ...]:
    """The line of a classic request. Refuses, in this order, steps that are not 1..N, the requester as approver
    and a missing title; that its people exist is asked before."""
    steps = sorted(asked.steps, key=lambda step: step.step)
    if not steps or [step.step for step in steps] != list(range(1, len(steps) + 1)):
        raise StepsOutOfOrder("Steps must be sequential starting from 1")
    if any(step.approver_id == requester for step in steps):
        raise OwnApprover("본인은 결재자가 될 수 없습니다")
    if not (asked.title or "").strip():
        raise TitleRequired("제목은 필수입니다")
    return (GroupAsk(steps=tuple(StepAsk(approver_id=step.approver_id) for step in steps)),)


def fields_of(asked: ClassicCreate) -> Fields:
    given: Fields = {
        "leaveDays": asked.leave_days,
        "startDate": asked.start_date,
        "endDate": asked.end_date,
    }
    return {name: value for name, value in given.items() if value is not None}


def decide_classic(
    document: Document, act: Act, approve: bool, reason: str | None, delegations: Sequence[Delegation] = ()
) -> Outcome:
    """The same decision that the modern door makes, of the caller's active step; a rejection may lack its reason.

    Refuses `AlreadyDecided` to whoever's part is over, and `NotApprover` to whom it is not the turn of.
    """
    denied = f"{'승인' if approve else '반려'} 권한이 없습니다"
    mine = [step for step in actionable(document, act, delegations) if step.state in AT_TURN]
    step_id = mine[0].id if mine else _settled_step(document, act)
    if step_id is None:
        raise NotApprover(denied)
    choice = Choice(
        action=Action.APPROVE if approve else Action.REJECT, step_id=step_id, comment=reason or ""
    )
    try:
        return decide(document, act, choice, delegations, reason_needed=False)
    except AlreadyDecided as refusal:
        refusal.detail = "이미 처리된 결재입니다"
        raise
    except InvalidState as refusal:
        if document.state is DocumentState.IN_PROGRESS:
            raise NotApprover(denied) from refusal
        refusal.detail = "이미 처리된 결재입니다"
        raise


def messages(outcome: Outcome) -> tuple[ApprovalRequest | ApprovalResult, ...]:
    """What an outcome publishes on the older topics, in the order of its events."""
    document = outcome.document
    numbers = {step.id: n for n, step in enumerate(steps_of(document.groups), 1)}
    fresh = any(isinstance(event, Submitted) for event in outcome.events)
    made: list[ApprovalRequest | ApprovalResult] = []
    for event in outcome.events:
        if isinstance(event, StepDecided):
            rejected = event.outcome is StepState.REJECTED
            made.append(
                ApprovalResult(
                    request_id=document.request_id,
                    step=numbers[event.step_id],
                    approver_id=event.approver,
                    status="rejected" if rejected else "approved",
                    timestamp=local(event.at),
                )
            )
        elif isinstance(event, Submitted) or (
            isinstance(event, StepActivated) and event.outcome is StepState.ACTIVE and not fresh
        ):
            made.append(
                ApprovalRequest(
                    request_id=document.request_id,
                    requester_id=document.drafter.id,
                    title=document.title,
                    content=document.content,
                    steps=_queued_steps(document),
                    timestamp=local(event.at),
                )
            )
    return tuple(made)


def _queued_steps(document: Document) -> tuple[QueuedStep, ...]:
    return tuple(
        QueuedStep(step=n, approver_id=step.approver.id, status=status_of(step))
        for n, step in enumerate(steps_of(document.groups), 1)
    )


def _settled_step(document: Document, act: Act) -> str | None:
    """The caller's own step that is over: naming it makes the refusal say who was first."""
    for step in reversed(tuple(steps_of(document.groups))):
        acted = step.acted_by is not None and step.acted_by.id == act.by
        if acted or (step.approver.id == act.by and step.state is not StepState.WAITING):
            return step.id
    return None


def _text(fields: Fields, name: str) -> str | None:
    value = fields.get(name)
    return value if isinstance(value, str) else None
