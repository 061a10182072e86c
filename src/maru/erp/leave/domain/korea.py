"""Korean public holidays 2024–2028, with substitutes, as the law in force on 2026-11-01 gives them.

Verified against public data sets: all days, by one of them; the lunar days by a second. Not verified: on which
day each source took force. Assumed, from weaker sources: 노동절 as a public holiday from 2026 and its substitute
of 2027-05-03, and that of 제헌절 of 2027-07-19.
Before 2026 the first of May is a paid holiday of employees (근로자의 날), so no leave is taken on it either.
Elections and substitutes of later years follow from the acts as they stand and may be changed by decree.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from maru.erp.leave.domain.months import ONE_DAY
from maru.erp.leave.messages import Holiday, HolidayKind

VERSION: Final = "kr-2026.11"

ACT = ("공휴일에 관한 법률 · 관공서의 공휴일에 관한 규정 제2조", date(2022, 1, 1))
SUBSTITUTES = ("관공서의 공휴일에 관한 규정 제3조", date(2023, 5, 4))
CONSTITUTION = ("공휴일에 관한 법률(2026. 2. 10. 개정)", date(2026, 5, 11))
LABOUR_ACT = ("근로자의 날 제정에 관한 법률", date(2016, 1, 27))
LABOUR_DAY = ("공휴일에 관한 법률(2026년 개정)", date(2026, 5, 1))
ELECTIONS = ("공직선거법 제34조", date(2022, 1, 1))

_FIXED: Final = (
    (1, 1, "신정"),
    (3, 1, "삼일절"),
    (5, 5, "어린이날"),
    (6, 6, "현충일"),
    (8, 15, "광복절"),
    (10, 3, "개천절"),
    (10, 9, "한글날"),
    (12, 25, "성탄절"),
)
_LUNAR: Final = (  # 설날, 부처님오신날, 추석; the first and the last with the day before and the day after
    (date(2024, 2, 10), date(2024, 5, 15), date(2024, 9, 17)),
    (date(2025, 1, 29), date(2025, 5, 5), date(2025, 10, 6)),
    (date(2026, 2, 17), date(2026, 5, 24), date(2026, 9, 25)),
    (date(2027, 2, 7), date(2027, 5, 13), date(2027, 9, 15)),
    (date(2028, 1, 27), date(2028, 5, 2), date(2028, 10, 3)),
)
_SUBSTITUTE: Final = {
    2024: "2-12 설날, 5-6 어린이날",
    2025: "3-3 삼일절, 5-6 어린이날·부처님오신날, 10-8 추석",
    2026: "3-2 삼일절, 5-25 부처님오신날, 8-17 광복절, 10-5 개천절",
    2027: "2-9 설날, 5-3 노동절, 7-19 제헌절, 8-16 광복절, 10-4 개천절, 10-11 한글날, 12-27 성탄절",
    2028: "10-5 추석·개천절",
}
_ASSUMED: Final = {date(2027, 5, 3): LABOUR_DAY, date(2027, 7, 19): CONSTITUTION}


def _public() -> Iterator[tuple[date, str]]:
    for new_year, buddha, harvest in _LUNAR:
        for month, day, name in _FIXED:
            yield date(new_year.year, month, day), name
        yield buddha, "부처님오신날"
        for feast, name in ((new_year, "설날"), (harvest, "추석")):
            yield feast - ONE_DAY, f"{name} 연휴"
            yield feast, name
            yield feast + ONE_DAY, f"{name} 연휴"


def _substitutes() -> Iterator[tuple[date, str]]:
    for year, text in _SUBSTITUTE.items():
        for entry in text.split(", "):
            day, name = entry.split(" ", 1)
            month, number = day.split("-")
            yield date(year, int(month), int(number)), f"대체공휴일({name})"


def _days() -> Iterator[Holiday]:
    for day, name in _public():
        yield _day(day, name, HolidayKind.PUBLIC, ACT, True)
    for day, name in _substitutes():
        yield _day(day, name, HolidayKind.SUBSTITUTE, _ASSUMED.get(day, SUBSTITUTES), day not in _ASSUMED)
    for year in (2024, 2025):
        yield _day(date(year, 5, 1), "근로자의 날", HolidayKind.LABOUR, LABOUR_ACT, True)
    for year in (2026, 2027, 2028):
        yield _day(date(year, 5, 1), "노동절", HolidayKind.PUBLIC, LABOUR_DAY, False)
        yield _day(date(year, 7, 17), "제헌절", HolidayKind.PUBLIC, CONSTITUTION, True)
    yield _day(date(2024, 4, 10), "국회의원 선거일", HolidayKind.ELECTION, ELECTIONS, True)
    yield _day(date(2026, 6, 3), "전국동시지방선거일", HolidayKind.ELECTION, ELECTIONS, True)
    yield _day(date(2028, 4, 12), "국회의원 선거일", HolidayKind.ELECTION, ELECTIONS, False)
    for day, name, decided in (
        (date(2024, 10, 1), "임시공휴일(국군의 날)", date(2024, 9, 3)),
        (date(2025, 1, 27), "임시공휴일", date(2025, 1, 14)),
        (date(2025, 6, 3), "임시공휴일(대통령 선거일)", date(2025, 4, 8)),
    ):
        yield _day(day, name, HolidayKind.TEMPORARY, ("국무회의 의결", decided), True)


def _day(day: date, name: str, kind: HolidayKind, source: tuple[str, date], verified: bool) -> Holiday:
    return Holiday(date=day, name=name, kind=kind, source=source[0], effective=source[1], verified=verified)


HOLIDAYS: Final[Sequence[Holiday]] = tuple(sorted(_days(), key=lambda holiday: (holiday.date, holiday.name)))
