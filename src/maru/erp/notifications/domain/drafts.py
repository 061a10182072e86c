"""Which notices a fact makes, for whom. Nobody but those whom it concerns hears of it, and nobody of their own act."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Final

from msgspec import Struct

from maru.chassis.events import Event
from maru.erp.approvals.contract import (
    ApprovalEvent,
    Approved,
    Commented,
    DelegationChanged,
    Recalled,
    Rejected,
    Returned,
    StepActivated,
    StepDecided,
    StepEscalated,
    StepHeld,
    StepReassigned,
    StepRole,
    StepState,
    Submitted,
)
from maru.erp.attendance.contract import (
    AttendanceEvent,
    CheckOutMissed,
    Corrected,
    CorrectionRejected,
    CorrectionRequested,
)
from maru.erp.leave.contract import (
    Bucket,
    LeaveCancelled,
    LeaveDay,
    LeaveEvent,
    LeaveExpiring,
    LeaveGranted,
    LeaveSettled,
    LedgerLine,
)
from maru.erp.leave.contract import Kind as LineKind
from maru.erp.notifications.contract import Kind, Notify, Params
from maru.erp.quests.contract import (
    QuestAccepted,
    QuestApproved,
    QuestEvent,
    QuestRejected,
    QuestReported,
)

SEOUL: Final = timezone(timedelta(hours=9))
EXCERPT = 300
MANAGED = "/erp/quests/manage"  # where somebody looks after the quests they offer


class Draft(Struct, frozen=True, kw_only=True):
    """A notice before it has a number; `department` is one whose people get it beside `to`."""

    tenant: str
    to: tuple[int, ...] = ()
    department: int | None = None
    kind: Kind
    source: str
    params: Params = {}
    approval_id: str | None = None
    link: str | None = None


def of_notify(ask: Notify) -> Draft:
    return Draft(
        tenant=ask.tenant,
        to=ask.recipients,
        kind=ask.kind,
        source=ask.source,
        params=ask.params,
        approval_id=ask.approval_id,
        link=ask.link,
    )


def of_approval(event: ApprovalEvent) -> list[Draft]:
    return [_document(event, kind, to, department, params) for kind, to, department, params in _told(event)]


_Told = tuple[Kind, Sequence[int], int | None, Params]


def _told(event: ApprovalEvent) -> Iterator[_Told]:
    match event:
        case Submitted():
            yield Kind.CC_ARRIVED, event.audience, None, {}
        case StepActivated() if event.outcome is StepState.POST_PENDING:
            yield Kind.POST_REVIEW, event.audience, None, {"due": _clock(event.due_at)}
        case StepActivated():
            waiting = Kind.APPROVAL_WAITING if event.role is StepRole.APPROVE else Kind.CONSENT_WAITING
            yield waiting, event.audience, None, {"drafter": event.drafter_name}
        case StepDecided():
            yield Kind.ACTED_FOR_YOU, event.audience, None, {"actedBy": event.actor_name}
            yield Kind.POST_REVIEW, event.post_pending, None, {"due": _clock(event.due_at)}
        case StepHeld():
            yield Kind.APPROVAL_HELD, event.audience, None, {"reason": _short(event.reason)}
        case StepReassigned():
            handed: Params = {"from": event.was_name, "to": event.approver_name}
            yield Kind.REASSIGNED, event.audience, None, handed
        case StepEscalated():
            yield Kind.ESCALATED, event.audience, None, {"to": event.approver_name}
        case Returned():
            said: Params = {"approver": event.actor_name, "reason": _short(event.reason)}
            yield Kind.APPROVAL_RETURNED, event.audience, None, said
        case Approved():
            yield Kind.APPROVAL_APPROVED, event.audience, None, {"number": event.number}
            yield Kind.CC_ARRIVED, event.readers, None, {}
            for department in event.departments:
                yield Kind.RECEIVED, (), department, {}
        case Rejected():
            why: Params = {"approver": event.actor_name, "reason": _short(event.reason)}
            yield Kind.APPROVAL_REJECTED, event.audience, None, why
        case Commented():
            comment: Params = {"author": event.author_name, "excerpt": _short(event.excerpt)}
            yield Kind.COMMENT, event.audience, None, comment
        case Recalled():
            yield Kind.APPROVAL_RECALLED, event.audience, None, {"drafter": event.drafter_name}


def _document(
    event: ApprovalEvent, kind: Kind, to: Sequence[int], department: int | None, params: Params
) -> Draft:
    return Draft(
        tenant=event.tenant,
        to=_others(event, to),
        department=department,
        kind=kind,
        source=f"approval:{event.document_id}:{event.sequence}:{kind}",
        params={"title": event.title, **params},
        approval_id=str(event.request_id),
        link=f"/erp/documents/{event.document_id}",
    )


_DELEGATION: Final[Mapping[str, Kind]] = {
    "READY": Kind.DELEGATION_NAMED,
    "SCHEDULED": Kind.DELEGATION_NAMED,
    "ACTIVE": Kind.DELEGATION_STARTED,
    "ENDED": Kind.DELEGATION_ENDED,
}


def of_delegation(event: DelegationChanged) -> list[Draft]:
    kind = _DELEGATION.get(event.state)
    if kind is None:
        return []
    return [
        Draft(
            tenant=event.tenant,
            to=_others(event, (event.giver, event.delegate, *event.audience)),
            kind=kind,
            source=f"delegation:{event.delegation_id}:{event.delegation_version}",
            params={"giver": event.giver_name, "delegate": event.delegate_name},
            link="/erp/delegations",
        )
    ]


def of_leave(event: LeaveEvent) -> list[Draft]:
    def days(*kinds: LineKind) -> float:
        return abs(sum(line.minutes for line in event.lines if line.kind in kinds)) / event.day_minutes

    match event:
        case LeaveSettled():
            balance = event.available / event.day_minutes
            told: Params = {"dates": _dates(event.days), "days": days(LineKind.USE), "balance": balance}
            return [_own(event, Kind.LEAVE_SETTLED, told)]
        case LeaveCancelled():
            return [_own(event, Kind.LEAVE_CANCELLED, {"days": days(LineKind.CANCEL)})]
        case LeaveGranted():
            given = [line for line in event.lines if _for_attendance(line)]
            minutes = sum(line.minutes for line in given)
            return [_own(event, Kind.REWARD, {"days": minutes / event.day_minutes})] if minutes > 0 else []
        case LeaveExpiring():
            left: Params = {"days": event.minutes / event.day_minutes, "date": event.last_day.isoformat()}
            return [_own(event, Kind.LEAVE_EXPIRING, left, f":{event.last_day}")]
    return []


def _own(event: LeaveEvent, kind: Kind, params: Params, about: str = "") -> Draft:
    return Draft(
        tenant=event.tenant,
        to=(event.employee_id,),
        kind=kind,
        source=f"leave:{event.employee_id}:{event.account_version}:{kind}{about}",
        params=params,
        link="/erp/leave",
    )


def _for_attendance(line: LedgerLine) -> bool:
    return line.bucket is Bucket.REWARD and line.grant_id.startswith("attendance:")


def of_attendance(event: AttendanceEvent) -> list[Draft]:
    match event:
        case CheckOutMissed():
            return [_day(event, Kind.ATTENDANCE_FIX, event.work_date, (event.employee_id,))]
        case CorrectionRequested():
            nearest = _others(event, event.deciders)[:1]
            return [_day(event, Kind.CORRECTION_WAITING, event.work_date, nearest)]
        case Corrected():
            to = _others(event, (event.employee_id,))
            return [_day(event, Kind.CORRECTION_APPROVED, event.work_date, to)]
        case CorrectionRejected():
            to = _others(event, (event.employee_id,))
            return [_day(event, Kind.CORRECTION_REJECTED, event.work_date, to, _short(event.reason))]
    return []


_PAGES: Final[Mapping[Kind, str]] = {
    Kind.CORRECTION_WAITING: "/erp/attendance/decisions",
    Kind.CORRECTION_APPROVED: "/erp/attendance/corrections",
    Kind.CORRECTION_REJECTED: "/erp/attendance/corrections",
}


def _day(event: AttendanceEvent, kind: Kind, day: date, to: tuple[int, ...], reason: str = "") -> Draft:
    params: Params = {"date": day.isoformat()}
    return Draft(
        tenant=event.tenant,
        to=to,
        kind=kind,
        source=f"attendance:{event.employee_id}:{event.employee_version}:{kind}",
        params={**params, "reason": reason} if reason else params,
        link=_PAGES.get(kind, "/erp/attendance"),
    )


def of_quest(event: QuestEvent) -> list[Draft]:
    match event:
        case QuestAccepted():
            return [_quest(event, Kind.QUEST_ACCEPTED, event.created_by, page=MANAGED)]
        case QuestReported():
            return [_quest(event, Kind.QUEST_REPORTED, event.created_by, page=MANAGED)]
        case QuestApproved():
            return [_quest(event, Kind.QUEST_APPROVED, event.employee_id)]
        case QuestRejected():
            return [_quest(event, Kind.QUEST_REJECTED, event.employee_id, _short(event.reason))]
    return []


def _quest(
    event: QuestEvent, kind: Kind, to: int | None, reason: str = "", page: str = "/erp/quests"
) -> Draft:
    params: Params = {"title": event.title}
    return Draft(
        tenant=event.tenant,
        to=_others(event, () if to is None else (to,)),
        kind=kind,
        source=f"quest:{event.quest_id}:{event.quest_version}:{event.employee_id}:{kind}",
        params={**params, "reason": reason} if reason else params,
        link=page,
    )


def _others(event: Event, people: Sequence[int]) -> tuple[int, ...]:
    """Each once, and without the person who did it."""
    return tuple(dict.fromkeys(person for person in people if person != event.actor))


def _dates(days: Sequence[LeaveDay]) -> str:
    taken = [day.date.isoformat() for day in days if day.minutes]
    if not taken:
        return ""
    return taken[0] if len(taken) == 1 else f"{taken[0]}~{taken[-1]}"


def _clock(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(SEOUL):%Y-%m-%d %H:%M}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[: EXCERPT - 1]}…"
