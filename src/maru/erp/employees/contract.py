"""What others may know of the people of a company: who works where, who heads whom, and `Directory`.

Power comes from the organisation alone: whoever heads a department is its people's manager, whatever anybody's
title says. Ids are unique over all tenants, yet every question names its tenant and is answered within it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, ClassVar, Protocol

from msgspec import Meta, Struct

from maru.chassis.events import Event
from maru.chassis.problems import Conflict, Invalid, NotFound, Problem

DAY_MINUTES = 480
WORK_DAYS = (1, 2, 3, 4, 5)

Number = Annotated[int, Meta(ge=0, le=2**53)]  # an id as it is asked for: never more than a store can hold


class Person(Struct, frozen=True, kw_only=True, rename="camel"):
    """An employee. `title` is the position as free text; `work_days` are ISO weekdays (Monday is 1).

    `department` is the department's name; `department_id` is absent while HR has not placed the person in the tree.
    """

    id: int
    tenant: str
    account_id: str | None = None
    email: str | None = None
    name: str
    title: str
    department_id: int | None = None
    department: str
    active: bool = True
    hire_date: date
    left_on: date | None = None
    day_minutes: int = DAY_MINUTES
    work_days: tuple[int, ...] = WORK_DAYS


class Department(Struct, frozen=True, kw_only=True, rename="camel"):
    """`name` is fixed (DEVELOPMENT); what screens show is `korean` and `english`."""

    id: int
    tenant: str
    name: str
    korean: str
    english: str
    parent_id: int | None = None
    head_id: int | None = None
    version: int = 1


class Directory(Protocol):
    """The organisation as it is now. People who left stay known, with `active` false."""

    async def people(self, tenant: str, ids: Sequence[int]) -> list[Person]:
        """Those of `ids` who exist, in their order; at most 1,000."""
        ...

    async def of_account(self, tenant: str, account_id: str) -> Person | None: ...

    async def find(
        self,
        tenant: str,
        text: str = "",
        department_id: int | None = None,
        title: str | None = None,
        active: bool | None = True,
        after: int = 0,
        limit: int = 100,
    ) -> list[Person]:
        """By id upwards from `after`, at most 1,000; `text` is part of a name or e-mail address."""
        ...

    async def departments(self, tenant: str) -> list[Department]:
        """The whole tree, parents before children."""
        ...

    async def heads(self, tenant: str, employee_id: int) -> list[Person]:
        """The active heads from the person's own department upwards, without the person and without repeats."""
        ...

    async def is_head_of(self, tenant: str, manager: int, employee: int) -> bool:
        """Does `manager` head the department of `employee`, or one above it? Never true of oneself."""
        ...

    async def department_members(self, tenant: str, department_id: int) -> list[Person]:
        """The active people placed in this very department."""
        ...

    async def managed_departments(self, tenant: str, employee_id: int) -> list[Department]:
        """The departments this person heads, and all below them."""
        ...

    async def hr_people(self, tenant: str) -> list[Person]:
        """The active people to whom the HR role was granted."""
        ...


class EmployeeEvent(Event, frozen=True, kw_only=True, rename="camel"):
    """A change of one employee, who is `person` after it."""

    topic: ClassVar[str] = "erp.employee.v1"
    person: Person
    employee_version: int

    @property
    def key(self) -> str:
        return str(self.person.id)

    @property
    def version(self) -> int:
        return self.employee_version


class EmployeeCreated(EmployeeEvent, frozen=True, kw_only=True, tag="created"):
    """입사."""


class EmployeeMoved(EmployeeEvent, frozen=True, kw_only=True, tag="moved"):
    """Anything about the person changed: department, title, name, working pattern."""

    was_department_id: int | None = None
    was_title: str


class EmployeeOffboarded(EmployeeEvent, frozen=True, kw_only=True, tag="offboarded"):
    """퇴사. `successor_id` is who HR named to take over, if anybody."""

    successor_id: int | None = None


EmployeeEvents = EmployeeCreated | EmployeeMoved | EmployeeOffboarded


def no_employee(id: int) -> NotFound:
    """What is said of unknown people, and of those of another tenant."""
    return NotFound(f"Employee not found: {id}", employeeId=id)


def no_department(id: int | str) -> NotFound:
    return NotFound(f"부서를 찾을 수 없습니다: {id}", department=id)


class FieldRequired(Problem):
    """A name, department or position is missing."""


class InvalidEmployee(Invalid):
    """The working pattern or a date contradicts itself."""


class AlreadyLeft(Conflict):
    """The person left the company; their record is history."""


class DuplicateEmail(Conflict):
    """Another employee has this e-mail address."""


class DuplicateDepartment(Conflict):
    """The name is taken."""


class DepartmentLoop(Conflict):
    """A department cannot stand below itself."""


class InvalidHead(Invalid):
    """Only an active employee can head a department."""
