"""What submitting a leave would do: the days with their reasons, the balance before and after, what blocks it."""

from maru.chassis.problems import Problem
from maru.erp.leave.contract import Blocker, InvalidLeave, LeaveAsk, LeavePreview
from maru.erp.leave.domain import days, wording
from maru.erp.leave.domain.account import Account, Policy, Stamp
from maru.erp.leave.domain.allocation import Want, allocate
from maru.erp.leave.domain.days import Calendar, Counting, WorkPattern
from maru.erp.leave.domain.ledger import expire


def preview(
    account: Account,
    ask: LeaveAsk,
    pattern: WorkPattern,
    calendar: Calendar,
    stamp: Stamp,
    policy: Policy = Policy(),
) -> LeavePreview:
    """Refuses nothing: what `reserve` would refuse comes back as problems, all of them that can be known."""
    current = account.after(expire(account, stamp))
    taken = days.taken(current.reservations)
    problems: list[Blocker] = []
    counting = Counting(days=(), holiday_version=calendar.version)
    minutes = 0
    try:
        if ask.start_date is None and ask.end_date is None:
            minutes = days.undated(ask, account.day_minutes)
        else:
            counting = days.tally(ask, pattern, calendar, taken, hours=policy.hours)
            minutes = counting.minutes
    except InvalidLeave as refusal:
        problems.append(_blocker(refusal))
    wants = [Want(day.date, day.minutes) for day in counting.counted] or [Want(None, minutes)]
    for refuse in (
        lambda: days.refuse_nothing(counting) if counting.days else None,
        lambda: days.refuse_overlap(counting.counted, taken),
        lambda: allocate(current, wants, stamp, bucket=ask.bucket, policy=policy),
    ):
        try:
            refuse()
        except Problem as refusal:
            problems.append(_blocker(refusal))
    return LeavePreview(
        days=counting.days,
        minutes=minutes,
        counted_days=wording.in_days(minutes, account.day_minutes),
        before=wording.in_days(current.available, account.day_minutes),
        after=wording.in_days(current.available - minutes, account.day_minutes),
        holiday_version=counting.holiday_version,
        problems=tuple(problems),
    )


def _blocker(refusal: Problem) -> Blocker:
    return Blocker(refusal.code, refusal.detail)
