"""Who an employee is, who may look after whom, and what shape a tree of departments has."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Final

from msgspec import Struct

from maru.erp.employees.contract import (
    DAY_MINUTES,
    WORK_DAYS,
    Department,
    DepartmentLoop,
    FieldRequired,
    InvalidEmployee,
    Person,
)

SEOUL: Final = timezone(timedelta(hours=9))
LONGEST = 100
DEFAULT_POSITION = "사원"
UNPLACED = "미배정"


class Caller(Struct, frozen=True):
    """Who asks, as this service sees them; `employee_id` is absent for an account that is no employee."""

    tenant: str
    account_id: str
    employee_id: int | None = None
    roles: frozenset[str] = frozenset()

    @property
    def hr(self) -> bool:
        return "hr" in self.roles and self.employee_id is not None

    @property
    def actor(self) -> int | str:
        """The name under which the caller stands in events and in the audit log."""
        return self.account_id if self.employee_id is None else self.employee_id


class Employee(Struct, frozen=True, kw_only=True):
    """One row of the register. `work_days` are ISO weekdays in a row: 12345."""

    id: int
    tenant: str
    account_id: str | None = None
    name: str
    email: str | None = None
    department: str
    department_id: int | None = None
    position: str
    hire_date: date
    left_on: date | None = None
    day_minutes: int = DAY_MINUTES
    work_days: str = "".join(map(str, WORK_DAYS))
    created_at: int
    version: int = 1

    @property
    def active(self) -> bool:
        return self.left_on is None

    def person(self) -> Person:
        return Person(
            id=self.id,
            tenant=self.tenant,
            account_id=self.account_id,
            email=self.email,
            name=self.name,
            title=self.position,
            department_id=self.department_id,
            department=self.department,
            active=self.active,
            hire_date=self.hire_date,
            left_on=self.left_on,
            day_minutes=self.day_minutes,
            work_days=tuple(map(int, self.work_days)),
        )


def required(value: str | None, said: str) -> str:
    """The text without the blanks around it. `said` names the field with its particle: 이름은."""
    text = (value or "").strip()
    if not text:
        raise FieldRequired(f"{said} 필수입니다")
    if len(text) > LONGEST:
        raise FieldRequired(f"{said} {LONGEST}자까지 쓸 수 있습니다")
    return text


def pattern(days: Sequence[int]) -> str:
    """Working days as they are stored."""
    if not days or len(set(days)) != len(days) or not all(1 <= day <= 7 for day in days):
        raise InvalidEmployee("근무 요일은 1(월)부터 7(일)까지의 서로 다른 숫자로 하나 이상 적어 주세요.")
    return "".join(map(str, sorted(days)))


def address(email: str | None) -> str | None:
    """An e-mail address as it is compared, or None for an empty one."""
    text = (email or "").strip().lower()
    if text and ("@" not in text[1:-1] or len(text) > LONGEST):
        raise InvalidEmployee("이메일 주소의 모양이 올바르지 않습니다.")
    return text or None


def local(moment: datetime) -> datetime:
    """Seoul's wall clock without an offset, as the older clients parse it."""
    return moment.astimezone(SEOUL).replace(tzinfo=None)


def today(now: datetime) -> date:
    return now.astimezone(SEOUL).date()


def parents_first(departments: Iterable[Department]) -> list[Department]:
    """Top departments before those below them, each level by name."""
    below: dict[int | None, list[Department]] = {}
    known = {each.id: each for each in departments}
    for each in sorted(known.values(), key=lambda d: d.name):
        below.setdefault(each.parent_id if each.parent_id in known else None, []).append(each)
    ordered: list[Department] = []
    level = below.get(None, [])
    while level:
        ordered += level
        level = [child for parent in level for child in below.get(parent.id, [])]
    return ordered


def managed(departments: Iterable[Department], employee_id: int | None) -> list[Department]:
    """The departments this person heads, with all below them, parents before children."""
    found: dict[int, Department] = {}
    for each in parents_first(departments):
        if (employee_id is not None and each.head_id == employee_id) or each.parent_id in found:
            found[each.id] = each
    return list(found.values())


def refuse_loop(parents: Mapping[int, int | None], department_id: int, parent_id: int | None) -> None:
    """Raises `DepartmentLoop` if the new parent is the department itself or stands below it."""
    above = parent_id
    while above is not None:
        if above == department_id:
            raise DepartmentLoop("부서를 자기 자신이나 하위 부서 아래로 옮길 수 없습니다.")
        above = parents.get(above)
