"""What others may know of approvals: the words, the people on paper, events, refusals, and `Approvals`.

A document is drafted, decided along its line and numbered; every fact of that life is an event on one topic,
in order per document and without gaps.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Protocol

from msgspec import Meta, Struct

from maru.chassis.events import Event
from maru.chassis.problems import Conflict, Denied, Invalid

Scalar = str | int | float | bool | None
Fields = dict[str, Scalar | list[dict[str, Scalar]]]
Title = Annotated[str, Meta(max_length=200)]
Content = Annotated[str, Meta(max_length=100_000)]
Remark = Annotated[str, Meta(max_length=2_000)]


class DocumentState(StrEnum):
    """임시, 진행, 완료, 반려, 회수, 무효, 폐기."""

    DRAFT = "DRAFT"
    IN_PROGRESS = "IN_PROGRESS"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    RECALLED = "RECALLED"
    VOIDED = "VOIDED"
    DISCARDED = "DISCARDED"


class StepState(StrEnum):
    """예정, 대기, 보류, 승인, 반대, 반려, 생략, 후결대기, 후결, 닫힘."""

    WAITING = "WAITING"
    ACTIVE = "ACTIVE"
    HELD = "HELD"
    APPROVED = "APPROVED"
    DISAGREED = "DISAGREED"
    REJECTED = "REJECTED"
    SKIPPED = "SKIPPED"
    POST_PENDING = "POST_PENDING"
    POST_DONE = "POST_DONE"
    CLOSED = "CLOSED"


class StepRole(StrEnum):
    """결재, 합의, 재무합의."""

    APPROVE = "APPROVE"
    AGREE = "AGREE"
    FINANCE_AGREE = "FINANCE_AGREE"


class GroupKind(StrEnum):
    """순차, 병렬, 정족수."""

    SERIAL = "SERIAL"
    PARALLEL = "PARALLEL"
    QUORUM = "QUORUM"


class DecisionKind(StrEnum):
    """결재, 전결, 선결, 후결, 대결."""

    NORMAL = "NORMAL"
    FINAL = "FINAL"
    EARLY = "EARLY"
    POST = "POST"
    PROXY = "PROXY"


class SkipReason(StrEnum):
    """전결, 동일 결재자, 본인, 정족수."""

    FINAL = "FINAL"
    SAME_APPROVER = "SAME_APPROVER"
    DRAFTER = "DRAFTER"
    QUORUM = "QUORUM"


class Action(StrEnum):
    """What the person of a step may ask for."""

    APPROVE = "APPROVE"
    AGREE = "AGREE"
    DISAGREE = "DISAGREE"
    REJECT = "REJECT"
    RETURN = "RETURN"
    HOLD = "HOLD"
    RESUME = "RESUME"
    FINAL = "FINAL"
    EARLY = "EARLY"
    POST_REVIEW = "POST_REVIEW"
    UNDO = "UNDO"


class ViewerKind(StrEnum):
    """참조, 공람, 수신."""

    CC = "CC"
    READ = "READ"
    RECEIVE = "RECEIVE"


class ViewerState(StrEnum):
    """미도착, 도착, 확인, 접수, 담당 지정, 처리, 반송."""

    PENDING = "PENDING"
    ARRIVED = "ARRIVED"
    CONFIRMED = "CONFIRMED"
    ACCEPTED = "ACCEPTED"
    ASSIGNED = "ASSIGNED"
    HANDLED = "HANDLED"
    SENT_BACK = "SENT_BACK"


class Grade(StrEnum):
    """Security grade: S nobody else, A heads of the department chain, B the department, C everyone."""

    S = "S"
    A = "A"
    B = "B"
    C = "C"


class Box(StrEnum):
    """대기, 예정, 진행, 완료, 반려, 참조·공람, 수신, 회수, 임시, 후결, 부서함."""

    WAITING = "waiting"
    UPCOMING = "upcoming"
    PROGRESS = "progress"
    DONE = "done"
    REJECTED = "rejected"
    CC = "cc"
    RECEIVED = "received"
    RECALLED = "recalled"
    DRAFTS = "drafts"
    POST = "post"
    DEPARTMENT = "department"


class DelegationKind(StrEnum):
    """By period, or started by the substitute."""

    PLANNED = "PLANNED"
    UNPLANNED = "UNPLANNED"


class Person(Struct, frozen=True, rename="camel", omit_defaults=True):
    """A person as the paper knows them: name, title and department of the day they entered it."""

    id: int
    name: str
    title: str = ""
    department_id: int | None = None
    department: str = ""


class ApprovalEvent(Event, frozen=True, kw_only=True, rename="camel"):
    """One fact about a document. `sequence` counts the document's events from 1, without gaps.

    `audience` are the employees whom this fact concerns; whoever caused it is told only that their turn came.
    """

    topic: ClassVar[str] = "erp.approval.v1"

    document_id: str
    request_id: int
    form_id: str
    form_version: int
    title: str
    drafter: int
    drafter_name: str
    state: DocumentState
    sequence: int
    audience: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        return self.document_id

    @property
    def version(self) -> int:
        return self.sequence


class StepEvent(ApprovalEvent, frozen=True, kw_only=True, rename="camel"):
    """A fact about one step; `actor_name` is the person who acted, `approver` whose step it is now."""

    step_id: str
    role: StepRole
    round: int
    approver: int
    approver_name: str
    actor_name: str = ""
    kind: DecisionKind | None = None
    outcome: StepState
    reason: str = ""
    due_at: datetime | None = None


class Submitted(ApprovalEvent, frozen=True, kw_only=True, rename="camel", tag="submitted"):
    """상신. The audience are those in copy from the start."""

    previous_id: str | None = None


class StepActivated(StepEvent, frozen=True, kw_only=True, rename="camel", tag="step.activated"):
    """A step's turn has come; `outcome` POST_PENDING means a planned 후결, which blocks nobody."""


class StepDecided(StepEvent, frozen=True, kw_only=True, rename="camel", tag="step.decided"):
    """A decision. `post_pending` are the people whom an early one passed over: 후결 waits for them."""

    post_pending: tuple[int, ...] = ()


class StepHeld(StepEvent, frozen=True, kw_only=True, rename="camel", tag="step.held"):
    """보류."""


class StepReassigned(StepEvent, frozen=True, kw_only=True, rename="camel", tag="step.reassigned"):
    """결재자 변경. The new approver is in the audience only when the step is theirs to act on now."""

    was: int
    was_name: str


class StepEscalated(StepEvent, frozen=True, kw_only=True, rename="camel", tag="step.escalated"):
    """이관 of an overdue step to somebody else."""

    was: int
    was_name: str


class Returned(StepEvent, frozen=True, kw_only=True, rename="camel", tag="returned"):
    """전단계 반려 by `step_id` to `target_step_id`."""

    target_step_id: str


class Undone(StepEvent, frozen=True, kw_only=True, rename="camel", tag="undone"):
    """결재취소. The audience lost the item that the taken-back decision had given them."""


class Approved(ApprovalEvent, frozen=True, kw_only=True, rename="camel", tag="approved"):
    """완료. `departments` receive the document; `cancels` is the paper that a 취소 document voids."""

    number: str = ""
    departments: tuple[int, ...] = ()
    readers: tuple[int, ...] = ()
    cancels: str | None = None


class Rejected(ApprovalEvent, frozen=True, kw_only=True, rename="camel", tag="rejected"):
    """반려; the reason may be empty only from the classic door."""

    step_id: str
    approver: int
    actor_name: str
    reason: str = ""


class Recalled(ApprovalEvent, frozen=True, kw_only=True, rename="camel", tag="recalled"):
    """회수. Whoever had decided or was asked to is told."""

    reason: str = ""


class Voided(ApprovalEvent, frozen=True, kw_only=True, rename="camel", tag="voided"):
    """무효, by the approved 취소 document `cancelled_by`."""

    cancelled_by: str
    number: str = ""


class PostReviewed(StepEvent, frozen=True, kw_only=True, rename="camel", tag="post_reviewed"):
    """후결. An objection is recorded and changes nothing."""

    objection: bool = False


class Commented(ApprovalEvent, frozen=True, kw_only=True, rename="camel", tag="commented"):
    """A comment; the audience are those whom the paper has concerned so far."""

    comment_id: str
    author_name: str
    excerpt: str


class DelegationChanged(Event, frozen=True, kw_only=True, rename="camel", tag="delegation.changed"):
    """A 부재·대리 setting was made, started or ended. It lies on the giver's own topic, in the giver's order.

    `audience` are the people of HR who are told beside the two.
    """

    topic: ClassVar[str] = "erp.employee.v1"

    delegation_id: str
    giver: int
    giver_name: str
    delegate: int
    delegate_name: str
    state: str
    delegation_version: int
    audience: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        return str(self.giver)


AnyStepEvent = StepActivated | StepDecided | StepHeld | StepReassigned | StepEscalated | Returned | Undone
AnyPaperEvent = Submitted | Approved | Rejected | Recalled | Voided | Commented
AnyApprovalEvent = AnyStepEvent | PostReviewed | AnyPaperEvent


class InvalidState(Conflict):
    """The document, step, viewer or delegation is not in a state that allows this move."""


class AlreadyDecided(Conflict):
    """Somebody decided this step first; `decidedBy`, `decidedAt` and `kind` say who, when and how."""


class NotApprover(Denied):
    """The caller is neither the step's approver nor a delegate in force."""


class NotDrafter(Denied):
    """Only the drafter may do this."""


class SelfApproval(Denied):
    """Nobody decides their own document, not even as a delegate."""


class DelegateInLine(Denied):
    """The delegate already decides in this line."""


class DelegationForbidden(Denied):
    """The form keeps this decision from delegates."""


class FinalAuthorityRequired(Denied):
    """The delegation-of-authority rule does not give this person 전결 here."""


class NoApprover(Invalid):
    """A line needs at least one 결재 by somebody else than the drafter."""


class ReasonRequired(Invalid):
    """A refusal, a return or a hold says why."""


class Submission(Struct, frozen=True, kw_only=True, rename="camel"):
    """A paper that another service drafts and submits for a person; the same `key` makes it once."""

    key: str
    drafter: int
    form_id: str
    title: Title
    content: Content = ""
    fields: Fields = {}
    approvers: tuple[int, ...] = ()
    cancels: str | None = None


class Receipt(Struct, frozen=True, kw_only=True, rename="camel"):
    document_id: str
    request_id: int
    state: DocumentState


class Approvals(Protocol):
    async def submit(self, tenant: str, paper: Submission) -> Receipt:
        """Draft and submit in one command; without `approvers` the line comes from the rules."""
        ...

    async def receipt(self, tenant: str, document_id: str) -> Receipt | None:
        """Where a document stands, or None if there is none."""
        ...

    async def decide_for(
        self, tenant: str, document_id: str, by: int, approve: bool, reason: str = ""
    ) -> Receipt:
        """Approve or reject the active step of `by`, their own or as a delegate, as the classic doors do.

        For services with older routes of their own; they have verified that `by` is the caller. A rejection may
        lack its reason. Refuses `NotFound` (also of what `by` may not read), `NotApprover`, `AlreadyDecided`,
        `InvalidState`.
        """
        ...
