"""The tree of departments and who heads them. Heading one is what makes a manager."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from maru.chassis.audit import AuditLog, Line
from maru.chassis.idempotency import Once
from maru.chassis.problems import StaleVersion
from maru.chassis.sql import SqlTx
from maru.chassis.store import Store
from maru.erp.employees.contract import Department, DuplicateDepartment, InvalidHead
from maru.erp.employees.domain import Caller, refuse_loop, required
from maru.erp.employees.service.membership import tell_identity
from maru.erp.employees.store import Counter, Departments, Employees


class NewDepartment(Struct, frozen=True, kw_only=True):
    name: str
    korean: str = ""
    english: str = ""
    parent_id: int | None = None
    head_id: int | None = None


class DepartmentChange(Struct, frozen=True, kw_only=True):
    """What is absent stays as it is."""

    korean: str | UnsetType = UNSET
    english: str | UnsetType = UNSET
    parent_id: int | UnsetType | None = UNSET
    head_id: int | UnsetType | None = UNSET


@dataclass(frozen=True, slots=True)
class Organisation:
    store: Store[SqlTx]
    now: Callable[[], datetime]

    async def found(self, ask: NewDepartment, by: Caller, once: Once | None) -> Department:
        now, name = self.now(), required(ask.name, "부서 이름은")

        def unit(tx: SqlTx) -> Department:
            departments = Departments(tx)
            if departments.named(by.tenant, name) is not None:
                raise DuplicateDepartment("같은 이름의 부서가 이미 있습니다.", name=name)
            if ask.parent_id is not None:
                departments.get(by.tenant, ask.parent_id)
            department = Department(
                id=Counter(tx).next("departments"),
                tenant=by.tenant,
                name=name,
                korean=required(ask.korean or name, "한국어 이름은"),
                english=required(ask.english or name, "영어 이름은"),
                parent_id=ask.parent_id,
                head_id=ask.head_id,
            )
            departments.add(department)
            _tell_heads(tx, by, now, None, department.head_id)
            _record(tx, "department.found", department, by, now)
            return department

        return await self.store.write(unit, once)

    async def change(
        self, id: int, ask: DepartmentChange, by: Caller, seen: int, once: Once | None
    ) -> Department:
        now = self.now()

        def unit(tx: SqlTx) -> Department:
            departments = Departments(tx)
            department = departments.get(by.tenant, id)
            if department.version != seen:
                raise StaleVersion("다른 곳에서 먼저 변경했습니다. 다시 읽은 뒤 수정해 주세요.")
            changed = replace(department, **_given(ask))
            if changed == department:
                return department
            if changed.parent_id is not None and changed.parent_id != department.parent_id:
                departments.get(by.tenant, changed.parent_id)
                refuse_loop({d.id: d.parent_id for d in departments.all(by.tenant)}, id, changed.parent_id)
            changed = replace(changed, version=department.version + 1)
            departments.save(changed)
            _tell_heads(tx, by, now, department.head_id, changed.head_id)
            _record(tx, "department.change", changed, by, now)
            return changed

        return await self.store.write(unit, once)


def _given(ask: DepartmentChange) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if ask.korean is not UNSET:
        given["korean"] = required(ask.korean, "한국어 이름은")
    if ask.english is not UNSET:
        given["english"] = required(ask.english, "영어 이름은")
    if ask.parent_id is not UNSET:
        given["parent_id"] = ask.parent_id
    if ask.head_id is not UNSET:
        given["head_id"] = ask.head_id
    return given


def _tell_heads(tx: SqlTx, by: Caller, now: datetime, was: int | None, head: int | None) -> None:
    """Identity hears of the power that was given and of the power that was taken."""
    if head == was:
        return
    people = Employees(tx)
    if head is not None:
        person = people.known(by.tenant, head)
        if person is None or not person.active:
            raise InvalidHead("부서장은 재직 중인 사원이어야 합니다.", headId=head)
        tell_identity(tx, person, now, by.actor)
    before = None if was is None else people.known(by.tenant, was)
    if before is not None:
        tell_identity(tx, before, now, by.actor)


def _record(tx: SqlTx, action: str, department: Department, by: Caller, now: datetime) -> None:
    AuditLog(tx).add(
        Line(
            tenant=by.tenant,
            at=now,
            action=action,
            subject=f"department:{department.id}",
            actor=by.actor,
            detail={
                "name": department.name,
                "parentId": department.parent_id,
                "headId": department.head_id,
            },
        )
    )
