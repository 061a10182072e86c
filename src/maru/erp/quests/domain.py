"""What a quest and somebody's progress may become. Pure decisions."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import Final

from msgspec.structs import replace

from maru.erp.quests.contract import (
    AlreadyDecided,
    InvalidQuest,
    InvalidState,
    NobodyWaiting,
    NotApproved,
    PersonNeeded,
    Progress,
    ProgressState,
    Quest,
    QuestState,
    ReasonRequired,
)

KST: Final = timezone(timedelta(hours=9), "KST")
LEAST, MOST, STEP = 0.5, 5.0, 0.5
TITLE, DESCRIPTION = 200, 5_000


class QuestMove(StrEnum):
    ACCEPT = "ACCEPT"
    DELETE = "DELETE"


NEXT_QUEST: Final[Mapping[tuple[QuestState, QuestMove], QuestState]] = {
    (QuestState.AVAILABLE, QuestMove.ACCEPT): QuestState.AVAILABLE,
    (QuestState.AVAILABLE, QuestMove.DELETE): QuestState.DELETED,
}


class Move(StrEnum):
    """What may be done with somebody's progress."""

    REPORT = "REPORT"
    APPROVE = "APPROVE"
    REJECT = "REJECT"
    CLAIM = "CLAIM"


NEXT: Final[Mapping[tuple[ProgressState, Move], ProgressState]] = {
    (ProgressState.IN_PROGRESS, Move.REPORT): ProgressState.WAITING_APPROVAL,
    (ProgressState.WAITING_APPROVAL, Move.APPROVE): ProgressState.APPROVED,
    (ProgressState.WAITING_APPROVAL, Move.REJECT): ProgressState.REJECTED,
    (ProgressState.REJECTED, Move.REPORT): ProgressState.WAITING_APPROVAL,
    (ProgressState.APPROVED, Move.CLAIM): ProgressState.CLAIMED,
}
SAID: Final[Mapping[ProgressState, str]] = {
    ProgressState.IN_PROGRESS: "아직 완료 보고가 없는 업무입니다.",
    ProgressState.WAITING_APPROVAL: "이미 완료 보고되어 승인을 기다리고 있습니다.",
    ProgressState.APPROVED: "이미 승인된 업무입니다.",
    ProgressState.REJECTED: "반려된 업무입니다. 다시 완료 보고해 주세요.",
    ProgressState.CLAIMED: "이미 보상을 받은 업무입니다.",
}


def offered(
    title: str | None,
    description: str | None,
    reward_days: float | None,
    department: str,
    *,
    by: int,
    now: datetime,
) -> Quest:
    """The quest as it is described; no description is an empty one."""
    named = (title or "").strip()
    told = (description or "").strip()
    if not 1 <= len(named) <= TITLE:
        raise InvalidQuest(f"제목은 1~{TITLE}자로 입력해 주세요.")
    if len(told) > DESCRIPTION:
        raise InvalidQuest(f"설명은 {DESCRIPTION}자까지 입력할 수 있습니다.")
    if reward_days is None or not LEAST <= reward_days <= MOST or reward_days % STEP:
        raise InvalidQuest("보상 휴가는 0.5일부터 5일까지 0.5일 단위로 입력해 주세요.")
    return Quest(
        title=named,
        description=told,
        reward_days=reward_days,
        department=department,
        created_by=by,
        created_at=now,
    )


def quest_after(quest: Quest, move: QuestMove) -> Quest:
    """The quest in the state that this move leads to; every pair absent from `NEXT_QUEST` is refused."""
    state = NEXT_QUEST.get((quest.status, move))
    if state is None:
        raise InvalidState("삭제된 업무입니다.", state=quest.status, questId=quest.id)
    return replace(quest, status=state)


def moved(progress: Progress, move: Move, version: int) -> Progress:
    """The progress in the state that this move leads to; every pair absent from `NEXT` is refused."""
    state = NEXT.get((progress.status, move))
    if state is None:
        if move is Move.CLAIM and progress.status is not ProgressState.CLAIMED:
            raise NotApproved("아직 승인되지 않았습니다", state=progress.status)
        if move in (Move.APPROVE, Move.REJECT) and progress.decided_by and progress.decided_at:
            raise AlreadyDecided(
                SAID[progress.status],
                decidedBy=progress.decided_by,
                decidedAt=progress.decided_at.astimezone(KST).isoformat(),
                kind=progress.status,
            )
        raise InvalidState(SAID[progress.status], state=progress.status, questId=progress.quest_id)
    return replace(progress, status=state, version=version)


def reported(progress: Progress, version: int, now: datetime) -> Progress:
    after = moved(progress, Move.REPORT, version)
    return replace(after, completed_at=now, reason=None, decided_by=None, decided_at=None)


def approved(progress: Progress, version: int, *, by: int, now: datetime) -> Progress:
    after = moved(progress, Move.APPROVE, version)
    return replace(after, approved_at=now, decided_by=by, decided_at=now)


def rejected(progress: Progress, version: int, *, by: int, reason: str | None, now: datetime) -> Progress:
    after = moved(progress, Move.REJECT, version)
    said = (reason or "").strip()
    if not said:
        raise ReasonRequired("반려 사유를 입력해 주세요.")
    return replace(after, reason=said, decided_by=by, decided_at=now)


def claimed(progress: Progress, version: int, now: datetime) -> Progress:
    return replace(moved(progress, Move.CLAIM, version), claimed_at=now)


def meant(waiting: Sequence[Progress], named: Progress | None, employee_id: int | None) -> Progress:
    """Whose report a decision is about: the person named, or the only one who waits."""
    if named is not None:
        return named
    if employee_id is not None or not waiting:
        raise NobodyWaiting("승인 대기 중인 업무가 없습니다")
    if len(waiting) > 1:
        raise PersonNeeded("여러 명이 승인을 기다리고 있습니다. employeeId를 지정해 주세요.")
    return waiting[0]
