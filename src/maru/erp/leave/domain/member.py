"""What leave knows of a person's employment, and what follows from it for counting and accrual."""

from datetime import date
from fractions import Fraction

from msgspec import Struct

from maru.erp.leave.contract import DAY_MINUTES
from maru.erp.leave.domain.calculator import Terms
from maru.erp.leave.domain.days import WorkPattern

WORK_DAYS = "12345"


class Member(Struct, frozen=True, kw_only=True):
    """`hire_date` is absent until the register has told of the person. `work_days` are ISO weekdays in a row.

    Assumed: the company has five employees or more, keeps leave by the hire date, and everybody attended; HR
    adjusts where that is not so.
    """

    employee_id: int
    tenant: str
    name: str = ""
    department_id: int | None = None
    department: str = ""
    hire_date: date | None = None
    left_on: date | None = None
    day_minutes: int = DAY_MINUTES
    work_days: str = WORK_DAYS

    def terms(self) -> Terms | None:
        """None while nobody knows when the person was hired."""
        if self.hire_date is None:
            return None
        weekly = Fraction(self.day_minutes * len(self.work_days), 60)
        return Terms(hired=self.hire_date, last_day=self.left_on, weekly_hours=weekly)

    def pattern(self) -> WorkPattern:
        return WorkPattern(
            weekdays=frozenset(int(day) - 1 for day in self.work_days), day_minutes=self.day_minutes
        )
