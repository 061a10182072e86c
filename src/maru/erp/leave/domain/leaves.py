"""A leave from asking to the end: what each move writes, and which moves there are."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from msgspec.structs import replace

from maru.chassis.problems import Denied
from maru.erp.leave.contract import (
    Grant,
    InvalidState,
    Kind,
    LeaveAsk,
    LeaveState,
    LedgerLine,
    Part,
    Reservation,
)
from maru.erp.leave.domain import wording
from maru.erp.leave.domain.account import Account, Change, Policy, Stamp, line
from maru.erp.leave.domain.allocation import Want, allocate
from maru.erp.leave.domain.days import Counting, refuse_overlap, taken
from maru.erp.leave.domain.ledger import expire
from maru.erp.leave.domain.rules import Article


class Move(StrEnum):
    CONFIRM = "confirm"  # the document was submitted
    SETTLE = "settle"  # it was approved
    RELEASE = "release"  # it was rejected, recalled or discarded
    LAPSE = "lapse"  # nobody confirmed in time
    RESERVE_AGAIN = "reserve again"  # the same document asks anew: another try, other dates
    CANCEL = "cancel"  # a 취소 document for all its days was approved
    CANCEL_PART = "cancel part"  # … for some of them


S = LeaveState
NEXT: Final[Mapping[tuple[LeaveState, Move], LeaveState]] = {
    (S.HELD, Move.CONFIRM): S.RESERVED,
    (S.HELD, Move.RELEASE): S.RELEASED,
    (S.HELD, Move.LAPSE): S.LAPSED,
    (S.LAPSED, Move.RESERVE_AGAIN): S.HELD,
    (S.LAPSED, Move.CONFIRM): S.RESERVED,  # the document was submitted after all: reserved anew
    (S.RESERVED, Move.SETTLE): S.SETTLED,
    (S.RESERVED, Move.RELEASE): S.RELEASED,
    (S.SETTLED, Move.CANCEL): S.CANCELLED,
    (S.SETTLED, Move.CANCEL_PART): S.SETTLED,
}

STATE_NAMES = {
    S.HELD: "상신 전",
    S.RESERVED: "결재 중",
    S.SETTLED: "사용 확정",
    S.RELEASED: "반려·회수",
    S.LAPSED: "예약 만료",
    S.CANCELLED: "취소",
}


def after(leave: Reservation, move: Move) -> Reservation:
    """The leave that this move leads to; every pair absent from NEXT is refused, never ignored."""
    state = NEXT.get((leave.state, move))
    if state is None:
        raise InvalidState(
            f"이미 처리된 신청입니다. 지금 상태({STATE_NAMES[leave.state]})에서는 할 수 없습니다.",
            state=leave.state,
            move=move,
        )
    return replace(leave, state=state, version=leave.version + 1, hold_until=None)


def same_ask(leave: Reservation, ask: LeaveAsk) -> bool:
    """Did this leave come from the same question? One that leaves the bucket open is answered by any."""
    return (leave.start_date, leave.end_date, leave.unit, leave.bucket, leave.reason) == (
        ask.start_date,
        ask.end_date,
        ask.unit,
        ask.bucket or leave.bucket,
        ask.reason,
    ) and (ask.leave_days is None or leave.start_date is not None or _undated(leave) == ask.leave_days)


def reserve(
    account: Account,
    ask: LeaveAsk,
    counting: Counting | int,
    stamp: Stamp,
    *,
    policy: Policy = Policy(),
    hold_until: datetime | None = None,
) -> Change:
    """Take the counted days (or, without dates, minutes) out of the balance.

    With `hold_until` the leave is HELD until confirmed; without it is RESERVED at once. Refuses
    `InsufficientBalance`; overlap is refused where days are counted.
    """
    days = () if isinstance(counting, int) else counting.counted
    wants = [Want(None, counting)] if isinstance(counting, int) else [Want(d.date, d.minutes) for d in days]
    found = allocate(account, wants, stamp, bucket=ask.bucket, policy=policy)
    leave = Reservation(
        key=ask.key,
        employee_id=account.employee_id,
        document_id=ask.document_id,
        start_date=ask.start_date,
        end_date=ask.end_date,
        unit=ask.unit,
        reason=ask.reason,
        bucket=ask.bucket,
        day_minutes=account.day_minutes,
        holiday_version="" if isinstance(counting, int) else counting.holiday_version,
        days=days,
        parts=found.parts,
        state=S.HELD if hold_until else S.RESERVED,
        hold_until=hold_until,
        created_at=stamp.at,
    )
    grants = (*account.grants, *found.opened)
    lines = _lines(grants, leave, leave.parts, Kind.RESERVE, stamp)
    return Change(lines=lines, grants=found.opened, reservation=leave)


def again(lapsed: Reservation, change: Change) -> Change:
    """What `reserve` made, in the place of the leave that lapsed."""
    new, moved = change.reservation, after(lapsed, Move.RESERVE_AGAIN)
    assert new is not None
    kept = replace(new, id=moved.id, version=moved.version, created_at=lapsed.created_at)
    return replace(change, reservation=kept)


def confirm(account: Account, leave: Reservation, stamp: Stamp, policy: Policy = Policy()) -> Change:
    """The document is submitted. A hold that lapsed is reserved anew, or refused
    `InsufficientBalance` or `OverlappingLeave`."""
    confirmed = after(leave, Move.CONFIRM)
    if leave.state is S.HELD:
        return Change(reservation=confirmed)
    refuse_overlap(leave.days, taken(account.reservations))
    wants = [Want(day.date, day.minutes) for day in leave.days] or [Want(None, leave.minutes)]
    found = allocate(account, wants, stamp, bucket=leave.bucket, policy=policy)
    confirmed = replace(confirmed, parts=found.parts)
    grants = (*account.grants, *found.opened)
    lines = _lines(grants, confirmed, confirmed.parts, Kind.RESERVE, stamp)
    return Change(lines=lines, grants=found.opened, reservation=confirmed)


def settle(account: Account, leave: Reservation, stamp: Stamp) -> Change:
    """Release and use in one; it consumes what is held already, so it cannot fail for want of balance."""
    settled = after(leave, Move.SETTLE)
    released = _lines(account.grants, leave, leave.parts, Kind.RELEASE, stamp)
    used = _lines(account.grants, leave, leave.parts, Kind.USE, stamp)
    return Change(lines=released + used, reservation=settled)


def release(account: Account, leave: Reservation, stamp: Stamp, move: Move = Move.RELEASE) -> Change:
    """Give back what was reserved; what comes back to a grant that is over expires at once."""
    given_back = after(leave, move)
    lines = _lines(account.grants, leave, leave.parts, Kind.RELEASE, stamp)
    return _then_expire(account, Change(lines=lines, reservation=given_back), stamp)


def lapse(account: Account, leave: Reservation, stamp: Stamp) -> Change:
    """Nobody confirmed the hold in time."""
    return release(account, leave, stamp, Move.LAPSE)


def cancel(
    account: Account,
    leave: Reservation,
    stamp: Stamp,
    *,
    dates: Collection[date] | None = None,
    by_hr: bool = False,
) -> Change:
    """Give used days back to the grants they came from, whatever the balance is.

    Refuses `Denied` for days that are past unless HR does it, `InvalidState` for days that are not in it.
    """
    going = frozenset(dates) if dates is not None else None
    parts = tuple(p for p in leave.parts if going is None or p.day in going)
    left = tuple(p for p in leave.parts if p not in parts)
    cancelled = after(leave, Move.CANCEL_PART if left else Move.CANCEL)
    if not parts or (going is not None and going - {p.day for p in parts}):
        raise InvalidState("취소할 날짜가 이 휴가에 없습니다. 휴가 날짜 가운데에서 골라 주세요.")
    if not by_hr and any(part.day and part.day < stamp.today for part in parts):
        raise Denied("지난 날짜의 휴가는 인사 담당자만 취소할 수 있습니다. 인사 담당자에게 요청해 주세요.")
    kept_days = tuple(d for d in leave.days if d.date in {p.day for p in left}) if left else leave.days
    cancelled = replace(cancelled, parts=left if left else leave.parts, days=kept_days)
    lines = _lines(account.grants, leave, parts, Kind.CANCEL, stamp)
    return _then_expire(account, Change(lines=lines, reservation=cancelled), stamp)


def _then_expire(account: Account, change: Change, stamp: Stamp) -> Change:
    return change.then(expire(account.after(change), stamp))


_SIGN = {Kind.RESERVE: -1, Kind.USE: -1, Kind.RELEASE: 1, Kind.CANCEL: 1}
_SAID = {
    Kind.RESERVE: "신청하여 예약하였습니다",
    Kind.RELEASE: "예약에서 되돌렸습니다",
    Kind.USE: "사용하였습니다",
    Kind.CANCEL: "취소하여 복원하였습니다",
}


def _lines(
    grants: Collection[Grant],
    leave: Reservation,
    parts: Collection[Part],
    kind: Kind,
    stamp: Stamp,
) -> tuple[LedgerLine, ...]:
    """One line for each grant, in the order in which the leave takes from them."""
    by_id = {grant.id: grant for grant in grants}
    by_grant: dict[str, list[Part]] = {}
    for part in parts:
        by_grant.setdefault(part.grant_id, []).append(part)
    lines = []
    for id, own in by_grant.items():
        minutes = sum(part.minutes for part in own)
        days = [part.day for part in own if part.day]
        when = f"{_dates(days)} " if days else ""
        why = f"{when}휴가 {wording.days(minutes, leave.day_minutes)}을 {_SAID[kind]}."
        effective = days[0] if days and kind in (Kind.RESERVE, Kind.USE) else stamp.today
        lines.append(
            line(
                by_id[id],
                kind,
                _SIGN[kind] * minutes,
                effective,
                why,
                stamp,
                article=Article.WHEN_ASKED,
                document_id=leave.document_id or leave.key,
                inputs={"unit": leave.unit, "holidays": leave.holiday_version},
            )
        )
    return tuple(lines)


def _dates(days: list[date]) -> str:
    return wording.on(days[0]) if len(days) == 1 else f"{wording.on(days[0])}~{wording.on(days[-1])}"


def _undated(leave: Reservation) -> float:
    return wording.in_days(leave.minutes, leave.day_minutes)
