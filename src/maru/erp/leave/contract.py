"""What others may know of leave: days and minutes, the lines of the ledger, events, refusals, and `Leave`.

Amounts are whole minutes inside and in the ledger; a day is the employee's own `dayMinutes` (480 unless the
contract says less). Days appear as numbers only where a person or an older client reads them.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, ClassVar, Protocol

from msgspec import Meta, Struct

from maru.chassis.events import Event
from maru.chassis.problems import Conflict, Invalid

DAY_MINUTES = 480

Inputs = dict[str, str | int | float]
Reason = Annotated[str, Meta(max_length=500)]


class Bucket(StrEnum):
    """연차, 포상휴가, 보상휴가, 특별휴가."""

    STATUTORY = "STATUTORY"
    REWARD = "REWARD"
    COMPENSATORY = "COMPENSATORY"
    COMPANY = "COMPANY"


class Kind(StrEnum):
    """Why a line stands in the ledger; its minutes carry the sign."""

    GRANT = "GRANT"
    RESERVE = "RESERVE"
    RELEASE = "RELEASE"
    USE = "USE"
    CANCEL = "CANCEL"
    EXPIRE = "EXPIRE"
    ADJUST = "ADJUST"
    PAYOUT = "PAYOUT"


class Unit(StrEnum):
    """하루, 오전 반차, 오후 반차, 반반차, 시간."""

    DAY = "DAY"
    HALF_AM = "HALF_AM"
    HALF_PM = "HALF_PM"
    QUARTER = "QUARTER"
    HOUR = "HOUR"


class LeaveState(StrEnum):
    HELD = "HELD"  # reserved, but the document that asked is not known to be submitted yet
    RESERVED = "RESERVED"
    SETTLED = "SETTLED"
    RELEASED = "RELEASED"
    LAPSED = "LAPSED"
    CANCELLED = "CANCELLED"


class LedgerLine(Struct, frozen=True, kw_only=True, rename="camel"):
    """One entry; lines are only ever added. `id` is 0 until the store has numbered it."""

    id: int = 0
    employee_id: int
    bucket: Bucket
    grant_id: str
    kind: Kind
    minutes: int
    effective_date: date
    document_id: str | None = None
    rule_version: str
    article: str
    explanation: str
    inputs: Inputs = {}
    created_by: int | None
    created_at: datetime


class Grant(Struct, frozen=True, kw_only=True, rename="camel"):
    """Minutes that may be taken on the days from `starts` to `last_day`.

    `id` names the reason for the grant (`statutory:7:annual:3`, `attendance:7:30`): one reason, one grant.
    """

    id: str
    employee_id: int
    bucket: Bucket
    minutes: int
    starts: date
    last_day: date
    rule_version: str
    article: str
    explanation: str
    inputs: Inputs = {}


class LeaveDay(Struct, frozen=True, kw_only=True, rename="camel"):
    """One calendar day of a request; `begin` and `end` are working minutes since that day's work began.

    `minutes` is 0 where nothing is taken from the balance, and then `reason` says why (성탄절, 토요일).
    """

    date: date
    begin: int = 0
    end: int = 0
    reason: str | None = None

    @property
    def minutes(self) -> int:
        return self.end - self.begin


class Part(Struct, frozen=True, kw_only=True, rename="camel"):
    """What one day of a leave takes from one grant; `day` is absent in a leave without dates."""

    day: date | None
    grant_id: str
    minutes: int


class Reservation(Struct, frozen=True, kw_only=True, rename="camel"):
    """A leave from the moment it is asked for: what it takes, from which grants, and how far it came.

    `days` is a snapshot counted with `holiday_version`; a later change of the holidays never alters it.
    """

    id: int = 0
    key: str
    employee_id: int
    document_id: str | None = None
    start_date: date | None = None
    end_date: date | None = None
    unit: Unit = Unit.DAY
    reason: str = ""
    bucket: Bucket | None = None
    day_minutes: int = DAY_MINUTES
    holiday_version: str = ""
    days: tuple[LeaveDay, ...] = ()
    parts: tuple[Part, ...] = ()
    state: LeaveState = LeaveState.HELD
    hold_until: datetime | None = None
    version: int = 1
    created_at: datetime | None = None

    @property
    def minutes(self) -> int:
        return sum(part.minutes for part in self.parts)


class LeaveAsk(Struct, frozen=True, kw_only=True, rename="camel"):
    """A leave that somebody asks for: with dates, or `leave_days` of it without (older clients).

    `start_time` places a quarter or hours within the day; without it a quarter is the last free one.
    """

    tenant: str
    employee_id: int
    key: str
    document_id: str | None = None
    start_date: date | None = None
    end_date: date | None = None
    unit: Unit = Unit.DAY
    leave_days: float | None = None
    start_time: time | None = None
    hours: int | None = None
    bucket: Bucket | None = None
    reason: Reason = ""


class RewardAsk(Struct, frozen=True, kw_only=True, rename="camel"):
    """포상휴가 for something done once; `key` names it: `attendance:7:30`, `quest:12:7`."""

    tenant: str
    employee_id: int
    key: str
    days: float
    explanation: str


class Blocker(Struct, frozen=True):
    """Why a leave cannot be submitted as it is: the code and words its refusal would have."""

    code: str
    detail: str


class LeavePreview(Struct, frozen=True, kw_only=True, rename="camel"):
    """What submitting would do; nothing is written. `before` and `after` are days of balance."""

    days: tuple[LeaveDay, ...]
    minutes: int
    counted_days: float
    before: float
    after: float
    holiday_version: str
    problems: tuple[Blocker, ...] = ()


class BucketBalance(Struct, frozen=True, kw_only=True, rename="camel"):
    bucket: Bucket
    granted: float
    used: float
    reserved: float
    available: float
    available_minutes: int


class Expiring(Struct, frozen=True, kw_only=True, rename="camel"):
    grant_id: str
    bucket: Bucket
    days: float
    last_day: date


class LeaveBalance(Struct, frozen=True, kw_only=True, rename="camel"):
    """`remaining` is what may still be asked for, all buckets together; `used` = `total` − `remaining`."""

    employee_id: int
    day_minutes: int
    total: float
    used: float
    remaining: float
    buckets: tuple[BucketBalance, ...]
    expiring: tuple[Expiring, ...] = ()


class Adjustment(Struct, frozen=True, kw_only=True, rename="camel"):
    """Days given or taken by hand; `key` makes it once. A manager (`as_manager`) is bound to 포상휴가 and a limit."""

    tenant: str
    employee_id: int
    key: str
    days: float
    by: int
    as_manager: bool = False
    bucket: Bucket | None = None
    reason: Reason = ""


class Deduction(Struct, frozen=True, kw_only=True, rename="camel"):
    """Days used up without a leave of dates; `key` makes it once."""

    tenant: str
    employee_id: int
    key: str
    days: float
    by: int | None = None
    reason: Reason = ""


class Leave(Protocol):
    """What approvals, attendance and quests ask of leave.

    A reservation is held until the document's `submitted` event confirms it, and lapses by itself if none
    comes. `approved` settles it, `rejected` and `recalled` release it, `voided` cancels it: by events on the
    document's id, each in effect once.
    """

    async def preview(self, ask: LeaveAsk) -> LeavePreview:
        """Count the days and weigh them against the balance; refusals come as `problems`."""
        ...

    async def reserve(self, ask: LeaveAsk) -> Reservation:
        """Take the leave out of the balance. The same key and ask again is answered with the same
        reservation; another ask under that key replaces it while it is only held.

        Refuses `InsufficientBalance`, `OverlappingLeave`, `NothingToTake`, `InvalidState`.
        """
        ...

    async def balance(self, tenant: str, employee_id: int) -> LeaveBalance: ...

    async def balances(self, tenant: str, employee_ids: Sequence[int]) -> dict[int, LeaveBalance]: ...

    async def reward(self, ask: RewardAsk) -> LeaveBalance:
        """Grant 포상휴가 once per key, whoever asks how often; the balance after it."""
        ...

    async def adjust(self, ask: Adjustment) -> LeaveBalance:
        """Who may adjust whose leave the caller has checked, but for oneself and a manager's limit: `Denied`.

        Refuses `InsufficientBalance`, `InvalidLeave` (not a multiple of a quarter day).
        """
        ...

    async def deduct(self, ask: Deduction) -> LeaveBalance:
        """Refuses `InsufficientBalance`, `InvalidLeave` (not a multiple of a quarter day)."""
        ...


class LeaveEvent(Event, frozen=True, kw_only=True, rename="camel"):
    """A change of one employee's ledger, with the lines that made it. Minutes are a day's worth of 480 or
    the employee's own; `available` is the balance after it."""

    topic: ClassVar[str] = "erp.leave.v1"
    employee_id: int
    account_version: int
    available: int
    day_minutes: int = DAY_MINUTES
    document_id: str | None = None
    lines: tuple[LedgerLine, ...] = ()

    @property
    def key(self) -> str:
        return str(self.employee_id)

    @property
    def version(self) -> int:
        return self.account_version


class LeaveReserved(LeaveEvent, frozen=True, kw_only=True, tag="reserved"):
    days: tuple[LeaveDay, ...] = ()


class LeaveReleased(LeaveEvent, frozen=True, kw_only=True, tag="released"):
    pass


class LeaveSettled(LeaveEvent, frozen=True, kw_only=True, tag="settled"):
    days: tuple[LeaveDay, ...] = ()


class LeaveCancelled(LeaveEvent, frozen=True, kw_only=True, tag="cancelled"):
    days: tuple[LeaveDay, ...] = ()


class LeaveGranted(LeaveEvent, frozen=True, kw_only=True, tag="granted"):
    pass


class LeaveExpired(LeaveEvent, frozen=True, kw_only=True, tag="expired"):
    pass


class LeaveAdjusted(LeaveEvent, frozen=True, kw_only=True, tag="adjusted"):
    pass


class LeaveExpiring(LeaveEvent, frozen=True, kw_only=True, tag="expiring"):
    """Told once for each grant, weeks before: `minutes` of them are unused and end with `last_day`."""

    minutes: int
    last_day: date


class LeaveProposed(LeaveEvent, frozen=True, kw_only=True, tag="correction.proposed"):
    """HR has to decide `proposal_id`: the holidays under a leave changed, or a reward taken back is used."""

    proposal_id: int
    detail: str


LeaveEvents = (
    LeaveReserved
    | LeaveReleased
    | LeaveSettled
    | LeaveCancelled
    | LeaveGranted
    | LeaveExpired
    | LeaveAdjusted
    | LeaveExpiring
    | LeaveProposed
)


class InsufficientBalance(Conflict):
    """Members `needed`, `available` and `missing` are days."""


class OverlappingLeave(Conflict):
    """Member `date` is the first day that is taken already."""


class InvalidState(Conflict):
    """The leave is not in a state that allows this move."""


class NothingToTake(Invalid):
    """Every day of the request is free anyway."""


class InvalidLeave(Invalid):
    """The request contradicts itself: dates, unit or amount."""


class OutsideLegalWindow(Invalid):
    """A promotion notice would be sent on a day on which it has no legal effect."""
