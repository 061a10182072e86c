"""The bodies and queries of the routes of attendance: v2 and the older `/api/attendance`."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from maru.erp.attendance.contract import Correction, CorrectionState, DayState, Note, WorkDay

Day = date  # for messages whose field is itself called date

PageSize = Annotated[int, Meta(ge=1, le=100)]
Month = Annotated[str, Meta(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]


class ClassicCheckIn(Struct, frozen=True, kw_only=True, rename="camel"):
    """`current_leave_balance` already holds the day just earned; null when leave cannot be asked."""

    attendance_count: int
    quest_progress: int
    reward_earned: bool
    current_leave_balance: float | None


class ClassicStatus(StrEnum):
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"


class ClassicAttendance(Struct, frozen=True, kw_only=True, rename="camel"):
    """Moments are Seoul time without an offset, as the older clients parse them."""

    id: int
    employee_id: int
    check_in_time: datetime
    check_out_time: datetime | None
    work_hours: float | None
    status: ClassicStatus
    created_at: datetime


class ClassicProgress(Struct, frozen=True, kw_only=True, rename="camel"):
    """`next_reward_at`: days still to attend until the next reward."""

    attendance_count: int
    target_count: int
    progress: int
    next_reward_at: int


class ProgressView(Struct, frozen=True, kw_only=True, rename="camel"):
    """`count` of `target` days; the day that completes a round shows it complete (30/30) until it ends."""

    attendance_count: int
    count: int
    target: int
    percent: int
    left: int


class CheckInView(Struct, frozen=True, kw_only=True, rename="camel"):
    day: WorkDay
    progress: ProgressView
    reward_earned: bool
    reward_days: float
    leave_balance: float | None
    version: int


class EmployeeQuery(Struct, frozen=True, rename="camel"):
    """Without `employee_id`: the caller."""

    employee_id: int | None = None


class MonthQuery(Struct, frozen=True, rename="camel"):
    """Without `month`: the present one."""

    employee_id: int | None = None
    month: Month | None = None


class DayView(Struct, frozen=True, kw_only=True, rename="camel"):
    """One cell of the month. With `provisional` the times are those of an undecided correction, and a
    `state` of ABSENT with it means that the day is proposed to be none."""

    date: Day
    state: DayState
    check_in: datetime | None = None
    check_out: datetime | None = None
    work_minutes: int | None = None
    provisional: bool = False
    correction_id: int | None = None
    suggested_check_out: datetime | None = None
    version: int = 0


class MonthView(Struct, frozen=True, kw_only=True, rename="camel"):
    employee_id: int
    month: str
    today: Day
    items: tuple[DayView, ...]
    progress: ProgressView


class CheckInQuery(Struct, frozen=True, rename="camel"):
    employee_id: int | None = None
    cursor: date | None = None
    limit: PageSize = 50


class CheckInPage(Struct, frozen=True, rename="camel"):
    """Newest first."""

    items: tuple[WorkDay, ...]
    next_cursor: str | None = None


class NewCorrection(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """For a forgotten check-out `date` alone is enough: the proposed end is the usual one.

    `withdrawn` proposes that the day was no work day.
    """

    date: Day
    check_in: Annotated[datetime, Meta(tz=True)] | None = None
    check_out: Annotated[datetime, Meta(tz=True)] | None = None
    withdrawn: bool = False
    reason: Note | None = None


class Action(StrEnum):
    APPROVE = "APPROVE"
    REJECT = "REJECT"


class Decision(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A rejection needs its `comment`."""

    action: Action
    comment: Note | None = None


class Recall(Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing but the wish."""


class CorrectionQuery(Struct, frozen=True, rename="camel"):
    """`deciding`: those that wait for the caller's decision; else those of `employee_id`, or the caller's own."""

    employee_id: int | None = None
    deciding: bool = False
    state: CorrectionState | None = None
    cursor: Annotated[int, Meta(ge=1)] | None = None
    limit: PageSize = 50


class CorrectionPage(Struct, frozen=True, rename="camel"):
    """Newest first."""

    items: tuple[Correction, ...]
    next_cursor: str | None = None
