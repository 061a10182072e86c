"""The law as dated data: each version holds from its day until the next begins.

Verified in the text of the act (consolidated copy in force 2026-10-02 and its supplementary provisions): the
articles and the days from 2018-05-29 on; the days of 2026-12-10 and 2027-06-10 are counted from "six months"
and "one year" after promulgation. Assumed: everything before 2018-05-29 counts by the version of 2012-08-02.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

from msgspec import Struct, field

ACT = "근로기준법"


class Article(StrEnum):
    """What a line of the ledger rests on; its number depends on the version."""

    ANNUAL = "annual"
    MONTHLY = "monthly"
    LONG_SERVICE = "long service"
    WHEN_ASKED = "when asked"
    DEEMED = "deemed present"
    EXPIRY = "expiry"
    PROMOTION = "promotion"
    SHORT_HOURS = "short hours"


_UNTIL_2027: Final[Mapping[Article, str]] = {
    Article.ANNUAL: "제60조제1항",
    Article.MONTHLY: "제60조제2항",
    Article.LONG_SERVICE: "제60조제4항",
    Article.WHEN_ASKED: "제60조제5항",
    Article.DEEMED: "제60조제6항",
    Article.EXPIRY: "제60조제7항",
    Article.PROMOTION: "제61조",
    Article.SHORT_HOURS: "제18조제3항",
}
_FROM_2027: Final[Mapping[Article, str]] = {
    **_UNTIL_2027,
    Article.WHEN_ASKED: "제60조제6항",
    Article.DEEMED: "제60조제7항",
    Article.EXPIRY: "제60조제8항",
}


class Rule(Struct, frozen=True, kw_only=True):
    """One version. `first_year_deducted`: the monthly days are part of the first 15. `monthly_together`: they
    all expire when the first year ends, instead of a year after each was granted."""

    effective_from: date
    content: str
    first_year_deducted: bool = False
    monthly_together: bool = True
    articles: Mapping[Article, str] = field(default_factory=lambda: _UNTIL_2027)

    @property
    def version(self) -> str:
        return self.effective_from.isoformat()

    def cite(self, *articles: Article) -> str:
        return f"{ACT} {'·'.join(self.articles[a] for a in articles)}"


FIRST_YEAR_KEPT_FROM: Final = date(2017, 5, 30)  # hires from this day keep the monthly days beside the 15

RULES: Final[Sequence[Rule]] = (
    Rule(
        effective_from=date(2012, 8, 2),
        content="최초 1년의 월 단위 휴가는 1년 뒤의 15일에 포함한다.",
        first_year_deducted=True,
        monthly_together=False,
    ),
    Rule(
        effective_from=date(2018, 5, 29),
        content="2017-05-30 이후 입사자는 최초 1년의 월 단위 휴가를 15일에서 빼지 않는다.",
        monthly_together=False,
    ),
    Rule(
        effective_from=date(2020, 3, 31),
        content="최초 1년의 월 단위 휴가는 입사 후 1년이 끝날 때 소멸하며 사용 촉진의 대상이 된다. "
        "이전에 생긴 것은 생긴 날부터 1년이다.",
    ),
    Rule(
        effective_from=date(2024, 10, 22),
        content="이날부터 시작하는 육아기·임신기 단축 시간은 출근한 것으로 본다.",
    ),
    Rule(
        effective_from=date(2026, 8, 20),
        content="출근으로 보는 육아휴직의 범위를 남녀고용평등법 제19조 전체로 넓힌다.",
    ),
    Rule(
        effective_from=date(2026, 12, 10),
        content="제54조: 4시간 근무일의 휴게는 근로자가 명시적으로 요청하면 주지 않을 수 있다.",
    ),
    Rule(
        effective_from=date(2027, 6, 10),
        content="제60조에 제5항(시간 단위 분할, 한도는 대통령령)과 제9항(불리한 처우 금지)을 신설하고 "
        "출근 간주는 제7항, 소멸은 제8항이 된다.",
        articles=_FROM_2027,
    ),
)


@lru_cache(maxsize=4096)
def in_force(day: date) -> Rule:
    """The version on that day; days before the first version count by the first."""
    known = RULES[0]
    for rule in RULES:
        if rule.effective_from <= day:
            known = rule
    return known


class Away(StrEnum):
    """Reasons not to be at work that may count as presence."""

    WORK_INJURY = "업무상 부상·질병"
    MATERNITY = "출산전후휴가·유산·사산휴가"
    PARENTAL = "육아휴직"
    PARENTAL_WIDENED = "남녀고용평등법 제19조의 그 밖의 육아휴직"
    CHILDCARE_HOURS = "육아기 근로시간 단축"
    PREGNANCY_HOURS = "임신기 근로시간 단축"


class Deemed(Struct, frozen=True, kw_only=True):
    """`begun_from`: holds for absences begun on or after that day."""

    why: Away
    begun_from: date
    basis: str


DEEMED: Final[Sequence[Deemed]] = (
    Deemed(why=Away.WORK_INJURY, begun_from=date.min, basis="제1호"),
    Deemed(why=Away.MATERNITY, begun_from=date.min, basis="제2호"),
    Deemed(why=Away.PARENTAL, begun_from=date(2018, 5, 29), basis="제3호"),
    Deemed(why=Away.CHILDCARE_HOURS, begun_from=date(2024, 10, 22), basis="제4호"),
    Deemed(why=Away.PREGNANCY_HOURS, begun_from=date(2024, 10, 22), basis="제5호"),
    Deemed(why=Away.PARENTAL_WIDENED, begun_from=date(2026, 8, 20), basis="제3호"),
)


def deemed_present(why: Away, begun: date) -> bool:
    """Does an absence that began on that day count as having been at work?"""
    return any(rule.why is why and begun >= rule.begun_from for rule in DEEMED)
