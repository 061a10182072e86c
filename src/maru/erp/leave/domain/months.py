"""Counting months as the Civil Code does (Art. 160): a period of months ends before the same day number."""

from calendar import monthrange
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


def plus(day: date, months: int) -> date:
    """The same day number `months` later (or earlier); where it does not exist, the first of the next month.

    So a period that would end in a month without that day ends on the last day of the month.
    """
    year, month = _moved(day, months)
    if day.day <= monthrange(year, month)[1]:
        return date(year, month, day.day)
    return date(year + month // 12, month % 12 + 1, 1)


def clamped(day: date, months: int) -> date:
    """As `plus`, for offices that count to the last day of a month that is too short."""
    year, month = _moved(day, months)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def last_day_of(start: date, months: int) -> date:
    """The last day of a period of `months` whose first day is `start`."""
    return plus(start, months) - ONE_DAY


def _moved(day: date, months: int) -> tuple[int, int]:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return year, month + 1
