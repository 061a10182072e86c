"""The bodies and queries of the routes of quests: v2 and the older `/api/quests`."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from maru.erp.quests.contract import ProgressState, Quest, QuestState

PageSize = Annotated[int, Meta(ge=1, le=100)]
Reason = Annotated[str, Meta(max_length=500)]


class Participant(Struct, frozen=True, kw_only=True, rename="camel"):
    id: int
    employee_id: int
    employee_name: str
    status: ProgressState


class ClassicQuest(Struct, frozen=True, kw_only=True, rename="camel"):
    id: int
    title: str
    description: str
    reward_days: float
    department: str
    created_by: int
    created_by_name: str | None
    status: QuestState
    progress_list: list[Participant]


class Available(Struct, frozen=True, kw_only=True, rename="camel"):
    id: int
    title: str
    description: str
    reward_days: float
    status: QuestState


class Mine(Struct, frozen=True, kw_only=True, rename="camel"):
    """`id` is the progress's."""

    id: int
    quest_id: int
    title: str
    reward_days: float
    status: ProgressState


class CreatedState(StrEnum):
    """모집 중, 승인 대기."""

    AVAILABLE = "AVAILABLE"
    WAITING_APPROVAL = "WAITING_APPROVAL"


class Created(Struct, frozen=True, kw_only=True, rename="camel"):
    """`accepted_by` are the names of who took it on; null if nobody did."""

    id: int
    title: str
    accepted_by: str | None
    status: CreatedState
    reward_days: float


class ClassicNewQuest(Struct, frozen=True, rename="camel"):
    title: str | None = None
    description: str | None = None
    reward_days: float | None = None
    department: str | None = None
    created_by: int | None = None


class ClassicAccept(Struct, frozen=True, rename="camel"):
    employee_id: int | None = None


class ClassicDecision(Struct, frozen=True, rename="camel"):
    manager_id: int | None = None
    employee_id: int | None = None
    reason: str | None = None


class EmployeeQuery(Struct, frozen=True, rename="camel"):
    employee_id: int | None = None


class ManagerQuery(Struct, frozen=True, rename="camel"):
    manager_id: int | None = None


class ClassicCreated(Struct, frozen=True):
    id: int
    message: str = "업무 생성 완료"


class Said(Struct, frozen=True):
    message: str


class ClassicClaimed(Struct, frozen=True, rename="camel"):
    new_leave_balance: float
    message: str = "보상 받기 완료"


class PageQuery(Struct, frozen=True):
    cursor: Annotated[int, Meta(ge=1)] | None = None
    limit: PageSize = 50


class ProgressView(Struct, frozen=True, kw_only=True, rename="camel"):
    """Send `version` as If-Match with a decision about it."""

    id: int
    employee_id: int
    employee_name: str
    status: ProgressState
    reason: str | None
    accepted_at: datetime
    completed_at: datetime | None
    approved_at: datetime | None
    claimed_at: datetime | None
    version: int


class QuestView(Struct, frozen=True, kw_only=True, rename="camel"):
    """`progress_list`: everybody's for the heads, else only the caller's own. `manages`: the caller decides."""

    id: int
    title: str
    description: str
    reward_days: float
    department: str
    created_by: int
    created_by_name: str | None
    status: QuestState
    created_at: datetime
    progress_list: tuple[ProgressView, ...]
    manages: bool
    version: int


class QuestPage(Struct, frozen=True, rename="camel"):
    """Newest first."""

    items: tuple[QuestView, ...]
    next_cursor: str | None = None


class AvailablePage(Struct, frozen=True, rename="camel"):
    """Newest first."""

    items: tuple[Quest, ...]
    next_cursor: str | None = None


class MineView(Struct, frozen=True, kw_only=True, rename="camel"):
    """One's own way through a quest, also through one that was deleted meanwhile."""

    id: int
    quest_id: int
    title: str
    description: str
    reward_days: float
    department: str
    status: ProgressState
    reason: str | None
    version: int


class MinePage(Struct, frozen=True, rename="camel"):
    items: tuple[MineView, ...]
    next_cursor: str | None = None


class NewQuest(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    title: str
    description: str | None = None
    reward_days: float
    department: str


class Approval(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    employee_id: int


class Rejection(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    employee_id: int
    reason: Reason = ""
