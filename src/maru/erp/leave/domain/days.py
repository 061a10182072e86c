"""Which days of a leave count: scheduled work days that are no holiday, in working minutes of each day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time, timedelta

from msgspec import Struct

from maru.erp.leave.contract import (
    DAY_MINUTES,
    InvalidLeave,
    LeaveAsk,
    LeaveDay,
    LeaveState,
    NothingToTake,
    OverlappingLeave,
    Reservation,
    Unit,
)
from maru.erp.leave.domain import korea, wording
from maru.erp.leave.domain.months import ONE_DAY
from maru.erp.leave.messages import Holiday

LONGEST = timedelta(days=366)
Taken = Mapping[date, Sequence[tuple[int, int]]]

TAKING = frozenset({LeaveState.HELD, LeaveState.RESERVED, LeaveState.SETTLED})


class Calendar(Struct, frozen=True):
    """Holidays by day, and the version that a counted leave remembers."""

    version: str
    names: Mapping[date, str]

    @classmethod
    def of(cls, holidays: Iterable[Holiday], version: str) -> "Calendar":
        names: dict[date, str] = {}
        for holiday in holidays:
            before = names.get(holiday.date)
            names[holiday.date] = f"{before} · {holiday.name}" if before else holiday.name
        return cls(version, names)


KOREA = Calendar.of(korea.HOLIDAYS, korea.VERSION)


class WorkPattern(Struct, frozen=True, kw_only=True):
    """When somebody works: weekdays (Monday is 0), and the clock of a day in minutes since midnight."""

    weekdays: frozenset[int] = frozenset(range(5))
    day_minutes: int = DAY_MINUTES
    opens: int = 9 * 60
    break_from: int = 12 * 60
    break_to: int = 13 * 60

    def at(self, clock: time) -> int:
        """Working minutes since the day's work began; outside working hours the nearest edge."""
        minute = clock.hour * 60 + clock.minute
        paused = max(0, min(minute, self.break_to) - self.break_from)
        return max(0, min(minute - self.opens - paused, self.day_minutes))

    def why_off(self, day: date, calendar: Calendar) -> str | None:
        if (holiday := calendar.names.get(day)) is not None:
            return holiday
        if day.weekday() in self.weekdays:
            return None
        return f"{wording.WEEKDAYS[day.weekday()]}요일" if day.weekday() >= 5 else "휴무일"


class Counting(Struct, frozen=True, kw_only=True):
    """Every calendar day of a request: those that count, and those that do not with their reason."""

    days: tuple[LeaveDay, ...]
    holiday_version: str

    @property
    def counted(self) -> tuple[LeaveDay, ...]:
        return tuple(day for day in self.days if day.minutes)

    @property
    def minutes(self) -> int:
        return sum(day.minutes for day in self.days)


def count(
    ask: LeaveAsk, pattern: WorkPattern, calendar: Calendar, taken: Taken, *, hours: bool = False
) -> Counting:
    """Refuses `InvalidLeave`, `NothingToTake` if no day counts, `OverlappingLeave` if minutes are taken."""
    counting = tally(ask, pattern, calendar, taken, hours=hours)
    refuse_nothing(counting)
    refuse_overlap(counting.counted, taken)
    return counting


def tally(
    ask: LeaveAsk, pattern: WorkPattern, calendar: Calendar, taken: Taken, *, hours: bool = False
) -> Counting:
    """Every day of the request with its minutes or its reason; refuses only `InvalidLeave`."""
    start, end = _span(ask)
    days: list[LeaveDay] = []
    day = start
    while day <= end:
        off = pattern.why_off(day, calendar)
        if off is None:
            begin, finish = _minutes_of(ask, pattern, taken.get(day, ()), hours=hours)
            days.append(LeaveDay(date=day, begin=begin, end=finish))
        else:
            days.append(LeaveDay(date=day, reason=off))
        day += ONE_DAY
    return Counting(days=tuple(days), holiday_version=calendar.version)


def refuse_nothing(counting: Counting) -> None:
    if not counting.counted:
        names = ", ".join(dict.fromkeys(day.reason for day in counting.days if day.reason))
        raise NothingToTake(f"신청 기간이 모두 쉬는 날({names})입니다. 근무일이 들어가게 날짜를 바꿔 주세요.")


def refuse_overlap(days: Iterable[LeaveDay], taken: Taken) -> None:
    """Overlap is tested in minutes: 오전 and 오후 반차 share a day, a whole day and a half do not."""
    for day in days:
        if _clash((day.begin, day.end), taken.get(day.date, ())):
            raise OverlappingLeave(
                f"{wording.short(day.date)}에 이미 신청한 휴가가 있습니다. 그날을 빼거나 시간을 바꿔 주세요.",
                date=day.date.isoformat(),
            )


def taken(reservations: Iterable[Reservation]) -> Taken:
    """The minutes of each day that other leaves occupy already."""
    found: dict[date, list[tuple[int, int]]] = {}
    for reservation in reservations:
        if reservation.state in TAKING:
            for day in reservation.days:
                found.setdefault(day.date, []).append((day.begin, day.end))
    return found


def undated(ask: LeaveAsk, day_minutes: int) -> int:
    """Minutes of a leave that is asked for without dates; quarter days at the least."""
    if ask.leave_days is None or ask.leave_days <= 0:
        raise InvalidLeave("휴가 날짜나 일수가 없습니다. 시작일과 종료일을 적어 주세요.")
    return quarters(ask.leave_days, day_minutes)


def quarters(days: float, day_minutes: int) -> int:
    """Minutes of a number of days; refuses what is not a multiple of a quarter day."""
    if not -1000 <= days <= 1000 or not (days * 4).is_integer():
        raise InvalidLeave("일수는 0.25일 단위로 적어 주세요.", days=days)
    return round(days * day_minutes)


class Correction(Struct, frozen=True, kw_only=True):
    """A leave that would count otherwise with the holidays as they are now: for HR to decide."""

    reservation: Reservation
    minutes_now: int
    days: tuple[date, ...]


def corrections(
    reservations: Iterable[Reservation], pattern: WorkPattern, calendar: Calendar
) -> list[Correction]:
    """Proposals after the holidays changed; the leaves themselves keep their snapshot."""
    found = []
    for kept in reservations:
        if kept.state not in TAKING or kept.start_date is None or kept.holiday_version == calendar.version:
            continue
        counted = {day.date for day in kept.days}
        off_now = {day for day in counted if pattern.why_off(day, calendar)}
        work_now = _work_days(kept, pattern, calendar) - counted if kept.unit is Unit.DAY else set()
        if changed := off_now | work_now:
            gone = sum(day.minutes for day in kept.days if day.date in off_now)
            minutes_now = kept.minutes - gone + len(work_now) * kept.day_minutes
            found.append(Correction(reservation=kept, minutes_now=minutes_now, days=tuple(sorted(changed))))
    return found


def _work_days(kept: Reservation, pattern: WorkPattern, calendar: Calendar) -> set[date]:
    assert kept.start_date is not None and kept.end_date is not None
    length = (kept.end_date - kept.start_date).days + 1
    span = (kept.start_date + timedelta(n) for n in range(length))
    return {day for day in span if not pattern.why_off(day, calendar)}


def _span(ask: LeaveAsk) -> tuple[date, date]:
    if ask.start_date is None or ask.end_date is None:
        raise InvalidLeave("휴가 날짜가 없습니다. 시작일과 종료일을 적어 주세요.")
    if ask.end_date < ask.start_date:
        raise InvalidLeave("종료일이 시작일보다 빠릅니다. 날짜를 확인해 주세요.")
    if ask.end_date - ask.start_date >= LONGEST:
        raise InvalidLeave("한 번에 1년까지만 신청할 수 있습니다. 기간을 나누어 주세요.")
    if ask.unit is not Unit.DAY and ask.start_date != ask.end_date:
        raise InvalidLeave(
            "반차와 시간 단위 휴가는 하루만 신청할 수 있습니다. 종료일을 시작일과 같게 적어 주세요."
        )
    return ask.start_date, ask.end_date


def _minutes_of(
    ask: LeaveAsk, pattern: WorkPattern, busy: Sequence[tuple[int, int]], *, hours: bool
) -> tuple[int, int]:
    whole, half, quarter = pattern.day_minutes, pattern.day_minutes // 2, pattern.day_minutes // 4
    if ask.unit is Unit.DAY:
        return 0, whole
    if ask.unit is Unit.HALF_AM:
        return 0, half
    if ask.unit is Unit.HALF_PM:
        return half, whole
    if ask.unit is Unit.QUARTER:
        if ask.start_time is not None:
            return _placed(ask.start_time, quarter, pattern)
        slots = [(whole - quarter * n, whole - quarter * (n - 1)) for n in range(1, 5)]
        return next((slot for slot in slots if not _clash(slot, busy)), slots[0])
    if not hours:
        raise InvalidLeave("시간 단위 휴가는 아직 쓸 수 없습니다. 반차나 반반차로 신청해 주세요.")
    if ask.start_time is None or ask.hours is None:
        raise InvalidLeave("시간 단위 휴가는 시작 시각과 시간 수를 함께 적어 주세요.")
    return _placed(ask.start_time, ask.hours * 60, pattern)


def _placed(clock: time, length: int, pattern: WorkPattern) -> tuple[int, int]:
    begin = pattern.at(clock)
    if begin + length > pattern.day_minutes:
        raise InvalidLeave("휴가 시간이 근무 시간을 넘습니다. 시작 시각이나 시간을 줄여 주세요.")
    return begin, begin + length


def _clash(slot: tuple[int, int], busy: Sequence[tuple[int, int]]) -> bool:
    return any(slot[0] < end and begin < slot[1] for begin, end in busy)
