"""Accounts and employees: a verified account becomes an employee, and identity hears who somebody is here."""

from datetime import datetime

from msgspec.structs import replace

from maru.chassis.audit import AuditLog, Line
from maru.chassis.sql import SqlTx, micros
from maru.erp.employees.contract import EmployeeCreated, EmployeeMoved
from maru.erp.employees.domain import DEFAULT_POSITION, LONGEST, UNPLACED, Employee, today
from maru.erp.employees.store import Counter, Departments, Employees, Grants
from maru.identity.accounts.contract import AccountVerified, MembershipChanged

SYSTEM = "erp"
GRANTED = ("hr", "admin")
WORKS_HERE = frozenset({"staff", "manager", *GRANTED})


def tell_identity(tx: SqlTx, employee: Employee, at: datetime, actor: int | str | None) -> None:
    """Who this account is here from now on; says nothing of employees who can have no account."""
    if employee.account_id is None and employee.email is None:
        return
    claims: dict[str, int | str] = {}
    roles: tuple[str, ...] = ()
    if employee.active:
        claims["employee_id"] = employee.id
        if employee.department_id is not None:
            claims["department_id"] = employee.department_id
        roles = ("staff", "manager") if Departments(tx).heads_any(employee.id) else ("staff",)
    tx.emit(
        MembershipChanged(
            tenant=employee.tenant,
            at=at,
            actor=actor,
            system=SYSTEM,
            account_id=employee.account_id or "",
            email=employee.email or "",
            claims=claims,
            roles=roles,
            number=Counter(tx).next("memberships"),
        )
    )


def forget_address(tx: SqlTx, employee: Employee, at: datetime, actor: int | str | None) -> None:
    """Whoever verifies the employee's former address is nobody here."""
    if employee.account_id is None and employee.email is not None:
        tx.emit(
            MembershipChanged(
                tenant=employee.tenant,
                at=at,
                actor=actor,
                system=SYSTEM,
                email=employee.email,
                number=Counter(tx).next("memberships"),
            )
        )


def on_account_verified(tx: SqlTx, event: AccountVerified) -> None:
    """Link the employee whom HR entered under this address, or enter a new one without any power.

    Who left does not come back by signing up again.
    """
    register = Employees(tx)
    Grants(tx).replace(event.tenant, event.account_id, [role for role in GRANTED if role in event.roles])
    email = event.email.strip().lower()
    known = register.of_account(event.account_id)
    if known is None:
        entered = register.of_email(event.tenant, email)
        if entered is not None:
            known = _link(tx, entered, event)
        elif _works_here(event):
            known = _enter(tx, event, email)
    if known is not None and known.active:
        tell_identity(tx, known, event.at, event.actor)


def _works_here(event: AccountVerified) -> bool:
    """Buyers and pet owners have accounts too."""
    own_words = bool(event.position or event.department)
    return own_words or not event.roles or not WORKS_HERE.isdisjoint(event.roles)


def _link(tx: SqlTx, entered: Employee, event: AccountVerified) -> Employee | None:
    if entered.account_id is not None or not entered.active:
        return None
    linked = replace(entered, account_id=event.account_id, version=entered.version + 1)
    Employees(tx).save(linked)
    tx.emit(
        EmployeeMoved(
            tenant=event.tenant,
            at=event.at,
            actor=event.actor,
            person=linked.person(),
            employee_version=linked.version,
            was_department_id=linked.department_id,
            was_title=linked.position,
        )
    )
    _record(tx, linked, event, "employee.link")
    return linked


def _enter(tx: SqlTx, event: AccountVerified, email: str) -> Employee:
    name = event.name.strip() or email.partition("@")[0]
    wanted = event.department.strip()[:LONGEST]
    department = Departments(tx).named(event.tenant, wanted) if wanted else None
    employee = Employee(
        id=Counter(tx).next("employees"),
        tenant=event.tenant,
        account_id=event.account_id,
        name=name[:LONGEST],
        email=email[:LONGEST],
        department=wanted or UNPLACED,
        department_id=department.id if department else None,
        position=event.position.strip()[:LONGEST] or DEFAULT_POSITION,
        hire_date=today(event.at),
        created_at=micros(event.at),
    )
    Employees(tx).add(employee)
    tx.emit(
        EmployeeCreated(
            tenant=event.tenant,
            at=event.at,
            actor=event.actor,
            person=employee.person(),
            employee_version=employee.version,
        )
    )
    _record(tx, employee, event, "employee.enter")
    return employee


def _record(tx: SqlTx, employee: Employee, event: AccountVerified, action: str) -> None:
    AuditLog(tx).add(
        Line(
            tenant=event.tenant,
            at=event.at,
            action=action,
            subject=f"employee:{employee.id}",
            actor=event.account_id,
        )
    )
