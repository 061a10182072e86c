"""Corrections in a SQL database."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy import String, and_, bindparam, insert, null, or_, select, update

from maru.chassis.problems import NotFound
from maru.chassis.sql import Query, SqlTx, Statement, micros, moment
from maru.erp.attendance.contract import Correction, CorrectionPending, CorrectionState, InvalidState
from maru.erp.attendance.store.tables import corrections, read, written


class _Correction(Struct):
    id: int
    employee_id: int
    department_id: int | None
    work_date: date
    withdrawn: bool
    check_in: int | None
    check_out: int | None
    was_check_in: int | None
    was_check_out: int | None
    reason: str
    state: CorrectionState
    comment: str | None
    decided_by: int | None
    decided_at: int | None
    created_at: int
    version: int

    def read(self) -> Correction:
        return Correction(
            id=self.id,
            employee_id=self.employee_id,
            department_id=self.department_id,
            work_date=self.work_date,
            withdrawn=self.withdrawn,
            check_in=read(self.check_in),
            check_out=read(self.check_out),
            was_check_in=read(self.was_check_in),
            was_check_out=read(self.was_check_out),
            reason=self.reason,
            state=self.state,
            comment=self.comment,
            decided_by=self.decided_by,
            decided_at=read(self.decided_at),
            created_at=moment(self.created_at),
            version=self.version,
        )


_correction = [corrections.c[name] for name in _Correction.__struct_fields__]
_page = and_(
    corrections.c.tenant == bindparam("tenant"),
    corrections.c.id < bindparam("before"),
    or_(bindparam("state", type_=String) == "", corrections.c.state == bindparam("state")),
)
_newest_first = (corrections.c.id.desc(),)


class Corrections:
    _get = Query(
        select(*_correction).where(
            corrections.c.id == bindparam("id"), corrections.c.tenant == bindparam("tenant")
        ),
        _Correction,
    )
    _of_employee = Query(
        select(*_correction)
        .where(corrections.c.employee_id == bindparam("employee_id"), _page)
        .order_by(*_newest_first)
        .limit(bindparam("many")),
        _Correction,
    )
    _of_departments = Query(
        select(*_correction)
        .where(
            corrections.c.department_id.in_(bindparam("departments", expanding=True)),
            corrections.c.employee_id != bindparam("but"),
            _page,
        )
        .order_by(*_newest_first)
        .limit(bindparam("many")),
        _Correction,
    )
    _of_tenant = Query(
        select(*_correction)
        .where(corrections.c.employee_id != bindparam("but"), _page)
        .order_by(*_newest_first)
        .limit(bindparam("many")),
        _Correction,
    )
    _provisional = Query(
        select(*_correction)
        .where(
            corrections.c.tenant == bindparam("tenant"),
            corrections.c.employee_id == bindparam("employee_id"),
            corrections.c.state == CorrectionState.PENDING.value,
            corrections.c.work_date.between(bindparam("first"), bindparam("last")),
        )
        .order_by(corrections.c.work_date)
        .limit(62),
        _Correction,
    )
    _add = Statement(
        insert(corrections)
        .prefix_with("OR IGNORE", dialect="sqlite")
        .prefix_with("IGNORE", dialect="mysql")
        .values({c.name: bindparam(c.name) for c in corrections.columns if c.name != "id"})
    )
    _waiting = Query(select(*_correction).where(corrections.c.waiting == bindparam("waiting")), _Correction)
    _save = Statement(
        update(corrections)
        .where(corrections.c.id == bindparam("which"), corrections.c.version == bindparam("was"))
        .values(
            state=bindparam("became"),
            comment=bindparam("said"),
            decided_by=bindparam("by"),
            decided_at=bindparam("at"),
            version=bindparam("now"),
            waiting=null(),
        )
    )
    _follow = Statement(
        update(corrections)
        .where(
            corrections.c.employee_id == bindparam("who"),
            corrections.c.state == CorrectionState.PENDING.value,
        )
        .values(department_id=bindparam("department"))
    )

    def __init__(self, tx: SqlTx, tenant: str) -> None:
        self._tx, self._tenant = tx, tenant

    def get(self, id: int) -> Correction:
        found = self._tx.one(self._get, id=id, tenant=self._tenant)
        if found is None:
            raise NotFound(f"정정 신청을 찾을 수 없습니다: {id}", correctionId=id)
        return found.read()

    def of_employee(self, employee_id: int, state: str, before: int, many: int) -> list[Correction]:
        """Newest first; `state` may be empty for any."""
        page: dict[str, str | int] = {"tenant": self._tenant, "state": state, "before": before, "many": many}
        return [row.read() for row in self._tx.all(self._of_employee, employee_id=employee_id, **page)]

    def of_departments(
        self, departments: Sequence[int], but: int, state: str, before: int, many: int
    ) -> list[Correction]:
        page: dict[str, str | int] = {"tenant": self._tenant, "state": state, "before": before, "many": many}
        found = self._tx.all(self._of_departments, departments=list(departments), but=but, **page)
        return [row.read() for row in found]

    def of_everybody(self, but: int, state: str, before: int, many: int) -> list[Correction]:
        page: dict[str, str | int] = {"tenant": self._tenant, "state": state, "before": before, "many": many}
        return [row.read() for row in self._tx.all(self._of_tenant, but=but, **page)]

    def provisional(self, employee_id: int, first: date, last: date) -> list[Correction]:
        """The undecided ones for days of this span."""
        span = {"first": first.isoformat(), "last": last.isoformat()}
        found = self._tx.all(self._provisional, tenant=self._tenant, employee_id=employee_id, **span)
        return [row.read() for row in found]

    def add(self, asked: Correction) -> Correction:
        """Refuses `CorrectionPending` while the day waits for another decision."""
        waiting = f"{asked.employee_id}:{asked.work_date.isoformat()}"
        added = self._tx.run(
            self._add,
            tenant=self._tenant,
            employee_id=asked.employee_id,
            department_id=asked.department_id,
            work_date=asked.work_date.isoformat(),
            withdrawn=asked.withdrawn,
            check_in=written(asked.check_in),
            check_out=written(asked.check_out),
            was_check_in=written(asked.was_check_in),
            was_check_out=written(asked.was_check_out),
            reason=asked.reason,
            state=asked.state,
            comment=asked.comment,
            decided_by=asked.decided_by,
            decided_at=written(asked.decided_at),
            created_at=micros(asked.created_at),
            version=asked.version,
            waiting=waiting,
        )
        stored = self._tx.one(self._waiting, waiting=waiting)
        if added != 1 or stored is None:
            raise CorrectionPending(
                "이 날의 정정 신청이 이미 결정을 기다리고 있습니다.",
                correctionId=stored.id if stored else None,
            )
        return stored.read()

    def save(self, decided: Correction) -> None:
        """Refuses `InvalidState` unless the stored version is one behind."""
        saved = self._tx.run(
            self._save,
            which=decided.id,
            was=decided.version - 1,
            became=decided.state,
            said=decided.comment,
            by=decided.decided_by,
            at=written(decided.decided_at),
            now=decided.version,
        )
        if saved != 1:
            raise InvalidState(
                "다른 곳에서 먼저 처리되었습니다. 다시 확인해 주세요.", correctionId=decided.id
            )

    def follow(self, employee_id: int, department_id: int | None) -> None:
        """What the person still waits for is decided by the head of the department they are in now."""
        self._tx.run(self._follow, who=employee_id, department=department_id)
