"""What a day and a correction may become, and what the count of days means. Pure decisions."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from maru.erp.attendance.contract import (
    MILESTONE,
    AlreadyDecided,
    Correction,
    CorrectionState,
    DayState,
    InvalidCorrection,
    InvalidState,
    NotCheckedIn,
    ReasonRequired,
    WorkDay,
)

KST: Final = timezone(timedelta(hours=9), "KST")
CLOSING = time(4)  # until then the day after, a check-out still belongs to the day before
USUAL = timedelta(
    hours=9
)  # eight hours and the hour of rest that Art. 54 of the Labour Standards Act asks for
LONGEST = timedelta(hours=24)
FORGOTTEN = "퇴근 기록 누락"


class DayMove(StrEnum):
    CHECK_IN = "CHECK_IN"
    CHECK_OUT = "CHECK_OUT"
    EXPIRE = "EXPIRE"
    CORRECT = "CORRECT"
    WITHDRAW = "WITHDRAW"


NEXT_DAY: Final[Mapping[tuple[DayState, DayMove], DayState]] = {
    (DayState.ABSENT, DayMove.CHECK_IN): DayState.IN_PROGRESS,
    (DayState.ABSENT, DayMove.CORRECT): DayState.COMPLETED,
    (DayState.IN_PROGRESS, DayMove.CHECK_OUT): DayState.COMPLETED,
    (DayState.IN_PROGRESS, DayMove.EXPIRE): DayState.MISSED,
    (DayState.COMPLETED, DayMove.CORRECT): DayState.COMPLETED,
    (DayState.COMPLETED, DayMove.WITHDRAW): DayState.ABSENT,
    (DayState.MISSED, DayMove.CORRECT): DayState.COMPLETED,
    (DayState.MISSED, DayMove.WITHDRAW): DayState.ABSENT,
}


class Move(StrEnum):
    """What may be done with a correction."""

    APPROVE = "APPROVE"
    REJECT = "REJECT"
    RECALL = "RECALL"


NEXT: Final[Mapping[tuple[CorrectionState, Move], CorrectionState]] = {
    (CorrectionState.PENDING, Move.APPROVE): CorrectionState.APPROVED,
    (CorrectionState.PENDING, Move.REJECT): CorrectionState.REJECTED,
    (CorrectionState.PENDING, Move.RECALL): CorrectionState.RECALLED,
}


class Tally(Struct, frozen=True):
    """One employee's attended days; `version` counts the events told of them."""

    employee_id: int
    days: int = 0
    version: int = 0

    def plus(self, days: int) -> "Tally":
        return replace(self, days=self.days + days)

    def told(self) -> "Tally":
        return replace(self, version=self.version + 1)


class Progress(Struct, frozen=True):
    """How far the way to the next reward is: `count` days of `target` since the last one."""

    count: int
    target: int
    percent: int
    left: int


def progress(days: int) -> Progress:
    """As older clients count: on the 30th day the next round has begun, and nothing of it is done."""
    count = days % MILESTONE
    return Progress(count, MILESTONE, count * 100 // MILESTONE, MILESTONE - count)


def card(days: int, attended_today: bool) -> Progress:
    """As the check-in card shows it: the day that completes a round shows it complete, 30/30."""
    if attended_today and days and days % MILESTONE == 0:
        return Progress(MILESTONE, MILESTONE, 100, 0)
    return progress(days)


def work_date(moment: datetime) -> date:
    return moment.astimezone(KST).date()


def closes(day: date) -> datetime:
    """The moment from which an open day counts as 미체크아웃."""
    return datetime.combine(day + timedelta(days=1), CLOSING, KST).astimezone(UTC)


def expired_before(now: datetime) -> date:
    """Open days before this one are 미체크아웃 at `now`."""
    return (now.astimezone(KST) - timedelta(hours=CLOSING.hour)).date()


def suggested(check_in: datetime) -> datetime:
    """The check-out that a one-tap correction proposes."""
    return min(check_in + USUAL, closes(work_date(check_in)))


def work_minutes(day: WorkDay) -> int | None:
    """From check-in to check-out, rests included; None while there is no end."""
    if day.check_in is None or day.check_out is None:
        return None
    return int((day.check_out - day.check_in).total_seconds()) // 60


def moved(day: WorkDay, move: DayMove) -> WorkDay:
    """The day in the state that this move leads to; every pair absent from `NEXT_DAY` is refused."""
    state = NEXT_DAY.get((day.state, move))
    if state is None:
        open_day = day.state is DayState.IN_PROGRESS
        said = "근무 중인 날은 퇴근한 뒤에 정정해 주세요." if open_day else "이 날에는 바꿀 기록이 없습니다."
        raise InvalidState(said, state=day.state, workDate=day.work_date.isoformat())
    return replace(day, state=state, version=day.version + 1)


def check_in(employee_id: int, now: datetime) -> WorkDay:
    day = moved(WorkDay(employee_id=employee_id, work_date=work_date(now)), DayMove.CHECK_IN)
    return replace(day, check_in=now, created_at=now)


def check_out(newest: WorkDay | None, now: datetime) -> WorkDay:
    """The newest day, closed. A day already closed stays closed: pressing twice never reaches the day before."""
    if newest is None or newest.state is not DayState.IN_PROGRESS or now >= closes(newest.work_date):
        missed = newest is not None and newest.state in (DayState.IN_PROGRESS, DayState.MISSED)
        raise NotCheckedIn(
            "출근 기록이 없습니다", missedDate=newest.work_date.isoformat() if newest and missed else None
        )
    return replace(moved(newest, DayMove.CHECK_OUT), check_out=now)


def proposed(
    day: WorkDay,
    *,
    check_in: datetime | None,
    check_out: datetime | None,
    withdrawn: bool,
    reason: str | None,
    now: datetime,
) -> Correction:
    """The correction that the ask means. For a forgotten check-out the date is enough: one tap."""
    moved(day, DayMove.WITHDRAW if withdrawn else DayMove.CORRECT)
    said = (reason or "").strip()
    one_tap = day.state is DayState.MISSED and not withdrawn and check_in is None
    if not said and not one_tap:
        raise ReasonRequired("정정 사유를 입력해 주세요.")
    begin = end = None
    if not withdrawn:
        begin = check_in or day.check_in
        if begin is None:
            raise InvalidCorrection("출근 시각을 입력해 주세요.")
        end = check_out or day.check_out or (suggested(begin) if one_tap else None)
        _possible(day.work_date, begin, end, now)
    return Correction(
        employee_id=day.employee_id,
        work_date=day.work_date,
        withdrawn=withdrawn,
        check_in=begin,
        check_out=end,
        was_check_in=day.check_in,
        was_check_out=day.check_out,
        reason=said or FORGOTTEN,
        created_at=now,
    )


def _possible(day: date, begin: datetime, end: datetime | None, now: datetime) -> None:
    if end is None:
        raise InvalidCorrection("퇴근 시각을 입력해 주세요.")
    if work_date(begin) != day:
        raise InvalidCorrection("출근 시각은 정정할 날짜 안에 있어야 합니다.")
    if not begin < end <= begin + LONGEST:
        raise InvalidCorrection("퇴근 시각은 출근 뒤 24시간 안이어야 합니다.")
    if end > now:
        raise InvalidCorrection("아직 오지 않은 시각으로는 정정할 수 없습니다.")


def decided(asked: Correction, move: Move, *, by: int, comment: str | None, now: datetime) -> Correction:
    """The correction after a decision or its recall; every pair absent from `NEXT` is refused."""
    state = NEXT.get((asked.state, move))
    if state is None:
        if asked.decided_by is not None and asked.decided_at is not None:
            raise AlreadyDecided(
                "이미 처리된 정정 신청입니다.",
                decidedBy=asked.decided_by,
                decidedAt=asked.decided_at.astimezone(KST).isoformat(),
                kind=asked.state,
            )
        raise InvalidState("회수된 정정 신청입니다.", state=asked.state)
    said = (comment or "").strip() or None
    if move is Move.REJECT and said is None:
        raise ReasonRequired("반려 사유를 입력해 주세요.")
    if move is Move.RECALL:
        return replace(asked, state=state, version=asked.version + 1)
    return replace(asked, state=state, comment=said, decided_by=by, decided_at=now, version=asked.version + 1)


def corrected(day: WorkDay, by: Correction) -> WorkDay:
    """The day after the approval; `ABSENT` when it was withdrawn."""
    if by.withdrawn:
        return replace(moved(day, DayMove.WITHDRAW), check_in=None, check_out=None)
    return replace(
        moved(day, DayMove.CORRECT),
        check_in=by.check_in,
        check_out=by.check_out,
        created_at=day.created_at or by.created_at,
    )


def milestone(before: int, after: int) -> int | None:
    """The milestone that this step of the count reached, if it did."""
    return after if after > before and after % MILESTONE == 0 else None


def lost_milestone(before: int, after: int) -> int | None:
    return before if after < before and before and before % MILESTONE == 0 else None
