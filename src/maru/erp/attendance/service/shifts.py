"""Checking in and out, and the days that nobody closed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TypeVar

from maru.chassis.idempotency import Once
from maru.chassis.problems import Invalid, Unavailable
from maru.chassis.sql import SqlTx
from maru.chassis.store import Store
from maru.chassis.web import Principal
from maru.erp.attendance import domain
from maru.erp.attendance.contract import (
    REWARD_DAYS,
    AlreadyCheckedIn,
    DayState,
    InvalidCorrection,
    Shift,
    WorkDay,
)
from maru.erp.attendance.service.account import Account, Told
from maru.erp.attendance.service.readers import me
from maru.erp.attendance.store.days import Days, Open, Tallies
from maru.erp.leave.contract import Leave

R = TypeVar("R")

MANY = 1000
LOT = 50  # shifts or open days in one unit: bounds how long the event loop runs it


@dataclass(frozen=True, slots=True)
class Shifts:
    """Also what the contract's `Attendance` offers to the other services."""

    store: Store[SqlTx]
    leave: Leave
    now: Callable[[], datetime]

    async def arrive(self, who: Principal, once: Once | None, answer: Callable[[Told, float | None], R]) -> R:
        """Check in, once per work date. Every 30th day earns a day of 포상휴가, which leave grants by the event.

        The balance is asked before, and the day earned is added to it: asked afterwards it may or may not hold
        the grant. `answer` gets None for it while leave cannot be reached: people check in all the same.
        """
        employee_id, now = me(who), self.now()
        balance = await self._balance(who.tenant, employee_id)

        def unit(tx: SqlTx) -> R:
            told = Account(tx, who.tenant, employee_id, by=employee_id, now=now).check_in()
            earned = REWARD_DAYS if told.milestone is not None else 0.0
            return answer(told, None if balance is None else balance + earned)

        return await self.store.write(unit, once)

    async def depart(self, who: Principal, once: Once | None, answer: Callable[[WorkDay], R]) -> R:
        """Close the open day, also after midnight; from 04:00 on only a correction can."""
        return await self._close(who.tenant, me(who), once, answer)

    async def close_forgotten(self) -> str:
        """Turn the days that 04:00 has passed over into 미체크아웃, each told once."""
        now, closed = self.now(), 0
        limit = domain.expired_before(now)
        while lot := await self.store.scan(lambda tx: Days.open_before(tx, limit, LOT)):
            closed += await self.store.write(partial(_expire, lot=lot, limit=limit, now=now))
        return f"{closed} closed" if closed else ""

    async def counts(self, employee_ids: Sequence[int]) -> dict[int, int]:
        if len(employee_ids) > MANY:
            raise Invalid(f"한 번에 {MANY}명까지 조회할 수 있습니다.")
        return await self.store.read(lambda tx: Tallies(tx).of(employee_ids))

    async def check_in_of(self, tenant: str, employee_id: int, day: date) -> WorkDay | None:
        found = await self.store.read(lambda tx: Days(tx, tenant).of(employee_id, day))
        return None if found.state is DayState.ABSENT else found

    async def check_in(self, tenant: str, employee_id: int) -> WorkDay:
        now = self.now()
        return await self.store.write(
            lambda tx: Account(tx, tenant, employee_id, by=employee_id, now=now).check_in().day
        )

    async def check_out(self, tenant: str, employee_id: int) -> WorkDay:
        return await self._close(tenant, employee_id, None, lambda day: day)

    async def live_through(self, tenant: str, shifts: Sequence[Shift]) -> int:
        now = self.now()
        if len(shifts) > MANY:
            raise Invalid(f"한 번에 {MANY}건까지 넣을 수 있습니다.")
        if any((shift.check_out or shift.check_in) > now for shift in shifts):
            raise InvalidCorrection("아직 오지 않은 시각의 출근은 넣을 수 없습니다.")
        lots = [shifts[start : start + LOT] for start in range(0, len(shifts), LOT)]
        return sum(
            [await self.store.write(partial(_live, tenant=tenant, shifts=lot, now=now)) for lot in lots]
        )

    async def _close(
        self, tenant: str, employee_id: int, once: Once | None, answer: Callable[[WorkDay], R]
    ) -> R:
        now = self.now()

        def unit(tx: SqlTx) -> R:
            account = Account(tx, tenant, employee_id, by=employee_id, now=now)
            return answer(account.check_out(account.days.newest(employee_id)))

        return await self.store.write(unit, once)

    async def _balance(self, tenant: str, employee_id: int) -> float | None:
        try:
            return (await self.leave.balance(tenant, employee_id)).remaining
        except Unavailable:
            return None


def _expire(tx: SqlTx, lot: Sequence[Open], limit: date, now: datetime) -> int:
    closed = 0
    for each in lot:
        account = Account(tx, each.tenant, each.employee_id, by=None, now=now)
        day = account.days.of(each.employee_id, each.work_date)
        if day.state is DayState.IN_PROGRESS and day.work_date < limit:
            account.expire(day)
            closed += 1
    return closed


def _live(tx: SqlTx, tenant: str, shifts: Sequence[Shift], now: datetime) -> int:
    """What these shifts would have left behind, had each been lived at its time."""
    new = 0
    for shift in shifts:
        person = shift.employee_id
        try:
            day = Account(tx, tenant, person, by=person, now=shift.check_in).check_in().day
        except AlreadyCheckedIn:
            continue
        new += 1
        closes = domain.closes(day.work_date)
        if shift.check_out is not None:
            Account(tx, tenant, person, by=person, now=shift.check_out).check_out(day)
        elif closes <= now:
            Account(tx, tenant, person, by=None, now=closes).expire(day)
    return new
