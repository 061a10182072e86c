"""Who the caller is here, and whose leave they may see."""

from dataclasses import dataclass

from maru.chassis.problems import Denied
from maru.chassis.web import Principal
from maru.erp.employees.contract import Department, Directory, Person, no_employee

HR = "hr"
DENIED = "권한이 없습니다"


def me(who: Principal) -> int:
    """The caller's employee number; refuses accounts that are nobody's here."""
    own = who.claims.get("employee_id")
    if not isinstance(own, int):
        raise Denied(DENIED)
    return own


def oneself(who: Principal, employee_id: int | None) -> int:
    """An id that stands for the caller, or none; anybody else's is refused."""
    own = me(who)
    if employee_id not in (None, own):
        raise Denied(DENIED)
    return own


@dataclass(frozen=True, slots=True)
class Readers:
    """Oneself, HR, and the heads above the person."""

    directory: Directory

    async def may(self, who: Principal, employee_id: int) -> bool:
        if who.claims.get("employee_id") == employee_id or HR in who.roles:
            return True
        return await self.directory.is_head_of(who.tenant, me(who), employee_id)

    async def check(self, who: Principal, employee_id: int) -> None:
        """Refuses whoever may not read; people of another tenant are unknown to HR."""
        if not await self.may(who, employee_id):
            raise Denied(DENIED)
        if who.claims.get("employee_id") != employee_id and HR in who.roles:
            await self.person(who.tenant, employee_id)

    async def person(self, tenant: str, employee_id: int) -> Person:
        found = await self.directory.people(tenant, [employee_id])
        if not found:
            raise no_employee(employee_id)
        return found[0]

    async def managed(self, who: Principal) -> list[Department]:
        """The departments whose people the caller looks after: HR all, heads their own and those below."""
        if HR in who.roles:
            return await self.directory.departments(who.tenant)
        return await self.directory.managed_departments(who.tenant, me(who))
