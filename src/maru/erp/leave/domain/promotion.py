"""연차촉진 (근로기준법 제61조): when notices have legal effect, counted from the day after the period."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from msgspec import Struct

from maru.erp.leave.contract import OutsideLegalWindow
from maru.erp.leave.domain import wording
from maru.erp.leave.domain.months import ONE_DAY, clamped, plus
from maru.erp.leave.messages import PromotionWindow, Track

Backward = Callable[[date, int], date]
REPLY_DAYS = 10
FIRST_YEAR_TRACKS = (Track.FIRST_YEAR_EARLY, Track.FIRST_YEAR_LATE)


class Suggestion(Struct, frozen=True):
    """Days that are right by both ways of counting months: send 1차 on `send`, 2차 by `second_by`."""

    send: date | None
    second_by: date


def window(track: Track, period_end: date, back: Backward = plus) -> PromotionWindow:
    """`back` counts months; the act's own way unless an office clamps to month ends."""
    x = period_end + ONE_DAY
    if track is Track.ANNUAL:
        first, length, second = back(x, -6), 10, back(x, -2) - ONE_DAY
    elif track is Track.FIRST_YEAR_EARLY:
        first, length, second = back(x, -3), 10, back(x, -1) - ONE_DAY
    else:
        first, length, second = back(x, -1), 5, period_end - timedelta(10)
    return PromotionWindow(
        track=track, first_from=first, first_to=first + timedelta(length - 1), second_by=second
    )


def suggestion(track: Track, period_end: date, works: Callable[[date], bool]) -> Suggestion:
    """The first working day inside both windows (none if all of those days are off), the earlier 2차 day."""
    lawful, office = window(track, period_end), window(track, period_end, clamped)
    day, last = max(lawful.first_from, office.first_from), min(lawful.first_to, office.first_to)
    while day <= last and not works(day):
        day += ONE_DAY
    return Suggestion(day if day <= last else None, min(lawful.second_by, office.second_by))


def refuse_first(windows: PromotionWindow, on: date) -> None:
    """Refuses `OutsideLegalWindow` unless a 1차 notice sent on that day has effect."""
    if not windows.first_from <= on <= windows.first_to:
        raise OutsideLegalWindow(
            f"1차 촉구는 {wording.on(windows.first_from)}부터 {wording.on(windows.first_to)}까지만 "
            "보낼 수 있습니다. 기간 안의 날짜에 보내 주세요.",
            track=windows.track,
            firstFrom=windows.first_from.isoformat(),
            firstTo=windows.first_to.isoformat(),
        )


def refuse_second(windows: PromotionWindow, on: date, first_received: date) -> None:
    """Refuses `OutsideLegalWindow` before the ten days of reply are over and after the last lawful day."""
    opens = first_received + timedelta(REPLY_DAYS + 1)
    if not opens <= on <= windows.second_by:
        raise OutsideLegalWindow(
            f"2차 통보는 회신 기간이 끝난 {wording.on(opens)}부터 {wording.on(windows.second_by)}까지만 "
            "보낼 수 있습니다. 기간 안의 날짜에 보내 주세요.",
            track=windows.track,
            secondFrom=opens.isoformat(),
            secondBy=windows.second_by.isoformat(),
        )


def to_designate(unused: int, planned: Sequence[int]) -> int:
    """Minutes whose dates the employer may set in the 2차 notice: only what the employee did not plan."""
    return max(0, unused - sum(planned))
