"""The employee behind the verified caller."""

from maru.chassis.problems import Denied
from maru.chassis.web import Principal


def employee(who: Principal) -> int:
    """Refuses `Denied` for an account that is no employee."""
    found = who.claims.get("employee_id")
    if not isinstance(found, int):
        raise Denied("권한이 없습니다")
    return found
