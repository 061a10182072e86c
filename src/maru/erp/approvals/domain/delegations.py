"""부재·대리: who may decide in another's place. One level only: a delegate's own delegate has no part in it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from maru.chassis.problems import Conflict, Denied, Flaw, Invalid
from maru.erp.approvals.contract import (
    DelegateInLine,
    DelegationForbidden,
    DelegationKind,
    NotApprover,
    Person,
    SelfApproval,
)
from maru.erp.approvals.domain.document import Document
from maru.erp.approvals.domain.expressions import decimal
from maru.erp.approvals.domain.line import Step, steps_of
from maru.erp.approvals.domain.numbering import KST
from maru.erp.approvals.domain.tables import DELEGATION_NEXT, DelegationMove, DelegationState, after


class OverlappingDelegation(Conflict):
    """The giver already has a substitute for the same papers at the same time."""


class Delegation(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """From `start` until before `end`. Empty `forms` or `departments` mean all of them."""

    id: str
    tenant: str
    giver: Person
    delegate: Person
    kind: DelegationKind
    state: DelegationState
    start: datetime
    end: datetime
    forms: tuple[str, ...] = ()
    departments: tuple[int, ...] = ()
    max_amount: str | None = None
    version: int = 1
    created_at: datetime
    activated_at: datetime | None = None
    ended_at: datetime | None = None

    def in_force(self, at: datetime) -> bool:
        started = self.state in (DelegationState.SCHEDULED, DelegationState.ACTIVE)
        return started and self.start <= at < self.end

    def covers(self, document: Document) -> bool:
        """Whether the document lies in the scope: its form, its drafter's department, its amount."""
        return (
            (not self.forms or document.form_id in self.forms)
            and (not self.departments or not set(self.departments).isdisjoint(document.departments))
            and (self.max_amount is None or Decimal(document.amount) <= Decimal(self.max_amount))
        )


class Scope(Struct, frozen=True, kw_only=True):
    """What a new delegation is to cover; `start` and `end` are dates (both included) or RFC 3339 times."""

    kind: DelegationKind
    start: str
    end: str
    forms: tuple[str, ...] = ()
    departments: tuple[int, ...] = ()
    max_amount: str | None = None


def propose(
    id: str,
    tenant: str,
    giver: Person,
    delegate: Person,
    scope: Scope,
    at: datetime,
    existing: Iterable[Delegation] = (),
) -> Delegation:
    """A new delegation; what waits for the giver never stands in its way.

    Refuses a person as their own delegate, a period that is over or upside down, and `OverlappingDelegation`.
    """
    start, end = _moment(scope.start, "$.start"), _moment(scope.end, "$.end", closing=True)
    flaws = []
    if giver.id == delegate.id:
        flaws.append(Flaw("$.delegateId", "본인은 대리인이 될 수 없습니다."))
    if end <= start or end <= at:
        flaws.append(Flaw("$.end", "종료 시각을 시작과 지금보다 늦게 정해 주세요."))
    if scope.max_amount is not None and (decimal(scope.max_amount) or Decimal(-1)) < 0:
        flaws.append(Flaw("$.maxAmount", "최대 금액을 0 이상의 숫자로 정해 주세요."))
    if flaws:
        raise Invalid("부재 설정을 확인해 주세요.", errors=flaws)
    planned = scope.kind is DelegationKind.PLANNED
    made = Delegation(
        id=id,
        tenant=tenant,
        giver=giver,
        delegate=delegate,
        kind=scope.kind,
        state=DelegationState.SCHEDULED if planned else DelegationState.READY,
        start=start,
        end=end,
        forms=scope.forms,
        departments=scope.departments,
        max_amount=scope.max_amount,
        created_at=at,
    )
    for other in existing:
        if overlap(made, other):
            raise OverlappingDelegation(
                f"같은 기간과 범위에 {other.delegate.name}님이 이미 지정되어 있습니다.", delegation=other.id
            )
    return made


def overlap(one: Delegation, other: Delegation) -> bool:
    """Both from the same giver, in the same kind, at the same time, for papers that both cover."""
    return (
        one.giver.id == other.giver.id
        and one.kind is other.kind
        and DelegationState.ENDED not in (one.state, other.state)
        and one.start < other.end
        and other.start < one.end
        and _meet(one.forms, other.forms)
        and _meet(one.departments, other.departments)
    )


def activate(delegation: Delegation, by: int, at: datetime) -> Delegation:
    """The named substitute starts an unplanned absence, within its period."""
    if by != delegation.delegate.id:
        raise Denied("지정된 대리인만 대리를 시작할 수 있습니다.")
    state = _after(delegation, DelegationMove.ACTIVATE)
    if not delegation.start <= at < delegation.end:
        flaw = Flaw("$.start", "지정된 기간 안에서만 시작할 수 있습니다.")
        raise Invalid("아직 대리를 시작할 수 없습니다.", errors=[flaw])
    return replace(delegation, state=state, activated_at=at, version=delegation.version + 1)


def end(delegation: Delegation, by: int, at: datetime) -> Delegation:
    """The giver or the delegate ends it; what was decided under it stands."""
    if by not in (delegation.giver.id, delegation.delegate.id):
        raise Denied("부재자나 대리인만 대리를 끝낼 수 있습니다.")
    state = _after(delegation, DelegationMove.END)
    return replace(delegation, state=state, ended_at=at, version=delegation.version + 1)


def standing(
    document: Document, step: Step, by: int | None, at: datetime, delegations: Sequence[Delegation]
) -> Delegation | None:
    """By what right this person decides the step: None for their own, else the delegation in force.

    Refuses `NotApprover`, `SelfApproval`, `DelegateInLine` and `DelegationForbidden`.
    """
    if by == step.approver.id:
        if by == document.drafter.id:
            raise SelfApproval("본인이 기안한 문서는 결재할 수 없습니다.")
        return None
    for delegation in delegations:
        if (
            delegation.delegate.id == by
            and delegation.giver.id == step.approver.id
            and delegation.in_force(at)
            and delegation.covers(document)
        ):
            _check_delegate(document, step, delegation)
            return delegation
    raise NotApprover("결재 권한이 없습니다. 이 단계의 결재자나 대리인만 처리할 수 있습니다.")


def _check_delegate(document: Document, step: Step, delegation: Delegation) -> None:
    delegate = delegation.delegate.id
    if delegate == document.drafter.id:
        raise SelfApproval("본인이 기안한 문서는 대리로도 결재할 수 없습니다.")
    for other in steps_of(document.groups):
        acted = other.acted_by is not None and other.acted_by.id == delegate
        if other.approver.id == delegate or (acted and other.approver.id != step.approver.id):
            raise DelegateInLine("같은 결재선에서 이미 결재를 맡고 있어 대리로 결재할 수 없습니다.")
    if not document.policy.allows_delegates(Decimal(document.amount)):
        raise DelegationForbidden("이 금액의 문서는 대리로 결재할 수 없습니다.")


def substitutes(
    delegations: Iterable[Delegation], document: Document, at: datetime
) -> Mapping[int, Delegation]:
    """Who stands in for whom on this document, by giver."""
    return {d.giver.id: d for d in delegations if d.in_force(at) and d.covers(document)}


def _after(delegation: Delegation, move: DelegationMove) -> DelegationState:
    return after(DELEGATION_NEXT, delegation.state, move, "이 부재 설정에는 이 작업을 할 수 없습니다.")


def _meet(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return not one or not other or not set(one).isdisjoint(other)


def _moment(text: str, path: str, *, closing: bool = False) -> datetime:
    """A date counts in Korea: its start, or as an end the start of the next day."""
    try:
        if len(text) == 10:
            day = date.fromisoformat(text) + timedelta(days=closing)
            return datetime.combine(day, time(), KST)
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        found = None
    if found is None or found.tzinfo is None:
        flaw = Flaw(path, "2026-01-31 또는 2026-01-31T09:00:00+09:00과 같이 입력해 주세요.")
        raise Invalid("기간을 확인해 주세요.", errors=[flaw])
    return found
