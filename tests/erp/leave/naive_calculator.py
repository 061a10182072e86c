"""A second calculator, written from the act alone and as plainly as can be: it walks through the calendar.

It knows no month arithmetic. A month of service is complete on every day that bears the hire day's number,
or, after a month too short to have it, on the first.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from math import ceil
from typing import NamedTuple

CALENDAR: list[date] = []
_day = date(2017, 1, 1)
while _day.year < 2036:
    CALENDAR.append(_day)
    _day += timedelta(1)
INDEX = {day: n for n, day in enumerate(CALENDAR)}
MONTH_LENGTH_BEFORE = [0] + [CALENDAR[n - 1].day for n in range(1, len(CALENDAR))]
YEARS = {year: [day for day in CALENDAR if day.year == year] for year in range(2017, 2036)}
DAY_NUMBERS = [day.day for day in CALENDAR]
# where a walk can find a day with that number, or a first after a month that had none
CANDIDATES = {
    number: [
        n
        for n in range(len(CALENDAR))
        if DAY_NUMBERS[n] == number or (DAY_NUMBERS[n] == 1 and 0 < MONTH_LENGTH_BEFORE[n] < number)
    ]
    for number in range(1, 32)
}


class Days(NamedTuple):
    granted: date
    days: int
    last_day: date


def months_complete(hired: date) -> Iterator[tuple[int, date]]:
    start, complete = INDEX[hired], 0
    for n in CANDIDATES[hired.day]:
        if n > start:
            complete += 1
            yield complete, CALENDAR[n]


def day_before(day: date) -> date:
    return CALENDAR[INDEX[day] - 1]


def by_hire_date(hired: date, until: date) -> list[Days]:
    anniversaries = [day for months, day in months_complete(hired) if months % 12 == 0]
    found = list(monthly(hired, until, anniversaries[0]))
    bonus = 0
    for years, day in enumerate(anniversaries, start=1):
        if day > until:
            break
        if years >= 3 and years % 2 == 1:
            bonus += 1
        end = next(d for months, d in months_complete(day) if months == 12)
        found.append(Days(day, min(25, 15 + bonus), day_before(end)))
    return sorted(found)


def by_calendar_year(hired: date, until: date) -> list[Days]:
    first_year_over = next(day for months, day in months_complete(hired) if months == 12)
    found = list(monthly(hired, until, first_year_over))
    whole_years, bonus = 0, 0
    for year in range(hired.year + 1, until.year + 1):
        of_last_year = YEARS[year - 1]
        worked = [day for day in of_last_year if day >= hired]
        if len(worked) == len(of_last_year):
            whole_years += 1
            if whole_years >= 3 and whole_years % 2 == 1:
                bonus += 1
            count = min(25, 15 + bonus)
        else:
            count = ceil(15 * len(worked) / len(of_last_year) - 1e-9)
        found.append(Days(date(year, 1, 1), count, date(year, 12, 31)))
    return sorted(found)


def monthly(hired: date, until: date, first_year_over: date) -> Iterator[Days]:
    for months, day in months_complete(hired):
        if months > 11 or day > until:
            return
        if day >= date(2020, 3, 31):
            last_day = day_before(first_year_over)
        else:
            last_day = day_before(next(d for m, d in months_complete(day) if m == 12))
        yield Days(day, 1, last_day)
