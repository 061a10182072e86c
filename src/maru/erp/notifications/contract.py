"""What others may know of notifications: their kinds, how to have one sent, and the event of each.

A notice is stored before anybody hears of it, under a number that counts its recipient's notices without gaps.
"""

from enum import StrEnum
from typing import ClassVar, Protocol

from msgspec import Struct

from maru.chassis.events import Event
from maru.chassis.problems import Invalid

Params = dict[str, str | int | float]


class Kind(StrEnum):
    """What a notice is about; its words are in two languages beside the domain."""

    APPROVAL_WAITING = "APPROVAL_WAITING"
    CONSENT_WAITING = "CONSENT_WAITING"
    APPROVAL_APPROVED = "APPROVAL_APPROVED"
    APPROVAL_REJECTED = "APPROVAL_REJECTED"
    APPROVAL_RETURNED = "APPROVAL_RETURNED"
    APPROVAL_HELD = "APPROVAL_HELD"
    APPROVAL_RECALLED = "APPROVAL_RECALLED"
    ACTED_FOR_YOU = "ACTED_FOR_YOU"
    POST_REVIEW = "POST_REVIEW"
    CC_ARRIVED = "CC_ARRIVED"
    RECEIVED = "RECEIVED"
    STEP_DUE = "STEP_DUE"
    ESCALATED = "ESCALATED"
    REASSIGNED = "REASSIGNED"
    COMMENT = "COMMENT"
    LEAVE_SETTLED = "LEAVE_SETTLED"
    LEAVE_CANCELLED = "LEAVE_CANCELLED"
    LEAVE_EXPIRING = "LEAVE_EXPIRING"
    LEAVE_PROMOTION = "LEAVE_PROMOTION"
    REWARD = "REWARD"
    QUEST_ACCEPTED = "QUEST_ACCEPTED"
    QUEST_REPORTED = "QUEST_REPORTED"
    QUEST_APPROVED = "QUEST_APPROVED"
    QUEST_REJECTED = "QUEST_REJECTED"
    ATTENDANCE_FIX = "ATTENDANCE_FIX"
    CORRECTION_WAITING = "CORRECTION_WAITING"
    CORRECTION_APPROVED = "CORRECTION_APPROVED"
    CORRECTION_REJECTED = "CORRECTION_REJECTED"
    WEEK_HOURS = "WEEK_HOURS"
    DELEGATION_NAMED = "DELEGATION_NAMED"
    DELEGATION_STARTED = "DELEGATION_STARTED"
    DELEGATION_ENDED = "DELEGATION_ENDED"
    ANNOUNCEMENT = "ANNOUNCEMENT"
    MESSAGE = "MESSAGE"


class Notify(Struct, frozen=True, kw_only=True, rename="camel"):
    """A notice for some people. `source` names the fact it tells of: one fact, one notice each.

    `params` fill the template of the kind (see `TEMPLATES`); `link` is a page of the web app, `approval_id` the
    number that older clients know a document by.
    """

    tenant: str
    recipients: tuple[int, ...]
    kind: Kind
    source: str
    params: Params = {}
    approval_id: str | None = None
    link: str | None = None


class Notices(Protocol):
    """For what is told by no event: reminders, comments, promotion notices."""

    async def notify(self, asks: list[Notify]) -> int:
        """Store and push, all in one commit; how many were new. At most 500 notices at once.

        Refuses `MissingParameter` if a template would have a hole.
        """
        ...

    async def unread(self, tenant: str, employee_id: int) -> int: ...


class NotificationEvent(Event, frozen=True, kw_only=True, rename="camel"):
    topic: ClassVar[str] = "erp.notification.v1"


class NoticeCreated(NotificationEvent, frozen=True, kw_only=True, tag="created"):
    """For the gateways to mail and messengers, in Korean; they follow the link, and nothing is decided by it."""

    recipient_id: int
    seq: int
    kind: Kind
    title: str
    body: str
    link: str | None = None

    @property
    def key(self) -> str:
        return str(self.recipient_id)

    @property
    def version(self) -> int:
        return self.seq


class Announced(NotificationEvent, frozen=True, kw_only=True, tag="announced"):
    """A company announcement on its way: `after` is the last person who has it."""

    announcement_id: str
    message: str
    status: str | None = None
    approval_id: str | None = None
    after: int = 0

    @property
    def key(self) -> str:
        return self.announcement_id


class MissingParameter(Invalid):
    """A notice of this kind needs a value that was not given."""


class UnknownKind(Invalid):
    """There is no such kind of notice, or it cannot be muted."""
