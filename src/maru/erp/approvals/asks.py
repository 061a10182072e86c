"""What the modern routes take."""

from datetime import date
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType, field

from maru.erp.approvals.contract import (
    Action,
    Content,
    DelegationKind,
    DocumentState,
    Fields,
    Grade,
    GroupKind,
    Remark,
    StepRole,
    Title,
    ViewerKind,
)

Limit = Annotated[int, Meta(ge=1, le=100)]


class NewDocument(Struct, frozen=True, kw_only=True, rename="camel"):
    form_id: str
    title: Title = ""
    content: Content = ""
    fields: Fields = {}
    grade: Grade | None = None


class DocumentPatch(Struct, frozen=True, kw_only=True, rename="camel"):
    """Only what is present changes; `form_version` moves the draft up to a newer version of its form."""

    title: Title | UnsetType = UNSET
    content: Content | UnsetType = UNSET
    fields: Fields | UnsetType = UNSET
    grade: Grade | UnsetType = UNSET
    form_version: int | UnsetType = UNSET


class StepAsk(Struct, frozen=True, kw_only=True, rename="camel"):
    """`post` plans 후결: the step will not block the line."""

    approver_id: int
    role: StepRole = StepRole.APPROVE
    post: bool = False


class GroupAsk(Struct, frozen=True, kw_only=True, rename="camel"):
    steps: tuple[StepAsk, ...]
    kind: GroupKind = GroupKind.SERIAL
    need: int | None = None
    percent: int | None = None


class ViewerAsk(Struct, frozen=True, kw_only=True, rename="camel"):
    kind: ViewerKind
    employee_id: int | None = None
    department_id: int | None = None


class LineAsk(Struct, frozen=True, kw_only=True, rename="camel"):
    groups: tuple[GroupAsk, ...]
    viewers: tuple[ViewerAsk, ...] = ()


class DecisionAsk(Struct, frozen=True, kw_only=True, rename="camel"):
    """Without `step_id` it is the one step that the caller can act on."""

    action: Action
    step_id: str | None = None
    comment: Remark | None = None
    target_step_id: str | None = None
    objection: bool = False


class BatchItem(Struct, frozen=True, kw_only=True, rename="camel"):
    document_id: str
    action: Action
    step_id: str | None = None
    comment: Remark | None = None


class DecisionBatch(Struct, frozen=True, kw_only=True, rename="camel"):
    items: Annotated[tuple[BatchItem, ...], Meta(min_length=1, max_length=50)]


class RecallAsk(Struct, frozen=True, kw_only=True, rename="camel"):
    reason: Remark = ""


class CommentAsk(Struct, frozen=True, kw_only=True, rename="camel"):
    text: Annotated[str, Meta(min_length=1, max_length=2_000)]


class ViewerAction(Struct, frozen=True, kw_only=True, rename="camel"):
    """CONFIRM 확인, ACCEPT 접수, ASSIGN 담당 지정, HANDLE 처리, SEND_BACK 반송 (with a comment)."""

    action: Annotated[str, Meta(pattern="^(CONFIRM|ACCEPT|ASSIGN|HANDLE|SEND_BACK)$")]
    assignee_id: int | None = None
    comment: Remark = ""


class DelegationAsk(Struct, frozen=True, kw_only=True, rename="camel"):
    """`start` and `end` are dates, both included, or RFC 3339 times."""

    delegate_id: int
    start: str
    end: str
    kind: DelegationKind = DelegationKind.PLANNED
    forms: tuple[str, ...] = ()
    departments: tuple[int, ...] = ()
    max_amount: str | int | None = None


class ReassignmentAsk(Struct, frozen=True, kw_only=True, rename="camel"):
    """Without `document_ids` every undecided step of the leaver."""

    leaver_id: int
    successor_id: int
    document_ids: Annotated[tuple[str, ...], Meta(max_length=500)] | None = None


class BoxQuery(Struct, frozen=True, kw_only=True, rename="camel"):
    limit: Limit = 20
    cursor: str | None = None


class DocumentQuery(Struct, frozen=True, kw_only=True, rename="camel"):
    """Search over what the caller may read; `from_` and `to` bound the day of submission."""

    q: Annotated[str, Meta(max_length=200)] | None = None
    number: Annotated[str, Meta(max_length=60)] | None = None
    form_id: str | None = None
    drafter_id: int | None = None
    approver_id: int | None = None
    state: DocumentState | None = None
    from_: date | None = field(default=None, name="from")
    to: date | None = None
    min_amount: str | None = None
    max_amount: str | None = None
    limit: Limit = 20
    cursor: str | None = None
