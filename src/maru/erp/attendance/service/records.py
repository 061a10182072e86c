"""What is known of somebody's days."""

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from msgspec import Struct

from maru.chassis.sql import SqlTx
from maru.chassis.store import Store
from maru.chassis.web import Principal
from maru.erp.attendance import domain
from maru.erp.attendance.contract import Correction, DayState, WorkDay
from maru.erp.attendance.domain import Progress
from maru.erp.attendance.service.readers import Readers
from maru.erp.attendance.store.corrections import Corrections
from maru.erp.attendance.store.days import Days, Tallies

HISTORY = 1000


class Month(Struct, frozen=True):
    """Every day of a month, each with the correction that still waits, if one does."""

    today: date
    days: Sequence[tuple[WorkDay, Correction | None]]
    attended: int
    progress: Progress


@dataclass(frozen=True, slots=True)
class Records:
    """All of it for oneself, HR, and the heads above the person; refused to others."""

    store: Store[SqlTx]
    readers: Readers
    now: Callable[[], datetime]

    async def history(self, who: Principal, employee_id: int) -> list[WorkDay]:
        """Newest first, the newest thousand."""
        return await self.page(who, employee_id, None, HISTORY)

    async def page(self, who: Principal, employee_id: int, before: date | None, many: int) -> list[WorkDay]:
        """Newest first, from the day before `before` backwards."""
        await self.readers.check(who, employee_id)
        return await self.store.scan(
            lambda tx: Days(tx, who.tenant).before(employee_id, before or date.max, many)
        )

    async def attended(self, who: Principal, employee_id: int) -> int:
        await self.readers.check(who, employee_id)
        return await self.store.read(lambda tx: Tallies(tx).of([employee_id])[employee_id])

    async def month(self, who: Principal, employee_id: int, month: str | None) -> Month:
        """The month named `YYYY-MM`, or the present one."""
        await self.readers.check(who, employee_id)
        today = domain.work_date(self.now())
        year, number = (int(part) for part in month.split("-")) if month else (today.year, today.month)
        days = [date(year, number, n) for n in range(1, calendar.monthrange(year, number)[1] + 1)]
        first, last = days[0], days[-1]

        def unit(tx: SqlTx) -> Month:
            book = Days(tx, who.tenant)
            recorded = {day.work_date: day for day in book.between(employee_id, first, last)}
            waiting = Corrections(tx, who.tenant).provisional(employee_id, first, last)
            proposed = {asked.work_date: asked for asked in waiting}
            attended = Tallies(tx).of([employee_id])[employee_id]
            here = book.of(employee_id, today).state is not DayState.ABSENT
            return Month(
                today,
                [
                    (recorded.get(day) or WorkDay(employee_id=employee_id, work_date=day), proposed.get(day))
                    for day in days
                ],
                attended,
                domain.card(attended, here),
            )

        return await self.store.scan(unit)
