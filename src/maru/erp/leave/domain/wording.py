"""How amounts and days are said to people."""

from datetime import date
from fractions import Fraction

WEEKDAYS = "월화수목금토일"


def in_days(minutes: int, day_minutes: int) -> float:
    """The number older clients and people read: days, to four places."""
    return round(minutes / day_minutes, 4)


def days(minutes: int, day_minutes: int) -> str:
    return f"{number(Fraction(minutes, day_minutes))}일"


def number(amount: Fraction | float) -> str:
    """At most two places, none when they are zero: 15, 7.5, 0.25."""
    return f"{float(amount):.2f}".rstrip("0").rstrip(".")


def on(day: date) -> str:
    return f"{day.year}. {day.month}. {day.day}."


def short(day: date) -> str:
    return f"{day.month}월 {day.day}일"
