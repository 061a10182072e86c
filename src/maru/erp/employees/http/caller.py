"""The verified caller in the words of this service."""

from maru.chassis.web import Access, Principal
from maru.erp.employees.domain import Caller

# A role alone is not enough: who has left the company, buys tickets or owns a pet has an account too.
employed = Access("employee", lambda who: "employee_id" in who.claims)
hr = Access("hr", lambda who: "hr" in who.roles and "employee_id" in who.claims)
hr_or_admin = Access(
    "hr or admin", lambda who: not who.roles.isdisjoint({"hr", "admin"}) and "employee_id" in who.claims
)


def caller(who: Principal) -> Caller:
    employee_id = who.claims.get("employee_id")
    return Caller(
        tenant=who.tenant,
        account_id=who.id,
        employee_id=employee_id if isinstance(employee_id, int) else None,
        roles=who.roles,
    )
