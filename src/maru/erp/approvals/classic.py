"""The classic wire: what `/api/approvals`, `/api/process` and the two older topics carry."""

from typing import ClassVar

from msgspec import Struct

from maru.chassis.problems import Problem


class StepsOutOfOrder(Problem):
    """Steps are 1..N."""


class OwnApprover(Problem):
    """A requester is not their own approver."""


class TitleRequired(Problem):
    """A document has a title."""


class ClassicStep(Struct, frozen=True, kw_only=True, rename="camel"):
    step: int
    approver_id: int
    status: str
    updated_at: str | None = None


class ClassicApproval(Struct, frozen=True, kw_only=True, rename="camel"):
    id: str
    request_id: int
    requester_id: int
    title: str
    content: str
    type: str | None
    leave_days: float | None
    start_date: str | None
    end_date: str | None
    steps: tuple[ClassicStep, ...]
    final_status: str
    created_at: str
    updated_at: str


class ClassicStepAsk(Struct, frozen=True, kw_only=True, rename="camel"):
    step: int
    approver_id: int


class ClassicCreate(Struct, frozen=True, kw_only=True, rename="camel"):
    """`type` is ANNUAL_LEAVE, EXPENSE, PROJECT or absent (일반)."""

    requester_id: int | None = None
    title: str | None = None
    content: str | None = None
    type: str | None = None
    leave_days: float | None = None
    start_date: str | None = None
    end_date: str | None = None
    steps: tuple[ClassicStepAsk, ...] = ()


class ClassicCreated(Struct, frozen=True, kw_only=True, rename="camel"):
    request_id: int


class ClassicDecision(Struct, frozen=True, kw_only=True, rename="camel"):
    approver_id: int | None = None
    reason: str | None = None


class ClassicProcess(Struct, frozen=True, kw_only=True, rename="camel"):
    status: str | None = None
    reason: str | None = None


class ClassicMessage(Struct, frozen=True, kw_only=True, rename="camel"):
    message: str


class ClassicProcessed(Struct, frozen=True, kw_only=True, rename="camel"):
    message: str
    request_id: int
    status: str


class QueuedStep(Struct, frozen=True, kw_only=True, rename="camel"):
    step: int
    approver_id: int
    status: str


class Queued(Struct, frozen=True, kw_only=True, rename="camel"):
    request_id: int
    requester_id: int
    title: str
    content: str
    steps: tuple[QueuedStep, ...]


class ApprovalRequest(Struct, frozen=True, kw_only=True, rename="camel"):
    """Published at submit and whenever a further step becomes active."""

    topic: ClassVar[str] = "approval-requests"

    request_id: int
    requester_id: int
    title: str
    content: str
    steps: tuple[QueuedStep, ...]
    timestamp: str

    @property
    def key(self) -> str:
        return str(self.request_id)


class ApprovalResult(Struct, frozen=True, kw_only=True, rename="camel"):
    """Published once for each decision."""

    topic: ClassVar[str] = "approval-results"

    request_id: int
    step: int
    approver_id: int
    status: str
    timestamp: str

    @property
    def key(self) -> str:
        return str(self.request_id)
