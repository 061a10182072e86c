"""What the modern routes show."""

from datetime import datetime

from msgspec import Struct

from maru.erp.approvals.contract import (
    Box,
    DecisionKind,
    DelegationKind,
    DocumentState,
    Fields,
    Grade,
    GroupKind,
    SkipReason,
    StepRole,
    StepState,
    ViewerKind,
    ViewerState,
)


class BatchResult(Struct, frozen=True, kw_only=True, rename="camel"):
    """`status` is what the same decision alone would have answered; `code` and `detail` are of a refusal."""

    document_id: str
    status: int
    state: DocumentState | None = None
    code: str | None = None
    detail: str | None = None


class BatchResults(Struct, frozen=True, kw_only=True, rename="camel"):
    items: tuple[BatchResult, ...]


class DocumentReceipt(Struct, frozen=True, kw_only=True, rename="camel"):
    """What every command answers: where the document stands now."""

    id: str
    request_id: int
    state: DocumentState
    number: str | None
    form_id: str
    form_version: int
    title: str
    previous_id: str | None
    version: int
    current: tuple[str, ...] = ()


class MoveView(Struct, frozen=True, kw_only=True, rename="camel"):
    """One button: what may be done, or why it may not."""

    action: str
    allowed: bool
    step_id: str | None = None
    reason: str | None = None


class StepView(Struct, frozen=True, kw_only=True, rename="camel"):
    """One cell of the 결재란."""

    id: str
    role: StepRole
    approver_id: int
    approver_name: str
    approver_title: str
    department_id: int | None
    department: str
    state: StepState
    round: int
    post: bool
    kind: DecisionKind | None
    acted_by: int | None
    acted_by_name: str | None
    acted_by_title: str | None
    on_behalf_of: int | None
    on_behalf_of_name: str | None
    activated_at: datetime | None
    held_at: datetime | None
    decided_at: datetime | None
    due_at: datetime | None
    post_report_due: datetime | None
    comment: str
    objection: bool
    skipped: SkipReason | None
    final_authority: bool
    why: str | None
    why_rule: str | None


class GroupView(Struct, frozen=True, kw_only=True, rename="camel"):
    """`required` is how many approvals a QUORUM takes."""

    kind: GroupKind
    need: int | None
    percent: int | None
    required: int | None
    steps: tuple[StepView, ...]


class ViewerView(Struct, frozen=True, kw_only=True, rename="camel"):
    id: str
    kind: ViewerKind
    employee_id: int | None
    employee_name: str | None
    department_id: int | None
    department: str
    state: ViewerState
    arrived_at: datetime | None
    acted_at: datetime | None
    acted_by: int | None
    acted_by_name: str | None
    assignee_id: int | None
    assignee_name: str | None
    comment: str


class LineView(Struct, frozen=True, kw_only=True, rename="camel"):
    version: int
    groups: tuple[GroupView, ...]
    viewers: tuple[ViewerView, ...]


class DocumentView(Struct, frozen=True, kw_only=True, rename="camel"):
    """`current` are the steps at their turn, `moves` the buttons of this reader."""

    id: str
    request_id: int
    state: DocumentState
    number: str | None
    form_id: str
    form_version: int
    form_name: str
    title: str
    content: str
    fields: Fields
    amount: str
    grade: Grade
    previous_id: str | None
    revision: int
    cancels: str | None
    version: int
    drafter_id: int
    drafter_name: str
    drafter_title: str
    department_id: int | None
    department: str
    comments: int
    created_at: datetime
    updated_at: datetime
    submitted_at: datetime | None
    finished_at: datetime | None
    line: LineView
    current: tuple[str, ...]
    moves: tuple[MoveView, ...]


class TraceView(Struct, frozen=True, kw_only=True, rename="camel"):
    at: datetime
    move: str
    actor_id: int | None
    actor_name: str
    on_behalf_of: int | None
    on_behalf_of_name: str
    step_id: str | None
    round: int
    kind: DecisionKind | None
    outcome: StepState | None
    comment: str
    was_name: str | None
    now_name: str | None


class History(Struct, frozen=True, kw_only=True, rename="camel"):
    items: tuple[TraceView, ...]


class AuditLine(Struct, frozen=True, kw_only=True, rename="camel"):
    """`number` and `hash` (hexadecimal) are there once the line is sealed into its chain."""

    at: datetime
    action: str
    actor: int | str | None
    number: int | None
    hash: str | None


class AuditTrail(Struct, frozen=True, kw_only=True, rename="camel"):
    items: tuple[AuditLine, ...]


class CommentView(Struct, frozen=True, kw_only=True, rename="camel"):
    """A hidden comment keeps its author and times, and shows no text."""

    id: str
    author_id: int
    author_name: str
    text: str
    created_at: datetime
    edited_at: datetime | None = None
    hidden_at: datetime | None = None
    system: bool = False


class CommentPage(Struct, frozen=True, kw_only=True, rename="camel"):
    items: tuple[CommentView, ...]
    next_cursor: str | None = None


class BoxItem(Struct, frozen=True, kw_only=True, rename="camel"):
    """One row of a box. `entry_state` is the step's or viewer's own state; `on_behalf_of` marks a giver's item."""

    document_id: str
    request_id: int
    box: Box
    title: str
    form_id: str
    form_name: str
    number: str | None
    state: DocumentState
    entry_state: str
    step_id: str | None
    role: StepRole | None
    amount: str
    drafter_id: int
    drafter_name: str
    department: str
    submitted_at: datetime | None
    sort_at: datetime
    due_at: datetime | None = None
    on_behalf_of: int | None = None
    on_behalf_of_name: str | None = None
    unread: bool = False
    version: int


class BoxPage(Struct, frozen=True, kw_only=True, rename="camel"):
    items: tuple[BoxItem, ...]
    next_cursor: str | None


class BoxCount(Struct, frozen=True, kw_only=True, rename="camel"):
    total: int
    unread: int


class Counts(Struct, frozen=True, kw_only=True, rename="camel"):
    boxes: dict[Box, BoxCount]


class AttachmentView(Struct, frozen=True, kw_only=True, rename="camel"):
    """`size` in bytes."""

    id: str
    name: str
    type: str
    size: int
    sha256: str
    by: int
    at: datetime


class AttachmentList(Struct, frozen=True, kw_only=True, rename="camel"):
    items: tuple[AttachmentView, ...]


class DelegationView(Struct, frozen=True, kw_only=True, rename="camel"):
    id: str
    giver_id: int
    giver_name: str
    delegate_id: int
    delegate_name: str
    kind: DelegationKind
    state: str
    in_force: bool
    start: datetime
    end: datetime
    forms: tuple[str, ...]
    departments: tuple[int, ...]
    max_amount: str | None
    version: int


class DelegationPage(Struct, frozen=True, kw_only=True, rename="camel"):
    items: tuple[DelegationView, ...]
    next_cursor: str | None = None


class ReassignmentItem(Struct, frozen=True, kw_only=True, rename="camel"):
    """One paper with undecided steps of the leaver; after applying, `code` and `detail` are of a refusal."""

    document_id: str
    request_id: int
    title: str
    state: DocumentState
    step_ids: tuple[str, ...]
    step_states: tuple[StepState, ...]
    applied: bool = False
    code: str | None = None
    detail: str | None = None


class Reassignment(Struct, frozen=True, kw_only=True, rename="camel"):
    leaver_id: int
    successor_id: int | None
    items: tuple[ReassignmentItem, ...]


class Finding(Struct, frozen=True, kw_only=True, rename="camel"):
    """A blocking error or a warning of the pre-flight, with the field it belongs to."""

    code: str
    message: str
    path: str | None = None


class StepForecast(Struct, frozen=True, kw_only=True, rename="camel"):
    """Who will decide and why; who stands in; how long it usually takes (minutes)."""

    step_id: str
    role: StepRole
    approver_id: int
    approver_name: str
    approver_title: str
    why: str
    why_rule: str | None
    absent: bool
    absent_until: datetime | None
    substitute_id: int | None
    substitute_name: str | None
    expected_minutes: int | None
    skipped: SkipReason | None


class LeaveForecast(Struct, frozen=True, kw_only=True, rename="camel"):
    """What the document does to the balance; amounts in minutes."""

    minutes: int
    days: float
    holidays: tuple[str, ...]
    before: int
    after: int
    sufficient: bool
    detail: str = ""


class Preflight(Struct, frozen=True, kw_only=True, rename="camel"):
    """`ready` means that submit would be accepted now."""

    ready: bool
    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    steps: tuple[StepForecast, ...]
    fields: Fields
    amount: str
    expected_minutes: int | None
    leave: LeaveForecast | None
