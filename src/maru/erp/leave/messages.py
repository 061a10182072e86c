"""The bodies and queries of the routes of leave and of its holidays."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from maru.erp.leave.contract import (
    Bucket,
    Grant,
    LeaveBalance,
    LeaveDay,
    LeaveState,
    LedgerLine,
    Reason,
    Unit,
)

Day = date  # for messages whose field is itself called date

PageSize = Annotated[int, Meta(ge=1, le=100)]
Days = Annotated[float, Meta(gt=0, le=366)]


class Method(StrEnum):
    """입사일 기준, 회계연도 기준."""

    HIRE_DATE = "HIRE_DATE"
    FISCAL = "FISCAL"


class Attendance(Struct, frozen=True, kw_only=True, rename="camel"):
    """One year of service. `year` counts from 1, or is the calendar year in which that year begins;
    under the fiscal method the first one is the broken year of the hire. `rate` is a fraction of 1 (a number
    above 1 is read as per cent)."""

    year: Annotated[int, Meta(ge=1, le=2200)]
    rate: Annotated[float, Meta(ge=0, le=100)]
    full_months: Annotated[int, Meta(ge=0, le=12)] = 0


class SimulateAsk(Struct, frozen=True, kw_only=True, rename="camel"):
    """What the statutory calculator needs to know of a person; unsaid means full time, fully attended."""

    hire_date: date
    as_of: date
    last_day: date | None = None
    method: Method = Method.HIRE_DATE
    fiscal_start: Annotated[str, Meta(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")] = "01-01"
    weekly_hours: Annotated[float, Meta(ge=0, le=168)] = 40.0
    full_time_weekly_hours: Annotated[float, Meta(gt=0, le=168)] = 40.0
    employees: Annotated[int, Meta(ge=0)] = 5
    missed_months: Annotated[tuple[int, ...], Meta(max_length=12)] = ()
    attendance: Annotated[tuple[Attendance, ...], Meta(max_length=100)] = ()


class SimulatedGrant(Struct, frozen=True, kw_only=True, rename="camel"):
    date: Day
    days: float
    minutes: int
    last_day: Day
    article: str
    rule_version: str
    explanation: str


class Track(StrEnum):
    """연차촉진: one year and more; first year, days accrued before the notice; and those accrued after it."""

    ANNUAL = "ANNUAL"
    FIRST_YEAR_EARLY = "FIRST_YEAR_EARLY"
    FIRST_YEAR_LATE = "FIRST_YEAR_LATE"


class PromotionWindow(Struct, frozen=True, kw_only=True, rename="camel"):
    """The 1차 notice goes out from `first_from` to `first_to`, the 2차 no later than `second_by`."""

    track: Track
    first_from: date
    first_to: date
    second_by: date


class SimulateAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """`live`: days usable on the day asked, none taken. `owed`: days the hire-date method gives beyond the
    fiscal one by the last day, to be paid on leaving."""

    grants: tuple[SimulatedGrant, ...]
    live: float
    promotion: tuple[PromotionWindow, ...]
    owed: float


class EmployeeQuery(Struct, frozen=True, rename="camel"):
    """Without `employee_id`: the caller."""

    employee_id: int | None = None
    cursor: str | None = None
    limit: PageSize = 50


class LedgerPage(Struct, frozen=True, rename="camel"):
    items: tuple[LedgerLine, ...]
    next_cursor: str | None = None


class GrantView(Struct, frozen=True, kw_only=True, rename="camel"):
    grant: Grant
    days: float
    remaining_days: float
    remaining_minutes: int
    live: bool


class GrantPage(Struct, frozen=True, rename="camel"):
    items: tuple[GrantView, ...]
    next_cursor: str | None = None


class NewGrant(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """HR gives days by hand; without dates: a year from today."""

    employee_id: int
    bucket: Bucket
    days: Days
    reason: Annotated[str, Meta(min_length=1, max_length=500)]
    starts: date | None = None
    last_day: date | None = None


class NewRequest(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    start_date: date
    end_date: date
    unit: Unit = Unit.DAY
    reason: Reason = ""
    start_time: time | None = None
    hours: Annotated[int, Meta(ge=1, le=24)] | None = None
    bucket: Bucket | None = None


class RequestView(Struct, frozen=True, kw_only=True, rename="camel"):
    """A leave as its owner and those responsible see it; `reason` is null for anybody else."""

    id: int
    employee_id: int
    start_date: date | None
    end_date: date | None
    unit: Unit
    days: float
    minutes: int
    counted: tuple[LeaveDay, ...]
    state: LeaveState
    document_id: str | None
    reason: str | None
    version: int
    created_at: datetime | None


class RequestPage(Struct, frozen=True, rename="camel"):
    items: tuple[RequestView, ...]
    next_cursor: str | None = None


class CancelAsk(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Which days of a settled leave to give back; all of them unless `dates` names some."""

    reason: Annotated[str, Meta(min_length=1, max_length=500)]
    dates: tuple[date, ...] | None = None


class CancelAnswer(Struct, frozen=True, rename="camel"):
    document_id: str


class CalendarQuery(Struct, frozen=True, kw_only=True, rename={"since": "from", "until": "to"}):
    """`from` and `to` are both included; at most 62 days."""

    since: date
    until: date
    department: str | None = None


class Absence(Struct, frozen=True, kw_only=True, rename="camel"):
    """Somebody away; `reason` is null for peers."""

    employee_id: int
    name: str
    unit: Unit
    state: LeaveState
    reason: str | None = None


class CalendarDay(Struct, frozen=True, kw_only=True, rename="camel"):
    date: date
    holiday: str | None
    absences: tuple[Absence, ...]


class TeamCalendar(Struct, frozen=True, rename="camel"):
    days: tuple[CalendarDay, ...]


class HolidayKind(StrEnum):
    PUBLIC = "PUBLIC"
    SUBSTITUTE = "SUBSTITUTE"
    ELECTION = "ELECTION"
    TEMPORARY = "TEMPORARY"
    LABOUR = "LABOUR"
    COMPANY = "COMPANY"


class Holiday(Struct, frozen=True, kw_only=True, rename="camel"):
    """A day nobody has to work; `effective` is the day from which its source has force."""

    date: Day
    name: Annotated[str, Meta(min_length=1, max_length=60)]
    kind: HolidayKind = HolidayKind.COMPANY
    source: Annotated[str, Meta(max_length=200)]
    effective: Day
    verified: bool = False


class HolidayView(Struct, frozen=True, kw_only=True, rename="camel"):
    """A holiday as it is kept; its date and name never change."""

    id: int
    date: Day
    name: str
    kind: HolidayKind
    source: str
    effective: Day
    verified: bool
    version: int

    @classmethod
    def of(cls, holiday: Holiday, id: int, version: int) -> "HolidayView":
        return cls(
            id=id,
            date=holiday.date,
            name=holiday.name,
            kind=holiday.kind,
            source=holiday.source,
            effective=holiday.effective,
            verified=holiday.verified,
            version=version,
        )

    def holiday(self) -> Holiday:
        return Holiday(
            date=self.date,
            name=self.name,
            kind=self.kind,
            source=self.source,
            effective=self.effective,
            verified=self.verified,
        )


class NewHoliday(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """HR enters a day off, with what it rests on and from when that has force."""

    date: Day
    name: Annotated[str, Meta(min_length=1, max_length=60)]
    kind: HolidayKind = HolidayKind.COMPANY
    source: Annotated[str, Meta(min_length=1, max_length=200)]
    effective: Day


class HolidayChange(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    kind: HolidayKind
    source: Annotated[str, Meta(min_length=1, max_length=200)]
    effective: date


class HolidayQuery(Struct, frozen=True):
    year: Annotated[int, Meta(ge=2000, le=2100)] | None = None


class HolidayList(Struct, frozen=True):
    """`version` is what leave days are counted with and remembered by."""

    items: tuple[HolidayView, ...]
    version: str


class ProposalKind(StrEnum):
    """공휴일 변경, 이미 쓴 보상."""

    HOLIDAY = "HOLIDAY"
    REWARD = "REWARD"


class ProposalState(StrEnum):
    """대기, 적용, 유지, 새 제안으로 대체."""

    OPEN = "OPEN"
    APPLIED = "APPLIED"
    DISMISSED = "DISMISSED"
    SUPERSEDED = "SUPERSEDED"


class Proposal(Struct, frozen=True, kw_only=True, rename="camel"):
    """Something that HR has to decide: nothing changes until then.

    HOLIDAY: `leave_id` would count `minutes_now` instead of `minutes_was` with today's holidays; `days` are those
    that changed. REWARD: `grant_id` was taken back by a correction of attendance, but is used already.
    """

    id: int = 0
    employee_id: int
    kind: ProposalKind
    leave_id: int | None = None
    grant_id: str | None = None
    minutes_was: int
    minutes_now: int
    days: tuple[date, ...] = ()
    detail: str
    state: ProposalState = ProposalState.OPEN
    decided_by: int | None = None
    created_at: datetime
    version: int = 1


class ProposalQuery(Struct, frozen=True):
    state: ProposalState = ProposalState.OPEN
    cursor: str | None = None
    limit: PageSize = 50


class ProposalPage(Struct, frozen=True, rename="camel"):
    items: tuple[Proposal, ...]
    next_cursor: str | None = None


class ProposalAction(StrEnum):
    APPLY = "APPLY"
    DISMISS = "DISMISS"


class ProposalDecision(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    action: ProposalAction


class TeamQuery(Struct, frozen=True):
    """`department` is a department's name or the digits of its id."""

    department: str | None = None
    cursor: str | None = None
    limit: PageSize = 50


class TeamBalance(Struct, frozen=True, kw_only=True, rename="camel"):
    employee_id: int
    name: str
    department: str
    balance: LeaveBalance


class TeamBalances(Struct, frozen=True, rename="camel"):
    items: tuple[TeamBalance, ...]
    next_cursor: str | None = None
