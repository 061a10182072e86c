"""Every hire date from June 2017 to December 2030, against the calculator that walks the calendar."""

from datetime import date, timedelta

from maru.erp.leave.domain.calculator import Terms, entitlements
from maru.erp.leave.domain.months import plus
from maru.erp.leave.messages import Method
from tests.erp.leave import naive_calculator as naive

FIRST, LAST = date(2017, 6, 1), date(2030, 12, 31)
YEARS = 6
HIRES = [FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1)]


def ours(hired: date, method: Method, until: date) -> list[naive.Days]:
    granted = entitlements(Terms(hired=hired, method=method), until)
    return sorted(naive.Days(e.granted, int(e.days), e.last_day) for e in granted)


def until(hired: date) -> date:
    return min(date(hired.year + YEARS, hired.month, min(hired.day, 28)), date(2034, 12, 31))


def test_the_hire_date_method_agrees_for_every_hire_date() -> None:
    assert [h for h in HIRES if ours(h, Method.HIRE_DATE, until(h)) != naive.by_hire_date(h, until(h))] == []


def test_the_fiscal_method_agrees_for_every_hire_date() -> None:
    assert [h for h in HIRES if ours(h, Method.FISCAL, until(h)) != naive.by_calendar_year(h, until(h))] == []


def test_months_agree_with_the_walk_for_every_hire_date() -> None:
    for hired in HIRES:
        walked = [day for months, day in naive.months_complete(hired) if months <= 13]
        assert [plus(hired, months) for months in range(1, 14)] == walked[:13]
