"""Who the caller is here, and whose attendance they may see."""

from dataclasses import dataclass

from maru.chassis.problems import Denied
from maru.chassis.web import Principal
from maru.erp.employees.contract import Directory, no_employee

HR = "hr"


def me(who: Principal) -> int:
    """The caller's employee number; refuses accounts that are nobody's here."""
    own = who.claims.get("employee_id")
    if not isinstance(own, int):
        raise Denied("권한이 없습니다")
    return own


def oneself(who: Principal, employee_id: int) -> int:
    """The id in a path that stands for the caller; anybody else's is refused."""
    if me(who) != employee_id:
        raise Denied("권한이 없습니다")
    return employee_id


@dataclass(frozen=True, slots=True)
class Readers:
    """Oneself, HR, and the heads above the person."""

    directory: Directory

    async def check(self, who: Principal, employee_id: int) -> None:
        """Refuses whoever may not read; people of another tenant are unknown to HR."""
        if who.claims.get("employee_id") == employee_id:
            return
        if HR in who.roles:
            if not await self.directory.people(who.tenant, [employee_id]):
                raise no_employee(employee_id)
        elif not await self.directory.is_head_of(who.tenant, me(who), employee_id):
            raise Denied("권한이 없습니다")
