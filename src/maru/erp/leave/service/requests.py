"""Asking for leave, and for its cancelling, by documents: each is drafted and submitted by approvals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeVar
from uuid import UUID

from msgspec.structs import replace

from maru.chassis.idempotency import Once
from maru.chassis.problems import Denied, NotFound, Problem, Unavailable
from maru.chassis.sql import SqlTx
from maru.chassis.store import Store
from maru.chassis.web import Principal
from maru.erp.approvals.contract import Approvals, DocumentState, Fields, NoApprover, Receipt, Submission
from maru.erp.employees.contract import Directory
from maru.erp.leave.contract import (
    InvalidState,
    LeaveAsk,
    LeaveState,
    OverlappingLeave,
    Reservation,
    Unit,
)
from maru.erp.leave.domain import leaves, wording
from maru.erp.leave.domain.account import Stamp
from maru.erp.leave.service.book import Book, stamp_of
from maru.erp.leave.service.desk import HOLD, Desk
from maru.erp.leave.service.documents import follow
from maru.erp.leave.service.readers import DENIED, HR, Readers, me, oneself
from maru.erp.leave.store.leaves import Cancellation, Cancellations, CancelState, Leaves, no_leave

R = TypeVar("R")
Shape = Callable[[Reservation], R]

FORM: Final = "leave"
CANCEL_FORM: Final = "leave-cancel"
DECIDED: Final = "이미 처리된 신청입니다"
UNITS: Final = {
    Unit.HALF_AM: " 오전 반차",
    Unit.HALF_PM: " 오후 반차",
    Unit.QUARTER: " 반반차",
    Unit.HOUR: " 시간 휴가",
}
WAITS: Final = frozenset({LeaveState.HELD, LeaveState.RESERVED})


@dataclass(frozen=True, slots=True)
class Requests:
    """The key of a request names its document, so that a repeated request is one leave and one document."""

    store: Store[SqlTx]
    desk: Desk
    approvals: Approvals
    directory: Directory
    readers: Readers
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    async def ask(self, who: Principal, ask: LeaveAsk, once: Once, shape: Shape[R]) -> R:
        """Reserve, and submit a document whose line comes from the company's rules."""
        await self.store.read(once.refuse_repeat)
        return await self._submitted(who.tenant, replace(ask, key=_document(once)), (), once, shape)

    async def ask_head(
        self, who: Principal, ask: LeaveAsk, employee_id: int | None, once: Once | None, shape: Shape[R]
    ) -> R:
        """As the older clients know it: the head of the person's department alone decides."""
        own = oneself(who, employee_id)
        if once is not None:
            await self.store.read(once.refuse_repeat)
        heads = await self.directory.heads(who.tenant, own)
        if not heads:
            raise NoApprover("결재할 부서장이 없습니다. 인사 담당자에게 부서장 지정을 요청해 주세요.")
        key = self.new_id() if once is None else _document(once)
        return await self._submitted(who.tenant, replace(ask, key=key), (heads[0].id,), once, shape)

    async def decide(
        self, who: Principal, id: int, approve: bool, reason: str, once: Once | None, shape: Shape[R]
    ) -> R:
        """By whoever may decide the document now. Refuses `InvalidState` once it is decided; who can neither
        decide nor read it hears of no leave."""
        if once is not None:
            await self.store.read(once.refuse_repeat)
        own = me(who)
        leave = await self.store.read(lambda tx: Leaves(tx).get(who.tenant, id))
        reads = await self.readers.may(who, leave.employee_id)
        if reads and (leave.state not in WAITS or leave.document_id is None):
            raise InvalidState(DECIDED, state=leave.state)
        try:
            receipt = await self.approvals.decide_for(
                who.tenant, leave.document_id or "", own, approve, reason
            )
        except (Denied, NotFound):
            if reads:
                raise Denied(DENIED) from None
            raise no_leave(id) from None
        except Problem as refusal:
            if refusal.status == 409:
                raise InvalidState(DECIDED) from None
            raise
        stamp = stamp_of(self.now(), own)
        return await self._concluded(who.tenant, leave.employee_id, id, receipt.state, stamp, once, shape)

    async def cancel(
        self,
        who: Principal,
        id: int,
        reason: str,
        dates: Sequence[date] | None,
        once: Once,
        shape: Callable[[str], R],
    ) -> R:
        """Submit a 취소 document for all days of a settled leave, or some. Past days only HR may cancel."""
        await self.store.read(once.refuse_repeat)
        own, document_id, stamp = me(who), _document(once), stamp_of(self.now(), me(who))
        leave = await self.store.read(lambda tx: Leaves(tx).get(who.tenant, id))
        if leave.employee_id != own and HR not in who.roles:
            raise Denied(DENIED) if await self.readers.may(who, leave.employee_id) else no_leave(id)
        by_hr = HR in who.roles and leave.employee_id != own
        asked = await self.store.write(
            lambda tx: _ask_to_cancel(tx, who.tenant, id, document_id, dates, by_hr, stamp)
        )
        chosen = [day.date for day in leave.days if asked.dates is None or day.date in asked.dates]
        paper = Submission(
            key=document_id,
            drafter=own,
            form_id=CANCEL_FORM,
            title=f"연차 취소 {_span(chosen[0], chosen[-1])}" if chosen else "연차 취소",
            content=reason,
            fields=_cancel_fields(chosen, reason),
            cancels=leave.document_id if asked.dates is None else None,
        )
        try:
            receipt = await self.approvals.submit(who.tenant, paper)
        except Unavailable:
            raise
        except Problem:
            await self.store.write(lambda tx: Cancellations(tx).move(document_id, CancelState.DROPPED))
            raise

        def unit(tx: SqlTx) -> R:
            Book(tx, who.tenant, leave.employee_id, stamp)
            kept = Cancellations(tx).of(who.tenant, document_id)
            if kept is not None and kept.state is CancelState.HELD:
                Cancellations(tx).move(document_id, CancelState.PENDING)
            return shape(receipt.document_id)

        return await self.store.write(unit, once)

    async def _submitted(
        self, tenant: str, ask: LeaveAsk, approvers: tuple[int, ...], once: Once | None, shape: Shape[R]
    ) -> R:
        ask = replace(ask, document_id=ask.key)
        leave = await self.desk.reserve(ask)
        receipt = await self._paper(tenant, ask, leave, approvers)
        stamp = stamp_of(self.now(), ask.employee_id)
        return await self._concluded(tenant, ask.employee_id, leave.id, receipt.state, stamp, once, shape)

    async def _paper(
        self, tenant: str, ask: LeaveAsk, leave: Reservation, approvers: tuple[int, ...]
    ) -> Receipt:
        assert ask.start_date is not None and ask.end_date is not None
        amount = wording.days(leave.minutes, leave.day_minutes)
        when = f"{_span(ask.start_date, ask.end_date)}{UNITS.get(ask.unit, '')}"
        paper = Submission(
            key=ask.key,
            drafter=ask.employee_id,
            form_id=FORM,
            title=f"연차 신청 {when} ({amount})",
            content=ask.reason,
            fields=_fields(ask, leave),
            approvers=approvers,
        )
        try:
            return await self.approvals.submit(tenant, paper)
        except Unavailable:
            raise  # it may have been submitted: the hold waits for the document's event
        except Problem:
            await self.desk.give_up(tenant, ask.key)
            raise

    async def _concluded(
        self,
        tenant: str,
        employee_id: int,
        id: int,
        state: DocumentState,
        stamp: Stamp,
        once: Once | None,
        shape: Shape[R],
    ) -> R:
        """The leave follows its document now; the document's event will find it there."""

        def unit(tx: SqlTx) -> R:
            return shape(follow(tx, tenant, employee_id, id, state, stamp, self.desk.policy))

        return await self.store.write(unit, once)


def _document(once: Once) -> str:
    """One document for one request: the same key and body name the same one."""
    mixed = bytes(a ^ b for a, b in zip(once.id, once.fingerprint, strict=True))
    return str(UUID(bytes=mixed))


def _ask_to_cancel(
    tx: SqlTx,
    tenant: str,
    id: int,
    document_id: str,
    dates: Sequence[date] | None,
    by_hr: bool,
    stamp: Stamp,
) -> Cancellation:
    """Refuses what approving it would refuse, and a second 취소 while one is under way."""
    leave = Leaves(tx).get(tenant, id)
    book = Book(tx, tenant, leave.employee_id, stamp)
    leave, cancellations = Leaves(tx).get(tenant, id), Cancellations(tx)
    known = cancellations.of(tenant, document_id)
    if known is not None and known.state is not CancelState.DROPPED:
        return known
    for other in cancellations.open(id):
        if other.state is CancelState.PENDING or other.hold_until > stamp.at:
            raise OverlappingLeave("이미 취소를 신청한 휴가입니다. 그 문서의 결재를 기다려 주세요.")
    wanted = None if dates is None else tuple(sorted(set(dates)))
    if wanted is not None and set(wanted) == {part.day for part in leave.parts}:
        wanted = None
    leaves.cancel(book.account, leave, stamp, dates=wanted, by_hr=by_hr)
    asked = Cancellation(
        document_id=document_id,
        tenant=tenant,
        leave_id=id,
        employee_id=leave.employee_id,
        dates=wanted,
        by_hr=by_hr,
        state=CancelState.HELD,
        hold_until=stamp.at + HOLD,
    )
    if known is None:
        cancellations.add(asked)
    else:
        cancellations.move(document_id, CancelState.HELD)
    return asked


def _fields(ask: LeaveAsk, leave: Reservation) -> Fields:
    assert ask.start_date is not None and ask.end_date is not None
    fields: Fields = {
        "startDate": ask.start_date.isoformat(),
        "endDate": ask.end_date.isoformat(),
        "unit": ask.unit.value,
        "reason": ask.reason,
    }
    days = wording.in_days(leave.minutes, leave.day_minutes)
    if (days * 4).is_integer() and days <= 60:
        fields["leaveDays"] = days
    return fields


def _cancel_fields(chosen: Sequence[date], reason: str) -> Fields:
    fields: Fields = {"reason": reason}
    if chosen:
        fields |= {"startDate": chosen[0].isoformat(), "endDate": chosen[-1].isoformat()}
    return fields


def _span(first: date, last: date) -> str:
    return wording.short(first) if first == last else f"{wording.short(first)}~{wording.short(last)}"
