"""연차촉진: the windows of Article 61, and the days on which notices may go out."""

from datetime import date, timedelta

import pytest

from maru.erp.leave.contract import OutsideLegalWindow
from maru.erp.leave.domain import promotion
from maru.erp.leave.domain.days import KOREA, WorkPattern
from maru.erp.leave.domain.months import clamped, last_day_of
from maru.erp.leave.domain.simulation import simulate
from maru.erp.leave.messages import Method, PromotionWindow, SimulateAsk, Track


def window(track: Track, first_from: str, first_to: str, second_by: str) -> PromotionWindow:
    return PromotionWindow(
        track=track,
        first_from=date.fromisoformat(first_from),
        first_to=date.fromisoformat(first_to),
        second_by=date.fromisoformat(second_by),
    )


@pytest.mark.parametrize(
    ("period_end", "first_from", "first_to", "second_by"),
    [
        ("2026-12-31", "2026-07-01", "2026-07-10", "2026-10-31"),
        ("2027-02-28", "2026-09-01", "2026-09-10", "2026-12-31"),
        ("2027-08-30", "2027-03-01", "2027-03-10", "2027-06-30"),
    ],
)
def test_the_windows_of_a_year_of_leave(
    period_end: str, first_from: str, first_to: str, second_by: str
) -> None:
    expected = window(Track.ANNUAL, first_from, first_to, second_by)

    assert promotion.window(Track.ANNUAL, date.fromisoformat(period_end)) == expected


@pytest.mark.parametrize(
    ("hired", "early", "late"),
    [
        (
            date(2026, 1, 1),
            ("2026-10-01", "2026-10-10", "2026-11-30"),
            ("2026-12-01", "2026-12-05", "2026-12-21"),
        ),
        (
            date(2026, 3, 15),
            ("2026-12-15", "2026-12-24", "2027-02-14"),
            ("2027-02-15", "2027-02-19", "2027-03-04"),
        ),
        (
            date(2025, 3, 31),
            ("2025-12-31", "2026-01-09", "2026-02-28"),
            ("2026-03-01", "2026-03-05", "2026-03-20"),
        ),
    ],
)
def test_the_two_windows_of_the_first_year_are_part_of_the_simulation(
    hired: date, early: tuple[str, str, str], late: tuple[str, str, str]
) -> None:
    answer = simulate(SimulateAsk(hire_date=hired, as_of=hired + timedelta(40)))

    assert answer.promotion == (
        window(Track.FIRST_YEAR_EARLY, *early),
        window(Track.FIRST_YEAR_LATE, *late),
    )


def test_the_simulation_shows_a_window_for_every_period_that_runs() -> None:
    answer = simulate(SimulateAsk(hire_date=date(2025, 7, 1), as_of=date(2026, 1, 1), method=Method.FISCAL))

    assert [(w.track, w.first_from.isoformat()) for w in answer.promotion] == [
        (Track.FIRST_YEAR_EARLY, "2026-04-01"),
        (Track.FIRST_YEAR_LATE, "2026-06-01"),
        (Track.ANNUAL, "2026-07-01"),
    ]


def test_there_is_no_promotion_of_monthly_days_all_granted_before_the_law_of_2020() -> None:
    assert simulate(SimulateAsk(hire_date=date(2019, 4, 30), as_of=date(2020, 4, 1))).promotion == ()
    assert simulate(SimulateAsk(hire_date=date(2019, 5, 1), as_of=date(2020, 4, 1))).promotion != ()


def test_the_suggested_day_is_the_first_working_day_in_both_ways_of_counting() -> None:
    def works(day: date) -> bool:
        return WorkPattern().why_off(day, KOREA) is None

    suggested = promotion.suggestion(Track.FIRST_YEAR_LATE, date(2026, 3, 30), works)

    # by the act 1–5 March, by month ends 28 February–4 March; the 1st is a Sunday, the 2nd its substitute
    assert (suggested.send, suggested.second_by) == (date(2026, 3, 3), date(2026, 3, 20))


def test_the_earlier_of_the_two_second_notices_is_suggested() -> None:
    suggested = promotion.suggestion(Track.ANNUAL, date(2027, 8, 30), lambda _: True)

    assert (suggested.send, suggested.second_by) == (date(2027, 3, 1), date(2027, 6, 29))


def test_a_window_without_a_working_day_suggests_none() -> None:
    assert promotion.suggestion(Track.ANNUAL, date(2026, 12, 31), lambda _: False).send is None


@pytest.mark.parametrize("track", Track)
def test_both_ways_of_counting_overlap_for_every_period_end(track: Track) -> None:
    for n in range(4 * 366):
        end = date(2026, 1, 1) + timedelta(n)
        lawful, office = promotion.window(track, end), promotion.window(track, end, clamped)
        first = max(lawful.first_from, office.first_from)
        last = min(lawful.first_to, office.first_to)

        assert (last - first).days >= 1


@pytest.mark.parametrize(("day", "lawful"), [(30, False), (31, True), (40, True), (41, False)])
def test_a_first_notice_outside_its_window_is_refused(day: int, lawful: bool) -> None:
    windows = promotion.window(Track.ANNUAL, date(2026, 12, 31))
    on = date(2026, 5, 31) + timedelta(day)

    if lawful:
        promotion.refuse_first(windows, on)
    else:
        with pytest.raises(OutsideLegalWindow) as refused:
            promotion.refuse_first(windows, on)
        assert refused.value.code == "outside-legal-window"
        assert refused.value.status == 422


def test_a_second_notice_waits_ten_days_for_the_reply_and_is_not_late() -> None:
    windows = promotion.window(Track.ANNUAL, date(2026, 12, 31))
    received = date(2026, 7, 6)

    promotion.refuse_second(windows, date(2026, 7, 17), received)
    promotion.refuse_second(windows, date(2026, 10, 31), received)
    for wrong in (date(2026, 7, 16), date(2026, 11, 1)):
        with pytest.raises(OutsideLegalWindow):
            promotion.refuse_second(windows, wrong, received)


def test_only_days_without_a_plan_may_be_designated() -> None:
    assert promotion.to_designate(5 * 480, [480, 960]) == 2 * 480
    assert promotion.to_designate(480, [960]) == 0


def test_the_period_of_the_first_year_ends_before_the_anniversary() -> None:
    assert last_day_of(date(2025, 3, 31), 12) == date(2026, 3, 30)
