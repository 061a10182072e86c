"""One employee's attendance inside one unit: the count, the events told of it, the line in the audit log."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from maru.chassis.audit import AuditLog, Line
from maru.chassis.sql import SqlTx
from maru.erp.attendance import domain
from maru.erp.attendance.contract import (
    AttendanceEvent,
    CheckedIn,
    CheckedOut,
    CheckOutMissed,
    MilestoneReached,
    WorkDay,
)
from maru.erp.attendance.domain import DayMove
from maru.erp.attendance.store.days import Days, Tallies


class Told(Struct, frozen=True):
    """A check-in and what it brought: the count of days, and the milestone if it reached one."""

    day: WorkDay
    count: int
    milestone: int | None


class Account:
    """Opening it locks the employee's tally, so commands about one employee follow each other."""

    def __init__(self, tx: SqlTx, tenant: str, employee_id: int, *, by: int | None, now: datetime) -> None:
        self._tx, self._tenant, self._by, self._now = tx, tenant, by, now
        self.days = Days(tx, tenant)
        self.tally = Tallies(tx).lock(tenant, employee_id)

    def check_in(self) -> Told:
        """Refuses `AlreadyCheckedIn`."""
        day = self.days.add(domain.check_in(self.tally.employee_id, self._now))
        assert day.check_in is not None
        reached = self.count(1)
        self.tell(CheckedIn, work_date=day.work_date, check_in=day.check_in)
        self.tell_milestone(reached)
        self.note("checked-in", day.work_date)
        return Told(day, self.tally.days, reached)

    def check_out(self, newest: WorkDay | None) -> WorkDay:
        """Refuses `NotCheckedIn`."""
        day = domain.check_out(newest, self._now)
        self.days.save(day)
        assert day.check_in is not None
        self.tell(CheckedOut, work_date=day.work_date, check_in=day.check_in, check_out=self._now)
        self.note("checked-out", day.work_date)
        return day

    def expire(self, day: WorkDay) -> None:
        missed = domain.moved(day, DayMove.EXPIRE)
        self.days.save(missed)
        assert day.check_in is not None
        proposal = domain.suggested(day.check_in)
        self.tell(CheckOutMissed, work_date=day.work_date, check_in=day.check_in, suggested=proposal)
        self.note("check-out.missed", day.work_date)

    def count(self, days: int) -> int | None:
        """Move the count; the milestone it reached, if it did."""
        before, self.tally = self.tally.days, self.tally.plus(days)
        return domain.milestone(before, self.tally.days)

    def tell_milestone(self, reached: int | None) -> None:
        if reached is not None:
            self.tell(MilestoneReached, milestone=reached)

    def tell(self, fact: type[AttendanceEvent], **facts: Any) -> None:
        self.tally = self.tally.told()
        Tallies(self._tx).save(self.tally)
        self._tx.emit(
            fact(
                tenant=self._tenant,
                at=self._now,
                actor=self._by,
                employee_id=self.tally.employee_id,
                employee_version=self.tally.version,
                count=self.tally.days,
                **facts,
            )
        )

    def note(
        self, action: str, day: date, detail: Mapping[str, str | int | bool | None] | None = None
    ) -> None:
        AuditLog(self._tx).add(
            Line(
                tenant=self._tenant,
                at=self._now,
                action=f"attendance.{action}",
                subject=f"attendance:{self.tally.employee_id}",
                actor=self._by,
                detail={"workDate": day.isoformat(), **(detail or {})},
            )
        )
