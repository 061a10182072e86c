"""What documents do to leave: by their events, and by where they stand when somebody asks."""

from functools import partial

from maru.chassis.bus import Consumer
from maru.chassis.sql import SqlTx
from maru.erp.approvals.contract import (
    ApprovalEvent,
    Approved,
    DocumentState,
    Recalled,
    Rejected,
    Submitted,
    Voided,
)
from maru.erp.leave.contract import (
    InvalidState,
    LeaveCancelled,
    LeaveReleased,
    LeaveReserved,
    LeaveSettled,
    LeaveState,
    Reservation,
)
from maru.erp.leave.domain import leaves
from maru.erp.leave.domain.account import Policy, Stamp
from maru.erp.leave.service.book import Book, stamp_of
from maru.erp.leave.store.leaves import Cancellation, Cancellations, CancelState, Leaves

UNCONFIRMED = frozenset({LeaveState.HELD, LeaveState.LAPSED})
OVER = frozenset({DocumentState.REJECTED, DocumentState.RECALLED, DocumentState.DISCARDED})


def consumer(policy: Policy) -> Consumer:
    return Consumer(
        name="erp.leave.approvals",
        topic=ApprovalEvent.topic,
        events=(Submitted, Approved, Rejected, Recalled, Voided),
        handle=partial(hear, policy=policy),
    )


def hear(tx: SqlTx, event: ApprovalEvent, policy: Policy = Policy()) -> None:
    """Each event in effect once, however often and however late it arrives; a move that cannot be is refused."""
    stamp = stamp_of(event.at, event.actor)
    placed = Leaves(tx).of_document(event.tenant, event.document_id)
    if placed is not None:
        follow(tx, event.tenant, placed.employee_id, placed.id, _state(event), stamp, policy)
    asked = Cancellations(tx).of(event.tenant, event.document_id)
    if asked is not None:
        _cancelling(tx, asked, event, stamp)


def follow(
    tx: SqlTx,
    tenant: str,
    employee_id: int,
    leave_id: int,
    state: DocumentState | None,
    stamp: Stamp,
    policy: Policy,
) -> Reservation:
    """Move the leave to what its document says; None and a draft say that nobody submitted it."""
    book = Book(tx, tenant, employee_id, stamp)
    leave = Leaves(tx).get(tenant, leave_id)
    if state is DocumentState.IN_PROGRESS:
        return _confirmed(book, leave, policy)
    if state is DocumentState.APPROVED:
        return _settled(book, _confirmed(book, leave, policy))
    if state is DocumentState.VOIDED:
        return _cancelled(book, leave)
    if state in OVER:
        return _released(book, leave)
    return lapsed(book, leave) if leave.state is LeaveState.HELD else leave


def lapsed(book: Book, held: Reservation) -> Reservation:
    """Nobody confirmed the hold, or its document was refused."""
    change = leaves.lapse(book.account, held, book.stamp)
    return _kept(book.apply(change, LeaveReleased, "leave.lapse"))


def _state(event: ApprovalEvent) -> DocumentState:
    """What the event says, which may be less than where its document stands by now."""
    for kind, state in (
        (Submitted, DocumentState.IN_PROGRESS),
        (Approved, DocumentState.APPROVED),
        (Rejected, DocumentState.REJECTED),
        (Recalled, DocumentState.RECALLED),
    ):
        if isinstance(event, kind):
            return state
    return DocumentState.VOIDED


def _confirmed(book: Book, leave: Reservation, policy: Policy) -> Reservation:
    if leave.state not in UNCONFIRMED:
        return leave
    book.catch_up()
    change = leaves.confirm(book.account, leave, book.stamp, policy)
    return _kept(book.apply(change, LeaveReserved, "leave.confirm", days=leave.days))


def _settled(book: Book, leave: Reservation) -> Reservation:
    if leave.state in (LeaveState.SETTLED, LeaveState.CANCELLED):
        return leave
    change = leaves.settle(book.account, leave, book.stamp)
    return _kept(book.apply(change, LeaveSettled, "leave.settle", days=leave.days))


def _released(book: Book, leave: Reservation) -> Reservation:
    if leave.state in (LeaveState.RELEASED, LeaveState.LAPSED):
        return leave
    change = leaves.release(book.account, leave, book.stamp)
    return _kept(book.apply(change, LeaveReleased, "leave.release"))


def _cancelled(book: Book, leave: Reservation) -> Reservation:
    """The line of the 취소 document has decided, so days that passed meanwhile come back too."""
    if leave.state is LeaveState.CANCELLED:
        return leave
    change = leaves.cancel(book.account, leave, book.stamp, by_hr=True)
    return _kept(book.apply(change, LeaveCancelled, "leave.cancel", days=leave.days))


def _cancelling(tx: SqlTx, asked: Cancellation, event: ApprovalEvent, stamp: Stamp) -> None:
    """A 취소 document of all days acts by voiding the original; one of some days acts by itself."""
    if isinstance(event, Approved):
        if asked.state is CancelState.DONE:
            return
        if asked.dates is not None:
            book = Book(tx, asked.tenant, asked.employee_id, stamp)
            leave = Leaves(tx).get(asked.tenant, asked.leave_id)
            change = leaves.cancel(book.account, leave, stamp, dates=asked.dates, by_hr=True)
            gone = tuple(day for day in leave.days if day.date in asked.dates)
            book.apply(change, LeaveCancelled, "leave.cancel", days=gone)
        _move(tx, asked, CancelState.DONE)
    elif isinstance(event, Submitted):
        _move(tx, asked, CancelState.PENDING)
    elif isinstance(event, Rejected | Recalled):
        _move(tx, asked, CancelState.DROPPED)


_BEFORE: dict[CancelState, frozenset[CancelState]] = {
    CancelState.PENDING: frozenset({CancelState.HELD, CancelState.DROPPED}),
    CancelState.DONE: frozenset({CancelState.HELD, CancelState.PENDING, CancelState.DROPPED}),
    CancelState.DROPPED: frozenset({CancelState.HELD, CancelState.PENDING}),
}


def _move(tx: SqlTx, asked: Cancellation, state: CancelState) -> None:
    if asked.state is state:
        return
    if asked.state not in _BEFORE[state]:
        raise InvalidState(f"이미 처리된 취소 신청입니다({asked.state}).", state=asked.state)
    Cancellations(tx).move(asked.document_id, state)


def _kept(leave: Reservation | None) -> Reservation:
    assert leave is not None
    return leave
