"""What the register answers: to the other services as `Directory`, and to this one's own routes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from maru.chassis.sql import SqlTx
from maru.chassis.store import Store
from maru.erp.employees.contract import Department, Person
from maru.erp.employees.domain import Caller, Employee, managed, parents_first
from maru.erp.employees.store import Departments, Employees

AT_ONCE = 1000
EVERYBODY = 5000


@dataclass(frozen=True, slots=True)
class Register:
    """Implements `Directory`."""

    store: Store[SqlTx]

    async def people(self, tenant: str, ids: Sequence[int]) -> list[Person]:
        wanted = dict.fromkeys(ids[:AT_ONCE])

        def unit(tx: SqlTx) -> list[Person]:
            register = Employees(tx)
            found = (register.known(tenant, id) for id in wanted)
            return [employee.person() for employee in found if employee is not None]

        return await self.store.read(unit)

    async def of_account(self, tenant: str, account_id: str) -> Person | None:
        found = await self.store.read(lambda tx: Employees(tx).of_account(account_id))
        return found.person() if found is not None and found.tenant == tenant else None

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
        def unit(tx: SqlTx) -> list[Employee]:
            return Employees(tx).find(
                tenant,
                text=text,
                department_id=department_id,
                position=title,
                active=active,
                after=after,
                many=min(limit, AT_ONCE),
            )

        return [employee.person() for employee in await self.store.scan(unit)]

    async def departments(self, tenant: str) -> list[Department]:
        return parents_first(await self.store.scan(lambda tx: Departments(tx).all(tenant)))

    async def heads(self, tenant: str, employee_id: int) -> list[Person]:
        def unit(tx: SqlTx) -> list[Person]:
            register = Employees(tx)
            person = register.known(tenant, employee_id)
            if person is None:
                return []
            above = Departments(tx).upwards(tenant, person.department_id)
            ids = dict.fromkeys(d.head_id for d in above if d.head_id not in (None, employee_id))
            found = (register.known(tenant, id) for id in ids if id is not None)
            return [head.person() for head in found if head is not None and head.active]

        return await self.store.read(unit)

    async def is_head_of(self, tenant: str, manager: int, employee: int) -> bool:
        def unit(tx: SqlTx) -> bool:
            person = Employees(tx).known(tenant, employee)
            if person is None or manager == employee:
                return False
            return any(d.head_id == manager for d in Departments(tx).upwards(tenant, person.department_id))

        return await self.store.read(unit)

    async def department_members(self, tenant: str, department_id: int) -> list[Person]:
        def unit(tx: SqlTx) -> list[Employee]:
            if Departments(tx).known(tenant, department_id) is None:
                return []
            return Employees(tx).members(department_id)

        return [employee.person() for employee in await self.store.scan(unit)]

    async def managed_departments(self, tenant: str, employee_id: int) -> list[Department]:
        """Asked of the whole tree only if the person heads anything."""
        if not await self.store.read(lambda tx: Departments(tx).heads_any(employee_id)):
            return []
        return managed(await self.departments(tenant), employee_id)

    async def hr_people(self, tenant: str) -> list[Person]:
        found = await self.store.read(lambda tx: Employees(tx).granted(tenant, "hr"))
        return [employee.person() for employee in found]

    # for the routes of this service

    async def employee(self, tenant: str, id: int) -> Employee:
        return await self.store.read(lambda tx: Employees(tx).get(tenant, id))

    async def department(self, tenant: str, id: int) -> Department:
        return await self.store.read(lambda tx: Departments(tx).get(tenant, id))

    async def listed(
        self, tenant: str, department: str | None, position: str | None, active: bool | None
    ) -> list[Employee]:
        def unit(tx: SqlTx) -> list[Employee]:
            return Employees(tx).find(
                tenant, department=department, position=position, active=active, many=EVERYBODY
            )

        return await self.store.scan(unit)

    async def page(
        self,
        tenant: str,
        text: str | None,
        department: str | None,
        active: bool | None,
        after: int,
        limit: int,
    ) -> list[Employee]:
        """One more than `limit`, if there are more. `department` is a name, or the digits of an id."""
        number = int(department) if department and re.fullmatch("[0-9]{1,15}", department) else None

        def unit(tx: SqlTx) -> list[Employee]:
            return Employees(tx).find(
                tenant,
                text=text,
                department=department if number is None else None,
                department_id=number,
                active=active,
                after=after,
                many=limit + 1,
            )

        return await self.store.scan(unit)

    async def looked_after(self, by: Caller) -> frozenset[int]:
        """The departments whose people the caller manages."""
        if by.employee_id is None:
            return frozenset()
        return frozenset(d.id for d in await self.managed_departments(by.tenant, by.employee_id))
