"""What others may know of attendance: days, the 30-day count, corrections, events, refusals, and `Attendance`.

A work date is the day in Seoul on which somebody checked in; it begins at 00:00. Whoever works past midnight checks
out of the day before, until 04:00; after that the day is 미체크아웃 and only a correction gives it an end.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Protocol

from msgspec import Meta, Struct

from maru.chassis.events import Event
from maru.chassis.problems import Conflict, Denied, Invalid

MILESTONE = 30
REWARD_DAYS = 1.0

Note = Annotated[str, Meta(max_length=500)]


class DayState(StrEnum):
    """기록 없음, 근무 중, 퇴근, 미체크아웃."""

    ABSENT = "ABSENT"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    MISSED = "MISSED"


class CorrectionState(StrEnum):
    """대기, 승인, 반려, 회수."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    RECALLED = "RECALLED"


class WorkDay(Struct, frozen=True, kw_only=True, rename="camel"):
    """One person's work date. `id` is 0 until it is stored; a day without a record is `ABSENT`, without times."""

    id: int = 0
    employee_id: int
    work_date: date
    check_in: datetime | None = None
    check_out: datetime | None = None
    state: DayState = DayState.ABSENT
    created_at: datetime | None = None
    version: int = 0


class Correction(Struct, frozen=True, kw_only=True, rename="camel"):
    """A proposal to change one day: other times, or (`withdrawn`) that it was no work day at all.

    The times count only once it is approved; while it is pending they are shown as provisional.
    """

    id: int = 0
    employee_id: int
    department_id: int | None = None
    work_date: date
    withdrawn: bool = False
    check_in: datetime | None = None
    check_out: datetime | None = None
    was_check_in: datetime | None = None
    was_check_out: datetime | None = None
    reason: str
    state: CorrectionState = CorrectionState.PENDING
    comment: str | None = None
    decided_by: int | None = None
    decided_at: datetime | None = None
    created_at: datetime
    version: int = 1


class Shift(Struct, frozen=True, kw_only=True, rename="camel"):
    """A past working time; without `check_out` the person forgot it."""

    employee_id: int
    check_in: datetime
    check_out: datetime | None = None


class Attendance(Protocol):
    """What the other services of the company ask of attendance."""

    async def counts(self, employee_ids: Sequence[int]) -> dict[int, int]:
        """How many days each of them attended, ever; 0 for those who never did. At most 1,000."""
        ...

    async def check_in_of(self, tenant: str, employee_id: int, day: date) -> WorkDay | None:
        """The day as recorded; None if there is no check-in. A pending correction does not show."""
        ...

    async def check_in(self, tenant: str, employee_id: int) -> WorkDay:
        """Check in now. Refuses `AlreadyCheckedIn`."""
        ...

    async def check_out(self, tenant: str, employee_id: int) -> WorkDay:
        """Close the open day, also after midnight. Refuses `NotCheckedIn`."""
        ...

    async def live_through(self, tenant: str, shifts: Sequence[Shift]) -> int:
        """Check in and out as of the times given, by the same rules and with the same events.

        Shifts whose work date is taken are passed over, so that it may be repeated; how many were new. At most
        1,000, each of them in the past.
        """
        ...


class AttendanceEvent(Event, frozen=True, kw_only=True, rename="camel"):
    """A fact of one employee's attendance; `count` is the attended days after it."""

    topic: ClassVar[str] = "erp.attendance.v1"
    employee_id: int
    employee_version: int
    count: int

    @property
    def key(self) -> str:
        return str(self.employee_id)

    @property
    def version(self) -> int:
        return self.employee_version


class CheckedIn(AttendanceEvent, frozen=True, kw_only=True, tag="checked_in"):
    work_date: date
    check_in: datetime


class CheckedOut(AttendanceEvent, frozen=True, kw_only=True, tag="checked_out"):
    work_date: date
    check_in: datetime
    check_out: datetime


class MilestoneReached(AttendanceEvent, frozen=True, kw_only=True, tag="milestone"):
    """`milestone` attended days (30, 60, …): a day of 포상휴가, once per person and milestone for life.

    Told again when a correction took the count below it and a later day brings it back.
    """

    milestone: int


class CheckOutMissed(AttendanceEvent, frozen=True, kw_only=True, tag="checkout.missed"):
    """04:00 passed over an open day. `suggested` is the check-out that a correction proposes unless told other."""

    work_date: date
    check_in: datetime
    suggested: datetime


class Corrected(AttendanceEvent, frozen=True, kw_only=True, tag="corrected"):
    """An approved correction. `lost_milestone`: the count fell below it; its reward is to be taken back."""

    correction_id: int
    work_date: date
    check_in: datetime | None
    check_out: datetime | None
    lost_milestone: int | None = None


class CorrectionRequested(AttendanceEvent, frozen=True, kw_only=True, tag="correction.requested"):
    """`deciders` are who may decide it now, nearest first."""

    correction_id: int
    work_date: date
    reason: str
    deciders: tuple[int, ...] = ()


class CorrectionRejected(AttendanceEvent, frozen=True, kw_only=True, tag="correction.rejected"):
    correction_id: int
    work_date: date
    reason: str


class CorrectionRecalled(AttendanceEvent, frozen=True, kw_only=True, tag="correction.recalled"):
    correction_id: int
    work_date: date


AttendanceEvents = (
    CheckedIn
    | CheckedOut
    | MilestoneReached
    | CheckOutMissed
    | Corrected
    | CorrectionRequested
    | CorrectionRejected
    | CorrectionRecalled
)


class AlreadyCheckedIn(Conflict):
    """The work date has its check-in; member `workDate`."""


class NotCheckedIn(Conflict):
    """No open day to check out of."""


class InvalidState(Conflict):
    """The day or the correction is not in a state that allows this move."""


class AlreadyDecided(Conflict):
    """Members `decidedBy`, `decidedAt` and `kind` say who was first."""


class CorrectionPending(Conflict):
    """The day already waits for a decision; member `correctionId`."""


class InvalidCorrection(Invalid):
    """The proposed times contradict each other or the day."""


class ReasonRequired(Invalid):
    """Say why."""


class SelfApproval(Denied):
    """Nobody decides a correction of their own."""
