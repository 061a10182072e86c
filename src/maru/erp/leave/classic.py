"""The bodies of the older `/api/leaves`."""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from maru.erp.leave.contract import Reason


class ClassicAsk(Struct, frozen=True, rename="camel"):
    """POST /leaves; a `days` sent along is ignored, the server counts."""

    start_date: date
    end_date: date
    employee_id: int | None = None
    days: float | None = None
    reason: Reason | None = None


class ClassicDecision(Struct, frozen=True):
    reason: Reason | None = None


class ClassicStatus(StrEnum):
    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    CANCELLED = "CANCELLED"


class ClassicLeave(Struct, frozen=True, kw_only=True, rename="camel"):
    """`created_at` is Seoul time without an offset, as the older clients parse it."""

    id: int
    employee_id: int
    start_date: date | None
    end_date: date | None
    days: float
    reason: str | None
    status: ClassicStatus
    created_at: datetime | None


class ClassicBalance(Struct, frozen=True, rename="camel"):
    total_leave: float
    used_leave: float
    remaining_leave: float
