"""POST /leave/simulate: the statutory calculator for anybody, over nothing but the question."""

from datetime import date
from fractions import Fraction

from msgspec.structs import replace

from maru.erp.leave.contract import InvalidLeave
from maru.erp.leave.domain import promotion
from maru.erp.leave.domain.calculator import (
    MONTHLY_DAYS,
    Entitlement,
    Terms,
    YearOfService,
    days_live,
    entitlements,
)
from maru.erp.leave.domain.months import last_day_of, plus
from maru.erp.leave.domain.rules import in_force
from maru.erp.leave.messages import (
    Attendance,
    Method,
    PromotionWindow,
    SimulateAnswer,
    SimulateAsk,
    SimulatedGrant,
    Track,
)

FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2150, 12, 31)
_CALENDAR_YEAR = 1900


def simulate(ask: SimulateAsk) -> SimulateAnswer:
    """Refuses `InvalidLeave` for dates that contradict each other."""
    terms = terms_of(ask)
    granted = entitlements(terms, ask.as_of)
    employed = ask.last_day is None or ask.as_of <= ask.last_day
    return SimulateAnswer(
        grants=tuple(_shown(e) for e in granted),
        live=float(days_live(granted, ask.as_of)) if employed else 0.0,
        promotion=promotions(terms, granted, ask.as_of) if employed else (),
        owed=float(owed_on_leaving(terms)),
    )


def owed_on_leaving(terms: Terms, *, down: bool = False) -> Fraction:
    """Days the hire-date method grants beyond the fiscal one by the last day.

    Less than zero only with `down`: the work rules say that leavers are recalculated to the hire date.
    """
    if terms.last_day is None or terms.method is Method.HIRE_DATE:
        return Fraction(0)
    by_hire = _total(terms, Method.HIRE_DATE, terms.last_day)
    difference = by_hire - _total(terms, Method.FISCAL, terms.last_day)
    return difference if down else max(Fraction(0), difference)


def promotions(terms: Terms, granted: list[Entitlement], as_of: date) -> tuple[PromotionWindow, ...]:
    """The windows of every period that runs on that day, by the day they open."""
    if not terms.covered:
        return ()
    ends = {
        (Track.ANNUAL, e.last_day) for e in granted if e.live(as_of) and not e.name.startswith("monthly:")
    }
    first_year_ends = last_day_of(terms.hired, 12)
    promotable = in_force(plus(terms.hired, MONTHLY_DAYS)).monthly_together
    if terms.hired <= as_of <= first_year_ends and promotable:
        ends |= {(track, first_year_ends) for track in promotion.FIRST_YEAR_TRACKS}
    windows = (promotion.window(track, end) for track, end in ends)
    return tuple(sorted(windows, key=lambda w: (w.first_from, w.second_by)))


def terms_of(ask: SimulateAsk) -> Terms:
    month, day = int(ask.fiscal_start[:2]), int(ask.fiscal_start[3:])
    try:
        date(2001, month, day)
    except ValueError:
        raise InvalidLeave(
            "회계연도 시작일이 해마다 있는 날짜가 아닙니다. 01-01처럼 월-일로 적어 주세요."
        ) from None
    if not FIRST_DAY <= ask.hire_date <= LAST_DAY or ask.as_of > LAST_DAY:
        raise InvalidLeave("1950년부터 2150년까지의 날짜만 계산합니다. 입사일과 기준일을 확인해 주세요.")
    if ask.last_day is not None and not ask.hire_date <= ask.last_day <= LAST_DAY:
        raise InvalidLeave("퇴사일이 입사일보다 빠르거나 너무 멉니다. 퇴사일을 확인해 주세요.")
    return Terms(
        hired=ask.hire_date,
        last_day=ask.last_day,
        method=ask.method,
        fiscal_start=(month, day),
        weekly_hours=_exact(ask.weekly_hours),
        full_time_hours=_exact(ask.full_time_weekly_hours),
        employees=ask.employees,
        missed_months=frozenset(k for k in ask.missed_months if 1 <= k <= MONTHLY_DAYS),
        years={_ordinal(ask, a): YearOfService(_rate(a.rate), a.full_months) for a in ask.attendance},
    )


def _ordinal(ask: SimulateAsk, attended: Attendance) -> int:
    """The year of service, counted from 1, that an attendance tells of."""
    if attended.year < _CALENDAR_YEAR:
        return attended.year
    ordinal = attended.year - ask.hire_date.year + 1
    month, day = int(ask.fiscal_start[:2]), int(ask.fiscal_start[3:])
    before_start = (ask.hire_date.month, ask.hire_date.day) < (month, day)
    return ordinal + 1 if ask.method is Method.FISCAL and before_start else ordinal


def _rate(rate: float) -> Fraction:
    return _exact(rate) if rate <= 1 else _exact(rate) / 100


def _exact(number: float) -> Fraction:
    """The decimal that was written, not the binary nearest to it."""
    return Fraction(str(number))


def _total(terms: Terms, method: Method, until: date) -> Fraction:
    other = replace(terms, method=method)
    return sum((e.days for e in entitlements(other, until)), Fraction(0))


def _shown(e: Entitlement) -> SimulatedGrant:
    return SimulatedGrant(
        date=e.granted,
        days=float(e.days),
        minutes=e.minutes,
        last_day=e.last_day,
        article=e.article,
        rule_version=e.rule_version,
        explanation=e.explanation,
    )
