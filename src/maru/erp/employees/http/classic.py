"""`/api/employees`, also without `/api`: the shapes and texts of the older clients."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import replace

from maru.chassis.idempotency import Once
from maru.chassis.problems import Denied
from maru.chassis.sql import moment
from maru.chassis.web import Principal, Route, has_role
from maru.erp.employees.contract import Number
from maru.erp.employees.domain import Employee as Stored
from maru.erp.employees.domain import local
from maru.erp.employees.http.caller import caller, employed, hr, hr_or_admin
from maru.erp.employees.service.directory import Register
from maru.erp.employees.service.figures import Figures, Numbers
from maru.erp.employees.service.staff import Change, Hire, Staff
from maru.erp.leave.contract import Bucket, Reason


class Employee(Struct, frozen=True, kw_only=True, rename="camel"):
    """The figures are null for callers who may not see them."""

    id: int
    name: str
    email: str | None
    department: str
    position: str
    annual_leave_balance: float | None
    attendance_count: int | None
    created_at: datetime


class NewEmployee(Struct, frozen=True):
    name: str | None = None
    department: str | None = None
    position: str | None = None


class Created(Struct, frozen=True):
    id: int


class ListQuery(Struct, frozen=True, rename="camel"):
    department: str | None = None
    position: str | None = None
    include_left: bool = False


class EmployeeChange(Struct, frozen=True):
    department: str | UnsetType | None = UNSET
    position: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET


class TeamQuery(Struct, frozen=True):
    department: str | None = None


class TeamMember(Struct, frozen=True, rename="camel"):
    id: int
    name: str
    position: str
    leave_balance: float


class LeaveTotals(Struct, frozen=True, rename="camel"):
    total_leave: float
    remaining_leave: float


class LeaveAdjustment(Struct, frozen=True, rename="camel"):
    adjustment: Annotated[float, Meta(ge=-366, le=366)]
    manager_id: Number | None = None
    bucket: Bucket | None = None
    reason: Reason | None = None


class LeaveAdjusted(Struct, frozen=True, rename="camel"):
    new_balance: float
    message: str = "연차 조정 완료"


class LeaveDeduction(Struct, frozen=True, rename="camel"):
    days: Annotated[float, Meta(le=366)]
    reference_id: str | int | None = None


class LeaveDeducted(Struct, frozen=True, rename="camel"):
    remaining_leave: float
    message: str = "연차 차감 완료"


def routes(staff: Staff, register: Register, numbers: Numbers) -> list[Route]:
    async def hire(body: NewEmployee, who: Principal, once: Once | None) -> Created:
        ask = Hire(name=body.name, department=body.department or "", position=body.position)
        return await staff.hire(ask, caller(who), lambda employee: Created(employee.id), once)

    async def everybody(query: ListQuery, who: Principal) -> list[Employee]:
        by = caller(who)
        active = None if query.include_left and by.hr else True
        people = await register.listed(by.tenant, query.department, query.position, active)
        figures = await numbers.of(by, people)
        return [shown(each, figures.get(each.id)) for each in people]

    async def one(id: Number, who: Principal) -> Employee:
        by = caller(who)
        employee = await register.employee(by.tenant, id)
        return shown(employee, (await numbers.of(by, [employee])).get(id))

    async def change(id: Number, body: EmployeeChange, who: Principal, once: Once | None) -> Employee:
        by = caller(who)
        own = by.employee_id == id
        if not (by.hr or own):
            raise Denied("권한이 없습니다")
        employee = await register.employee(by.tenant, id)
        figures = (await numbers.of(by, [employee])).get(id)
        ask = Change(
            department=body.department if body.department is not None else UNSET,
            position=body.position if body.position is not None else UNSET,
        )
        takes_address = own and bool(body.email) and employee.email is None
        if by.hr and not takes_address:
            return await staff.change(id, ask, by, lambda changed: shown(changed, figures), once)
        ask = replace(ask, email=body.email) if body.email else ask
        return await staff.take_address(id, ask, by, lambda changed: shown(changed, figures), once)

    async def offboard(id: Number, who: Principal, once: Once | None) -> None:
        await staff.offboard(id, caller(who), lambda _: None, once, again=True)

    async def team(query: TeamQuery, who: Principal) -> list[TeamMember]:
        by = caller(who)
        looked_after = await register.looked_after(by)
        if not (by.hr or looked_after):
            raise Denied("권한이 없습니다")
        people = await register.listed(by.tenant, query.department, None, True)
        if not by.hr:
            mine = [each for each in people if each.department_id in looked_after]
            if query.department and people and not mine:
                raise Denied("권한이 없습니다")
            people = mine
        figures = await numbers.of(by, people)
        return [
            TeamMember(each.id, each.name, each.position, found.remaining)
            for each in people
            if (found := figures.get(each.id)) is not None
        ]

    async def balance(id: Number, who: Principal) -> LeaveTotals:
        found = await numbers.own(caller(who), id)
        return LeaveTotals(found.total, found.remaining)

    async def adjust(id: Number, body: LeaveAdjustment, who: Principal, once: Once | None) -> LeaveAdjusted:
        after = await numbers.adjust(
            caller(who), id, body.adjustment, body.bucket, body.reason or "", body.manager_id, once
        )
        return LeaveAdjusted(after.remaining)

    async def deduct(id: Number, body: LeaveDeduction, who: Principal, once: Once | None) -> LeaveDeducted:
        reference = None if body.reference_id is None else str(body.reference_id)
        return LeaveDeducted((await numbers.deduct(caller(who), id, body.days, reference, once)).remaining)

    served = [
        Route(method="POST", path="/employees", handler=hire, access=hr_or_admin),
        Route(method="GET", path="/employees", handler=everybody, access=employed),
        Route(method="GET", path="/employees/team", handler=team, access=employed),
        Route(method="GET", path="/employees/{id}", handler=one, access=employed),
        Route(method="PUT", path="/employees/{id}", handler=change, access=employed),
        Route(method="DELETE", path="/employees/{id}", handler=offboard, access=hr),
        Route(method="GET", path="/employees/{id}/leave-balance", handler=balance, access=employed),
        Route(method="PUT", path="/employees/{id}/leave-balance", handler=adjust, access=employed),
        Route(
            method="POST",
            path="/employees/{id}/deduct-leave",
            handler=deduct,
            access=has_role("service", "hr"),
        ),
    ]
    return twice(served)


def twice(served: Sequence[Route]) -> list[Route]:
    """Under `/api`, and bare as the published collection of requests has it."""
    return [
        *(replace(route, path=f"/api{route.path}") for route in served),
        *(replace(route, hidden=True) for route in served),
    ]


def shown(employee: Stored, figures: Figures | None) -> Employee:
    return Employee(
        id=employee.id,
        name=employee.name,
        email=employee.email,
        department=employee.department,
        position=employee.position,
        annual_leave_balance=None if figures is None else figures.remaining,
        attendance_count=None if figures is None else figures.attended,
        created_at=local(moment(employee.created_at)),
    )
