"""Hiring, changing and offboarding people. Each command is one unit of work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from maru.chassis.audit import AuditLog, Line
from maru.chassis.idempotency import Once
from maru.chassis.manifest import Call
from maru.chassis.problems import Denied, StaleVersion
from maru.chassis.sql import SqlTx, micros
from maru.chassis.store import Store
from maru.erp.employees.contract import (
    DAY_MINUTES,
    WORK_DAYS,
    AlreadyLeft,
    Department,
    DuplicateEmail,
    EmployeeCreated,
    EmployeeMoved,
    EmployeeOffboarded,
    InvalidEmployee,
)
from maru.erp.employees.domain import Caller, Employee, address, pattern, required, today
from maru.erp.employees.service.membership import forget_address, tell_identity
from maru.erp.employees.store import Counter, Departments, Employees
from maru.identity.accounts.contract import Accounts

R = TypeVar("R")


class Hire(Struct, frozen=True, kw_only=True):
    """`department` is the id of one, or the name of one that is made if there is none."""

    name: str | None
    department: int | str | None
    position: str | None
    email: str | None = None
    hire_date: date | None = None
    day_minutes: int = DAY_MINUTES
    work_days: tuple[int, ...] = WORK_DAYS


class Change(Struct, frozen=True, kw_only=True):
    """What is absent stays as it is."""

    name: str | UnsetType = UNSET
    department: int | str | UnsetType = UNSET
    position: str | UnsetType = UNSET
    email: str | UnsetType | None = UNSET
    hire_date: date | UnsetType = UNSET
    day_minutes: int | UnsetType = UNSET
    work_days: tuple[int, ...] | UnsetType = UNSET


@dataclass(frozen=True, slots=True)
class Staff:
    store: Store[SqlTx]
    now: Callable[[], datetime]
    call: Call

    async def hire(self, ask: Hire, by: Caller, shape: Callable[[Employee], R], once: Once | None) -> R:
        """Enter a new employee; whoever verifies the e-mail address later is that person."""
        now = self.now()
        name, position = required(ask.name, "이름은"), required(ask.position, "직책은")
        department, email = _named(ask.department), address(ask.email)
        hired = ask.hire_date or today(now)
        minutes, days = _minutes(ask.day_minutes), pattern(ask.work_days)

        def unit(tx: SqlTx) -> R:
            _refuse_taken(tx, by.tenant, email)
            place = _place(tx, by.tenant, department)
            employee = Employee(
                id=Counter(tx).next("employees"),
                tenant=by.tenant,
                name=name,
                email=email,
                department=place.name,
                department_id=place.id,
                position=position,
                hire_date=hired,
                day_minutes=minutes,
                work_days=days,
                created_at=micros(now),
            )
            Employees(tx).add(employee)
            tx.emit(EmployeeCreated(**_fact(employee, by, now)))
            tell_identity(tx, employee, now, by.actor)
            _record(tx, "employee.hire", employee, by, now)
            return shape(employee)

        return await self.store.write(unit, once)

    async def change(
        self,
        id: int,
        ask: Change,
        by: Caller,
        shape: Callable[[Employee], R],
        once: Once | None,
        seen: int | None = None,
    ) -> R:
        """Refuses `StaleVersion` if the caller has seen another version. Values as they were change nothing."""
        now = self.now()

        def unit(tx: SqlTx) -> R:
            employee = Employees(tx).get(by.tenant, id)
            if seen is not None and seen != employee.version:
                raise StaleVersion("다른 곳에서 먼저 변경했습니다. 다시 읽은 뒤 수정해 주세요.")
            changed = _changed(tx, employee, ask)
            if changed == employee:
                return shape(employee)
            if not employee.active:
                raise AlreadyLeft("퇴사한 사원의 정보는 변경할 수 없습니다.")
            return shape(_moved(tx, employee, changed, by, now))

        return await self.store.write(unit, once)

    async def take_address(
        self, id: int, ask: Change, by: Caller, shape: Callable[[Employee], R], once: Once | None
    ) -> R:
        """What one may change of oneself: an empty e-mail address becomes the one that was verified."""
        account = await self.call(Accounts).get(by.account_id)
        verified = account.email.strip().lower() if account is not None and account.verified else None
        now = self.now()

        def unit(tx: SqlTx) -> R:
            employee = Employees(tx).get(by.tenant, id)
            changed = _changed(tx, employee, ask)
            if changed == employee:
                return shape(employee)
            allowed = employee.email is None and verified is not None
            if not (allowed and employee.active and changed == replace(employee, email=verified)):
                raise Denied("권한이 없습니다")
            return shape(_moved(tx, employee, changed, by, now))

        return await self.store.write(unit, once)

    async def offboard(
        self,
        id: int,
        by: Caller,
        shape: Callable[[Employee], R],
        once: Once | None,
        left_on: date | None = None,
        successor_id: int | None = None,
        again: bool = False,
    ) -> R:
        """The person keeps their history and loses every power. `again`: who left already is no refusal."""
        now = self.now()
        day = left_on or today(now)
        if day > today(now):
            raise InvalidEmployee(
                "퇴사일은 오늘까지의 날짜로 적어 주세요. 앞으로의 퇴사는 그날 처리해 주세요."
            )

        def unit(tx: SqlTx) -> R:
            register = Employees(tx)
            employee = register.get(by.tenant, id)
            if not employee.active:
                if again:
                    return shape(employee)
                raise AlreadyLeft("이미 퇴사한 사원입니다.", leftOn=str(employee.left_on))
            if day < employee.hire_date:
                raise InvalidEmployee("퇴사일은 입사일보다 빠를 수 없습니다.")
            if successor_id is not None and (
                successor_id == id or not register.get(by.tenant, successor_id).active
            ):
                raise InvalidEmployee("후임자는 재직 중인 다른 사원이어야 합니다.")
            gone = replace(employee, left_on=day, version=employee.version + 1)
            register.save(gone)
            departments = Departments(tx)
            for headed in departments.headed_by(id):
                departments.save(replace(headed, head_id=None, version=headed.version + 1))
            tx.emit(EmployeeOffboarded(**_fact(gone, by, now), successor_id=successor_id))
            tell_identity(tx, gone, now, by.actor)
            _record(tx, "employee.offboard", gone, by, now, leftOn=str(day), successorId=successor_id)
            return shape(gone)

        return await self.store.write(unit, once)


def _moved(tx: SqlTx, was: Employee, changed: Employee, by: Caller, now: datetime) -> Employee:
    changed = replace(changed, version=was.version + 1)
    if changed.email != was.email:
        _refuse_taken(tx, was.tenant, changed.email)
    Employees(tx).save(changed)
    fact = _fact(changed, by, now)
    tx.emit(EmployeeMoved(**fact, was_department_id=was.department_id, was_title=was.position))
    if changed.email != was.email:
        forget_address(tx, was, now, by.actor)
    if (changed.department_id, changed.email) != (was.department_id, was.email):
        tell_identity(tx, changed, now, by.actor)
    fields = ",".join(n for n in Employee.__struct_fields__ if getattr(was, n) != getattr(changed, n))
    _record(tx, "employee.change", changed, by, now, fields=fields, wasTitle=was.position)
    return changed


def _changed(tx: SqlTx, employee: Employee, ask: Change) -> Employee:
    """The employee as asked for, not yet saved."""
    given: dict[str, Any] = {}
    if ask.name is not UNSET:
        given["name"] = required(ask.name, "이름은")
    if ask.position is not UNSET:
        given["position"] = required(ask.position, "직책은")
    if ask.email is not UNSET:
        given["email"] = address(ask.email)
        if employee.account_id is not None and employee.email and given["email"] != employee.email:
            raise Denied("로그인에 쓰는 이메일은 본인이 계정에서 변경해야 합니다.")
    if ask.hire_date is not UNSET:
        given["hire_date"] = ask.hire_date
    if ask.day_minutes is not UNSET:
        given["day_minutes"] = _minutes(ask.day_minutes)
    if ask.work_days is not UNSET:
        given["work_days"] = pattern(ask.work_days)
    if ask.department is not UNSET and _named(ask.department) not in (
        employee.department_id,
        employee.department,
    ):
        place = _place(tx, employee.tenant, _named(ask.department))
        given["department"], given["department_id"] = place.name, place.id
    return replace(employee, **given)


def _place(tx: SqlTx, tenant: str, wanted: int | str) -> Department:
    departments = Departments(tx)
    if isinstance(wanted, int):
        return departments.get(tenant, wanted)
    known = departments.named(tenant, wanted)
    if known is None:
        known = Department(
            id=Counter(tx).next("departments"), tenant=tenant, name=wanted, korean=wanted, english=wanted
        )
        departments.add(known)
    return known


def _named(department: int | str | None) -> int | str:
    return department if isinstance(department, int) else required(department, "부서는")


def _minutes(minutes: int) -> int:
    if not 60 <= minutes <= 1440:
        raise InvalidEmployee("하루 근무 시간은 60분에서 1440분 사이여야 합니다.")
    return minutes


def _refuse_taken(tx: SqlTx, tenant: str, email: str | None) -> None:
    if email is not None and Employees(tx).of_email(tenant, email) is not None:
        raise DuplicateEmail("이미 다른 사원이 쓰는 이메일입니다.")


def _fact(employee: Employee, by: Caller, now: datetime) -> dict[str, Any]:
    return {
        "tenant": employee.tenant,
        "at": now,
        "actor": by.actor,
        "person": employee.person(),
        "employee_version": employee.version,
    }


def _record(
    tx: SqlTx, action: str, employee: Employee, by: Caller, now: datetime, **detail: str | int | None
) -> None:
    AuditLog(tx).add(
        Line(
            tenant=employee.tenant,
            at=now,
            action=action,
            subject=f"employee:{employee.id}",
            actor=by.actor,
            detail={"department": employee.department, "title": employee.position, **detail},
        )
    )
