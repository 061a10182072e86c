"""Short ways to say what the tests of the ledger are about."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from maru.erp.leave.contract import Bucket, Grant, Kind, LeaveAsk, Reservation, Unit
from maru.erp.leave.domain import days, leaves, ledger
from maru.erp.leave.domain.account import Account, Change, Policy, Stamp
from maru.erp.leave.domain.days import KOREA, WorkPattern

DAY = 480
MONA = 7
AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)  # a Friday


def stamp(day: date = TODAY, by: int | None = 1) -> Stamp:
    return Stamp(AT, day, by)


def given(
    id: str = "a",
    days: float = 5,
    until: date = date(2026, 12, 31),
    starts: date = date(2026, 1, 1),
    bucket: Bucket = Bucket.STATUTORY,
) -> Grant:
    return Grant(
        id=id,
        employee_id=MONA,
        bucket=bucket,
        minutes=round(days * DAY),
        starts=starts,
        last_day=until,
        rule_version="2024-10-22",
        article="근로기준법 제60조제1항",
        explanation="근속 1년",
    )


def account(*grants: Grant) -> Account:
    whole = Account(employee_id=MONA)
    for one in grants:
        whole = whole.after(ledger.grant(whole, one, stamp()))
    return whole


def asks(start: date, end: date | None = None, unit: Unit = Unit.DAY, key: str = "doc-1") -> LeaveAsk:
    return LeaveAsk(
        tenant="demo",
        employee_id=MONA,
        key=key,
        document_id=key,
        start_date=start,
        end_date=end or start,
        unit=unit,
    )


def reserved(whole: Account, ask: LeaveAsk, at: Stamp | None = None, policy: Policy = Policy()) -> Account:
    counting = days.count(ask, WorkPattern(), KOREA, days.taken(whole.reservations))
    return whole.after(leaves.reserve(whole, ask, counting, at or stamp(), policy=policy))


def moved(
    whole: Account, move: Callable[[Account, Reservation, Stamp], Change], at: Stamp | None = None
) -> Account:
    return whole.after(move(whole, whole.reservations[-1], at or stamp()))


def told(whole: Account) -> list[tuple[Kind, float]]:
    """The ledger in short: kinds and days."""
    return [(line.kind, line.minutes / DAY) for line in whole.lines]
