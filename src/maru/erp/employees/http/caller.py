"""The verified caller in the words of this service."""

from maru.chassis.web import Principal
from maru.erp.employees.domain import Caller


def caller(who: Principal) -> Caller:
    employee_id = who.claims.get("employee_id")
    return Caller(
        tenant=who.tenant,
        account_id=who.id,
        employee_id=employee_id if isinstance(employee_id, int) else None,
        roles=who.roles,
    )
