"""Which days count: holidays, work patterns, halves, quarters, and what is taken already."""

from datetime import date, time, timedelta

import pytest
from msgspec.structs import replace

from maru.erp.leave.contract import (
    InvalidLeave,
    LeaveAsk,
    LeaveState,
    NothingToTake,
    OverlappingLeave,
    Unit,
)
from maru.erp.leave.domain import days, korea
from maru.erp.leave.domain.days import KOREA, Calendar, WorkPattern, corrections, count
from maru.erp.leave.messages import Holiday, HolidayKind
from tests.erp.leave import desk

WEEKDAYS = WorkPattern()
D, AM, PM, Q, HOUR = Unit.DAY, Unit.HALF_AM, Unit.HALF_PM, Unit.QUARTER, Unit.HOUR
TUESDAY = date(2026, 12, 1)


def counted(ask: LeaveAsk, pattern: WorkPattern = WEEKDAYS) -> list[tuple[int, int]]:
    return [(day.date.day, day.minutes) for day in count(ask, pattern, KOREA, {}).days]


def test_a_leave_over_a_holiday_counts_the_work_days_and_names_the_others() -> None:
    counting = count(desk.asks(date(2026, 12, 24), date(2026, 12, 28)), WEEKDAYS, KOREA, {})

    assert [(d.date.day, d.minutes, d.reason) for d in counting.days] == [
        (24, 480, None),
        (25, 0, "성탄절"),
        (26, 0, "토요일"),
        (27, 0, "일요일"),
        (28, 480, None),
    ]
    assert (counting.minutes, counting.holiday_version) == (960, korea.VERSION)


def test_days_follow_the_work_pattern_of_the_person() -> None:
    tuesday_to_saturday = WorkPattern(weekdays=frozenset({1, 2, 3, 4, 5}), day_minutes=240)

    assert counted(desk.asks(date(2026, 12, 4), date(2026, 12, 7)), tuesday_to_saturday) == [
        (4, 240),
        (5, 240),
        (6, 0),
        (7, 0),
    ]


def test_a_leave_of_nothing_but_holidays_is_refused_with_their_names() -> None:
    with pytest.raises(NothingToTake, match="성탄절, 토요일, 일요일"):
        count(desk.asks(date(2026, 12, 25), date(2026, 12, 27)), WEEKDAYS, KOREA, {})


@pytest.mark.parametrize(("unit", "begin", "end"), [(D, 0, 480), (AM, 0, 240), (PM, 240, 480), (Q, 360, 480)])
def test_units_are_minutes_of_the_working_day(unit: Unit, begin: int, end: int) -> None:
    day = count(desk.asks(TUESDAY, unit=unit), WEEKDAYS, KOREA, {}).days[0]

    assert (day.begin, day.end) == (begin, end)


@pytest.mark.parametrize(
    ("clock", "working_minute"),
    [
        (time(8, 0), 0),
        (time(9, 0), 0),
        (time(11, 30), 150),
        (time(12, 30), 180),
        (time(13, 0), 180),
        (time(16, 0), 360),
        (time(20, 0), 480),
    ],
)
def test_the_clock_of_a_day_leaves_out_the_break(clock: time, working_minute: int) -> None:
    assert WEEKDAYS.at(clock) == working_minute


FIRST_QUARTER_TAKEN = (0, 120)
CLASHES = {
    ((0, 480), D): True,
    ((0, 480), AM): True,
    ((0, 480), Q): True,
    ((0, 240), AM): True,
    ((0, 240), PM): False,
    ((0, 240), D): True,
    ((0, 240), Q): False,
    ((240, 480), PM): True,
    ((240, 480), AM): False,
    ((240, 480), Q): False,  # the quarter moves to where there is room
    (FIRST_QUARTER_TAKEN, AM): True,
    (FIRST_QUARTER_TAKEN, PM): False,
    (FIRST_QUARTER_TAKEN, Q): False,
}


@pytest.mark.parametrize(("before", "unit"), CLASHES)
def test_overlap_is_tested_in_minutes(before: tuple[int, int], unit: Unit) -> None:
    ask, taken = desk.asks(TUESDAY, unit=unit), {TUESDAY: [before]}

    if CLASHES[before, unit]:
        with pytest.raises(OverlappingLeave) as refused:
            count(ask, WEEKDAYS, KOREA, taken)
        assert (refused.value.status, refused.value.members) == (409, {"date": "2026-12-01"})
    else:
        assert count(ask, WEEKDAYS, KOREA, taken).minutes > 0


def test_four_quarters_fill_a_day_and_the_fifth_is_refused() -> None:
    busy: list[tuple[int, int]] = []
    for _ in range(4):
        day = count(desk.asks(TUESDAY, unit=Q), WEEKDAYS, KOREA, {TUESDAY: busy}).days[0]
        busy.append((day.begin, day.end))

    assert sorted(busy) == [(0, 120), (120, 240), (240, 360), (360, 480)]
    with pytest.raises(OverlappingLeave):
        count(desk.asks(TUESDAY, unit=Q), WEEKDAYS, KOREA, {TUESDAY: busy})


def test_a_quarter_may_say_when_it_begins() -> None:
    ask = replace(desk.asks(TUESDAY, unit=Q), start_time=time(14, 0))

    assert count(ask, WEEKDAYS, KOREA, {}).days[0].begin == 240


def test_hours_wait_for_the_policy() -> None:
    ask = replace(desk.asks(TUESDAY, unit=HOUR), start_time=time(16, 0), hours=2)

    assert count(ask, WEEKDAYS, KOREA, {}, hours=True).minutes == 120
    with pytest.raises(InvalidLeave, match="아직"):
        count(ask, WEEKDAYS, KOREA, {})


WRONG = [
    replace(desk.asks(TUESDAY), start_date=None),
    desk.asks(TUESDAY, TUESDAY - timedelta(1)),
    desk.asks(TUESDAY, TUESDAY + timedelta(366)),
    desk.asks(TUESDAY, TUESDAY + timedelta(1), AM),
    replace(desk.asks(TUESDAY, unit=Q), start_time=time(17, 0)),
    replace(desk.asks(TUESDAY, unit=HOUR), start_time=time(10, 0)),
    replace(desk.asks(TUESDAY, unit=HOUR), start_time=time(16, 0), hours=3),
]


@pytest.mark.parametrize("ask", WRONG)
def test_requests_that_contradict_themselves_are_refused(ask: LeaveAsk) -> None:
    with pytest.raises(InvalidLeave):
        count(ask, WEEKDAYS, KOREA, {}, hours=True)


@pytest.mark.parametrize(("amount", "minutes"), [(1.0, 480), (0.25, 120), (-2.5, -1200)])
def test_days_are_kept_to_the_quarter(amount: float, minutes: int) -> None:
    assert days.quarters(amount, 480) == minutes


@pytest.mark.parametrize("amount", [0.1, 1.3, float("nan"), float("inf"), 2000.0])
def test_days_that_are_no_quarters_are_refused(amount: float) -> None:
    with pytest.raises(InvalidLeave):
        days.quarters(amount, 480)


def test_leaves_that_were_given_back_leave_their_days_free() -> None:
    held = desk.reserved(desk.account(desk.given()), desk.asks(TUESDAY)).reservations[0]

    for state in LeaveState:
        busy = bool(days.taken([replace(held, state=state)]))
        assert busy is (state in {LeaveState.HELD, LeaveState.RESERVED, LeaveState.SETTLED})


def test_a_later_holiday_makes_a_proposal_and_leaves_the_leave_as_it_was() -> None:
    kept = desk.reserved(desk.account(desk.given()), desk.asks(TUESDAY, TUESDAY + timedelta(2)))
    founding = Holiday(
        date=date(2026, 12, 2), name="창립기념일", source="취업규칙", effective=date(2026, 11, 25)
    )
    later = Calendar.of([*korea.HOLIDAYS, founding], "kr-2026.11+1")

    [proposal] = corrections(kept.reservations, WEEKDAYS, later)

    assert (proposal.minutes_now, proposal.days) == (960, (date(2026, 12, 2),))
    assert proposal.reservation.minutes == 1440
    assert corrections(kept.reservations, WEEKDAYS, KOREA) == []


def test_a_holiday_that_is_withdrawn_makes_a_proposal_for_one_day_more() -> None:
    kept = desk.reserved(desk.account(desk.given()), desk.asks(date(2026, 12, 24), date(2026, 12, 28)))
    without = Calendar("none", {})

    [proposal] = corrections(kept.reservations, WEEKDAYS, without)

    assert (proposal.minutes_now, proposal.days) == (1440, (date(2026, 12, 25),))


def public(year: int) -> dict[date, list[str]]:
    found: dict[date, list[str]] = {}
    for holiday in korea.HOLIDAYS:
        if holiday.date.year == year and holiday.kind is HolidayKind.PUBLIC:
            found.setdefault(holiday.date, []).append(holiday.name.removesuffix(" 연휴"))
    return found


@pytest.mark.parametrize("year", range(2024, 2029))
def test_substitute_holidays_follow_from_the_rule(year: int) -> None:
    """설날 and 추석 give way to Sundays, others to Saturdays too; all of them to one another."""
    names, expected = public(year), set[date]()
    off = {h.date for h in korea.HOLIDAYS if h.kind is not HolidayKind.SUBSTITUTE}

    for feast, weekend in [("설날", {6}), ("추석", {6})]:
        block = sorted(day for day, of in names.items() if feast in of)
        if any(day.weekday() in weekend or len(names[day]) > 1 for day in block):
            expected.add(first_free(block[-1], off | expected))
    for day, of in sorted(names.items()):
        lost = [n for n in of if n not in {"신정", "현충일", "설날", "추석"}]
        shared_with_feast = {"설날", "추석"} & set(of)
        if lost and not shared_with_feast and (day.weekday() >= 5 or len(of) > 1):
            expected.add(first_free(day, off | expected))

    listed = {h.date for h in korea.HOLIDAYS if h.kind is HolidayKind.SUBSTITUTE and h.date.year == year}
    assert listed == expected


def first_free(day: date, off: set[date]) -> date:
    while day in off or day.weekday() >= 5:
        day += timedelta(1)
    return day


def test_constitution_day_is_a_holiday_again_from_2026() -> None:
    assert [day.year for day, name in KOREA.names.items() if name == "제헌절"] == [2026, 2027, 2028]


def test_two_holidays_on_one_day_are_both_named() -> None:
    assert KOREA.names[date(2025, 5, 5)] == "부처님오신날 · 어린이날"


def test_every_holiday_says_where_it_comes_from_and_since_when() -> None:
    assert all(h.source and h.effective <= h.date for h in korea.HOLIDAYS)
