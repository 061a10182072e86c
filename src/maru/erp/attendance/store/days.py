"""Days and their counts in a SQL database."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy import and_, bindparam, delete, insert, select, update

from maru.chassis.problems import NotFound
from maru.chassis.sql import Query, SqlTx, Statement, micros, moment
from maru.erp.attendance.contract import AlreadyCheckedIn, DayState, InvalidState, WorkDay
from maru.erp.attendance.domain import Tally, work_minutes
from maru.erp.attendance.store.tables import attendance, read, tallies, written


class _Day(Struct):
    id: int
    employee_id: int
    work_date: date
    check_in_time: int
    check_out_time: int | None
    status: DayState
    created_at: int
    version: int

    def read(self) -> WorkDay:
        return WorkDay(
            id=self.id,
            employee_id=self.employee_id,
            work_date=self.work_date,
            check_in=moment(self.check_in_time),
            check_out=read(self.check_out_time),
            state=self.status,
            created_at=moment(self.created_at),
            version=self.version,
        )


class Open(Struct):
    """An open day of any tenant, for the job that looks after them."""

    tenant: str
    employee_id: int
    work_date: date


_day = [attendance.c[name] for name in _Day.__struct_fields__]
_mine = and_(attendance.c.tenant == bindparam("tenant"), attendance.c.employee_id == bindparam("employee_id"))


class Days:
    _of = Query(select(*_day).where(_mine, attendance.c.work_date == bindparam("day")), _Day)
    _newest = Query(select(*_day).where(_mine).order_by(attendance.c.work_date.desc()).limit(1), _Day)
    _before = Query(
        select(*_day)
        .where(_mine, attendance.c.work_date < bindparam("before"))
        .order_by(attendance.c.work_date.desc())
        .limit(bindparam("many")),
        _Day,
    )
    _between = Query(
        select(*_day)
        .where(_mine, attendance.c.work_date.between(bindparam("first"), bindparam("last")))
        .order_by(attendance.c.work_date)
        .limit(62),
        _Day,
    )
    _open = Query(
        select(attendance.c.tenant, attendance.c.employee_id, attendance.c.work_date)
        .where(
            attendance.c.status == DayState.IN_PROGRESS.value, attendance.c.work_date < bindparam("before")
        )
        .order_by(attendance.c.work_date, attendance.c.id)
        .limit(bindparam("many")),
        Open,
    )
    _add = Statement(
        insert(attendance)
        .prefix_with("OR IGNORE", dialect="sqlite")
        .prefix_with("IGNORE", dialect="mysql")
        .values({c.name: bindparam(c.name) for c in attendance.columns if c.name != "id"})
    )
    _save = Statement(
        update(attendance)
        .where(attendance.c.id == bindparam("which"), attendance.c.version == bindparam("was"))
        .values(
            check_in_time=bindparam("began"),
            check_out_time=bindparam("ended"),
            work_hours=bindparam("hours"),
            status=bindparam("state"),
            version=bindparam("now"),
        )
    )
    _drop = Statement(
        delete(attendance).where(
            attendance.c.id == bindparam("which"), attendance.c.version == bindparam("was")
        )
    )

    def __init__(self, tx: SqlTx, tenant: str) -> None:
        self._tx, self._tenant = tx, tenant

    def of(self, employee_id: int, day: date) -> WorkDay:
        """The day as recorded; `ABSENT` if it is not."""
        found = self._tx.one(self._of, tenant=self._tenant, employee_id=employee_id, day=day.isoformat())
        return found.read() if found else WorkDay(employee_id=employee_id, work_date=day)

    def newest(self, employee_id: int) -> WorkDay | None:
        found = self._tx.one(self._newest, tenant=self._tenant, employee_id=employee_id)
        return found.read() if found else None

    def before(self, employee_id: int, day: date, many: int) -> list[WorkDay]:
        """Newest first."""
        given: dict[str, str | int] = {"tenant": self._tenant, "employee_id": employee_id}
        return [row.read() for row in self._tx.all(self._before, **given, before=day.isoformat(), many=many)]

    def between(self, employee_id: int, first: date, last: date) -> list[WorkDay]:
        """Oldest first, both ends included; at most two months of them."""
        given: dict[str, str | int] = {"tenant": self._tenant, "employee_id": employee_id}
        span = {"first": first.isoformat(), "last": last.isoformat()}
        return [row.read() for row in self._tx.all(self._between, **given, **span)]

    def add(self, day: WorkDay) -> WorkDay:
        """Refuses `AlreadyCheckedIn` if the work date is taken."""
        assert day.check_in is not None and day.created_at is not None
        added = self._tx.run(
            self._add,
            tenant=self._tenant,
            employee_id=day.employee_id,
            work_date=day.work_date.isoformat(),
            check_in_time=micros(day.check_in),
            check_out_time=written(day.check_out),
            work_hours=_hours(day),
            status=day.state,
            created_at=micros(day.created_at),
            version=day.version,
        )
        if added != 1:
            raise AlreadyCheckedIn("오늘은 이미 출근했습니다", workDate=day.work_date.isoformat())
        return self.of(day.employee_id, day.work_date)

    def save(self, day: WorkDay) -> None:
        """Refuses `InvalidState` unless the stored version is one behind."""
        assert day.check_in is not None
        saved = self._tx.run(
            self._save,
            which=day.id,
            was=day.version - 1,
            began=micros(day.check_in),
            ended=written(day.check_out),
            hours=_hours(day),
            state=day.state,
            now=day.version,
        )
        self._expect(saved, day)

    def drop(self, day: WorkDay) -> None:
        """The day is no work day any more; what it was stays in its correction and in the audit log."""
        self._expect(self._tx.run(self._drop, which=day.id, was=day.version - 1), day)

    @staticmethod
    def _expect(changed: int, day: WorkDay) -> None:
        if changed != 1:
            raise InvalidState(
                "다른 곳에서 먼저 바뀐 기록입니다. 다시 확인해 주세요.", workDate=day.work_date.isoformat()
            )

    @classmethod
    def open_before(cls, tx: SqlTx, day: date, many: int) -> list[Open]:
        return tx.all(cls._open, before=day.isoformat(), many=many)


def _hours(day: WorkDay) -> float | None:
    minutes = work_minutes(day)
    return None if minutes is None else round(minutes / 60, 2)


class Tallies:
    _begin = Statement(
        insert(tallies).prefix_with("OR IGNORE", dialect="sqlite").prefix_with("IGNORE", dialect="mysql")
    )
    _lock = Query(
        select(tallies.c.employee_id, tallies.c.days, tallies.c.version)
        .where(tallies.c.employee_id == bindparam("employee_id"), tallies.c.tenant == bindparam("tenant"))
        .with_for_update(),
        Tally,
    )
    _of = Query(
        select(tallies.c.employee_id, tallies.c.days, tallies.c.version).where(
            tallies.c.employee_id.in_(bindparam("ids", expanding=True))
        ),
        Tally,
    )
    _save = Statement(
        update(tallies)
        .where(tallies.c.employee_id == bindparam("who"))
        .values(days=bindparam("attended"), version=bindparam("told"))
    )

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def lock(self, tenant: str, employee_id: int) -> Tally:
        """The employee's tally; until this unit commits no other one moves this employee's days."""
        self._tx.run(self._begin, employee_id=employee_id, tenant=tenant, days=0, version=0)
        tally = self._tx.one(self._lock, employee_id=employee_id, tenant=tenant)
        if tally is None:
            raise NotFound(f"Employee not found: {employee_id}", employeeId=employee_id)
        return tally

    def of(self, ids: Sequence[int]) -> dict[int, int]:
        found = {row.employee_id: row.days for row in self._tx.all(self._of, ids=list(ids))} if ids else {}
        return {id: found.get(id, 0) for id in ids}

    def save(self, tally: Tally) -> None:
        self._tx.run(self._save, who=tally.employee_id, attended=tally.days, told=tally.version)
