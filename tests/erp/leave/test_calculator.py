"""The statutory calculator against the oracle of the specification, row by row."""

from datetime import date
from typing import NamedTuple

import msgspec
import pytest

from maru.erp.leave.contract import InvalidLeave
from maru.erp.leave.domain.months import clamped, plus
from maru.erp.leave.domain.rules import RULES, Away, deemed_present, in_force
from maru.erp.leave.domain.simulation import simulate
from maru.erp.leave.messages import Attendance, Method, SimulateAnswer, SimulateAsk

H, F = Method.HIRE_DATE, Method.FISCAL


class Row(NamedTuple):
    no: int
    method: str
    hired: str
    as_of: str
    newest: tuple[str, int] | None
    live: int
    expiries: str
    below_80: Attendance | None = None
    last_day: str | None = None


ROWS = [
    Row(1, "H", "2025-01-01", "2025-01-31", None, 0, ""),
    Row(2, "H", "2025-01-01", "2025-12-31", ("2025-12-01", 1), 11, "11 2025-12-31"),
    Row(3, "H", "2025-01-01", "2026-01-01", ("2026-01-01", 15), 15, "15 2026-12-31"),
    Row(4, "H", "2025-01-31", "2025-02-28", None, 0, ""),
    Row(5, "H", "2025-01-31", "2025-03-01", ("2025-03-01", 1), 1, "1 2026-01-30"),
    Row(6, "H", "2025-01-31", "2025-03-31", ("2025-03-31", 1), 2, "2 2026-01-30"),
    Row(7, "H", "2025-01-31", "2025-04-30", ("2025-03-31", 1), 2, "2 2026-01-30"),
    Row(8, "H", "2025-01-31", "2025-05-01", ("2025-05-01", 1), 3, "3 2026-01-30"),
    Row(9, "H", "2025-01-31", "2026-01-30", ("2025-12-31", 1), 11, "11 2026-01-30"),
    Row(10, "H", "2025-01-31", "2026-01-31", ("2026-01-31", 15), 15, "15 2027-01-30"),
    Row(11, "H", "2024-01-31", "2024-02-29", None, 0, ""),
    Row(12, "H", "2024-01-31", "2024-03-01", ("2024-03-01", 1), 1, "1 2025-01-30"),
    Row(13, "H", "2024-02-29", "2024-03-29", ("2024-03-29", 1), 1, "1 2025-02-28"),
    Row(14, "H", "2024-02-29", "2025-02-28", ("2025-01-29", 1), 11, "11 2025-02-28"),
    Row(15, "H", "2024-02-29", "2025-03-01", ("2025-03-01", 15), 15, "15 2026-02-28"),
    Row(16, "H", "2024-02-29", "2027-03-01", ("2027-03-01", 16), 16, "16 2028-02-29"),
    Row(17, "H", "2024-02-29", "2028-02-29", ("2028-02-29", 16), 32, "16 2028-02-29, 16 2029-02-28"),
    Row(18, "H", "2023-12-31", "2024-03-01", ("2024-03-01", 1), 2, "2 2024-12-30"),
    Row(19, "H", "2025-08-30", "2026-02-28", ("2026-01-30", 1), 5, "5 2026-08-29"),
    Row(20, "H", "2025-08-30", "2026-03-01", ("2026-03-01", 1), 6, "6 2026-08-29"),
    Row(21, "H", "2020-03-02", "2021-03-02", ("2021-03-02", 15), 15, "15 2022-03-01"),
    Row(22, "H", "2020-03-02", "2023-03-02", ("2023-03-02", 16), 16, "16 2024-03-01"),
    Row(23, "H", "2020-03-02", "2025-03-02", ("2025-03-02", 17), 17, "17 2026-03-01"),
    Row(24, "H", "2015-06-10", "2025-06-10", ("2025-06-10", 19), 19, "19 2026-06-09"),
    Row(25, "H", "2005-04-01", "2025-04-01", ("2025-04-01", 24), 24, "24 2026-03-31"),
    Row(26, "H", "2004-04-01", "2025-04-01", ("2025-04-01", 25), 25, "25 2026-03-31"),
    Row(27, "H", "1995-11-20", "2026-11-20", ("2026-11-20", 25), 25, "25 2027-11-19"),
    Row(28, "H", "2024-04-01", "2025-03-31", ("2025-03-01", 1), 11, "11 2025-03-31", last_day="2025-03-31"),
    Row(29, "H", "2024-04-01", "2025-04-01", ("2025-04-01", 15), 15, "15 2026-03-31", last_day="2025-04-01"),
    Row(
        30,
        "H",
        "2022-05-01",
        "2024-05-01",
        ("2024-05-01", 7),
        7,
        "7 2025-04-30",
        Attendance(year=2, rate=0.7, full_months=7),
    ),
    Row(
        31,
        "H",
        "2018-05-01",
        "2024-05-01",
        ("2024-05-01", 9),
        9,
        "9 2025-04-30",
        Attendance(year=6, rate=79.9, full_months=9),
    ),
    Row(32, "F", "2025-07-01", "2025-12-31", ("2025-12-01", 1), 5, "5 2026-06-30"),
    Row(33, "F", "2025-07-01", "2026-01-01", ("2026-01-01", 8), 14, "6 2026-06-30, 8 2026-12-31"),
    Row(34, "F", "2025-07-01", "2026-07-01", ("2026-06-01", 1), 8, "8 2026-12-31"),
    Row(35, "F", "2025-07-01", "2027-01-01", ("2027-01-01", 15), 15, "15 2027-12-31"),
    Row(36, "F", "2024-07-01", "2025-01-01", ("2025-01-01", 8), 14, "6 2025-06-30, 8 2025-12-31"),
    Row(37, "F", "2025-01-02", "2026-01-01", ("2026-01-01", 15), 26, "11 2026-01-01, 15 2026-12-31"),
    Row(38, "F", "2025-12-31", "2026-01-01", ("2026-01-01", 1), 1, "1 2026-12-31"),
    Row(39, "F", "2025-01-01", "2026-01-01", ("2026-01-01", 15), 15, "15 2026-12-31"),
    Row(40, "F", "2017-07-01", "2021-01-01", ("2021-01-01", 16), 16, "16 2021-12-31"),
    Row(41, "F", "2017-07-01", "2023-01-01", ("2023-01-01", 17), 17, "17 2023-12-31"),
    Row(42, "F", "2024-02-29", "2025-01-01", ("2025-01-01", 13), 23, "10 2025-02-28, 13 2025-12-31"),
    Row(43, "F", "2025-10-15", "2026-01-01", ("2026-01-01", 4), 6, "2 2026-10-14, 4 2026-12-31"),
    Row(44, "F4", "2025-07-01", "2026-04-01", ("2026-04-01", 12), 21, "9 2026-06-30, 12 2027-03-31"),
]


def ask_of(row: Row) -> SimulateAsk:
    return SimulateAsk(
        hire_date=date.fromisoformat(row.hired),
        as_of=date.fromisoformat(row.as_of),
        last_day=date.fromisoformat(row.last_day) if row.last_day else None,
        method=H if row.method == "H" else F,
        fiscal_start="04-01" if row.method == "F4" else "01-01",
        attendance=(row.below_80,) if row.below_80 else (),
    )


def live_by_expiry(answer: SimulateAnswer, as_of: date) -> str:
    sums: dict[date, float] = {}
    for grant in answer.grants:
        if grant.date <= as_of <= grant.last_day:
            sums[grant.last_day] = sums.get(grant.last_day, 0) + grant.days
    return ", ".join(f"{days:g} {day}" for day, days in sorted(sums.items()))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"row-{row.no}")
def test_the_oracle_table_holds(row: Row) -> None:
    ask = ask_of(row)
    answer = simulate(ask)

    newest = answer.grants[-1] if answer.grants else None
    assert (newest and (newest.date.isoformat(), newest.days)) == row.newest
    assert answer.live == row.live
    assert live_by_expiry(answer, ask.as_of) == row.expiries


def test_the_oracle_table_is_whole() -> None:
    assert [row.no for row in ROWS] == list(range(1, 45))


def test_a_contract_one_day_longer_than_a_year_is_worth_twenty_six_days_instead_of_eleven() -> None:
    totals = [
        sum(
            g.days
            for g in simulate(
                SimulateAsk(hire_date=date(2024, 4, 1), as_of=date(2025, 12, 31), last_day=last_day)
            ).grants
        )
        for last_day in (date(2025, 3, 31), date(2025, 4, 1))
    ]

    assert totals == [11, 26]


@pytest.mark.parametrize(
    ("hired", "last_day", "by_hire", "by_fiscal", "owed"),
    [
        ("2018-07-01", "2020-08-01", 41, 34, 7),
        ("2021-03-15", "2022-04-29", 26, 23, 3),
        ("2022-01-01", "2026-06-30", 73, 73, 0),
        ("2023-11-01", "2026-10-31", 41, 44, 0),
    ],
)
def test_leavers_of_the_fiscal_method_are_owed_what_the_hire_date_gives_beyond_it(
    hired: str, last_day: str, by_hire: int, by_fiscal: int, owed: int
) -> None:
    answers = {
        method: simulate(
            SimulateAsk(
                hire_date=date.fromisoformat(hired),
                as_of=date.fromisoformat(last_day),
                last_day=date.fromisoformat(last_day),
                method=method,
            )
        )
        for method in Method
    }

    assert sum(g.days for g in answers[H].grants) == by_hire
    assert sum(g.days for g in answers[F].grants) == by_fiscal
    assert (answers[H].owed, answers[F].owed) == (0, owed)


@pytest.mark.parametrize(
    ("as_of", "weekly", "hours"),
    [
        (date(2026, 1, 1), 20.0, 60),  # 15 days
        (date(2026, 1, 1), 22.5, 68),  # 67.5
        (date(2028, 1, 1), 32.0, 103),  # 16 days: 102.4
        (date(2026, 1, 1), 40.0, 120),
        (date(2026, 1, 1), 44.0, 120),  # longer weeks earn no longer leave
    ],
)
def test_part_time_days_are_hours_with_the_part_hour_rounded_up(
    as_of: date, weekly: float, hours: int
) -> None:
    newest = simulate(SimulateAsk(hire_date=date(2025, 1, 1), as_of=as_of, weekly_hours=weekly)).grants[-1]

    assert newest.minutes == hours * 60


def test_eleven_monthly_days_at_twenty_five_hours_are_fifty_five_hours() -> None:
    answer = simulate(SimulateAsk(hire_date=date(2025, 1, 1), as_of=date(2025, 12, 31), weekly_hours=25.0))

    assert sum(g.minutes for g in answer.grants) == 55 * 60
    assert "5시간, 주 25시간" in answer.grants[0].explanation
    assert "제18조제3항" in answer.grants[0].article


@pytest.mark.parametrize("outside", [{"employees": 4}, {"weekly_hours": 14.5}])
def test_outside_the_scope_of_the_act_there_are_no_statutory_days(outside: dict[str, float]) -> None:
    answer = simulate(
        msgspec.convert(
            {"hireDate": "2020-01-01", "asOf": "2026-01-01", **{_camel(k): v for k, v in outside.items()}},
            SimulateAsk,
        )
    )

    assert (answer.grants, answer.live, answer.promotion, answer.owed) == ((), 0, (), 0)


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.title() for part in rest)


def test_a_month_not_attended_in_full_earns_nothing_and_the_others_keep_their_days() -> None:
    answer = simulate(SimulateAsk(hire_date=date(2025, 1, 31), as_of=date(2025, 5, 1), missed_months=(2,)))

    assert [g.date for g in answer.grants] == [date(2025, 3, 1), date(2025, 5, 1)]


def test_monthly_days_granted_before_2020_03_31_last_a_year_each_and_later_ones_end_together() -> None:
    answer = simulate(SimulateAsk(hire_date=date(2019, 11, 30), as_of=date(2020, 4, 30)))

    assert {g.date.isoformat(): g.last_day.isoformat() for g in answer.grants} == {
        "2019-12-30": "2020-12-29",
        "2020-01-30": "2021-01-29",
        "2020-03-01": "2021-02-28",
        "2020-03-30": "2021-03-29",
        "2020-04-30": "2020-11-29",
    }


def test_a_monthly_day_granted_on_2020_03_31_follows_the_new_rule() -> None:
    newest = simulate(SimulateAsk(hire_date=date(2019, 12, 31), as_of=date(2020, 3, 31))).grants[-1]

    assert (newest.date, newest.last_day, newest.rule_version) == (
        date(2020, 3, 31),
        date(2020, 12, 30),
        "2020-03-31",
    )


def test_hires_before_2017_05_30_have_fifteen_days_over_the_first_two_years_together() -> None:
    old, new = (
        simulate(SimulateAsk(hire_date=hired, as_of=date(hired.year + 1, 6, 30)))
        for hired in (date(2017, 5, 29), date(2017, 5, 30))
    )

    assert (sum(g.days for g in old.grants), old.live) == (15, 15)
    assert sum(g.days for g in new.grants) == 26
    assert "포함한" in old.grants[-1].explanation


def test_a_grant_explains_itself_in_words_with_article_and_version() -> None:
    answer = simulate(SimulateAsk(hire_date=date(2025, 7, 1), as_of=date(2026, 1, 1), method=Method.FISCAL))

    assert answer.grants[-1].explanation == (
        "첫 회계연도 비례: 15일 × 184일 ÷ 365일 = 7.56일을 올림하여 8일이 생겼습니다. "
        "2026. 12. 31.까지 쓸 수 있습니다."
    )
    assert (answer.grants[-1].article, answer.grants[-1].rule_version) == (
        "근로기준법 제60조제1항",
        "2024-10-22",
    )


def test_service_of_three_years_cites_the_addition_for_long_service() -> None:
    newest = simulate(SimulateAsk(hire_date=date(2020, 3, 2), as_of=date(2023, 3, 2))).grants[-1]

    assert newest.article == "근로기준법 제60조제1항·제60조제4항"
    assert newest.explanation.startswith("근속 3년: 기본 15일에 가산 1일을 더해 16일이 생겼습니다.")


@pytest.mark.parametrize(
    "wrong",
    [
        {"fiscal_start": "02-29"},
        {"last_day": date(2024, 12, 31)},
        {"as_of": date(2151, 1, 1)},
        {"hire_date": date(1949, 12, 31)},
    ],
)
def test_dates_that_contradict_each_other_are_refused(wrong: dict[str, object]) -> None:
    ask = msgspec.structs.replace(SimulateAsk(hire_date=date(2025, 1, 1), as_of=date(2026, 1, 1)), **wrong)

    with pytest.raises(InvalidLeave):
        simulate(ask)


def test_nothing_is_usable_after_the_last_day_of_work() -> None:
    ask = SimulateAsk(hire_date=date(2025, 1, 1), last_day=date(2026, 3, 31), as_of=date(2026, 4, 1))

    assert simulate(ask).live == 0


@pytest.mark.parametrize(
    ("day", "months", "exact", "office"),
    [
        (date(2025, 1, 31), 1, date(2025, 3, 1), date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 3, 1), date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 3, 1), date(2025, 2, 28)),
        (date(2027, 8, 31), -6, date(2027, 3, 1), date(2027, 2, 28)),
        (date(2025, 10, 31), 2, date(2025, 12, 31), date(2025, 12, 31)),
        (date(2025, 12, 15), 1, date(2026, 1, 15), date(2026, 1, 15)),
    ],
)
def test_months_without_the_day_go_on_to_the_first_of_the_next(
    day: date, months: int, exact: date, office: date
) -> None:
    assert (plus(day, months), clamped(day, months)) == (exact, office)


def test_versions_of_the_law_are_in_order_and_each_begins_on_its_day() -> None:
    days = [rule.effective_from for rule in RULES]

    assert days == sorted(days)
    assert [in_force(day).version for day in days] == [day.isoformat() for day in days]
    assert in_force(date(2020, 3, 30)).version == "2018-05-29"


@pytest.mark.parametrize(
    ("why", "begun", "present"),
    [
        (Away.WORK_INJURY, date(2010, 1, 1), True),
        (Away.CHILDCARE_HOURS, date(2024, 10, 21), False),
        (Away.CHILDCARE_HOURS, date(2024, 10, 22), True),
        (Away.PARENTAL_WIDENED, date(2026, 8, 19), False),
        (Away.PARENTAL_WIDENED, date(2026, 8, 20), True),
    ],
)
def test_absences_count_as_presence_from_the_day_the_law_says_so(
    why: Away, begun: date, present: bool
) -> None:
    assert deemed_present(why, begun) is present


def newest_days(**known: object) -> float:
    ask = SimulateAsk(hire_date=date(2022, 5, 1), as_of=date(2024, 5, 1))
    return simulate(msgspec.structs.replace(ask, **known)).grants[-1].days


@pytest.mark.parametrize(
    ("rate", "days"), [(0.8, 15), (80, 15), (1, 15), (100, 15), (0.79, 7), (79, 7), (0, 7)]
)
def test_eighty_per_cent_of_attendance_is_enough_however_the_rate_is_written(rate: float, days: int) -> None:
    assert newest_days(attendance=(Attendance(year=2, rate=rate, full_months=7),)) == days


def test_fifteen_hours_a_week_are_inside_the_act() -> None:
    assert newest_days(weekly_hours=15.0) == 15


@pytest.mark.parametrize(
    ("method", "start", "hired", "as_of", "year", "meant"),
    [
        (H, "01-01", date(2022, 5, 1), date(2024, 5, 1), 2023, True),
        (H, "01-01", date(2022, 5, 1), date(2024, 5, 1), 2022, False),
        (F, "01-01", date(2022, 5, 1), date(2024, 1, 1), 2023, True),
        (F, "04-01", date(2022, 2, 1), date(2023, 4, 1), 2022, True),
        (F, "04-01", date(2022, 2, 1), date(2023, 4, 1), 2, True),
        (F, "04-01", date(2022, 2, 1), date(2023, 4, 1), 1, False),
        (F, "01-01", date(2022, 1, 1), date(2023, 1, 1), 1, True),
    ],
)
def test_a_year_of_attendance_is_counted_from_the_hire_or_named_by_when_it_begins(
    method: Method, start: str, hired: date, as_of: date, year: int, meant: bool
) -> None:
    days = newest_days(
        method=method,
        fiscal_start=start,
        hire_date=hired,
        as_of=as_of,
        attendance=(Attendance(year=year, rate=0.5, full_months=3),),
    )

    assert (days == 3) is meant
