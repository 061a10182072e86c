"""Numbers of documents. The counter is the store's, drawn in the unit that approves: none is lost."""

import re
from datetime import datetime, timedelta, timezone
from typing import Final

from msgspec import Struct

from maru.chassis.problems import Flaw, Invalid

KST: Final = timezone(timedelta(hours=9), "KST")
_PART = re.compile(r"\{(ABBR|YYYY|YY|SEQ(?::([1-9]))?)\}")


class NumberRule(Struct, frozen=True, rename="camel"):
    """One counter per tenant, rule and year; a changed pattern takes effect for documents submitted later."""

    id: str
    pattern: str = "{ABBR}-{YY}-{SEQ:6}"
    version: int = 1

    def __post_init__(self) -> None:
        rest = _PART.sub("", self.pattern)
        if "{" in rest or "}" in rest or "{SEQ" not in self.pattern:
            flaw = Flaw("$.pattern", "{ABBR}, {YY}, {YYYY}, {SEQ:6}만 쓸 수 있고 {SEQ}는 꼭 있어야 합니다.")
            raise Invalid("문서번호 규칙을 고쳐 주세요.", errors=[flaw])


def year_of(at: datetime) -> int:
    """The year in Korea, which the counter restarts with."""
    return at.astimezone(KST).year


def counter(rule: NumberRule, at: datetime) -> str:
    """The key of the counter that numbers a document approved at this time."""
    return f"{rule.id}:{year_of(at)}"


def render(rule: NumberRule, abbr: str, at: datetime, seq: int) -> str:
    year = f"{year_of(at):04d}"

    def part(found: re.Match[str]) -> str:
        name = found.group(1)
        if name == "ABBR":
            return abbr
        if name in ("YY", "YYYY"):
            return year[-len(name) :]
        return f"{seq:0{found.group(2) or 1}d}"

    return _PART.sub(part, rule.pattern)
