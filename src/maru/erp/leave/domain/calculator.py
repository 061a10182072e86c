"""Statutory annual leave (근로기준법 제60조): which days a person is granted, when, until when, and why.

Two methods: by hire date, as the act is written, and by fiscal year, as many companies keep it. Assumed, and
settable in `ProRata`: how the broken first year is rounded and divided. Assumed: attendance below 80 % in a
fiscal year is treated as in a year of service.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property
from math import ceil

from msgspec import Struct, field

from maru.erp.leave.contract import DAY_MINUTES, Inputs
from maru.erp.leave.domain import wording
from maru.erp.leave.domain.months import ONE_DAY, last_day_of, plus
from maru.erp.leave.domain.rules import FIRST_YEAR_KEPT_FROM, Article, Rule, in_force
from maru.erp.leave.messages import Method

FULL, CAP = 15, 25
ENOUGH = Fraction(4, 5)
MONTHLY_DAYS = 11
SMALLEST_COMPANY, SHORTEST_WEEK = 5, 15


class YearOfService(Struct, frozen=True):
    """Attendance of one year: the rate, and the months attended in full."""

    rate: Fraction
    full_months: int


class ProRata(Struct, frozen=True):
    """The broken first fiscal year: rounded up to `step` days, over its real length or a fixed one."""

    step: Fraction = Fraction(1)
    over: int | None = None


class Terms(Struct, frozen=True, kw_only=True, dict=True):
    """What of a person decides the statutory days. `years` is keyed by the year of service from 1; under the
    fiscal method the broken year of the hire is the first, unless the hire began a fiscal year."""

    hired: date
    last_day: date | None = None
    method: Method = Method.HIRE_DATE
    fiscal_start: tuple[int, int] = (1, 1)
    weekly_hours: Fraction = Fraction(40)
    full_time_hours: Fraction = Fraction(40)
    employees: int = SMALLEST_COMPANY
    missed_months: frozenset[int] = frozenset()
    years: Mapping[int, YearOfService] = field(default_factory=dict)
    pro_rata: ProRata = ProRata()

    @property
    def covered(self) -> bool:
        """Art. 11 and 18③: five employees or more, fifteen hours a week or more."""
        return self.employees >= SMALLEST_COMPANY and self.weekly_hours >= SHORTEST_WEEK

    @cached_property
    def share(self) -> Fraction:
        return min(Fraction(1), self.weekly_hours / self.full_time_hours)

    def minutes(self, days: Fraction) -> int:
        """Part hours round up, once per grant."""
        if self.share == 1:
            return ceil(days * DAY_MINUTES)
        return ceil(days * self.share * DAY_MINUTES / 60) * 60


class Entitlement(Struct, frozen=True, kw_only=True):
    """Days that the act grants on one day; `name` is unique for a person (`monthly:3`, `annual:2`)."""

    name: str
    granted: date
    days: Fraction
    minutes: int
    last_day: date
    article: str
    rule_version: str
    explanation: str
    inputs: Inputs

    def live(self, day: date) -> bool:
        return self.granted <= day <= self.last_day


def entitlements(terms: Terms, until: date) -> list[Entitlement]:
    """Everything granted up to `until`, oldest first; employment must last on the day of the grant."""
    if not terms.covered:
        return []
    end = min(until, terms.last_day) if terms.last_day else until
    yearly = _by_hire_date if terms.method is Method.HIRE_DATE else _by_fiscal_year
    granted = [*_monthly(terms, end), *yearly(terms, end)]
    return sorted(granted, key=lambda e: (e.granted, e.last_day))


def days_live(granted: list[Entitlement], day: date) -> Fraction:
    """Days usable on that day if none was taken."""
    return sum((e.days for e in granted if e.live(day)), Fraction(0))


def _monthly(terms: Terms, end: date) -> Iterator[Entitlement]:
    for k in range(1, MONTHLY_DAYS + 1):
        day = plus(terms.hired, k)
        if day > end:
            return
        if k in terms.missed_months:
            continue
        rule = in_force(day)
        yield _grant(
            terms,
            f"monthly:{k}",
            day,
            Fraction(1),
            _monthly_last_day(terms, day, rule),
            (Article.MONTHLY,),
            f"입사 후 {k}개월째를 개근하여 {{amount}} 생겼습니다.",
            {"month": k},
        )


def _monthly_last_day(terms: Terms, day: date, rule: Rule) -> date:
    if _first_year_deducted(terms):
        return last_day_of(terms.hired, 24)  # they are part of the 15 of the second year
    return last_day_of(terms.hired, 12) if rule.monthly_together else last_day_of(day, 12)


def _first_year_deducted(terms: Terms) -> bool:
    return terms.method is Method.HIRE_DATE and terms.hired < FIRST_YEAR_KEPT_FROM


def _by_hire_date(terms: Terms, end: date) -> Iterator[Entitlement]:
    year = 0
    while (day := plus(terms.hired, 12 * (year := year + 1))) <= end:
        attended = terms.years.get(year)
        if attended is None or attended.rate >= ENOUGH:
            total, articles, why = _for_service(year, "")
        else:
            total, articles, why = _for_poor_attendance(attended)
        already = 0
        if year == 1 and _first_year_deducted(terms):
            already = min(total, MONTHLY_DAYS - len(terms.missed_months))
            why += f" 최초 1년의 월 단위 휴가 {already}일을 포함한 일수입니다(2017. 5. 29. 이전 입사)."
        if total > already:
            inputs: Inputs = {"year": year, "rate": _rate(attended), "deducted": already}
            expires = last_day_of(day, 12)
            yield _grant(
                terms, f"annual:{year}", day, Fraction(total - already), expires, articles, why, inputs
            )


def _by_fiscal_year(terms: Terms, end: date) -> Iterator[Entitlement]:
    began_with_year = _fiscal_start(terms, terms.hired.year) == terms.hired
    ordinal, full_years = 0, 0
    for year in range(terms.hired.year, end.year + 1):
        day = _fiscal_start(terms, year)
        if not terms.hired < day <= end:
            continue
        ordinal += 1
        if ordinal > 1 or began_with_year:
            full_years += 1
        attended = terms.years.get(ordinal)
        inputs: Inputs = {"fullYears": full_years, "rate": _rate(attended)}
        if attended is not None and attended.rate < ENOUGH:
            whole, articles, why = _for_poor_attendance(attended)
            days = Fraction(whole)
        elif full_years == 0:
            days, why = _pro_rata(terms, day, inputs)
            articles = (Article.ANNUAL,)
        else:
            whole, articles, why = _for_service(full_years, "회계연도 기준 ")
            days = Fraction(whole)
        if days:
            expires = _fiscal_start(terms, year + 1) - ONE_DAY
            yield _grant(terms, f"fiscal:{day.isoformat()}", day, days, expires, articles, why, inputs)


def _fiscal_start(terms: Terms, year: int) -> date:
    return date(year, *terms.fiscal_start)


def _for_service(years: int, method: str) -> tuple[int, tuple[Article, ...], str]:
    extra = min(CAP - FULL, (years - 1) // 2)
    if not extra:
        return FULL, (Article.ANNUAL,), f"{method}근속 {years}년, 출근율 80% 이상으로 {{amount}} 생겼습니다."
    why = f"{method}근속 {years}년: 기본 {FULL}일에 가산 {extra}일을 더해 {{amount}} 생겼습니다."
    return FULL + extra, (Article.ANNUAL, Article.LONG_SERVICE), why


def _for_poor_attendance(attended: YearOfService) -> tuple[int, tuple[Article, ...], str]:
    months = attended.full_months
    why = (
        f"직전 1년의 출근율이 {wording.number(attended.rate * 100)}%로 80%에 못 미쳐 "
        f"개근한 {months}개월만큼 {{amount}} 생겼습니다."
    )
    return months, (Article.MONTHLY,), why


def _pro_rata(terms: Terms, day: date, inputs: Inputs) -> tuple[Fraction, str]:
    employed = (day - terms.hired).days
    length = terms.pro_rata.over or (day - _fiscal_start(terms, day.year - 1)).days
    exact = Fraction(FULL * employed, length)
    step = terms.pro_rata.step
    inputs.update(daysEmployed=employed, daysOfYear=length)
    return (
        ceil(exact / step) * step,
        f"첫 회계연도 비례: {FULL}일 × {employed}일 ÷ {length}일 = {wording.number(exact)}일을 올림하여 "
        "{amount} 생겼습니다.",
    )


def _rate(attended: YearOfService | None) -> float:
    return float(attended.rate) if attended else 1.0


def _grant(
    terms: Terms,
    name: str,
    day: date,
    days: Fraction,
    last_day: date,
    articles: tuple[Article, ...],
    why: str,
    inputs: Inputs,
) -> Entitlement:
    rule = in_force(day)
    minutes = terms.minutes(days)
    amount = f"{wording.number(days)}일이"
    if terms.share != 1:
        week = wording.number(terms.weekly_hours)
        amount = f"{wording.number(days)}일({minutes // 60}시간, 주 {week}시간 근무)이"
        articles = (*articles, Article.SHORT_HOURS)
    return Entitlement(
        name=name,
        granted=day,
        days=days,
        minutes=minutes,
        last_day=last_day,
        article=rule.cite(*articles),
        rule_version=rule.version,
        explanation=f"{why.format(amount=amount)} {wording.on(last_day)}까지 쓸 수 있습니다.",
        inputs={"hired": terms.hired.isoformat(), **inputs},
    )
