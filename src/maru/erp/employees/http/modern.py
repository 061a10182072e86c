"""`/api/v2/erp`: me, employees, departments and the organisation chart."""

from datetime import date, datetime
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from maru.chassis.idempotency import Once
from maru.chassis.problems import Malformed, NotFound
from maru.chassis.sql import moment
from maru.chassis.web import IfMatch, Principal, Route, signed_in
from maru.erp.employees.contract import DAY_MINUTES, WORK_DAYS, Department, Number
from maru.erp.employees.domain import Caller, Employee
from maru.erp.employees.http.caller import caller, employed, hr
from maru.erp.employees.service.directory import Register
from maru.erp.employees.service.organisation import DepartmentChange, NewDepartment, Organisation
from maru.erp.employees.service.staff import Change, Hire, Staff

Text = Annotated[str, Meta(min_length=1, max_length=100)]
Email = Annotated[str, Meta(max_length=100)]
Minutes = Annotated[int, Meta(ge=60, le=1440)]
Weekdays = Annotated[tuple[int, ...], Meta(min_length=1, max_length=7)]
PageSize = Annotated[int, Meta(ge=1, le=100)]


class EmployeeView(Struct, frozen=True, kw_only=True, rename="camel"):
    """The terms of employment are null for anybody but the person, their manager and HR."""

    id: int
    name: str
    email: str | None
    position: str
    department_id: int | None
    department: str
    active: bool
    left_on: date | None
    hire_date: date | None
    day_minutes: int | None
    work_days: tuple[int, ...] | None
    created_at: datetime
    version: int


class EmployeeList(Struct, frozen=True, kw_only=True, rename="camel"):
    items: tuple[EmployeeView, ...]
    next_cursor: str | None = None


class EmployeeQuery(Struct, frozen=True, kw_only=True, rename="camel"):
    """`q` is part of a name or address, `department` a department's name or id; `includeLeft` is for HR."""

    q: Annotated[str, Meta(max_length=100)] | None = None
    department: Annotated[str, Meta(max_length=100)] | None = None
    include_left: bool = False
    cursor: str | None = None
    limit: PageSize = 50


class EmployeeAsk(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    name: Text
    department_id: Number
    position: Text
    email: Email | None = None
    hire_date: date | None = None
    day_minutes: Minutes = DAY_MINUTES
    work_days: Weekdays = WORK_DAYS


class EmployeePatch(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    name: Text | UnsetType = UNSET
    department_id: Number | UnsetType = UNSET
    position: Text | UnsetType = UNSET
    email: Email | UnsetType | None = UNSET
    hire_date: date | UnsetType = UNSET
    day_minutes: Minutes | UnsetType = UNSET
    work_days: Weekdays | UnsetType = UNSET


class OffboardAsk(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Without `leftOn`: today. Who leaves hands over to `successorId`, if anybody is named."""

    left_on: date | None = None
    successor_id: Number | None = None


class Head(Struct, frozen=True, kw_only=True, rename="camel"):
    id: int
    name: str
    position: str


class Me(Struct, frozen=True, kw_only=True, rename="camel"):
    """The caller as an employee, whom they answer to, and whom they look after."""

    account_id: str
    employee: EmployeeView
    roles: tuple[str, ...]
    heads: tuple[Head, ...]
    managed_departments: tuple[Department, ...]


class DepartmentList(Struct, frozen=True, kw_only=True, rename="camel"):
    items: tuple[Department, ...]
    next_cursor: str | None = None


class DepartmentAsk(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    name: Text
    korean: Email = ""
    english: Email = ""
    parent_id: Number | None = None
    head_id: Number | None = None


class DepartmentPatch(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    korean: Text | UnsetType = UNSET
    english: Text | UnsetType = UNSET
    parent_id: Number | UnsetType | None = UNSET
    head_id: Number | UnsetType | None = UNSET


class Branch(Struct, frozen=True, kw_only=True, rename="camel"):
    """A department of the chart: its head, its people, and what stands below it."""

    id: int
    name: str
    korean: str
    english: str
    head: Head | None
    members: tuple[Head, ...]
    children: tuple["Branch", ...]


class OrgChart(Struct, frozen=True, rename="camel"):
    """`unplaced` are people whom HR has not given a department yet."""

    departments: tuple[Branch, ...]
    unplaced: tuple[Head, ...]


def routes(staff: Staff, organisation: Organisation, register: Register) -> list[Route]:
    async def me(who: Principal) -> Me:
        by = caller(who)
        if by.employee_id is None:
            raise NotFound("이 계정에 연결된 사원이 없습니다. 인사 담당자에게 문의해 주세요.")
        employee = await register.employee(by.tenant, by.employee_id)
        heads = await register.heads(by.tenant, by.employee_id)
        return Me(
            account_id=by.account_id,
            employee=view(employee, terms=True),
            roles=tuple(sorted(by.roles)),
            heads=tuple(Head(id=p.id, name=p.name, position=p.title) for p in heads),
            managed_departments=tuple(await register.managed_departments(by.tenant, by.employee_id)),
        )

    async def everybody(query: EmployeeQuery, who: Principal) -> EmployeeList:
        by = caller(who)
        active = None if query.include_left and by.hr else True
        found = await register.page(
            by.tenant, query.q, query.department, active, _after(query.cursor), query.limit
        )
        looked_after = await register.looked_after(by)
        shown = found[: query.limit]
        return EmployeeList(
            items=tuple(view(each, terms=_knows_terms(by, each, looked_after)) for each in shown),
            next_cursor=str(shown[-1].id) if len(found) > query.limit else None,
        )

    async def one(id: Number, who: Principal) -> EmployeeView:
        by = caller(who)
        employee = await register.employee(by.tenant, id)
        return view(employee, terms=_knows_terms(by, employee, await register.looked_after(by)))

    async def hire(body: EmployeeAsk, who: Principal, once: Once) -> EmployeeView:
        ask = Hire(
            name=body.name,
            department=body.department_id,
            position=body.position,
            email=body.email,
            hire_date=body.hire_date,
            day_minutes=body.day_minutes,
            work_days=body.work_days,
        )
        return await staff.hire(ask, caller(who), view, once)

    async def change(
        id: Number, body: EmployeePatch, who: Principal, if_match: IfMatch, once: Once | None
    ) -> EmployeeView:
        ask = Change(
            name=body.name,
            department=body.department_id,
            position=body.position,
            email=body.email,
            hire_date=body.hire_date,
            day_minutes=body.day_minutes,
            work_days=body.work_days,
        )
        return await staff.change(id, ask, caller(who), view, once, seen=if_match)

    async def offboard(id: Number, body: OffboardAsk, who: Principal, once: Once) -> EmployeeView:
        return await staff.offboard(
            id, caller(who), view, once, left_on=body.left_on, successor_id=body.successor_id
        )

    async def departments(who: Principal) -> DepartmentList:
        return DepartmentList(items=tuple(await register.departments(who.tenant)))

    async def department(id: Number, who: Principal) -> Department:
        return await register.department(who.tenant, id)

    async def found(body: DepartmentAsk, who: Principal, once: Once) -> Department:
        ask = NewDepartment(
            name=body.name,
            korean=body.korean,
            english=body.english,
            parent_id=body.parent_id,
            head_id=body.head_id,
        )
        return await organisation.found(ask, caller(who), once)

    async def rearrange(
        id: Number, body: DepartmentPatch, who: Principal, if_match: IfMatch, once: Once | None
    ) -> Department:
        ask = DepartmentChange(
            korean=body.korean, english=body.english, parent_id=body.parent_id, head_id=body.head_id
        )
        return await organisation.change(id, ask, caller(who), if_match, once)

    async def chart(who: Principal) -> OrgChart:
        people = await register.listed(who.tenant, None, None, True)
        return _chart(await register.departments(who.tenant), people)

    v2 = "/api/v2/erp"
    return [
        Route(method="GET", path=f"{v2}/me", handler=me, access=signed_in),
        Route(method="GET", path=f"{v2}/employees", handler=everybody, access=employed),
        Route(method="POST", path=f"{v2}/employees", handler=hire, access=hr, status=201),
        Route(method="GET", path=f"{v2}/employees/{{id}}", handler=one, access=employed),
        Route(method="PATCH", path=f"{v2}/employees/{{id}}", handler=change, access=hr),
        Route(method="POST", path=f"{v2}/employees/{{id}}/offboard", handler=offboard, access=hr),
        Route(method="GET", path=f"{v2}/departments", handler=departments, access=employed),
        Route(method="POST", path=f"{v2}/departments", handler=found, access=hr, status=201),
        Route(method="GET", path=f"{v2}/departments/{{id}}", handler=department, access=employed),
        Route(method="PATCH", path=f"{v2}/departments/{{id}}", handler=rearrange, access=hr),
        Route(method="GET", path=f"{v2}/org-chart", handler=chart, access=employed),
    ]


def view(employee: Employee, terms: bool = True) -> EmployeeView:
    return EmployeeView(
        id=employee.id,
        name=employee.name,
        email=employee.email,
        position=employee.position,
        department_id=employee.department_id,
        department=employee.department,
        active=employee.active,
        left_on=employee.left_on if terms else None,
        hire_date=employee.hire_date if terms else None,
        day_minutes=employee.day_minutes if terms else None,
        work_days=tuple(map(int, employee.work_days)) if terms else None,
        created_at=moment(employee.created_at),
        version=employee.version,
    )


def _knows_terms(by: Caller, employee: Employee, looked_after: frozenset[int]) -> bool:
    return by.hr or employee.id == by.employee_id or employee.department_id in looked_after


def _after(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 18):
        raise Malformed("cursor는 앞선 응답의 nextCursor를 그대로 보내 주세요.")
    return int(cursor)


def _chart(departments: list[Department], people: list[Employee]) -> OrgChart:
    """Built from the leaves upwards: the departments come with parents before children."""
    known = {each.id: _person(each) for each in people}
    members: dict[int | None, list[Head]] = {}
    for each in people:
        members.setdefault(each.department_id, []).append(known[each.id])
    below: dict[int | None, list[Branch]] = {}
    ids = {department.id for department in departments}
    for department in reversed(departments):
        branch = Branch(
            id=department.id,
            name=department.name,
            korean=department.korean,
            english=department.english,
            head=known.get(department.head_id) if department.head_id is not None else None,
            members=tuple(members.get(department.id, ())),
            children=tuple(below.get(department.id, ())),
        )
        above = department.parent_id if department.parent_id in ids else None
        below.setdefault(above, []).insert(0, branch)
    return OrgChart(tuple(below.get(None, ())), tuple(members.get(None, ())))


def _person(employee: Employee) -> Head:
    return Head(id=employee.id, name=employee.name, position=employee.position)
