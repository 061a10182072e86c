"""What others may know of quests: the states, events, refusals, and `Quests`.

A head offers work with a reward in days of 포상휴가; people of that department take it on, report it done, and
claim the reward once the head has approved. A quest rewards each person once.
"""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Protocol

from msgspec import Struct

from maru.chassis.events import Event
from maru.chassis.problems import Conflict, Denied, Invalid, Problem


class QuestState(StrEnum):
    """모집 중, 삭제됨."""

    AVAILABLE = "AVAILABLE"
    DELETED = "DELETED"


class ProgressState(StrEnum):
    """진행 중, 승인 대기, 승인, 반려, 보상 수령."""

    IN_PROGRESS = "IN_PROGRESS"
    WAITING_APPROVAL = "WAITING_APPROVAL"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    CLAIMED = "CLAIMED"


class Quest(Struct, frozen=True, kw_only=True, rename="camel"):
    """`version` moves with everything that happens to the quest, its participants' progress included."""

    id: int = 0
    title: str
    description: str = ""
    reward_days: float
    department: str
    created_by: int
    status: QuestState = QuestState.AVAILABLE
    created_at: datetime
    version: int = 1


class Progress(Struct, frozen=True, kw_only=True, rename="camel"):
    """One person's way through one quest. `version` is the quest's as it was when this last changed."""

    id: int = 0
    quest_id: int
    employee_id: int
    status: ProgressState = ProgressState.IN_PROGRESS
    reason: str | None = None
    accepted_at: datetime
    completed_at: datetime | None = None
    approved_at: datetime | None = None
    decided_by: int | None = None
    decided_at: datetime | None = None
    claimed_at: datetime | None = None
    version: int = 0


class Claimed(Struct, frozen=True, kw_only=True, rename="camel"):
    """`new_leave_balance` already holds the reward, which leave grants by the event."""

    progress: Progress
    reward_days: float
    new_leave_balance: float
    version: int


class Quests(Protocol):
    """What may be done with quests; `by` is the employee who does it."""

    async def create(
        self, tenant: str, by: int, title: str, description: str, reward_days: float, department: str
    ) -> Quest:
        """Refuses `InvalidQuest`, and `Denied` to whoever does not head the department."""
        ...

    async def accept(self, tenant: str, by: int, quest_id: int) -> Progress:
        """Refuses `AlreadyAccepted`, and `Denied` outside the quest's department."""
        ...

    async def report(self, tenant: str, by: int, quest_id: int) -> Progress:
        """Say that it is done. Refuses `InvalidState`."""
        ...

    async def approve(self, tenant: str, by: int, quest_id: int, employee_id: int | None) -> Progress:
        """Refuses `NobodyWaiting`, `PersonNeeded`, `InvalidState`, `AlreadyDecided`, `SelfApproval`."""
        ...

    async def reject(
        self, tenant: str, by: int, quest_id: int, employee_id: int | None, reason: str
    ) -> Progress: ...

    async def claim(self, tenant: str, by: int, quest_id: int) -> Claimed:
        """Take the reward, once. Refuses `NotApproved` and `InvalidState`."""
        ...


class QuestEvent(Event, frozen=True, kw_only=True, rename="camel"):
    """A fact of one quest; `employee_id` is the participant it concerns, if it concerns one."""

    topic: ClassVar[str] = "erp.quest.v1"
    quest_id: int
    quest_version: int
    title: str
    reward_days: float
    department: str
    created_by: int
    employee_id: int | None = None

    @property
    def key(self) -> str:
        return str(self.quest_id)

    @property
    def version(self) -> int:
        return self.quest_version


class QuestCreated(QuestEvent, frozen=True, kw_only=True, tag="created"):
    pass


class QuestAccepted(QuestEvent, frozen=True, kw_only=True, tag="accepted"):
    pass


class QuestReported(QuestEvent, frozen=True, kw_only=True, tag="reported"):
    pass


class QuestApproved(QuestEvent, frozen=True, kw_only=True, tag="approved"):
    pass


class QuestRejected(QuestEvent, frozen=True, kw_only=True, tag="rejected"):
    reason: str


class QuestClaimed(QuestEvent, frozen=True, kw_only=True, tag="claimed"):
    """`employee_id` is owed `reward_days` of 포상휴가: once per quest and person for life."""


class QuestDeleted(QuestEvent, frozen=True, kw_only=True, tag="deleted"):
    pass


QuestEvents = (
    QuestCreated | QuestAccepted | QuestReported | QuestApproved | QuestRejected | QuestClaimed | QuestDeleted
)


class AlreadyAccepted(Conflict):
    """The person has taken this quest on before."""


class InvalidState(Conflict):
    """The quest, or the progress, is not in a state that allows this move."""


class AlreadyDecided(Conflict):
    """Members `decidedBy`, `decidedAt` and `kind` say who was first."""


class NotApproved(Problem):
    """The reward is claimed before the approval."""


class NobodyWaiting(Problem):
    """Nobody's report waits for a decision."""


class PersonNeeded(Problem):
    """Several reports wait: say whose is meant."""


class InvalidQuest(Invalid):
    """The quest cannot be offered as it is described."""


class ReasonRequired(Invalid):
    """Say why."""


class SelfApproval(Denied):
    """Nobody decides their own report."""
