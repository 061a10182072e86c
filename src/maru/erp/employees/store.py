"""The register of employees and the tree of departments in a SQL database."""

from collections.abc import Sequence
from datetime import date
from functools import cache

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from maru.chassis.plumbing import Name, Serial
from maru.chassis.problems import StaleVersion
from maru.chassis.sql import Query, SqlTx, Statement, Value
from maru.erp.employees.contract import Department, no_department, no_employee
from maru.erp.employees.domain import Employee

tables = MetaData()
employees = Table(
    "employees",
    tables,
    Column("id", Serial, primary_key=True, autoincrement=False),
    Column("tenant", Name, nullable=False),
    Column("account_id", String(64), unique=True),
    Column("name", String(100), nullable=False),
    Column("email", String(100)),
    Column("department", String(100), nullable=False),
    Column("department_id", BigInteger),
    Column("position", String(100), nullable=False),
    Column("hire_date", String(10), nullable=False),
    Column("left_on", String(10)),
    Column("day_minutes", Integer, nullable=False),
    Column("work_days", String(7), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("tenant", "email", name="employees_by_email"),
    Index("employees_by_id", "tenant", "id"),
    Index("employees_by_department", "tenant", "department", "id"),
    Index("employees_by_position", "tenant", "position", "id"),
    Index("employees_of_department", "department_id", "id"),
)
departments = Table(
    "departments",
    tables,
    Column("id", Serial, primary_key=True, autoincrement=False),
    Column("tenant", Name, nullable=False),
    Column("name", String(100), nullable=False),
    Column("korean", String(100), nullable=False),
    Column("english", String(100), nullable=False),
    Column("parent_id", BigInteger),
    Column("head_id", BigInteger),
    Column("version", Integer, nullable=False),
    UniqueConstraint("tenant", "name", name="departments_by_name"),
    Index("departments_by_head", "head_id"),
)
# Ids are handed out in the unit that uses them: numbers have no gaps and can be carried over from elsewhere.
counters = Table(
    "counters",
    tables,
    Column("name", Name, primary_key=True),
    Column("value", BigInteger, nullable=False),
)
# What identity granted beyond being an employee, as it last told: hr, admin.
grants = Table(
    "grants",
    tables,
    Column("account_id", String(64), primary_key=True),
    Column("role", String(20), primary_key=True),
    Column("tenant", Name, nullable=False),
    Index("grants_by_role", "tenant", "role", "account_id"),
)


class Counter:
    _begin = Statement(
        insert(counters).prefix_with("OR IGNORE", dialect="sqlite").prefix_with("IGNORE", dialect="mysql")
    )
    _take = Statement(
        update(counters).where(counters.c.name == bindparam("which")).values(value=counters.c.value + 1)
    )
    _taken = Query(select(counters.c.value).where(counters.c.name == bindparam("which")), int)

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def next(self, which: str) -> int:
        if not self._tx.run(self._take, which=which):
            self._tx.run(self._begin, name=which, value=0)
            self._tx.run(self._take, which=which)
        return int(self._tx.value(self._taken, which=which))


_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "department": employees.c.department == bindparam("department"),
    "department_id": employees.c.department_id == bindparam("department_id"),
    "position": employees.c.position == bindparam("position"),
    "text": or_(
        employees.c.name.like(bindparam("text"), escape="!"),
        employees.c.email.like(bindparam("text"), escape="!"),
    ),
    "active": employees.c.left_on.is_(None),
    "left": employees.c.left_on.is_not(None),
}


@cache
def _found(*conditions: str) -> Query[Employee]:
    chosen = [_CONDITIONS[name] for name in conditions]
    return Query(
        select(employees)
        .where(employees.c.tenant == bindparam("tenant"), employees.c.id > bindparam("after"), *chosen)
        .order_by(employees.c.id)
        .limit(bindparam("many")),
        Employee,
    )


class Employees:
    _get = Query(
        select(employees).where(employees.c.id == bindparam("id"), employees.c.tenant == bindparam("tenant")),
        Employee,
    )
    _of_account = Query(select(employees).where(employees.c.account_id == bindparam("account_id")), Employee)
    _of_email = Query(
        select(employees).where(
            employees.c.tenant == bindparam("tenant"), employees.c.email == bindparam("email")
        ),
        Employee,
    )
    _members = Query(
        select(employees)
        .where(employees.c.department_id == bindparam("department_id"), employees.c.left_on.is_(None))
        .order_by(employees.c.id)
        .limit(1000),
        Employee,
    )
    _granted = Query(
        select(employees)
        .join(grants, grants.c.account_id == employees.c.account_id)
        .where(
            grants.c.tenant == bindparam("tenant"),
            grants.c.role == bindparam("role"),
            employees.c.left_on.is_(None),
        )
        .order_by(employees.c.id)
        .limit(100),
        Employee,
    )
    _add = Statement(insert(employees))
    _save = Statement(
        update(employees)
        .where(employees.c.id == bindparam("employee"), employees.c.version == bindparam("was"))
        .values({c.name: bindparam(f"new_{c.name}") for c in employees.c if c.name not in ("id", "tenant")})
    )

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def get(self, tenant: str, id: int) -> Employee:
        found = self.known(tenant, id)
        if found is None:
            raise no_employee(id)
        return found

    def known(self, tenant: str, id: int) -> Employee | None:
        return self._tx.one(self._get, id=id, tenant=tenant)

    def of_account(self, account_id: str) -> Employee | None:
        return self._tx.one(self._of_account, account_id=account_id)

    def of_email(self, tenant: str, email: str) -> Employee | None:
        return self._tx.one(self._of_email, tenant=tenant, email=email)

    def members(self, department_id: int) -> list[Employee]:
        return self._tx.all(self._members, department_id=department_id)

    def granted(self, tenant: str, role: str) -> list[Employee]:
        return self._tx.all(self._granted, tenant=tenant, role=role)

    def find(
        self,
        tenant: str,
        *,
        department: str | None = None,
        department_id: int | None = None,
        position: str | None = None,
        text: str | None = None,
        active: bool | None = True,
        after: int = 0,
        many: int,
    ) -> list[Employee]:
        given: dict[str, Value] = {
            "department": department,
            "department_id": department_id,
            "position": position,
            "text": _part(text) if text else None,
        }
        chosen = {name: value for name, value in given.items() if value is not None}
        state = () if active is None else ("active",) if active else ("left",)
        return self._tx.all(_found(*chosen, *state), tenant=tenant, after=after, many=many, **chosen)

    def add(self, employee: Employee) -> None:
        self._tx.run(self._add, id=employee.id, tenant=employee.tenant, **_values(employee))

    def save(self, employee: Employee) -> None:
        """Refuses `StaleVersion` unless the stored version is one behind."""
        values = {f"new_{name}": value for name, value in _values(employee).items()}
        if self._tx.run(self._save, employee=employee.id, was=employee.version - 1, **values) != 1:
            raise StaleVersion("다른 곳에서 먼저 변경했습니다. 다시 읽은 뒤 수정해 주세요.")


# The contract's struct is read by its JSON names.
_DEPARTMENT = [
    column.label(name)
    for column, name in zip(
        (departments.c[field] for field in Department.__struct_fields__),
        Department.__struct_encode_fields__,
        strict=True,
    )
]


class Departments:
    _get = Query(
        select(*_DEPARTMENT).where(
            departments.c.id == bindparam("id"), departments.c.tenant == bindparam("tenant")
        ),
        Department,
    )
    _named = Query(
        select(*_DEPARTMENT).where(
            departments.c.tenant == bindparam("tenant"), departments.c.name == bindparam("name")
        ),
        Department,
    )
    _all = Query(
        select(*_DEPARTMENT)
        .where(departments.c.tenant == bindparam("tenant"))
        .order_by(departments.c.name)
        .limit(2000),
        Department,
    )
    _headed = Query(
        select(*_DEPARTMENT)
        .where(departments.c.head_id == bindparam("head_id"))
        .order_by(departments.c.id)
        .limit(100),
        Department,
    )
    _heads_any = Query(
        select(func.count()).select_from(departments).where(departments.c.head_id == bindparam("head_id")),
        int,
    )
    _add = Statement(insert(departments))
    _save = Statement(
        update(departments)
        .where(departments.c.id == bindparam("department"), departments.c.version == bindparam("was"))
        .values(
            korean=bindparam("new_korean"),
            english=bindparam("new_english"),
            parent_id=bindparam("new_parent"),
            head_id=bindparam("new_head"),
            version=bindparam("new_version"),
        )
    )

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def get(self, tenant: str, id: int) -> Department:
        found = self.known(tenant, id)
        if found is None:
            raise no_department(id)
        return found

    def known(self, tenant: str, id: int) -> Department | None:
        return self._tx.one(self._get, id=id, tenant=tenant)

    def named(self, tenant: str, name: str) -> Department | None:
        return self._tx.one(self._named, tenant=tenant, name=name)

    def all(self, tenant: str) -> list[Department]:
        return self._tx.all(self._all, tenant=tenant)

    def headed_by(self, employee_id: int) -> Sequence[Department]:
        return self._tx.all(self._headed, head_id=employee_id)

    def heads_any(self, employee_id: int) -> bool:
        return bool(self._tx.value(self._heads_any, head_id=employee_id))

    def upwards(self, tenant: str, department_id: int | None) -> list[Department]:
        """The department and those above it; a tree that was damaged into a ring ends where it began."""
        found: dict[int, Department] = {}
        while department_id is not None and department_id not in found:
            department = self.known(tenant, department_id)
            if department is None:
                break
            found[department.id] = department
            department_id = department.parent_id
        return list(found.values())

    def add(self, department: Department) -> None:
        self._tx.run(
            self._add,
            id=department.id,
            tenant=department.tenant,
            name=department.name,
            korean=department.korean,
            english=department.english,
            parent_id=department.parent_id,
            head_id=department.head_id,
            version=department.version,
        )

    def save(self, department: Department) -> None:
        """Refuses `StaleVersion` unless the stored version is one behind."""
        saved = self._tx.run(
            self._save,
            department=department.id,
            was=department.version - 1,
            new_korean=department.korean,
            new_english=department.english,
            new_parent=department.parent_id,
            new_head=department.head_id,
            new_version=department.version,
        )
        if saved != 1:
            raise StaleVersion("다른 곳에서 먼저 변경했습니다. 다시 읽은 뒤 수정해 주세요.")


class Grants:
    _forget = Statement(delete(grants).where(grants.c.account_id == bindparam("account_id")))
    _add = Statement(insert(grants))

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def replace(self, tenant: str, account_id: str, roles: Sequence[str]) -> None:
        self._tx.run(self._forget, account_id=account_id)
        for role in roles:
            self._tx.run(self._add, account_id=account_id, role=role, tenant=tenant)


def _values(employee: Employee) -> dict[str, Value]:
    return {
        "account_id": employee.account_id,
        "name": employee.name,
        "email": employee.email,
        "department": employee.department,
        "department_id": employee.department_id,
        "position": employee.position,
        "hire_date": employee.hire_date.isoformat(),
        "left_on": _day(employee.left_on),
        "day_minutes": employee.day_minutes,
        "work_days": employee.work_days,
        "created_at": employee.created_at,
        "version": employee.version,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _part(text: str) -> str:
    escaped = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"
